/**
 * One gang of 8 hosts under a schedule of faults in virtual time: the coordinator, agents, link and codec are the real ones, over the
 * simulator's network, disks and processes.
 */
import { listCheckpoints } from '../../../coordinator/core/checkpoints/list.ts'
import type { JobSpec, Json } from '../../../shared/model/job.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Recovery } from '../../../shared/model/scheduling.ts'
import { CheckpointDisks } from '../../simulation/checkpoint-disks.ts'
import { Coordinator } from '../../simulation/coordinator.ts'
import { Fates } from '../../simulation/fates.ts'
import { Host } from '../../simulation/host.ts'
import { identityOf } from '../../simulation/identities.ts'
import { Network } from '../../simulation/network.ts'
import { Observers } from '../../simulation/observers.ts'
import type { Process } from '../../simulation/process.ts'
import type { Program } from '../../simulation/program.ts'
import { runTelemetry } from '../../simulation/telemetry.ts'
import { Trace } from '../../simulation/trace.ts'
import { World } from '../../simulation/world.ts'
import {
  drawAgentKills,
  drawSchedule,
  hosts as members,
  type ScheduledFault,
  saveMs,
  stepMs,
  steps,
} from './fault-schedule.ts'
import type { Done, GangRun, Struck } from './goodput-run.ts'

const kinds = ['killed', 'crashed', 'gpu', 'network', 'power'] as const
type Kind = (typeof kinds)[number]

/** How a rank ends that is struck; `power`: its host goes down and comes back. */
const ends: Readonly<Record<Exclude<Kind, 'power'>, { code: number | null; signal: string | null; said: string }>> = {
  killed: { code: null, signal: 'SIGKILL', said: 'somebody killed it' },
  crashed: { code: null, signal: 'SIGSEGV', said: 'Segmentation fault' },
  gpu: { code: 1, signal: null, said: 'CUDA error: uncorrectable ECC error encountered' },
  network: { code: 1, signal: null, said: 'NCCL error: ncclSystemError: System call failed.' },
}
/** a server's way through power-on and boot: some 5 minutes, by 100 */
const rebootMs = 3_000
/** a rank's imports, its way into the collective and the reading of the checkpoint: 50 s, by 100 */
const beginMs = 500
/** a supervisor starts a killed agent again */
const agentAwayMs = 300

/** √(2 · 0.1 s · 36 s) = 2.68 s from begin to begin */
const saveEvery = 32
const isDoneWithinMs = 3_600_000

export interface WorldOptions {
  readonly seed: number
  /** times as they are, not by 1/100, and saved as often as Millwright says: it tells of no interval under 10 s */
  readonly isFullScale?: boolean
  readonly print?: (line: string) => void
}

interface Site {
  readonly world: World
  readonly observers: Observers
  readonly coordinator: Coordinator
  readonly fates: Fates
  readonly hosts: readonly Host[]
}

export async function goodputInVirtualTime(options: WorldOptions): Promise<GangRun> {
  const { seed, isFullScale = false, print } = options
  const world = new World(seed)
  const trace = new Trace(() => world.nowMs, print)
  const observers = new Observers(() => world.nowMs)
  const network = new Network(world, trace)
  const epochMs = Date.UTC(2030, 0, 1)
  const coordinator = new Coordinator({ world, trace, observers, epochMs, onDown: () => network.coordinatorDied() })
  network.attach(coordinator)
  // syncs and reads are scaled as all else is
  const pace = isFullScale ? undefined : ({ settleMs: [1, 10], digestMs: [5, 50] } as const)
  const fates = new Fates(new CheckpointDisks(world, pace))
  const hosts = Array.from({ length: members }, (_, i) => {
    const name = `h${i}`
    const gpu = { uuid: `GPU-${name}`, name: 'NVIDIA H100 80GB HBM3', memoryBytes: 80 * 2 ** 30 }
    const shape = { name, slots: 4, labels: {}, topology: { site: 'here' }, gpus: [gpu] }
    return new Host({ world, trace, network, observers, identity: identityOf(i), shape, epochMs, fates })
  })
  runTelemetry(world, observers, coordinator, hosts)
  const uncaught = (error: unknown): void => (world.entered ?? ((other) => observers.failed(other)))(error)
  process.on('unhandledRejection', uncaught)
  try {
    coordinator.start()
    for (const [i, host] of hosts.entries()) world.at(i * 37, () => host.powerOn())
    await world.run(10_000)
    return await new Gang({ world, observers, coordinator, fates, hosts }, seed, isFullScale).run()
  } finally {
    process.off('unhandledRejection', uncaught)
  }
}

class Gang {
  readonly #site: Site
  readonly #seed: number
  readonly #isFullScale: boolean
  /** multiplies all times */
  readonly #times: number
  readonly #done: Done[] = []
  readonly #struck: Struck[] = []
  readonly #recoveries = new Map<number, Recovery>()
  #saves = 0
  #harmless = 0
  #job = ''

  constructor(site: Site, seed: number, isFullScale: boolean) {
    this.#site = site
    this.#seed = seed
    this.#isFullScale = isFullScale
    this.#times = isFullScale ? 100 : 1
  }

  async run(): Promise<GangRun> {
    this.#site.observers.add({
      rankStepped: (_host, { spec }, step) => {
        if (spec.member?.rank === 0) this.#stepped(spec.member.epoch, step)
      },
      stepped: (_life, _input, _effects, { durable }) => {
        for (const { table, row } of durable) if (table === 'jobs') this.#keep((row as JobRow | null)?.gang?.recovery)
      },
    })
    this.#submit()
    await this.#site.world.run(
      this.#times * isDoneWithinMs,
      () => this.#site.observers.breaches.length > 0 || this.#row?.endedMs != null,
    )
    const [breach] = this.#site.observers.breaches
    const row = this.#row
    if (breach !== undefined) throw new Error(`seed ${this.#seed}: ${breach.text}`)
    if (row?.state !== 'succeeded' || row.gang === null)
      throw new Error(`seed ${this.#seed}: the job is ${row?.state}: ${row?.reason}`)
    const { life } = this.#site.coordinator
    return {
      steps,
      done: this.#done,
      faults: this.#struck,
      harmless: this.#harmless,
      epochs: row.gang.epoch,
      recoveries: [...this.#recoveries.values()],
      advice: listCheckpoints(life!.state, row, life!.nowMs()).advice,
    }
  }

  #stepped(epoch: number, step: number): void {
    const { world, fates } = this.#site
    if (this.#done.length === 0) this.#schedule()
    const isAnew = this.#done.at(-1)?.epoch !== epoch
    const saves = fates.savesIn(this.#job, epoch)
    this.#done.push({ atMs: world.nowMs, epoch, step, saves: saves > (isAnew ? 0 : this.#saves) })
    this.#saves = saves
  }

  get #row(): JobRow | undefined {
    return this.#site.coordinator.life?.state.jobs.get(this.#job)
  }

  #keep(recovery: Recovery | null | undefined): void {
    if (recovery != null) this.#recoveries.set(recovery.epoch, recovery)
  }

  #submit(): void {
    const program: Program = {
      program: 'ranks',
      ms: this.#times * stepMs,
      noise: 0,
      want: 0,
      progress: true,
      skewed: {},
      failing: {},
      poison: {},
      steps,
      checkpointEvery: this.#isFullScale ? 'told' : saveEvery,
      saves: 'shared',
      saveMs: this.#times * saveMs,
      saveHoldsMs: this.#times * saveMs,
      beginMs: this.#times * (beginMs + stepMs),
    }
    const spec: JobSpec = {
      name: 'goodput',
      kind: 'gang',
      run: { kind: 'worker', argv: ['simulated'] },
      params: program as unknown as Json,
      resources: { cpus: 1, gpus: 1 },
      gang: { hosts: members },
      checkpoints: { keep: 3, ...(this.#isFullScale ? { intervalMs: 'auto' } : {}) },
      policy: { maxRestarts: 100 },
    }
    const principal = { kind: 'local', id: 'bench', project: 'default', role: 'admin' } as const
    this.#site.coordinator.request(
      { kind: 'request', principal, key: null, request: { op: 'submit-job', spec } },
      (answer) => {
        if (!answer.ok) throw new Error(`${answer.code}: ${answer.detail}`)
        this.#job = (answer.value as JobRow).id
      },
    )
  }

  #schedule(): void {
    const { world } = this.#site
    const beganMs = world.nowMs - this.#times * stepMs
    const faults = drawSchedule(this.#seed, kinds, isDoneWithinMs)
    const at = (ms: number, run: () => void): void => void world.at(beganMs + this.#times * ms, run)
    for (const fault of faults) at(fault.atMs, () => this.#strike(fault))
    for (const { atMs, rank } of drawAgentKills(this.#seed, faults)) at(atMs, () => this.#killAgent(rank))
  }

  #member(rank: number): { host: Host; process: Process } | undefined {
    if (this.#row?.endedMs !== null) return undefined
    for (const host of this.#site.hosts)
      for (const process of host.processes.live) if (process.spec.member?.rank === rank) return { host, process }
    return undefined
  }

  /** Nothing happens where the gang does not run just then. */
  #strike({ kind, rank }: ScheduledFault<Kind>): void {
    const struck = this.#member(rank)
    if (struck === undefined) return
    const { host, process } = struck
    this.#struck.push({ kind, atMs: this.#site.world.nowMs })
    if (kind === 'power') {
      host.powerOff(false)
      this.#site.world.after(this.#times * rebootMs, () => host.powerOn())
      return
    }
    const { code, signal, said } = ends[kind]
    host.endProcess(process, code, signal, said)
  }

  #killAgent(rank: number): void {
    const host = this.#member(rank)?.host
    if (host === undefined) return
    this.#harmless++
    host.killAgent('killed', agentAwayMs)
  }
}
