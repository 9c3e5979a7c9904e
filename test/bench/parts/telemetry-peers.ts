/** What others need for the same series: Debian's prometheus and victoria-metrics, scraping once a second. Absent ones are named. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cpuMs, residentMb } from './usage.ts'

const warmUpMs = 12_000

export interface PeerFigures {
  readonly cpuSecondsPerMillion: number
  readonly samples: number
  readonly residentMb: number
  readonly bytesPerSample: number
}

export interface Peer {
  readonly name: string
  /** its program, when it is installed */
  readonly program: string
  readonly start: (folder: string, port: number, configFile: string) => string[]
  /** the counter of samples that it has taken in: all lines of its metrics that begin so */
  readonly counter: string
  readonly bytesOnDisk: (folder: string, address: string) => Promise<{ bytes: number; samples: number }>
}

export const peers: readonly Peer[] = [
  {
    name: 'prometheus',
    program: '/usr/bin/prometheus',
    start: (folder, port, configFile) => [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-admin-api',
      '--log.level=error',
    ],
    counter: 'prometheus_tsdb_head_samples_appended_total',
    // a snapshot is a block as it would be after two hours: chunks and index
    async bytesOnDisk(folder, address) {
      await fetch(`http://${address}/api/v1/admin/tsdb/snapshot`, { method: 'POST' })
      const bytes = bytesUnder(join(folder, 'data/snapshots'))
      return { bytes, samples: await counted(address, 'prometheus_tsdb_head_samples_appended_total') }
    },
  },
  {
    name: 'victoria-metrics',
    program: '/usr/bin/victoria-metrics',
    start: (folder, port, configFile) => [
      `-promscrape.config=${configFile}`,
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-loggerLevel=ERROR',
    ],
    counter: 'vm_rows_inserted_total{type="promscrape"}',
    async bytesOnDisk(_folder, address) {
      await fetch(`http://${address}/internal/force_flush`)
      await fetch(`http://${address}/internal/force_merge`)
      await wait(5_000)
      return {
        bytes: await counted(address, 'vm_data_size_bytes'),
        samples: await counted(address, 'vm_rows{type="storage'),
      }
    },
  },
]

/** `targets`: port of a server that offers /t/<n>/metrics for each host. */
export async function measurePeer(
  peer: Peer,
  folder: string,
  targets: { port: number; hosts: number },
  seconds: number,
): Promise<PeerFigures> {
  mkdirSync(folder, { recursive: true })
  const configFile = join(folder, 'scrape.yml')
  writeFileSync(configFile, configOf(targets))
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const child = spawn(peer.program, peer.start(folder, port, configFile), { stdio: 'ignore', cwd: folder })
  try {
    await wait(warmUpMs)
    const pid = child.pid as number
    const before = await counted(address, peer.counter)
    const cpuBefore = cpuMs(pid)
    await wait(seconds * 1_000)
    const samples = (await counted(address, peer.counter)) - before
    const cpu = cpuMs(pid) - cpuBefore
    const resident = residentMb(pid)
    const disk = await peer.bytesOnDisk(folder, address)
    return {
      cpuSecondsPerMillion: cpu / 1_000 / (samples / 1e6),
      samples,
      residentMb: resident,
      bytesPerSample: disk.bytes / disk.samples,
    }
  } finally {
    await ended(child)
  }
}

function configOf({ port, hosts }: { port: number; hosts: number }): string {
  const jobs = Array.from(
    { length: hosts },
    (_, i) =>
      `  - job_name: t${i}\n    metrics_path: /t/${i}/metrics\n    honor_labels: true\n    static_configs: [{targets: ['127.0.0.1:${port}']}]\n`,
  )
  return `global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n${jobs.join('')}`
}

async function counted(address: string, begin: string): Promise<number> {
  const text = await (await fetch(`http://${address}/metrics`)).text()
  let sum = 0
  for (const line of text.split('\n')) if (line.startsWith(begin)) sum += Number(line.slice(line.lastIndexOf(' ') + 1))
  return sum
}

export function bytesUnder(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size
  return bytes
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}
