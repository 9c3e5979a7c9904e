/** What detectors that began anew can say of a condition that their forerunners found: that it has ended, or nothing. */
import { atRest } from './detect-ladder.ts'
import { type Followed, hasValue } from './detect-lost.ts'
import { type Memory, wantsOf } from './detect-wants.ts'
import type { SampleRule } from './rules-row.ts'

/** One series with what its rules remember of it. */
export interface Seen extends Followed {
  readonly rules: readonly SampleRule[]
  readonly memories: readonly (Memory | undefined)[] | undefined
  /** its first sample in this life; NaN: none yet */
  readonly firstMs: number
}

/** How long a series must have been seen before the rule can know. */
function neededMs(rule: SampleRule): number {
  const windowMs = rule.kind === 'count' ? rule.windowMs : rule.kind === 'flaps' ? rule.withinMs : 0
  return windowMs + (rule.clearMs ?? 0)
}

export function hasEnded(seen: Seen, index: number, nowMs: number): boolean {
  const rule = seen.rules[index]!
  const memory = seen.memories?.[index]
  if (!hasValue(seen, nowMs) || !(seen.ms - seen.firstMs >= neededMs(rule))) return false
  if (memory?.ladder !== undefined && !atRest(memory.ladder)) return false
  switch (rule.kind) {
    case 'absent':
      return true
    case 'fell':
      return memory?.rose === true && seen.last === memory.figure
    case 'count':
      return memory?.marks !== undefined
    case 'flaps':
      return rule.up.includes(String(seen.last))
    default: {
      // As if every step were taken: it must be well enough to leave them.
      const taken = (1 << rule.steps.length) - 1
      return wantsOf(rule, memory, taken, { before: undefined, value: seen.last!, ms: seen.ms }, seen.device) === 0
    }
  }
}
