/**
 * What readings of a fleet cost the coordinator: CPU-seconds of its whole process per million samples (WebSocket, threads and store
 * with them), bytes on disk, memory, queries; 1,000 hosts in real time, 10,000 as fast as it takes them; beside Debian's prometheus and
 * victoria-metrics, which scrape the same series. The series are stated in `parts/telemetry-series.ts`.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Site, startSite } from '../fakes/site.ts'
import { quantile } from './parts/quantiles.ts'
import { bytesUnder, measurePeer, peers } from './parts/telemetry-peers.ts'
import { seriesPerHost } from './parts/telemetry-series.ts'
import { cpuMs, residentMb } from './parts/usage.ts'
import type { FromHosts, ToHosts } from './workers/telemetry-hosts.ts'

export const name = 'ingest'

type Log = (line: string) => void
const warmUpRows = 12
const rowsOfData = 120
const peerHosts = 200
const peerSeconds = 30
const filledHosts = 20
const queries = 100

/** The process that plays the hosts. */
class Hosts {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'workers/telemetry-hosts.ts'))

  ask(message: ToHosts): Promise<FromHosts> {
    return new Promise((resolve, reject) => {
      const left = (): void => reject(new Error('the process that plays the hosts ended'))
      this.#child.once('exit', left)
      this.#child.once('message', (answer: FromHosts) => {
        this.#child.off('exit', left)
        resolve(answer)
      })
      this.#child.send(message)
    })
  }
  close(): void {
    this.#child.kill('SIGTERM')
  }
}

interface Stretch {
  readonly cpuSecondsPerMillion: number
  readonly timesRealTime: number
  readonly residentMb: number
}

/**
 * One fleet sends so many rows, after some to begin with, as the others have them: series are defined, code is compiled. CPU is counted until
 * the last sample is on disk and acknowledged.
 */
async function sends(site: Site, hosts: Hosts, rows: number, pace: 'real' | 'full'): Promise<Stretch> {
  const pid = site.pidOf('coordinator')
  await hosts.ask({ kind: 'send', rows: warmUpRows, pace, wait: false })
  const before = cpuMs(pid)
  const { samples = 0, seconds = 0 } = await hosts.ask({ kind: 'send', rows, pace, wait: true })
  return {
    cpuSecondsPerMillion: (cpuMs(pid) - before) / 1_000 / (samples / 1e6),
    timesRealTime: rows / seconds,
    residentMb: residentMb(pid),
  }
}

async function timed(count: number, ask: (i: number) => Promise<unknown>): Promise<{ p50Ms: number; p99Ms: number }> {
  const ms: number[] = []
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    await ask(i)
    ms.push(performance.now() - start)
  }
  return { p50Ms: quantile(ms, 0.5), p99Ms: quantile(ms, 0.99) }
}

/** An hour of one host, and the map of all GPUs. */
async function asks(site: Site, hosts: Hosts, ids: readonly string[]): Promise<Record<string, unknown>> {
  const { samples } = await hosts.ask({ kind: 'fill', hosts: filledHosts, minutes: 60 })
  const signal = 'gpu-temperature'
  const at = (i: number): string => ids[i % filledHosts] as string
  const get = (path: string): Promise<unknown> => site.api('GET', `/api/v1/${path}`)
  const raw = await timed(queries, (i) =>
    get(`range?host=${at(i)}&name=${signal}&from=-1h&resolution=raw&maxPoints=4000`),
  )
  const all = await timed(queries, (i) => get(`range?host=${at(i)}&from=-1h&resolution=minute`))
  const heat = await timed(queries, () => get(`heat?name=${signal}`))
  return { filledSamples: samples, rawHourOf8Gpus: raw, minutesOf240Series: all, heatMap: heat }
}

interface Fleet {
  readonly figures: Record<string, unknown>
  readonly stretch: Stretch
  readonly bytesPerSample: number
  readonly heatP99Ms: number | null
}

async function fleet(
  log: Log,
  count: number,
  rows: number,
  pace: 'real' | 'full',
  withQueries: boolean,
): Promise<Fleet> {
  const site = await startSite([])
  const hosts = new Hosts()
  try {
    const { ids = [] } = await hosts.ask({
      kind: 'connect',
      address: site.address,
      hosts: count,
      name: `bench-${count}`,
    })
    log(`${count} hosts × ${seriesPerHost} series are connected`)
    const stretch = await sends(site, hosts, rows, pace)
    log(
      `${count} hosts: ${stretch.cpuSecondsPerMillion.toFixed(3)} CPU-s per million samples at ${stretch.timesRealTime.toFixed(2)} × real time, ${stretch.residentMb.toFixed(0)} MiB`,
    )
    const asked = withQueries ? await asks(site, hosts, ids) : {}
    const samples = count * seriesPerHost * (rows + warmUpRows) + Number(asked.filledSamples ?? 0)
    const folder = join(site.dir, 'coordinator/telemetry')
    await hosts.ask({ kind: 'leave' })
    await site.kill('coordinator', 'SIGTERM')
    const bytesPerSample = bytesUnder(join(folder, 'raw')) / samples
    log(`${count} hosts: ${bytesPerSample.toFixed(3)} bytes a sample on disk`)
    const figures = { ...stretch, bytesPerSample, seriesBytes: bytesUnder(join(folder, 'series')), ...asked }
    const heatP99Ms = (asked.heatMap as { p99Ms: number } | undefined)?.p99Ms ?? null
    return { figures, stretch, bytesPerSample, heatP99Ms }
  } finally {
    hosts.close()
    await site.close()
  }
}

async function others(log: Log): Promise<{ figures: Record<string, unknown>; prometheus: number | null }> {
  const figures: Record<string, unknown> = {}
  let prometheus: number | null = null
  const site = await startSite([])
  const hosts = new Hosts()
  try {
    const { port = 0 } = await hosts.ask({ kind: 'serve', hosts: peerHosts })
    for (const peer of peers) {
      if (!existsSync(peer.program)) {
        log(`${peer.name} is not installed: not measured`)
        figures[peer.name] = 'absent'
        continue
      }
      const measured = await measurePeer(peer, join(site.dir, peer.name), { port, hosts: peerHosts }, peerSeconds)
      log(`${peer.name}, ${peerHosts} hosts: ${measured.cpuSecondsPerMillion.toFixed(2)} CPU-s per million samples`)
      figures[peer.name] = measured
      if (peer.name === 'prometheus') prometheus = measured.cpuSecondsPerMillion
    }
  } finally {
    hosts.close()
    await site.close()
  }
  return { figures, prometheus }
}

export async function run(
  log: Log,
): Promise<{ ok: boolean; figures: Record<string, unknown>; targets: Record<string, string> }> {
  const beside = await others(log)
  const thousand = await fleet(log, 1_000, rowsOfData, 'real', true)
  const tenThousand = await fleet(log, 10_000, rowsOfData, 'full', false)
  const worstCpu = Math.max(...[thousand, tenThousand].map(({ stretch }) => stretch.cpuSecondsPerMillion))
  const worstBytes = Math.max(thousand.bytesPerSample, tenThousand.bytesPerSample)
  const share = beside.prometheus === null ? null : worstCpu / beside.prometheus
  const figures = {
    ...beside.figures,
    hosts1000: thousand.figures,
    hosts10000: tenThousand.figures,
    shareOfPrometheusCpu: share ?? 'prometheus is absent',
    bytesPerSample: worstBytes,
    heatMapP99Ms: thousand.heatP99Ms,
  }
  const ok = (share === null || share <= 0.2) && worstBytes <= 2 && (thousand.heatP99Ms ?? 0) <= 100
  return {
    ok,
    figures,
    targets: {
      shareOfPrometheusCpu: '≤ 0.2 in the worst of ours',
      bytesPerSample: '≤ 2',
      heatMapP99Ms: '≤ 100, 8,000 GPUs',
    },
  }
}
