/** Job specs of every kind, drawn from the seed, each small enough for a part of the fleet. */
import type { JobPolicy, Json, Resources } from '../../../shared/model/job.ts'
import type { Rng } from '../../../shared/rng.ts'
import type { HostShape } from '../host-shape.ts'
import type { Program } from '../program.ts'

/** As a user writes it: checked and made long before it is submitted. */
export type Draft = Record<string, unknown> & { readonly name: string; readonly kind: 'batch' | 'gang' | 'service' }

export interface Fleet {
  readonly hosts: readonly HostShape[]
  readonly smallestSlots: number
  /** hosts with at least so many GPUs */
  gpuHosts(gpus: number): number
}

export const between = (rng: Rng, low: number, high: number): number => low + rng.below(high - low + 1)
export const chance = (rng: Rng, p: number): boolean => rng.next() < p

const run = { kind: 'worker', argv: ['simulated'] } as const

function program(rng: Rng, fields: Partial<Program>): Json {
  return {
    program: 'shards',
    ms: between(rng, 2_000, 15_000),
    noise: chance(rng, 0.3) ? 0.4 : 0.1,
    want: between(rng, 1, 3),
    progress: chance(rng, 0.7),
    skewed: {},
    failing: {},
    poison: {},
    steps: 0,
    checkpointEvery: 10,
    saves: 'shared',
    saveMs: 0,
    ...fields,
  } as unknown as Json
}

/** Peculiar shards: `p` is the chance that there are any. */
function some(rng: Rng, shards: number, p: number, times: () => number): Record<string, number> {
  const found: Record<string, number> = {}
  if (!chance(rng, p)) return found
  for (let i = between(rng, 1, 2); i > 0; i--) found[rng.below(shards)] = times()
  return found
}

function shardProgram(rng: Rng, shards: number, fields: Partial<Program> = {}): Json {
  return program(rng, {
    skewed: some(rng, shards, 0.2, () => between(rng, 3, 6)),
    failing: some(rng, shards, 0.2, () => between(rng, 1, 2)),
    poison: some(rng, shards, 0.12, () => between(rng, 1, 2)),
    ...fields,
  })
}

function resources(rng: Rng, fleet: Fleet, gpuChance: number): Resources {
  const cpus = between(rng, 1, Math.min(2, fleet.smallestSlots))
  const gpus = chance(rng, gpuChance) && fleet.gpuHosts(4) >= 3 ? between(rng, 1, 2) : 0
  return { cpus, ...(gpus > 0 ? { gpus } : {}), ...(chance(rng, 0.2) ? { memoryMb: between(rng, 1, 16) * 1_024 } : {}) }
}

/** What every kind may say. */
function common(rng: Rng, name: string, earlier: readonly string[]): Record<string, unknown> {
  return {
    name,
    run,
    project: chance(rng, 0.5) ? 'default' : chance(rng, 0.5) ? 'alpha' : 'beta',
    ...(chance(rng, 0.4) ? { priority: between(rng, -3, 3) } : {}),
    ...(chance(rng, 0.1) && earlier.length > 0
      ? { after: [{ job: earlier[rng.below(earlier.length)], on: chance(rng, 0.5) ? 'succeeded' : 'ended' }] }
      : {}),
    ...(chance(rng, 0.1) ? { placement: { labels: { zone: `z${rng.below(3)}` } } } : {}),
  }
}

function policy(rng: Rng, fields: JobPolicy = {}): JobPolicy {
  return {
    graceMs: between(rng, 1_000, 20_000),
    ...(chance(rng, 0.1) ? { preemptible: false } : {}),
    ...(chance(rng, 0.3) ? { minRunMs: between(rng, 0, 30) * 1_000 } : {}),
    ...(chance(rng, 0.3) ? { checkpointSignal: 'SIGUSR1' as const } : {}),
    ...(chance(rng, 0.2) ? { timeLimitMs: between(rng, 60, 600) * 1_000 } : {}),
    ...fields,
  }
}

export function drawBatch(rng: Rng, name: string, fleet: Fleet, earlier: readonly string[]): Draft {
  const repeat = chance(rng, 0.15) ? between(rng, 2, 3) : 1
  const waves: { name: string; count: number }[] = []
  let total = 0
  for (let i = chance(rng, 0.25) ? between(rng, 2, 3) : 1; i > 0; i--) {
    const count = between(rng, 1, 24)
    total += count * repeat
    waves.push({ name: `wave-${i}`, count })
  }
  const open = chance(rng, 0.1)
  return {
    ...common(rng, name, earlier),
    name,
    kind: 'batch',
    params: shardProgram(rng, total),
    resources: resources(rng, fleet, 0.35),
    workers: { max: between(rng, 1, 8), ...(chance(rng, 0.3) ? { perHost: 1 } : {}) },
    shards: open ? { open: true } : { waves, repeat },
    policy: policy(rng, {
      ...(chance(rng, 0.2) ? { speculate: false } : {}),
      ...(chance(rng, 0.2) ? { adaptiveLease: false } : {}),
    }),
  }
}

export function drawArray(rng: Rng, name: string, fleet: Fleet, earlier: readonly string[]): Draft {
  const count = between(rng, 2, 20)
  return {
    ...common(rng, name, earlier),
    name,
    kind: 'batch',
    params: shardProgram(rng, count, { want: 1 }),
    resources: resources(rng, fleet, 0.4),
    array: { count, ...(chance(rng, 0.4) ? { parallel: between(rng, 1, Math.min(count, 4)) } : {}) },
    policy: policy(rng),
  }
}

export function drawService(rng: Rng, name: string, fleet: Fleet, earlier: readonly string[]): Draft {
  return {
    ...common(rng, name, earlier),
    name,
    kind: 'service',
    params: program(rng, { program: 'serve' }),
    resources: resources(rng, fleet, 0.2),
    workers: { max: between(rng, 1, 3) },
    policy: { graceMs: between(rng, 1_000, 20_000) },
  }
}

/** Ways in which a gang ends by itself, of every class that depends on what it says. */
const ownEnds = [
  { times: 1_000, code: 1, said: 'ValueError: the loss is not finite' },
  { times: 1_000, code: 1, said: 'torch.OutOfMemoryError: CUDA out of memory.' },
  { times: 1, code: 1, said: 'torch.OutOfMemoryError: CUDA out of memory.' },
  { times: 1, code: 93, said: 'three cycles without progress' },
  { times: 4, code: 1, said: 'NCCL error: ncclSystemError: System call failed.' },
] as const

export function drawGang(rng: Rng, name: string, fleet: Fleet, earlier: readonly string[]): Draft {
  const gpus = chance(rng, 0.7) ? between(rng, 1, 4) : 0
  const fitting = gpus > 0 ? fleet.gpuHosts(gpus) : fleet.hosts.length
  const hosts = between(rng, 1, Math.max(1, Math.floor(0.5 * fitting)))
  const topology = { level: chance(rng, 0.5) ? 'leaf' : 'rack', mode: chance(rng, 0.7) ? 'pack' : 'spread' }
  const base = common(rng, name, earlier)
  const ms = between(rng, 1_000, 4_000)
  // A third of those on several hosts share their work, have a slow rank, and run for long enough that it is found.
  const shares = hosts > 1 && ms % 3 === 0
  return {
    ...base,
    name,
    kind: 'gang',
    params: program(rng, {
      program: 'ranks',
      ms,
      ...(shares ? { shares, slowRank: { rank: ms % hosts, times: 1.5 + (ms % 7) / 3 } } : {}),
      steps: between(rng, 10, 60) * (shares ? 3 : 1),
      checkpointEvery: between(rng, 1, 15),
      saves: chance(rng, 0.7) ? 'shared' : 'local',
      saveMs: between(rng, 0, 5_000),
      progress: chance(rng, 0.75),
      ...(chance(rng, 0.2) ? { ends: { step: between(rng, 2, 9), ...ownEnds[rng.below(ownEnds.length)]! } } : {}),
    }),
    resources: { cpus: 1, ...(gpus > 0 ? { gpus } : {}) },
    gang: {
      hosts,
      ...(shares ? { ranksPerHost: 1 } : {}),
      ...(chance(rng, 0.4) ? { minHosts: between(rng, 1, hosts) } : {}),
      ...(chance(rng, 0.2) ? { spares: 1 } : {}),
    },
    placement: {
      ...(base.placement as object | undefined),
      ...(chance(rng, 0.4) ? { topology } : {}),
    },
    ...(chance(rng, 0.6)
      ? { checkpoints: { keep: between(rng, 1, 3), ...(chance(rng, 0.5) ? { intervalMs: 'auto' } : {}) } }
      : {}),
    policy: policy(rng, {
      ...(chance(rng, 0.6) ? { lostAfterMs: between(rng, 15, 45) * 1_000 } : {}),
      ...(chance(rng, 0.2) ? { maxRestarts: between(rng, 0, 2) } : {}),
      ...(shares ? { slow: 'act' } : {}),
    }),
  }
}
