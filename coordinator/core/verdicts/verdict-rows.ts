/** Rows of verdicts: made, changed and kept within their bounds ([HV3]). */
import { limits } from '../../../shared/limits.ts'
import type { Evidence, Grade, Repair, VerdictRow, VerdictSource } from '../../../shared/model/health.ts'
import type { Context } from '../context.ts'
import { newId, type State } from '../state.ts'
import { affectedBy } from './affects.ts'
import { dropVerdict, indexVerdict } from './fault-index.ts'

/** What was found, in whatever way. */
export interface Fault {
  readonly host: string
  readonly onPlace: boolean
  readonly reporter?: string
  readonly source: VerdictSource
  readonly parent: string | null
  readonly rule: string
  readonly ruleVersion: string
  readonly device: string
  readonly grade: Grade
  readonly repair: Repair
  readonly text: string
  readonly evidence: readonly Evidence[]
  readonly place: Readonly<Record<string, string>>
  /** how often it happened since it was last told */
  readonly times: number
}

const shorten = (text: string): string => text.slice(0, limits.shortTextChars)

function boundedLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(labels).slice(0, limits.evidenceLabels)
  return Object.fromEntries(kept.map(([key, value]) => [key.slice(0, 64), value.slice(0, 128)]))
}

const boundedEvidence = (evidence: readonly Evidence[]): Evidence[] =>
  evidence.slice(0, limits.evidenceKept).map(({ signal, labels, value, unit, ageMs, limit }) => ({
    signal: signal.slice(0, 128),
    labels: boundedLabels(labels),
    value: typeof value === 'string' ? shorten(value) : value,
    unit: unit.slice(0, 32),
    ageMs,
    limit: limit.slice(0, 128),
  }))

/** The part of a row that says what is found now. */
export const wordsOf = ({ ruleVersion, repair, text, evidence }: Fault) => ({
  ruleVersion: ruleVersion.slice(0, 64),
  repair,
  text: shorten(text),
  evidence: boundedEvidence(evidence),
})

/** Who reads it now: a collector may be given to another host's agent. */
export const reporterOf = ({ reporter }: Fault) => (reporter === undefined ? {} : { reporter })

export function newVerdict(ctx: Context, fault: Fault, session: number, alert: string | null): VerdictRow {
  const { state, nowMs } = ctx
  const row: VerdictRow = {
    v: 1,
    id: newId(state, 'v'),
    host: fault.host,
    onPlace: fault.onPlace,
    ...reporterOf(fault),
    source: fault.source,
    parent: fault.parent,
    device: fault.device,
    place: boundedLabels(fault.place),
    rule: fault.rule,
    grade: fault.grade,
    ...wordsOf(fault),
    state: 'open',
    session,
    sinceMs: nowMs,
    lastMs: nowMs,
    goneMs: null,
    closedMs: null,
    count: fault.times,
    affects: fault.onPlace ? { jobs: [], deployments: [] } : affectedBy(state, fault),
    acted: false,
    done: [],
    alert,
  }
  return putVerdict(state, row)
}

function putVerdict(state: State, row: VerdictRow): VerdictRow {
  indexVerdict(state.faults, row, state.verdicts.get(row.id))
  return state.verdicts.put(row.id, row)
}

export const patchVerdict = (state: State, id: string, fields: Partial<VerdictRow>): VerdictRow =>
  putVerdict(state, { ...state.verdicts.must(id), ...fields })

/** What was done about it is added; the oldest lines but the first go when there are too many. */
export function addDone(ctx: Context, id: string, what: string): VerdictRow {
  const { done } = ctx.state.verdicts.must(id)
  const all = [...done, { atMs: ctx.nowMs, what: shorten(what) }]
  const [first, ...rest] = all
  const kept = all.length <= limits.doneKept || first === undefined ? all : [first, ...rest.slice(1 - limits.doneKept)]
  return patchVerdict(ctx.state, id, { done: kept })
}

/** Closed verdicts beyond what is kept go, oldest first, a few at a time. */
export function trimVerdicts({ verdicts, faults }: State): void {
  let budget = limits.trimmedPerEnd
  for (const id of faults.closed) {
    if (verdicts.size <= limits.verdictsKept || budget-- <= 0) return
    dropVerdict(faults, verdicts.must(id))
    verdicts.delete(id)
  }
}
