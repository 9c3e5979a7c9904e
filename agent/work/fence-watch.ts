/** Runs the fence: looks at the gang members of this host, and remembers for the next life of the agent what it has to know. */
import type { WorkContext } from './context.ts'
import { type FencedMember, fence } from './fence.ts'
import type { FenceMarks, LastStep } from './fence-memory.ts'

/**
 * A life that is new, or that stood still, lets its link come up and its ranks say what they have done before it judges. Well
 * inside the 5 s that the coordinator adds.
 */
const settleMs = 2_000
/** One that stands still again and again, on a machine that is short of time, gets that once within this: else it would never judge. */
const settleAgainMs = 10_000
const saveEveryMs = 1_000

export interface WatchedMember {
  readonly attempt: string
  readonly lostAfterMs: number | null
  readonly lastStep: LastStep | undefined
  /** by `uptime`; null: unknown, from before this was kept */
  readonly startedMs: number | null
}

export class FenceWatch {
  readonly #context: WorkContext
  readonly #bornMs: number
  /** of the life before in this boot */
  readonly #before: FenceMarks | undefined
  #lookedMs: number
  #judgesFromMs: number
  #savedMs = Number.NEGATIVE_INFINITY
  #saved = ''
  #saveFailed = false

  constructor(context: WorkContext) {
    this.#context = context
    this.#bornMs = context.uptime.nowMs()
    this.#lookedMs = this.#bornMs
    this.#judgesFromMs = this.#bornMs + settleMs
    this.#before = context.fenceMemory.load()
  }

  /** The last step that the life before heard of. */
  stepBefore(attempt: string): LastStep | undefined {
    return this.#before?.steps[attempt]
  }

  /** The attempts that must stop now. */
  look(members: readonly WatchedMember[]): string[] {
    const fenced = members.filter(({ lostAfterMs }) => lostAfterMs !== null)
    if (fenced.length === 0) return []
    const nowMs = this.#context.uptime.nowMs()
    const ackedSentMs = this.#context.ackedSentMs() ?? this.#before?.ackedSentMs ?? this.#bornMs
    if (nowMs - this.#savedMs >= saveEveryMs) this.#save(nowMs, ackedSentMs, fenced)
    if (nowMs - this.#lookedMs > settleMs && nowMs - this.#judgesFromMs > settleAgainMs)
      this.#judgesFromMs = nowMs + settleMs
    this.#lookedMs = nowMs
    if (nowMs < this.#judgesFromMs) return []
    const judged = fenced.map(
      ({ attempt, lostAfterMs, lastStep, startedMs }): FencedMember => ({
        attempt,
        lostAfterMs,
        lastStepMs: lastStep?.atMs ?? null,
        startedMs: startedMs ?? this.#bornMs,
      }),
    )
    return fence(nowMs, ackedSentMs, judged)
  }

  #save(nowMs: number, ackedSentMs: number, members: readonly WatchedMember[]): void {
    const steps: Record<string, LastStep> = {}
    for (const { attempt, lastStep } of members) if (lastStep !== undefined) steps[attempt] = lastStep
    const marks: FenceMarks = { ackedSentMs, steps }
    const text = JSON.stringify(marks)
    this.#savedMs = nowMs
    if (text === this.#saved) return
    try {
      this.#context.fenceMemory.save(marks)
      this.#saved = text
      this.#saveFailed = false
    } catch (error) {
      if (!this.#saveFailed) this.#context.log('warn', 'fence marks could not be saved', { cause: String(error) })
      this.#saveFailed = true
    }
  }
}
