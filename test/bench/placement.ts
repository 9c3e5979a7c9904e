/**
 * Placement in memory on one core: what a decision costs on a fleet of 1,000 and of 10,000 hosts, 70 % full and fragmented, how
 * the cost grows, and what a full pass over 10,000 queued jobs takes. Times are CPU time, since the machine may be shared: of the whole
 * process, garbage collection included; of the longest step, of its thread.
 */
import type { Capacity } from '../../coordinator/core/placement/capacity.ts'
import { type Answer, choose, type Pick } from '../../coordinator/core/placement/choose.ts'
import { type Demand, demandOf } from '../../coordinator/core/placement/demand.ts'
import type { Ask } from '../../coordinator/core/placement/fit.ts'
import { earliest } from '../../coordinator/core/placement/opening.ts'
import { preempt } from '../../coordinator/core/placement/preempt.ts'
import { Timeline } from '../../coordinator/core/placement/timeline.ts'
import { makeRng } from '../../shared/rng.ts'
import { largeFleet, largeFleetWords } from '../fakes/large-fleet.ts'
import { measurePasses, type PassFigures } from './parts/pass.ts'
import { collectGarbage } from './parts/usage.ts'

export const name = 'placement'
const seed = 20_260_101
const gangHosts = 128
const reservations = 64
const hourMs = 3600_000
const growth = [100, 300, 1_000, 3_000, 10_000]

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** CPU-ms of each of `count` calls, after some that are not counted, in which the code is compiled. */
function timed(count: number, call: (i: number) => unknown, uncounted = Math.ceil(count / 5)): number[] {
  for (let i = 0; i < uncounted; i++) call(i)
  return Array.from({ length: count }, (_, i) => {
    const before = cpuMs()
    call(i)
    return cpuMs() - before
  })
}

interface Spread {
  readonly p50Ms: number
  readonly p99Ms: number
}
function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (quantile: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0
  return { p50Ms: at(0.5), p99Ms: at(0.99) }
}

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const spec = { name: 'bench', run: { kind: 'command', argv: ['true'] } } as const
const single = demandOf({ ...spec, kind: 'batch', resources: { cpus: 8, gpus: 1, gpuModel: 'H100' } })

function gangOf(hosts: number, timeLimitMs = 12 * hourMs): Demand {
  const resources = { cpus: 64, gpus: 8, gpuModel: 'H100' }
  return demandOf({ ...spec, kind: 'gang', resources, gang: { hosts }, policy: { timeLimitMs } })
}

/** Chooses, takes and gives back, so that every decision meets records that have changed. */
function decide(capacity: Capacity, ask: Ask, i: number): Answer {
  const answer = choose(capacity, ask)
  if (answer.kind === 'blocked') return answer
  const holder = `a-2-${i}`
  const { cpus } = ask.demand
  for (const { host, gpus } of answer.picks) capacity.take(host.id, holder, { cpus, memoryMb: 0, gpus }, hourMs)
  for (const { host } of answer.picks) capacity.release(host.id, holder)
  return answer
}

/** Single tasks one after the other until every GPU is taken; CPU-ms of each. */
function fill(capacity: Capacity): number[] {
  const free = capacity.hosts().reduce((sum, { unitsFree }) => sum + unitsFree, 0)
  return timed(
    free,
    (i) => {
      const answer = choose(capacity, { demand: single })
      if (answer.kind === 'blocked') throw new Error('a GPU is free and not found')
      const [{ host, gpus }] = answer.picks as [Pick]
      capacity.take(host.id, `a-4-${i}`, { cpus: single.cpus, memoryMb: 0, gpus }, hourMs)
    },
    0,
  )
}

/** Reservations for a queue of jobs from 1 GPU to 128 hosts, each at its earliest time beside those before. */
function reserveQueue(timeline: Timeline, hosts: number): number[] {
  const rng = makeRng(seed, 'queue')
  const wanted = [0, 1, 2, 4, 8, 16, 32, 64, gangHosts].filter((count) => count <= hosts)
  const reserve = (i: number): void => {
    const count = wanted[rng.below(wanted.length)] as number
    const limitMs = (1 + rng.below(24)) * hourMs
    const demand = count === 0 ? { ...single, durationMs: limitMs } : gangOf(count, limitMs)
    const opening = earliest(timeline, { demand })
    if (opening === undefined) throw new Error(`no time is known for a gang of ${count}`)
    timeline.reserve(`j-3-${i}`, demand, opening.places, opening.startMs)
  }
  return timed(reservations, reserve, 0)
}

function must(answer: Answer, kind: Answer['kind']): void {
  if (answer.kind !== kind)
    throw new Error(`the bench expects ${kind}, got ${JSON.stringify({ ...answer, picks: [] })}`)
}

interface Figures {
  readonly single: Spread
  readonly gang: Spread
  readonly gangBlocked: Spread
  /** the same single task beside 64 reservations */
  readonly singleBackfill: Spread
  /** on a copy, which begins without shelves, as a what-if does it */
  readonly singleOnCopy: Spread
  /** single tasks until no GPU is left */
  readonly fillMs: number
  readonly reservation: Spread
  readonly reservations64Ms: number
  readonly preemptSingle: Spread
  readonly preemptGang: Spread
  readonly cloneMs: number
  readonly kbPerHost: number
}

function measure(hosts: number, rounds: number): Figures {
  const before = heapBytes()
  const { capacity, victims } = largeFleet(hosts, seed)
  const kbPerHost = Math.round((heapBytes() - before) / 1024 / hosts)
  const members = Math.min(gangHosts, Math.floor(hosts / 8))
  const queues = Array.from({ length: 5 }, () => {
    const timeline = new Timeline(capacity, 0)
    return { timeline, times: reserveQueue(timeline, members) }
  }).slice(2)
  const { timeline } = queues[0] as (typeof queues)[number]
  const [gang, everything] = [gangOf(members), gangOf(hosts)]
  const hour = { ...single, durationMs: hourMs }
  const veto: Ask['veto'] = (host, gpuClass) => timeline.whyWait(host, gpuClass, hour)
  const stop = (size: number): Spread => spread(timed(20, () => preempt(capacity, { demand: gangOf(size) }, victims)))
  return {
    single: spread(timed(rounds * 10, (i) => must(decide(capacity, { demand: single }, i), 'chosen'))),
    gang: spread(timed(rounds, (i) => must(decide(capacity, { demand: gang }, i), 'chosen'))),
    gangBlocked: spread(timed(rounds, (i) => must(decide(capacity, { demand: everything }, i), 'blocked'))),
    singleBackfill: spread(timed(rounds * 10, (i) => decide(capacity, { demand: hour, veto }, i))),
    singleOnCopy: spread(timed(rounds, () => must(choose(capacity.clone(), { demand: single }), 'chosen'))),
    fillMs: fill(capacity.clone()).reduce((sum, ms) => sum + ms, 0),
    reservation: spread(queues.flatMap(({ times }) => times)),
    reservations64Ms: spread(queues.map(({ times }) => times.reduce((sum, ms) => sum + ms, 0))).p50Ms,
    preemptSingle: stop(1),
    preemptGang: stop(2 * members),
    cloneMs: spread(timed(rounds, () => capacity.clone())).p50Ms,
    kbPerHost,
  }
}

const short = (ms: number): string => ms.toFixed(ms < 1 ? 3 : 1).padStart(8)

export async function run(
  log: (line: string) => void,
): Promise<{ ok: boolean; figures: Record<string, unknown>; targets: Record<string, unknown> }> {
  log(`seed ${seed}; ${largeFleetWords}; a gang takes ${gangHosts} hosts, or an eighth of a smaller fleet\n`)
  log('   hosts  single p50     p99  gang p50     p99  reservation   64 in all    clone  KiB/host')
  const figures: Record<string, Figures> = {}
  for (const hosts of growth) {
    const each = measure(hosts, hosts > 1_000 ? 100 : 300)
    figures[`hosts${hosts}`] = each
    const { single: one, gang, reservation, reservations64Ms, cloneMs, kbPerHost } = each
    const times = [one.p50Ms, one.p99Ms, gang.p50Ms, gang.p99Ms, reservation.p50Ms, reservations64Ms, cloneMs]
    log(`${String(hosts).padStart(8)}  ${times.map(short).join('  ')}  ${kbPerHost}`)
  }
  const passes = measurePasses(log)
  const pass = passes.hosts1000 as PassFigures
  const thousand = figures.hosts1000 as Figures
  const tenThousand = figures.hosts10000 as Figures
  return {
    ok:
      thousand.gang.p99Ms <= 100 &&
      tenThousand.gang.p99Ms <= 1_000 &&
      pass.totalMs <= 500 &&
      pass.longestMs <= 10 &&
      pass.reservations >= 64,
    figures: { ...figures, pass: passes },
    targets: {
      'hosts1000.gang.p99Ms': '≤ 100',
      'hosts10000.gang.p99Ms': '≤ 1,000',
      'pass.hosts1000.totalMs': '≤ 500',
      'pass.hosts1000.longestMs': '≤ 10',
      'pass.hosts1000.reservations': '≥ 64',
    },
  }
}
