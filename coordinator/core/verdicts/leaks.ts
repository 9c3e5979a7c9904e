/**
 * Leaks by vote, age and place ([LK1]…; HPE's cabinets and NVIDIA's racks do it so). One detector that is wet, faulted or not there is a
 * warning; several in one tray, or one that stays wet, are a leak of the tray; two leaking trays are a leak of the rack.
 */
import { limits } from '../../../shared/limits.ts'
import type { Evidence, Grade, RuleOverride, VerdictRow } from '../../../shared/model/health.ts'
import type { Context } from '../context.ts'
import { policyOf } from '../health.ts'
import type { State } from '../state.ts'
import { countOf, spanOf } from '../words.ts'
import { rackKeyOf, trayKeyOf } from './fault-index.ts'
import type { Fault } from './verdict-rows.ts'
import { faultFound, standing } from './verdicts.ts'

export const leakRulesVersion = '1'
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
  const verdicts = all.filter((each) => each.state === 'open' && each.evidence.some(({ signal }) => signal === vote))
  const wet = verdicts.filter(({ evidence }) =>
    evidence.some(({ signal, value }) => signal === vote && wetWords.has(value)),
  )
  return { votes: new Set(verdicts.map(({ device }) => device)), wet, verdicts }
}

const sustained = ({ wet }: Tray, nowMs: number): boolean =>
  wet.some(({ sinceMs }) => nowMs - sinceMs >= limits.leakSustainedMs)

const leaks = (tray: Tray, nowMs: number): boolean => tray.votes.size >= 2 || sustained(tray, nowMs)

type Place = Readonly<Record<string, string>>

/** A detector in this place changed its mind, or has been wet for long. */
export function judgeLeaks(ctx: Context, reporter: string, place: Place): void {
  const { state, nowMs } = ctx
  const key = trayKeyOf(place, reporter)
  const tray = trayAt(state, key)
  for (const { id, sinceMs } of tray.wet)
    if (nowMs - sinceMs < limits.leakSustainedMs) state.deadlines.set('verdict', id, sinceMs + limits.leakSustainedMs)
  const name = place.tray ?? place.host ?? place.cdu ?? reporter
  const where = place.rack === undefined ? name : `${name} of rack ${place.rack}`
  conclude(ctx, leaks(tray, nowMs), {
    ...faultAt(ctx, reporter, 'leak/tray', `tray:${rackKeyOf(place)}/${name}`),
    text: `leak in ${where}: ${votesText(tray, nowMs)}`,
    evidence: tray.verdicts.flatMap(({ evidence }) => evidence),
    place,
  })
  if (place.rack !== undefined) judgeRack(ctx, reporter, place)
}

function votesText({ votes, wet }: Tray, nowMs: number): string {
  const words = [`${countOf(votes.size, 'detector')} not dry, ${wet.length} of them wet`]
  const oldest = Math.min(...wet.map(({ sinceMs }) => sinceMs))
  if (wet.length > 0) words.push(`for ${spanOf(nowMs - oldest)}`)
  return words.join(' ')
}

/** A tray whose only trouble is one faulted detector does not count for its rack. */
function judgeRack(ctx: Context, reporter: string, place: Place): void {
  const { state, nowMs } = ctx
  const rack = rackKeyOf(place)
  const trays = [...state.faults.leaks.keys()]
    .filter((key) => key.startsWith(`${rack}\n`))
    .map((key) => trayAt(state, key))
  const leaking = trays.filter((tray) => tray.wet.length > 0 || leaks(tray, nowMs))
  const { site, row } = place
  conclude(ctx, leaking.length >= 2, {
    ...faultAt(ctx, reporter, 'leak/rack', `rack:${rack}`),
    text: `leak in rack ${place.rack}: ${countOf(leaking.length, 'tray')} with a detector that is not dry`,
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

/** [LK3] it stays until its detectors have been dry for long enough. */
function conclude(ctx: Context, holds: boolean, fault: Fault): void {
  const { state, nowMs } = ctx
  const before = standing(state, fault)
  if (holds) {
    if (before !== undefined) state.deadlines.clear('verdict', before.id)
    return faultFound(ctx, fault)
  }
  if (before?.state === 'open' && !state.deadlines.has('verdict', before.id))
    state.deadlines.set('verdict', before.id, nowMs + limits.leakDryMs)
}

/** After a start: what waits to be dry for long enough waits anew. */
export function watchLeaks(state: State, nowMs: number): void {
  for (const id of state.faults.onPlaces)
    if (state.verdicts.must(id).source === 'leaks') state.deadlines.set('verdict', id, nowMs + limits.leakDryMs)
  for (const verdicts of state.faults.leaks.values())
    for (const id of verdicts) state.deadlines.set('verdict', id, nowMs + limits.leakSustainedMs)
}
