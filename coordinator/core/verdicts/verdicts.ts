/** Verdicts begin, grow worse and end ([HV1]…): one a fault, which is a rule on a device of a host. */
import { limits } from '../../../shared/limits.ts'
import { repairs, type VerdictRow } from '../../../shared/model/health.ts'
import { alertFor, verdictJoined } from '../alerts/alerts.ts'
import { type Context, note } from '../context.ts'
import { beginSession, healthOf, isSerious, rankOf, settleGrade, standingOn } from '../health.ts'
import { hostNameOf } from '../host-name.ts'
import type { State } from '../state.ts'
import { act } from './act.ts'
import { affectedBy } from './affects.ts'
import { faultKey } from './fault-index.ts'
import { addDone, type Fault, newVerdict, patchVerdict, reporterOf, trimVerdicts, wordsOf } from './verdict-rows.ts'

export function standing(
  state: State,
  fault: Pick<VerdictRow, 'host' | 'source' | 'device' | 'rule'>,
): VerdictRow | undefined {
  const id = state.faults.byKey.get(faultKey(fault))
  return id === undefined ? undefined : state.verdicts.must(id)
}

/** Something was found, for the first time or again. */
export function faultFound(ctx: Context, fault: Fault): void {
  const before = standing(ctx.state, fault)
  if (before !== undefined) return foundAgain(ctx, before, fault)
  if (!hasRoom(ctx, fault)) return
  const serious = isSerious(fault) && !fault.onPlace
  const session = serious ? beginSession(ctx, fault.host) : healthOf(ctx.state.hosts.get(fault.host)).session
  const verdict = newVerdict(ctx, fault, session, alertFor(ctx, fault))
  verdictJoined(ctx, verdict)
  trimVerdicts(ctx.state)
  settleVerdict(ctx, verdict)
}

/** The host's grade, what is told, and what is done. */
function settleVerdict(ctx: Context, verdict: VerdictRow): void {
  const { state } = ctx
  if (!verdict.onPlace) settleGrade(ctx, verdict.host)
  if (verdict.source === 'kernel' && !isSerious(verdict))
    state.deadlines.set('verdict', verdict.id, ctx.nowMs + limits.watchedEventMs)
  if (!isSerious(verdict)) return
  if (verdict.source !== 'place') tell(ctx, verdict)
  if (verdict.onPlace) ctx.reactions.push({ kind: 'place-verdict', verdict: verdict.id, childClosed: false })
  else act(ctx, verdict)
}

function tell(ctx: Context, { host, text, device, grade, id }: VerdictRow): void {
  const name = hostNameOf(ctx.state, host)
  const level = grade === 'stop' ? 'critical' : 'warning'
  note(ctx, level, 'fault-found', `${name}: ${text}`, { host, device, verdict: id })
}

const gravityOf = ({ grade, repair }: Pick<VerdictRow, 'grade' | 'repair'>): number =>
  rankOf(grade) * repairs.length + repairs.indexOf(repair)

/** Said of one fault by two findings: the one that asks for less does not speak for it. */
export const isMilder = (
  one: Pick<VerdictRow, 'grade' | 'repair'>,
  than: Pick<VerdictRow, 'grade' | 'repair'>,
): boolean => gravityOf(one) < gravityOf(than)

/** What the row says then: a milder finding of what stands changes no word, and in no case takes back what repairs it. */
function wordsAgain(before: VerdictRow, fault: Fault): Partial<VerdictRow> {
  if (!isMilder(fault, before)) return wordsOf(fault)
  return before.state === 'open' ? {} : { ...wordsOf(fault), repair: before.repair }
}

function foundAgain(ctx: Context, before: VerdictRow, fault: Fault): void {
  const { state, nowMs } = ctx
  const worse = rankOf(fault.grade) > rankOf(before.grade)
  const again = before.state === 'gone'
  const words = wordsAgain(before, fault)
  // Said again as it stands: a worker that began anew tells everything it knows.
  const same = (words.text ?? before.text) === before.text && (fault.reporter ?? before.reporter) === before.reporter
  if (!worse && !again && fault.source !== 'kernel' && same) return
  const grade = worse ? fault.grade : before.grade
  const renewed = (worse || again) && isSerious({ grade }) && !before.onPlace
  const session = renewed ? beginSession(ctx, before.host) : before.session
  const counts = again || fault.source === 'kernel' ? fault.times : 0
  const row = patchVerdict(state, before.id, {
    ...words,
    ...reporterOf(fault),
    grade,
    session,
    state: 'open',
    goneMs: null,
    lastMs: nowMs,
    count: before.count + counts,
    ...(renewed ? { acted: false } : {}),
    ...((again || worse) && !before.onPlace ? { affects: affectedBy(state, before) } : {}),
  })
  if (again || worse) {
    addDone(ctx, row.id, again ? 'it is back' : `worse than before: ${grade} instead of ${before.grade}`)
    verdictJoined(ctx, state.verdicts.must(row.id))
    settleVerdict(ctx, state.verdicts.must(row.id))
  } else if (row.source === 'kernel' && !isSerious(row))
    state.deadlines.set('verdict', row.id, nowMs + limits.watchedEventMs)
}

/** What is watched has a bound for each host and for all. What takes a host out has one too, beyond which it is out many times over. */
function hasRoom(ctx: Context, fault: Fault): boolean {
  const { state } = ctx
  const serious = isSerious(fault)
  // What is told of places is not of the host that reads it: leaks are voted on, and every vote counts.
  const onHost = fault.onPlace ? 0 : standingOn(state, fault.host).filter((each) => isSerious(each) === serious).length
  const standingAll = state.verdicts.size - state.faults.closed.size
  if (onHost >= (serious ? limits.seriousPerHost : limits.verdictsPerHost))
    return untold(ctx, fault, `${onHost} verdicts stand on one host`)
  return serious || standingAll < limits.verdictsKept || untold(ctx, fault, `${standingAll} verdicts stand`)
}

function untold(ctx: Context, { host, rule, text }: Fault, why: string): false {
  const { volatile } = ctx.state
  if (ctx.nowMs - volatile.untoldMs <= limits.untoldNoteMs) return false
  volatile.untoldMs = ctx.nowMs
  note(ctx, 'warning', 'verdicts-untold', `${why}: what comes is not added (${rule}: ${text})`, { host })
  return false
}
