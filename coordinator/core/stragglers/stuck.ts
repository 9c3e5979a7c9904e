/** A gang whose steps have stopped ([SL3]): by the longest time it ever took between two, and which of its ranks is behind. */
import { limits } from '../../../shared/limits.ts'
import { spanOf } from '../words.ts'
import type { GangPace, RankPace } from './rank-pace.ts'
import type { Slowness } from './slowness.ts'

/** NVIDIA's resiliency extension takes 5 times the longest time that was seen. */
const safety = 5

/** Without a step for so long it is stuck. */
const stuckFromMs = ({ longestGapMs }: GangPace): number => Math.max(limits.stuckAfterMs, safety * longestGapMs)

/** …and for so long it is left alone even where the policy is to act: a first checkpoint may take long. */
export const mayActOnStuck = (pace: GangPace, nowMs: number): boolean =>
  nowMs - pace.lastStepMs >= Math.max(limits.stuckActMs, 2 * safety * pace.longestGapMs)

/** null: it steps, or has not begun to (loading and compiling take as long as they take). */
export function judgeStuck(pace: GangPace, nowMs: number): Slowness | null {
  const quietMs = nowMs - pace.lastStepMs
  if (pace.lastStepMs === 0 || quietMs < stuckFromMs(pace)) return null
  const behind = ranksBehind(pace)
  const usual = pace.longestGapMs > 0 ? `, never longer than ${spanOf(pace.longestGapMs)} before` : ''
  const who = behind.length === 0 ? 'all of them did the same last step' : behindText(behind)
  const text = `no rank has done a step for ${spanOf(quietMs)}${usual}; ${who}`
  return { kind: 'stuck', ranks: behind, ratio: null, slowdown: null, text, others: [] }
}

/** Those whose last step is older than the others', when they are fewer; else those that were the slowest before. */
function ranksBehind({ ranks }: GangPace): RankPace[] {
  const all = [...ranks.values()].sort((a, b) => a.step - b.step || a.rank - b.rank)
  const last = all.at(-1)?.step ?? 0
  const behind = all.filter(({ step }) => step < last)
  if (behind.length > 0 && behind.length * 2 <= all.length) return behind
  return behind.length === 0 ? all.filter(({ named }) => named) : []
}

const behindText = (behind: readonly RankPace[]): string => {
  const [first] = behind as readonly [RankPace]
  return behind.length === 1
    ? `rank ${first.rank} is behind: its last step is ${first.step}`
    : `${behind.length} ranks are behind, rank ${first.rank} the most: its last step is ${first.step}`
}
