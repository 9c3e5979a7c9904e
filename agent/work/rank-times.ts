/** What the ranks of one attempt say of their steps, between two digests: medians, so that one odd step counts as one. */
import { limits } from '../../shared/limits.ts'
import type { StepMessage } from '../../shared/model/worker-protocol.ts'
import type { StepReport } from '../../shared/protocol/codec.ts'
import type { LastStep } from './fence-memory.ts'

interface RankTimes {
  step: number
  /** by the host's clock since its boot */
  atMs: number
  /** of its first step, and when it had read what it goes on from, where it says so */
  readonly firstMs: number
  restoredMs: number | undefined
  /** since the last digest; of more than are kept, the first ones */
  messages: StepMessage[]
  share: number
}

export class AttemptTimes {
  readonly #ranks = new Map<number, RankTimes>()

  /**
   * `rank`: whose step it is, where the message does not say. Returns the attempt's last step now; one that was told late is as old as it is,
   * for the fence at the other end counts from then ([Y5]).
   */
  take(message: StepMessage, rank: number, nowMs: number, before?: LastStep): LastStep {
    const atMs = nowMs - Math.min(limits.steppingAgeMs, Math.floor(message.ageMs ?? 0))
    const times = this.#timesOf(message.rank ?? rank, atMs)
    if (times !== undefined) {
      times.step = message.step
      times.atMs = Math.max(times.atMs, atMs)
      if (message.restoredAgeMs !== undefined) times.restoredMs ??= atMs - Math.floor(message.restoredAgeMs)
      const { share = 0 } = message
      // times of another share are not mixed with these
      if (share !== times.share) times.messages = []
      times.share = share
      if (times.messages.length < limits.stepsPerDigest) times.messages.push(message)
    }
    return { step: message.step, atMs: Math.max(before?.atMs ?? atMs, atMs) }
  }

  #timesOf(rank: number, firstMs: number): RankTimes | undefined {
    const known = this.#ranks.get(rank)
    if (known !== undefined || this.#ranks.size >= limits.ranksPerHost) return known
    const times = { step: 0, atMs: firstMs, firstMs, restoredMs: undefined, messages: [], share: 0 }
    this.#ranks.set(rank, times)
    return times
  }

  /** What the next digest says; what it has said is forgotten. */
  reports(attempt: string, nowMs: number): StepReport[] {
    return [...this.#ranks].map(([rank, times]) => {
      const { step, atMs, firstMs, restoredMs, messages, share } = times
      times.messages = []
      const ageMs = Math.max(0, nowMs - atMs)
      return { attempt, rank, step, ageMs, ...agesOf(nowMs, firstMs, restoredMs), ...timesOf(messages, share) }
    })
  }
}

/** Told while they are news, in every digest: one may be lost. An age of 0 would be none. */
function agesOf(nowMs: number, firstMs: number, restoredMs: number | undefined): Partial<StepReport> {
  if (nowMs - firstMs > limits.firstStepToldMs) return {}
  const firstAgeMs = Math.max(1, nowMs - firstMs)
  return restoredMs === undefined ? { firstAgeMs } : { firstAgeMs, restoredAgeMs: Math.max(1, nowMs - restoredMs) }
}

function timesOf(messages: readonly StepMessage[], share: number): Partial<StepReport> {
  const all = (name: 'stepMs' | 'computeMs' | 'work'): number[] => messages.flatMap((each) => each[name] ?? [])
  const computeMs = all('computeMs')
  const stepMs = all('stepMs')
  if (computeMs.length === 0 && stepMs.length === 0) return {}
  return {
    steps: Math.max(computeMs.length, stepMs.length),
    stepMs: median(stepMs),
    stepMaxMs: Math.max(0, ...stepMs),
    computeMs: median(computeMs),
    computeMaxMs: Math.max(0, ...computeMs),
    work: median(all('work')),
    sections: sectionsOf(messages),
    ...(share > 0 ? { share } : {}),
  }
}

/** Means over all steps: what is done in one of many counts as its share. */
function sectionsOf(messages: readonly StepMessage[]): { name: string; ms: number }[] {
  const sums = new Map<string, number>()
  for (const { sections = {} } of messages) {
    for (const [name, ms] of Object.entries(sections))
      if (sums.has(name) || sums.size < limits.stepSections) sums.set(name, (sums.get(name) ?? 0) + ms)
  }
  return [...sums].map(([name, ms]) => ({ name, ms: ms / messages.length }))
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
