/**
 * What the agent costs, as it is packaged: its whole process tree with 8 GPUs (a stub of NVIDIA's library, through the real binding) and 8 InfiniBand
 * ports (a made-up `/sys`), linked to a coordinator that acknowledges, at its default periods and with every sensor forced to 1 Hz.
 * What has a rest of its own keeps it at 1 Hz too and counts as a series all the same: programs run every 30 s, all processes are looked at
 * every 10 s (node_exporter does not look at them), counters without a name of ours are read once a minute; `samplesPerS` says what is left.
 * Debian's node_exporter is scraped at 1 Hz beside it, over the same ports. Reading a real driver or port costs more in the
 * kernel, for both.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sensorNames } from '../../agent/sensors/names.ts'
import { nodeFlags } from '../../installers/bundles.ts'
import { buildNvmlStub } from '../fakes/nvml-stub.ts'
import { writeFabric } from './parts/fabric-tree.ts'
import { NodeExporter } from './parts/node-exporter.ts'
import { packageAgent } from './parts/packaged-agent.ts'
import { memoryOf, treeCpuMs } from './parts/process-tree.ts'
import type { SinkReport } from './workers/telemetry-sink.ts'

export const name = 'agent'
const gpus = 8
const ports = 8
/** the first rounds of slow sensors, and what the runtime compiles and clears after its start */
const settleMs = 20_000
const measureMs = 65_000
const memoryEveryMs = 5_000

type Log = (line: string) => void

interface Usage {
  readonly series: number
  readonly samplesPerS: number
  readonly cpuSPerHour: number
  readonly corePercent: number
  readonly cpuMsPerSeriesHour: number
  readonly cpuUsPerSample: number
  readonly mainRssMb: number
  readonly mainPssMb: number
  readonly childrenRssMb: number
  readonly childrenPssMb: number
  readonly processes: number
  readonly nodeExporter:
    | { readonly cpuSPerHour: number; readonly cpuMsPerSeriesHour: number; readonly cpuUsPerSample: number }
    | 'absent'
}

interface Surroundings {
  readonly dir: string
  readonly program: string
  readonly sysRoot: string
  readonly library: string | undefined
  readonly exporter: NodeExporter | undefined
}

export async function run(
  log: Log,
): Promise<{ ok: boolean; figures: Record<string, unknown>; targets: Record<string, string> }> {
  const dir = mkdtempSync(join(tmpdir(), 'mw-bench-agent-'))
  const sysRoot = join(dir, 'sys')
  writeFabric(sysRoot, ports)
  const library = buildNvmlStub(dir, `gpus ${gpus}\n`)
  const exporter = await NodeExporter.start(sysRoot)
  exporter?.scrapeEvery(1000)
  const around = { dir, program: await packageAgent(join(dir, 'lib/agent')), sysRoot, library, exporter }
  try {
    const usual = await measure('usual', [], around, log)
    const forced = sensorNames.flatMap((sensor) => ['--sensor-period', `${sensor}=1000`])
    const everySecond = await measure('1 Hz', forced, around, log)
    return outcome(around, usual, everySecond)
  } finally {
    exporter?.close()
    rmSync(dir, { recursive: true })
  }
}

function outcome(
  { library, exporter }: Surroundings,
  usual: Usage,
  everySecond: Usage,
): Awaited<ReturnType<typeof run>> {
  const peer = everySecond.nodeExporter
  const isLessThanPeer = peer === 'absent' || everySecond.cpuMsPerSeriesHour < peer.cpuMsPerSeriesHour
  const ok =
    usual.mainRssMb <= 100 &&
    usual.childrenRssMb <= 70 &&
    usual.corePercent <= 1 &&
    isLessThanPeer &&
    library !== undefined
  return {
    ok,
    figures: {
      gpus: library === undefined ? 'absent: no C compiler' : gpus,
      ports,
      defaultPeriods: usual,
      everySecond,
      nodeExporterSeries: exporter?.series ?? 'absent',
    },
    targets: {
      'defaultPeriods.mainRssMb': '≤ 100',
      'defaultPeriods.childrenRssMb': '≤ 70, together',
      'defaultPeriods.corePercent': '≤ 1 of one core, whole tree',
      'everySecond.cpuMsPerSeriesHour': "< node_exporter's",
    },
  }
}

async function measure(title: string, args: readonly string[], around: Surroundings, log: Log): Promise<Usage> {
  const sink = await Sink.start()
  const agent = startAgent(sink.url, args, around)
  try {
    await wait(settleMs)
    return await observe(title, agent.pid!, sink, around, log)
  } finally {
    agent.kill('SIGTERM')
    await new Promise((resolve) => agent.once('exit', resolve))
    sink.close()
  }
}

function startAgent(url: string, args: readonly string[], around: Surroundings): ChildProcess {
  const { dir, program, sysRoot, library } = around
  const all = ['run', '--coordinator', url, '--state-dir', mkdtempSync(join(dir, 'state-')), '--sys-root', sysRoot]
  const gpu = library === undefined ? [] : ['--nvml-library', library]
  return spawn(process.execPath, [...nodeFlags.agent, program, ...all, ...gpu, ...args], { stdio: 'ignore' })
}

async function observe(title: string, pid: number, sink: Sink, { exporter }: Surroundings, log: Log): Promise<Usage> {
  const cpu = (): [number, number] => [treeCpuMs(pid), exporter === undefined ? 0 : treeCpuMs(exporter.pid)]
  const [before, startMs, counted] = [cpu(), performance.now(), await sink.counts()]
  const memory = memoryOf(pid)
  const most = { main: { ...memory.main }, children: { ...memory.children }, processes: memory.processes }
  while (performance.now() - startMs < measureMs) {
    await wait(memoryEveryMs)
    const now = memoryOf(pid)
    if (now.main.rssMb > most.main.rssMb) most.main = now.main
    if (now.children.rssMb > most.children.rssMb) most.children = now.children
    most.processes = Math.max(most.processes, now.processes)
  }
  const [after, seconds, counts] = [cpu(), (performance.now() - startMs) / 1000, await sink.counts()]
  const [ours, theirs] = [0, 1].map((i) => (((after[i]! - before[i]!) / seconds) * 3600) / 1000) as [number, number]
  const { series } = counts
  const samplesPerS = (counts.samples - counted.samples) / seconds
  const peerSeries = exporter?.series ?? 0
  log(`${title}: ${series} series, ${ours.toFixed(0)} CPU-s an hour; node_exporter ${peerSeries}, ${theirs.toFixed(0)}`)
  return {
    series,
    samplesPerS,
    cpuSPerHour: ours,
    corePercent: ours / 36,
    ...shares(ours, series, samplesPerS),
    mainRssMb: most.main.rssMb,
    mainPssMb: most.main.pssMb,
    childrenRssMb: most.children.rssMb,
    childrenPssMb: most.children.pssMb,
    processes: most.processes,
    nodeExporter:
      exporter === undefined ? 'absent' : { cpuSPerHour: theirs, ...shares(theirs, peerSeries, peerSeries) },
  }
}

const shares = (cpuSPerHour: number, series: number, samplesPerS: number) => ({
  cpuMsPerSeriesHour: (cpuSPerHour * 1000) / series,
  cpuUsPerSample: (cpuSPerHour * 1e6) / 3600 / samplesPerS,
})

/** The coordinator's process. */
class Sink {
  readonly #child: ChildProcess
  url = ''

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(): Promise<Sink> {
    const sink = new Sink(fork(join(import.meta.dirname, 'workers/telemetry-sink.ts')))
    const report = await sink.#next('listening')
    sink.url = report.url
    return sink
  }

  counts(): Promise<SinkReport & { kind: 'counts' }> {
    const next = this.#next('counts')
    this.#child.send('counts')
    return next
  }

  close(): void {
    this.#child.disconnect()
  }

  #next<K extends SinkReport['kind']>(kind: K): Promise<SinkReport & { kind: K }> {
    return new Promise((resolve) => {
      this.#child.once('message', (report) => {
        if ((report as SinkReport).kind === kind) resolve(report as SinkReport & { kind: K })
      })
    })
  }
}
