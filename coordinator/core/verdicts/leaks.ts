/**
 * Leaks by vote, age and place ([LK1]…; HPE's cabinets and NVIDIA's racks do it so). One detector of several that is wet, faulted or not
 * there is a warning; a wet one with another that is not dry, the only one of its tray, or one that stays wet is a leak of the tray; two
 * trays with wet ones are a leak of the rack. Detectors that are only faulted, or that nobody hears, are no leak: not knowing is told.
 */
import { limits } from '../../../shared/limits.ts'
import type { Evidence, Grade, RuleOverride, VerdictRow } from '../../../shared/model/health.ts'
import type { Context } from '../context.ts'
import { policyOf } from '../health.ts'
import type { State } from '../state.ts'
import { countOf, spanOf } from '../words.ts'
import { detectorsOfTray, rackKeyOf, trayKeyOf } from './fault-index.ts'
import { type Fault, patchVerdict } from './verdict-rows.ts'
import { faultFound, standing } from './verdicts.ts'

const leakRulesVersion = '2'
const vote = 'leak-detector'
const wetWords: ReadonlySet<number | string> = new Set(['warning', 'critical'])

/** A single detector is told only, unless an operator says otherwise: what it means for its tray is voted on. */
export function asVote<F extends { readonly grade: Grade; readonly evidence: readonly Evidence[] }>(finding: F): F {
  return finding.evidence.some(({ signal }) => signal === vote) ? { ...finding, grade: 'watch' } : finding
}

interface Tray {
  /** detectors that are not dry: wet, faulted or not there */
  readonly votes: ReadonlySet<string>
  readonly wet: readonly VerdictRow[]
  readonly verdicts: readonly VerdictRow[]
}

function trayAt(state: State, key: string): Tray {
  const all = [...(state.faults.leaks.get(key) ?? [])].map((id) => state.verdicts.must(id))
  const verdicts = all.filter((each) => each.state === 'open')
  return { votes: new Set(verdicts.map(({ device }) => device)), wet: verdicts.filter(isWet), verdicts }
}

const isWet = ({ evidence }: VerdictRow): boolean =>
  evidence.some(({ signal, value }) => signal === vote && wetWords.has(value))

const wetForMs = ({ wet }: Tray, nowMs: number): number =>
  Math.max(0, ...wet.map(({ wetSinceMs }) => nowMs - (wetSinceMs ?? nowMs)))

/** There is no other in its tray that could agree or not. */
const isAlone = ({ evidence }: VerdictRow): boolean =>
  evidence.some(({ signal, value }) => signal === detectorsOfTray && value === 1)

const leaks = (tray: Tray, nowMs: number): boolean =>
  tray.wet.length > 0 &&
  (tray.votes.size >= 2 || tray.wet.some(isAlone) || wetForMs(tray, nowMs) >= limits.leakSustainedMs)

type Place = Readonly<Record<string, string>>

/** A detector in this place changed its mind, or has been wet for long. */
export function judgeLeaks(ctx: Context, reporter: string, place: Place): void {
  const { state, nowMs } = ctx
  const key = trayKeyOf(place, reporter)
  ageWet(ctx, trayAt(state, key))
  const tray = trayAt(state, key)
  const name = place.tray ?? place.host ?? place.cdu ?? reporter
  const where = place.rack === undefined ? name : `${name} of rack ${place.rack}`
  const evidence = tray.verdicts.flatMap((each) => each.evidence)
  const about = (rule: string) => ({
    ...faultAt(ctx, reporter, rule, `tray:${rackKeyOf(place)}/${name}`),
    evidence,
    place,
  })
  const isDry = tray.votes.size === 0
  conclude(ctx, leaks(tray, nowMs), isDry, {
    ...about('leak/tray'),
    text: `leak in ${where}: ${votesText(tray, nowMs)}`,
  })
  conclude(ctx, wetForMs(tray, nowMs) >= limits.leakFatalMs, isDry, {
    ...about('leak/fatal'),
    text: `fatal leak in ${where}: ${votesText(tray, nowMs)}, longer than power should stay on; ${reactionText(tray)}`,
  })
  if (place.rack !== undefined) judgeRack(ctx, reporter, place)
}

/** Since when each is wet is kept, which is not since when it is not dry; and when that must be looked at again. */
function ageWet({ state, nowMs }: Context, tray: Tray): void {
  for (const verdict of tray.verdicts) {
    const { id } = verdict
    const sinceMs = isWet(verdict) ? (verdict.wetSinceMs ?? nowMs) : null
    if (sinceMs !== (verdict.wetSinceMs ?? null)) patchVerdict(state, id, { wetSinceMs: sinceMs })
    const ages = sinceMs === null ? [] : [limits.leakSustainedMs, limits.leakFatalMs].map((age) => sinceMs + age)
    const next = ages.find((at) => at > nowMs)
    if (next === undefined) state.deadlines.clear('verdict', id)
    else state.deadlines.set('verdict', id, next)
  }
}

/** What the equipment does about it by itself, where it says so. */
function reactionText({ wet }: Tray): string {
  const told = wet.flatMap(({ evidence }) => evidence).find(({ signal }) => signal === 'leak-reaction-critical')
  if (told === undefined) return 'its equipment may cut the power by itself'
  return `what its equipment does by itself when it is critical: ${told.value}`
}

function votesText(tray: Tray, nowMs: number): string {
  const { votes, wet } = tray
  const words = [`${countOf(votes.size, 'detector')} not dry, ${wet.length} of them wet`]
  if (wet.length > 0) words.push(`for ${spanOf(wetForMs(tray, nowMs))}`)
  return words.join(' ')
}

/** A tray counts for its rack with a wet detector; until no other is left, those that are only faulted keep the rack from being dry. */
function judgeRack(ctx: Context, reporter: string, place: Place): void {
  const { state } = ctx
  const rack = rackKeyOf(place)
  const trays = [...state.faults.leaks.keys()]
    .filter((key) => key.startsWith(`${rack}\n`))
    .map((key) => trayAt(state, key))
  const leaking = trays.filter(({ wet }) => wet.length > 0)
  const isDry = trays.filter(({ votes }) => votes.size > 0).length < 2
  const { site, row } = place
  conclude(ctx, leaking.length >= 2, isDry, {
    ...faultAt(ctx, reporter, 'leak/rack', `rack:${rack}`),
    text: `leak in rack ${place.rack}: ${countOf(leaking.length, 'tray')} with a wet detector`,
    evidence: leaking.flatMap(({ verdicts }) => verdicts.slice(0, 2).flatMap(({ evidence }) => evidence)),
    place: {
      ...(site === undefined ? {} : { site }),
      ...(row === undefined ? {} : { row }),
      rack: place.rack as string,
    },
  })
}

/** What the votes come to is degraded unless an operator says otherwise: nothing is killed for a wet floor. */
function faultAt(ctx: Context, reporter: string, rule: string, device: string) {
  const override: RuleOverride = policyOf(ctx.state).overrides[rule] ?? {}
  const judged = { grade: override.grade ?? 'degrade', repair: override.repair ?? 'inspect' } as const
  const about = { host: reporter, onPlace: true, source: 'leaks', parent: null, times: 1 } as const
  return { ...about, ...judged, rule, ruleVersion: leakRulesVersion, device }
}

/** [LK3] it stays until its detectors have been dry for long enough. One that was wet and is faulted now is not dry. */
function conclude(ctx: Context, holds: boolean, isDry: boolean, fault: Fault): void {
  const { state, nowMs } = ctx
  const before = standing(state, fault)
  if (before !== undefined && !isDry) state.deadlines.clear('verdict', before.id)
  if (holds) return faultFound(ctx, fault)
  if (isDry && before?.state === 'open' && !state.deadlines.has('verdict', before.id))
    state.deadlines.set('verdict', before.id, nowMs + limits.leakDryMs)
}

/** After a start: what waits to be dry for long enough waits anew, and what is wet is looked at at once. */
export function watchLeaks(state: State, nowMs: number): void {
  for (const id of state.faults.onPlaces)
    if (state.verdicts.must(id).source === 'leaks') state.deadlines.set('verdict', id, nowMs + limits.leakDryMs)
  for (const verdicts of state.faults.leaks.values())
    for (const id of verdicts) state.deadlines.set('verdict', id, nowMs + limits.leakRejudgeMs)
}
