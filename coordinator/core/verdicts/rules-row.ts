/** What a rule of the detectors is: a row of data. `detect.ts` runs them; `README.md` lists them and says how to add one. */
import type { Grade, Repair } from '../../../shared/model/health.ts'
import type { SignalName } from '../../../shared/model/signals.ts'

/** The latest figures of the same device (or of its GPU, or of the host). undefined: not known, or too old to judge by. */
export interface Peers {
  number(signal: SignalName): number | undefined
  word(signal: SignalName): string | undefined
}

/** undefined: the limit cannot be known now, so nothing is concluded. */
export type Limit = number | ((peers: Peers) => number | undefined)

/** One step of gravity. Rules list theirs from mild to grave. */
export interface Step {
  readonly grade: Grade
  readonly repair: Repair
  /** the condition must hold this long; in gaps no time passes. 0 where absent */
  readonly holdMs?: number
  /** plain words for this step; the rule's where absent */
  readonly text?: string
}

export interface LimitStep extends Step {
  readonly limit: Limit
  /** what the value must come back to before the step is left; `limit` where absent */
  readonly leave?: Limit
}

export interface WordStep extends Step {
  readonly words: readonly string[]
}

interface RuleBase {
  /** stable: verdicts, overrides and silences name it */
  readonly id: string
  /** rises with every change of what it concludes */
  readonly version: string
  /** the value must have been well for this long before the finding goes; 0 where absent */
  readonly clearMs?: number
  /** `{value}`, `{limit}`, `{rise}`, `{was}` and peers by name (`{gpu-utilisation}`) are filled in */
  readonly text: string
  /** where the threshold came from */
  readonly source: string
}

interface SignalRule extends RuleBase {
  readonly signal: SignalName
  /** other signals that its limits, condition or text use: their latest is kept and given as evidence */
  readonly peers?: readonly SignalName[]
  /** only series with these labels: a value, `*` for any, `-` for none, `!value` for none or another */
  readonly where?: Readonly<Record<string, string>>
  /** false: nothing is wrong, whatever the value; undefined: cannot be told, nothing is concluded */
  readonly only?: (peers: Peers, value: number | string | undefined) => boolean | undefined
}

/** A gauge beyond a limit. */
export interface LimitRule extends SignalRule {
  readonly kind: 'above' | 'below'
  readonly steps: readonly LimitStep[]
  /** judged only once a value above 0 was seen: some chips report 0 or less where they mean nothing */
  readonly oncePositive?: boolean
  /** its sensor names the series only while something is wrong */
  readonly absentIsWell?: boolean
}

/** A counter that rose by more than `limit` within `windowMs`. */
export interface CountRule extends SignalRule {
  readonly kind: 'count'
  readonly windowMs: number
  readonly steps: readonly LimitStep[]
}

/** A state that has one of the words. Other words are well, but for those in `unsure`, which conclude nothing. */
export interface WordRule extends SignalRule {
  readonly kind: 'word'
  readonly steps: readonly WordStep[]
  readonly unsure?: readonly string[]
  /** only once it had one of these words: a port that was never up is not down */
  readonly onceHad?: readonly string[]
}

/** A state that keeps leaving `up` and coming back: `times` returns within `withinMs`, after at least `awayMs` each. */
export interface FlapRule extends SignalRule {
  readonly kind: 'flaps'
  readonly up: readonly string[]
  readonly times: number
  readonly withinMs: number
  readonly awayMs: number
  readonly steps: readonly [Step]
}

/** A counter at its ceiling: it can rise no more, so rules over it are blind. */
export interface SaturatedRule extends SignalRule {
  readonly kind: 'saturated'
  readonly steps: readonly [Step]
}

/** A gauge that is lower than it once was: a GPU that is gone, a link that came back slower. */
export interface FellRule extends SignalRule {
  readonly kind: 'fell'
  readonly steps: readonly [Step]
}

/** A series that had values and has none for `afterMs`. */
export interface AbsentRule extends SignalRule {
  readonly kind: 'absent'
  /** also when its sensor reads nothing else either, so that the sensor may be what is wrong */
  readonly evenAlone?: boolean
  readonly afterMs: number
  readonly steps: readonly [Step]
}

/** Any series that a rule looks at, of devices of these kinds, that had values and has none for `afterMs`. */
export interface LostRule extends RuleBase {
  readonly kind: 'lost'
  readonly devices: readonly string[]
  readonly afterMs: number
  readonly steps: readonly [Step]
}

export type SampleRule = LimitRule | CountRule | WordRule | FlapRule | SaturatedRule | FellRule | AbsentRule
export type Rule = SampleRule | LostRule
