/** Cases of slow gangs, drawn from a seed: who is slow, from when on, by what, and what would be right to say of it. */
import type { SlowCause } from '../../../shared/model/slow.ts'
import { makeRng, type Rng } from '../../../shared/rng.ts'

export const gangKinds = [
  'none',
  'host-1.1',
  'host-1.3',
  'host-2',
  'host-4',
  'transient',
  'link',
  'skew-moving',
  'skew-told',
  'gc',
  'imbalance',
  'store',
] as const
export type GangKind = (typeof gangKinds)[number]

export interface GangCase {
  readonly kind: GangKind
  readonly seed: number
  readonly hosts: number
  /** own work of a step, and what sending takes when all is well, ms */
  readonly computeMs: number
  readonly sendMs: number
  readonly onsetMs: number
  /** the fault ends then */
  readonly endMs: number
  /** the slow rank, and how many times slower its own work (of a link: sending) is */
  readonly rank: number
  readonly factor: number
  /** what its host's readings show; unknown: nothing */
  readonly cause: SlowCause
  /** a rank with a reading that explains nothing; -1: none */
  readonly redHerring: number
  /** of the job, from the onset */
  readonly remainingMs: number
  readonly checkpointEveryMs: number
  readonly relaunchMs: number
  /** its program can share its work unevenly */
  readonly shares: boolean
}

const minute = 60_000
const hour = 60 * minute
const hardware: readonly SlowCause[] = [
  'thermal',
  'power',
  'clocks',
  'pcie',
  'memory-errors',
  'cpu-steal',
  'memory-pressure',
  'io-pressure',
]
const factors: Readonly<Partial<Record<GangKind, number>>> = {
  'host-1.1': 1.1,
  'host-1.3': 1.3,
  'host-2': 2,
  'host-4': 4,
  'skew-told': 1.5,
  imbalance: 1.35,
}

/** Ranks of the last stage of a pipeline. */
const lastStage = (hosts: number): number => Math.max(1, Math.floor(hosts / 4))

export function drawCase(kind: GangKind, seed: number, shares = false): GangCase {
  const rng = makeRng(seed, `gang ${kind}`)
  const hosts = 4 + 4 * rng.below(4)
  const computeMs = oneOf(rng, [600, 1_500, 4_000, 10_000])
  const onsetMs = 5 * minute + rng.next() * 3 * minute
  const isHost = kind.startsWith('host-') || kind === 'transient'
  return {
    kind,
    seed,
    hosts,
    computeMs,
    sendMs: 0.2 * computeMs,
    onsetMs,
    endMs: kind === 'transient' ? onsetMs + 30_000 : Number.POSITIVE_INFINITY,
    rank: rng.below(hosts),
    factor: kind === 'transient' ? 2 + 2 * rng.next() : kind === 'link' ? 2.5 + 2 * rng.next() : (factors[kind] ?? 1),
    cause: isHost ? (rng.next() < 0.15 ? 'unknown' : oneOf(rng, hardware)) : kind === 'link' ? 'fabric' : 'unknown',
    redHerring: rng.next() < 0.3 ? rng.below(hosts) : -1,
    remainingMs: hour + rng.next() * 5 * hour,
    checkpointEveryMs: 10 * minute,
    relaunchMs: 45_000 + rng.next() * 75_000,
    shares,
  }
}

/** One slow rank of N whose program shares and of whose host no reading tells anything: only work can be moved away. Nothing is sent. */
export const sharedCase = (hosts: number, factor: number, seed: number): GangCase => {
  const drawn = drawCase('host-4', seed, true)
  return { ...drawn, hosts, factor, rank: drawn.rank % hosts, cause: 'unknown', redHerring: -1, sendMs: 0 }
}

const oneOf = <T>(rng: Rng, all: readonly T[]): T => all[rng.below(all.length)] as T

/** A host is slow, for good and by enough: it must be named. */
export const mustBeNamed = ({ kind }: GangCase): boolean =>
  kind === 'host-1.3' || kind === 'host-2' || kind === 'host-4' || kind === 'link'

/** What should be said of it, when anything is; null: anything that blames no other host. */
export function rightCause({ kind, cause }: GangCase): SlowCause | null {
  if (kind === 'skew-moving' || kind === 'skew-told') return 'data-skew'
  if (kind === 'gc') return 'garbage-collection'
  if (kind === 'imbalance') return 'stage-imbalance'
  if (kind === 'store') return 'checkpoint-store'
  return mustBeNamed({ kind } as GangCase) ? cause : null
}

/** What one step of all ranks takes. */
export interface StepTimes {
  readonly computeMs: readonly number[]
  readonly work: readonly number[]
  readonly saveMs: number
  readonly stepMs: number
}

const noise = 0.1

export class StepDraw {
  readonly #case: GangCase
  readonly #rng: Rng
  readonly #gcDue: number[]
  #savedMs = 0

  constructor(drawn: GangCase) {
    this.#case = drawn
    this.#rng = makeRng(drawn.seed, `steps ${drawn.kind}`)
    this.#gcDue = Array.from({ length: drawn.hosts }, () => 5 + this.#rng.below(30))
  }

  /** The step that begins at that moment; `isMoved`: the slow host has been swapped; `shareOf`: what a rank does of an even part. */
  next(atMs: number, isMoved: boolean, shareOf: (rank: number) => number): StepTimes {
    const { hosts, computeMs, sendMs, kind, factor } = this.#case
    const isOn = this.#isOn(atMs) && !isMoved
    const work = Array.from({ length: hosts }, (_, rank) => this.#workOf(rank, isOn) * shareOf(rank))
    const compute = work.map((units, rank) => this.#computeOf(rank, isOn, computeMs, units))
    const saveMs = this.#saveMs(atMs)
    const send = sendMs * (kind === 'link' && isOn ? factor : 1) * this.#noise()
    return { computeMs: compute, work, saveMs, stepMs: Math.max(...compute) + send + saveMs }
  }

  #isOn(atMs: number): boolean {
    return this.#case.kind === 'imbalance' || (atMs >= this.#case.onsetMs && atMs < this.#case.endMs)
  }

  #noise(): number {
    return Math.max(0.5, 1 + noise * this.#rng.normal())
  }

  #workOf(rank: number, isOn: boolean): number {
    const { kind, factor } = this.#case
    if (kind === 'skew-told' && isOn && rank === this.#case.rank) return 4_096 * factor
    if (kind === 'skew-moving' && isOn) return 4_096 * Math.exp(0.35 * this.#rng.normal())
    return 4_096
  }

  #computeOf(rank: number, isOn: boolean, baseMs: number, units: number): number {
    const { kind, factor, hosts } = this.#case
    let ms = baseMs * (units / 4_096) * this.#noise()
    const isHost = kind.startsWith('host-') || kind === 'transient'
    if (isHost && isOn && rank === this.#case.rank) ms *= factor
    if (kind === 'imbalance' && rank >= hosts - lastStage(hosts)) ms *= factor
    if (kind === 'gc' && isOn && --this.#gcDue[rank]! <= 0) {
      this.#gcDue[rank] = 15 + this.#rng.below(30)
      ms += baseMs * (0.6 + this.#rng.next())
    }
    return ms
  }

  /** All ranks save together every so often: a few seconds, of a slow store a minute or two. */
  #saveMs(atMs: number): number {
    const { kind, checkpointEveryMs } = this.#case
    const slow = kind === 'store'
    if (atMs - this.#savedMs < (slow ? checkpointEveryMs / 4 : checkpointEveryMs)) return 0
    this.#savedMs = atMs
    return (slow ? 35_000 : 4_000) * this.#noise()
  }
}
