/**
 * The agent's half of the fence (DESIGN section 5, "Silence"). A gang member is stopped by its own agent only when BOTH the
 * link has been unacknowledged AND its rank has reported no step for its `lostAfterMs`: the coordinator, which counts a
 * little longer, may then start the gang elsewhere. Pure. All times are of one clock that never steps.
 */
export interface FencedMember {
  readonly attempt: string
  /** null: never stopped by its agent */
  readonly lostAfterMs: number | null
  /** when it last reported a step; null: never */
  readonly lastStepMs: number | null
  /** when the agent was told to run it */
  readonly startedMs: number
}

/** The attempts to stop with reason `lost-after`. `ackedSentMs`: when the newest digest that the coordinator counted was sent. */
export function fence(nowMs: number, ackedSentMs: number, members: readonly FencedMember[]): string[] {
  return members
    .filter(({ lostAfterMs, lastStepMs, startedMs }) => {
      if (lostAfterMs === null) return false
      return nowMs - ackedSentMs >= lostAfterMs && nowMs - (lastStepMs ?? startedMs) >= lostAfterMs
    })
    .map(({ attempt }) => attempt)
}
