/** One sample against one rule: which of its steps hold now. No time here but that of windows; `detect-ladder.ts` has the rest. */
import { isSaturated, signalDef } from '../../../shared/model/signals.ts'
import type { Ladder } from './detect-ladder.ts'
import { type Marks, newMarks, slide } from './detect-window.ts'
import type {
  CountRule,
  FellRule,
  FlapRule,
  Limit,
  LimitRule,
  LimitStep,
  Peers,
  SampleRule,
  WordRule,
} from './rules-row.ts'

/** What a rule remembers of one series. */
export interface Memory {
  ladder: Ladder | undefined
  /** of a count */
  marks: Marks | undefined
  /** rises of the window, the highest value so far, or returns counted: what the text tells as `{rise}` or `{was}` */
  figure: number
  /** `oncePositive`, `onceHad`: it was seen */
  armed: boolean
  /** `fell`: it has risen since it was seen first, so it is not at the least that it was */
  rose: boolean
  /** flaps: when it left, and when it came back of late */
  awaySinceMs: number
  returns: readonly number[]
  /** a sample that concluded nothing: no time passes over it */
  broken: boolean
  /** the level that was told last */
  told: number
}

type Value = number | string

/** A sample, and the value of the one before (undefined for the first). */
export interface Now {
  readonly before: Value | undefined
  readonly value: Value
  readonly ms: number
}

const none: readonly number[] = []

export const newMemory = (): Memory => ({
  ladder: undefined,
  marks: undefined,
  figure: 0,
  armed: false,
  rose: false,
  awaySinceMs: -1,
  returns: none,
  broken: false,
  told: 0,
})

/** Nothing can be concluded from it. */
export const unsure = -1

export const limitNow = (limit: Limit, peers: Peers): number | undefined =>
  typeof limit === 'number' ? limit : limit(peers)

function beyond(
  rule: LimitRule | CountRule,
  steps: readonly LimitStep[],
  value: number,
  on: number,
  peers: Peers,
): number {
  let wants = 0
  let known = false
  for (let step = 0; step < steps.length; step++) {
    const { limit, leave } = steps[step]!
    const bit = 1 << step
    const taken = (on & bit) !== 0
    const bound = limitNow(leave !== undefined && taken ? leave : limit, peers)
    known ||= bound !== undefined
    // A step whose limit is not known stays as it is.
    if (bound === undefined ? taken : rule.kind === 'below' ? value < bound : value > bound) wants |= bit
  }
  return known ? wants : unsure
}

function ofLimit(rule: LimitRule, memory: Memory, on: number, value: Value, peers: Peers): number {
  if (typeof value !== 'number') return unsure
  if (rule.oncePositive === true) {
    memory.armed ||= value > 0
    if (!memory.armed) return unsure
  }
  return beyond(rule, rule.steps, value, on, peers)
}

function ofCount(rule: CountRule, memory: Memory, on: number, now: Now, peers: Peers): number {
  const { before, value, ms } = now
  if (typeof value !== 'number') return unsure
  if (memory.marks === undefined || typeof before !== 'number') {
    memory.marks = newMarks(value, ms)
    return unsure
  }
  const rise = slide(memory.marks, before, value, ms, rule.windowMs)
  if (rise === undefined) return unsure
  memory.figure = rise
  return beyond(rule, rule.steps, rise, on, peers)
}

function ofWord(rule: WordRule, memory: Memory, value: Value): number {
  const word = String(value)
  if (rule.onceHad !== undefined) {
    memory.armed ||= rule.onceHad.includes(word)
    if (!memory.armed) return unsure
  }
  if (rule.unsure?.includes(word) === true) return unsure
  let wants = 0
  // A grave word is more than a mild one: the steps below hold with it.
  for (let step = rule.steps.length - 1; step >= 0; step--) {
    if (wants !== 0 || rule.steps[step]!.words.includes(word)) wants |= 1 << step
  }
  return wants
}

function ofFlaps(rule: FlapRule, memory: Memory, value: Value, ms: number): number {
  if (!rule.up.includes(String(value))) {
    if (memory.armed && memory.awaySinceMs < 0) memory.awaySinceMs = ms
  } else {
    if (memory.awaySinceMs >= 0 && ms - memory.awaySinceMs >= rule.awayMs) memory.returns = [...memory.returns, ms]
    memory.awaySinceMs = -1
    memory.armed = true
  }
  if (memory.returns.length > 0)
    memory.returns = memory.returns.filter((each) => ms - each <= rule.withinMs).slice(-rule.times)
  memory.figure = memory.returns.length
  return memory.returns.length >= rule.times ? 1 : 0
}

function ofFell(_rule: FellRule, memory: Memory, value: Value): number {
  if (typeof value !== 'number') return unsure
  memory.rose ||= memory.armed && value > memory.figure
  memory.figure = memory.armed ? Math.max(memory.figure, value) : value
  memory.armed = true
  return value < memory.figure ? 1 : 0
}

/** Whether a rule needs its memory from the first sample on; the others remember only what is not at rest. */
export const remembers = (rule: SampleRule): boolean =>
  rule.kind === 'count' ||
  rule.kind === 'flaps' ||
  rule.kind === 'fell' ||
  ('oncePositive' in rule && rule.oncePositive === true) ||
  ('onceHad' in rule && rule.onceHad !== undefined)

const noMemory: Memory = Object.freeze(newMemory())

/** Bits of the steps that hold, or `unsure`. `on`: bits of the steps taken. `known`: what the rule remembers; see `remembers`. */
export function wantsOf(rule: SampleRule, known: Memory | undefined, on: number, now: Now, peers: Peers): number {
  // The memory of the rule goes on whether or not the condition lets it conclude.
  const wants = bareWants(rule, known ?? noMemory, on, now, peers)
  if (wants === 0 || wants === unsure || rule.only === undefined) return wants
  const holds = rule.only(peers, now.value)
  return holds === undefined ? unsure : holds ? wants : 0
}

function bareWants(rule: SampleRule, memory: Memory, on: number, now: Now, peers: Peers): number {
  const { value, ms } = now
  switch (rule.kind) {
    case 'above':
    case 'below':
      return ofLimit(rule, memory, on, value, peers)
    case 'count':
      return ofCount(rule, memory, on, now, peers)
    case 'word':
      return ofWord(rule, memory, value)
    case 'flaps':
      return ofFlaps(rule, memory, value, ms)
    case 'saturated':
      return isSaturated(signalDef(rule.signal), Number(value)) ? 1 : 0
    case 'fell':
      return ofFell(rule, memory, value)
    case 'absent':
      // It has a value: not absent. The other side is looked for by the sweep of `detect.ts`.
      return 0
  }
}
