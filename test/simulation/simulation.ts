/** One seed: a world is drawn, lives through its faults, is healed in a connected part, and must then come to rest with all work done. */
import { makeRng, type Rng } from '../../shared/rng.ts'
import { takeCare } from './aftermath.ts'
import { addCheckers } from './checkers/all.ts'
import { CheckpointDisks } from './checkpoint-disks.ts'
import { Coordinator } from './coordinator.ts'
import { Fates } from './fates.ts'
import type { Fault, Stage } from './faults/fault.ts'
import { drawFaults, Mischief } from './faults.ts'
import { Host } from './host.ts'
import { Killed } from './host-disk.ts'
import type { HostShape } from './host-shape.ts'
import { identityOf } from './identities.ts'
import { turnKnobs } from './knobs.ts'
import { Network } from './network.ts'
import { type Breach, Observers } from './observers.ts'
import { runTelemetry } from './telemetry.ts'
import { Trace } from './trace.ts'
import { Users } from './users.ts'
import { drawWorkload, type Workload } from './workload/workload.ts'
import { World } from './world.ts'

export interface SimulationOptions {
  readonly seed: number
  /** default: drawn from 5 to 50 */
  readonly hosts?: number
  /** length of the first phase; default 30 */
  readonly minutes?: number
  readonly print?: (line: string) => void
  /** only these faults happen, by number; default: all */
  readonly only?: ReadonlySet<number>
  /** looks at the world when all is over */
  readonly inspect?: (site: Site) => void
}

export interface SimulationResult {
  readonly seed: number
  readonly hosts: number
  readonly digest: string
  readonly breaches: readonly Breach[]
  readonly plan: readonly Fault[]
  readonly faults: ReadonlyMap<string, number>
  readonly exercised: ReadonlyMap<string, number>
  readonly simulatedMs: number
  readonly events: number
  readonly frames: number
  readonly jobs: number
}

/** Everything of one seed. */
export interface Site extends Stage {
  readonly workload: Workload
  /** set once the faults are over: hosts that live on; the others are dead for good */
  healed: ReadonlySet<Host> | null
  healedMs: number
}

/** the virtual world begins on 1 January 2030, so that ids and logs look like life */
const epochMs = Date.UTC(2030, 0, 1)
const backupEveryMs = 150_000
/** After healing everything must be done within this time. */
const progressMs = 40 * 60_000

export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { seed } = options
  const safetyMs = (options.minutes ?? 30) * 60_000
  const turnBack = turnKnobs(makeRng(seed, 'knobs'))
  const site = build(options, safetyMs)
  const { world, observers, trace } = site
  const uncaught = (error: unknown): void => {
    if (!(error instanceof Killed)) (world.entered ?? ((other) => observers.failed(other)))(error)
  }
  process.on('unhandledRejection', uncaught)
  const check = addCheckers(site)
  const plan = drawFaults(makeRng(seed, 'faults'), safetyMs)
  const mischief = new Mischief(site)
  mischief.schedule(options.only === undefined ? plan : plan.filter(({ number }) => options.only?.has(number)))
  for (const wish of site.workload.wishes)
    world.at(wish.atMs, () => site.users.ask(wish.request, undefined, wish.twice))
  site.coordinator.start()
  for (let atMs = backupEveryMs; atMs < safetyMs; atMs += backupEveryMs)
    world.at(atMs, () => site.coordinator.disk.backUp())
  for (const [i, host] of site.hosts.entries()) world.at(i * 37, () => host.powerOn())
  const broken = (): boolean => observers.breaches.length > 0
  await world.run(safetyMs, broken)
  if (!broken()) {
    heal(site, mischief)
    await world.run(safetyMs + progressMs, () => broken() || check.done())
    if (!broken()) check.atEnd()
  }
  process.off('unhandledRejection', uncaught)
  turnBack()
  options.inspect?.(site)
  return {
    seed,
    hosts: site.hosts.length,
    digest: trace.digest(),
    breaches: observers.breaches,
    plan,
    faults: observers.faults,
    exercised: observers.exercised,
    simulatedMs: world.nowMs,
    events: world.events,
    frames: site.network.frames,
    jobs: site.workload.specs.size,
  }
}

function build(options: SimulationOptions, safetyMs: number): Site {
  const { seed, print } = options
  const world = new World(seed)
  const nowMs = (): number => world.nowMs
  const trace = new Trace(nowMs, print)
  const observers = new Observers(nowMs)
  const network = new Network(world, trace)
  const rng = world.rng('world')
  const drawn = 5 + Math.floor(46 * rng.next() ** 2)
  const count = options.hosts ?? drawn
  const coordinator = new Coordinator({
    world,
    trace,
    observers,
    epochMs,
    onDown: () => network.coordinatorDied(),
  })
  network.attach(coordinator)
  const checkpoints = new CheckpointDisks(world)
  const fates = new Fates(checkpoints)
  const identities = rng.below(1_000)
  const hosts = Array.from({ length: count }, (_, i) => {
    const shape = drawShape(rng, i)
    const identity = identityOf((identities + i) % 1_000)
    const host = new Host({ world, trace, network, observers, identity, shape, epochMs, fates })
    // crystals are right to some tens of ppm; up to 1 % is what the rules allow for
    host.rate = 1 + (rng.next() - 0.5) * 0.02
    return host
  })
  runTelemetry(world, observers, coordinator, hosts)
  const users = new Users(world, trace, coordinator, observers)
  const workload = drawWorkload(
    makeRng(seed, 'workload'),
    hosts.map(({ shape }) => shape),
    safetyMs,
  )
  return {
    world,
    trace,
    observers,
    network,
    coordinator,
    hosts,
    users,
    checkpoints,
    workload,
    healed: null,
    healedMs: 0,
  }
}

function drawShape(rng: Rng, i: number): HostShape {
  const name = `h${String(i).padStart(2, '0')}`
  const gpus = rng.next() < 0.7 ? 4 + 4 * rng.below(2) : 0
  const model = rng.below(2) === 0 ? 'NVIDIA H100 80GB HBM3' : 'NVIDIA A100-SXM4-40GB'
  return {
    name,
    slots: 2 + 2 * rng.below(4),
    labels: { zone: `z${i % 3}` },
    topology: { site: 'here', rack: `rack-${Math.floor(i / 4)}`, leaf: `leaf-${Math.floor(i / 8)}` },
    gpus: Array.from({ length: gpus }, (_, g) => ({
      uuid: `GPU-${name}-${g}`,
      name: model,
      memoryBytes: 80 * 2 ** 30,
    })),
  }
}

/** Faults end; at least 60 % of the hosts live on, well connected, and the others are dead for good. */
function heal(site: Site, mischief: Mischief): void {
  const { world, trace, coordinator, hosts, network } = site
  const rng = world.rng('heal')
  const share = 0.6 + 0.4 * rng.next()
  const keep = Math.max(1, Math.ceil(share * hosts.length))
  const shuffled = hosts.map((host) => ({ host, at: rng.next() })).sort((a, b) => a.at - b.at)
  site.healed = new Set(shuffled.slice(0, keep).map(({ host }) => host))
  site.healedMs = world.nowMs
  trace.event('heal', `${keep} of ${hosts.length} hosts`)
  mischief.endAll()
  coordinator.disarm()
  for (const host of hosts) {
    if (!site.healed.has(host)) {
      host.powerOff(false)
      continue
    }
    network.setBlocked(host.link, { up: false, down: false })
    host.heal()
    if (!host.powered) host.powerOn()
  }
  if (!coordinator.up) coordinator.start()
  takeCare(site)
}
