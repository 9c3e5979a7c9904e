/** What detectors and kernel logs tell, as faults. */
import { limits } from '../../../shared/limits.ts'
import { type Finding, type KernelEvent, unreadForS, type VerdictRow } from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import { type Context, note } from '../context.ts'
import { emptyList, getOrMake } from '../get-or-make.ts'
import { isSerious, policyOf, rankOf, standingOn } from '../health.ts'
import { livenessOf } from '../liveness.ts'
import type { State } from '../state.ts'
import { spanOf } from '../words.ts'
import { touched } from './affects.ts'
import { judgeKernelEvent, overridden } from './catalogue.ts'
import { noRepeats, noteRepeat } from './catalogue-repeats.ts'
import { asVote, judgeLeaks } from './leaks.ts'
import { conditionGone, goneInSlices } from './recovery.ts'
import type { Fault } from './verdict-rows.ts'
import { faultFound, isMilder, standing } from './verdicts.ts'

/** Of the building, whoever reads them. */
const ofPlaces = new Set(['cdu', 'leak'])

/**
 * What a finding is about: the host whose agent reads the device; the host that the device's place names, where a collector reads it for
 * that one; else the place. Detectors of leaks are always of their place: what they mean is voted on there.
 */
function aboutOf(state: State, host: string, { device, place }: Finding): { host: string; onPlace: boolean } {
  const kind = device.split(':', 1)[0] as string
  const named = place.host === undefined ? undefined : hostNamed(state, place.host)
  if (named !== undefined && kind !== 'leak') return { host: named, onPlace: false }
  const placed = place.rack !== undefined || place.cdu !== undefined || place.host !== undefined
  return { host, onPlace: ofPlaces.has(kind) || (kind === 'part' && placed) }
}

/** Of those of that name (a host that was set up anew has another id) the one that is heard, else the one that came last. */
export function hostNamed(state: State, name: string): string | undefined {
  if (state.hosts.has(name)) return name
  let found: HostRow | undefined
  for (const host of state.hosts.values())
    if (host.name === name && (found === undefined || isNearer(state, host, found))) found = host
  return found?.id
}

function isNearer(state: State, one: HostRow, other: HostRow): boolean {
  const heard = (host: HostRow): boolean => livenessOf(state, host.id) === 'connected'
  return heard(one) === heard(other) ? one.firstSeenMs > other.firstSeenMs : heard(one)
}

export function findingsMade(ctx: Context, hostId: string, findings: readonly Finding[]): void {
  const { state } = ctx
  if (!state.hosts.has(hostId)) return
  const { overrides } = policyOf(state)
  for (const finding of findings.slice(0, limits.findingsPerInput)) {
    const about = aboutOf(state, hostId, finding)
    const { rule, device, grade } = finding
    const known = standing(state, { ...about, source: 'detector', device, rule })
    if (grade === null) {
      if (known !== undefined) conditionGone(ctx, known.id, finding.text === '' ? 'it holds no more' : finding.text)
    } else faultFound(ctx, { ...overridden(asVote({ ...finding, grade }), overrides), ...detectorSays(about, hostId) })
    if (device.startsWith('leak:')) judgeLeaks(ctx, hostId, finding.place)
  }
}

const detectorSays = (about: { host: string; onPlace: boolean }, reporter: string) =>
  ({ ...about, reporter, source: 'detector', parent: null, times: 1 }) as const

/** [HV4] what stands of what detectors found, by the host whose agent reads it. */
export function foundByDetectors({ verdicts }: State): Map<string, VerdictRow[]> {
  const found = new Map<string, VerdictRow[]>()
  for (const verdict of verdicts.values())
    if (verdict.source === 'detector' && verdict.state === 'open')
      getOrMake(found, verdict.reporter ?? verdict.host, emptyList<VerdictRow>).push(verdict)
  return found
}

/** [HV2] lines of the kernel log, judged by the catalogue; the gravest first where there are many. */
export function kernelEvents(ctx: Context, hostId: string, events: readonly KernelEvent[]): void {
  const faults = new Map<string, Fault>()
  for (const event of events) {
    const fault = judgeEvent(ctx, hostId, event)
    if (fault === null) continue
    const key = `${fault.device}\n${fault.rule}`
    const before = faults.get(key)
    if (before === undefined) faults.set(key, fault)
    else faults.set(key, { ...(isMilder(fault, before) ? before : fault), times: before.times + fault.times })
  }
  const all = [...faults.values()].sort((a, b) => rankOf(b.grade) - rankOf(a.grade))
  for (const fault of all.slice(0, limits.findingsPerInput)) faultFound(ctx, fault)
  // What it was on may have ended before the line came.
  attemptsLeft(ctx, hostId)
  const left = all.length - limits.findingsPerInput
  if (left > 0)
    note(ctx, 'warning', 'verdicts-untold', `${left} more kinds of lines in one message of the kernel log`, {
      host: hostId,
    })
}

function judgeEvent(ctx: Context, hostId: string, event: KernelEvent): Fault | null {
  const { state, nowMs } = ctx
  const judged = judgeKernelEvent(event, policyOf(state).overrides)
  if (judged === null) return null
  const boot = event.details.boot ?? state.hosts.get(hostId)?.bootId ?? ''
  const memory = state.repeats.get(hostId)?.memory ?? noRepeats
  const seen = noteRepeat(memory, event, judged, boot, nowMs)
  if (seen.memory !== memory) state.repeats.put(hostId, { v: 1, host: hostId, memory: seen.memory })
  const about = { host: hostId, onPlace: false, source: 'kernel', parent: null, times: event.count } as const
  const evidence = seen.judged.evidence.map((each) => ({ ...each, ageMs: Math.max(0, nowMs - event.hostMs) }))
  return ofThePast(state, { ...seen.judged, ...about, evidence }, event, boot)
}

/**
 * A line that tells of what may be over long ago is told only: one of another boot, where a reboot cures it, and one that lay in the log
 * before the agent first read that. null: the fault is known, and waits to be verified.
 */
function ofThePast(state: State, fault: Fault, { details }: KernelEvent, boot: string): Fault | null {
  const bootNow = state.hosts.get(fault.host)?.bootId ?? ''
  const cured = boot !== '' && bootNow !== '' && boot !== bootNow && curedByReboot.has(fault.repair)
  const oldS = details[unreadForS] === undefined ? 0 : Number(details[unreadForS])
  const isOld = oldS * 1_000 > limits.oldEventMs
  if (!cured && !isOld) return fault
  if (standing(state, fault)?.state === 'gone') return null
  const why = cured ? 'the host was rebooted since' : `${spanOf(oldS * 1_000)} before the agent first read the log`
  return { ...fault, grade: 'watch', text: `${fault.text} (told only: ${why})` }
}

/** What a reboot cures: not what has to be looked at, replaced or asked about. */
const curedByReboot = new Set<VerdictRow['repair']>(['none', 'restart-app', 'reset-gpu', 'reboot-host'])

/** [HR2] the host came back with another boot id. */
export function rebooted(ctx: Context, hostId: string): void {
  const cured = standingOn(ctx.state, hostId).filter(
    ({ source, repair, state }) => source === 'kernel' && state === 'open' && curedByReboot.has(repair),
  )
  goneInSlices(ctx, hostId, cured, 'the host was rebooted')
}

/** Where a restart of the application is the repair, or a check decides: what ran on the device has ended. */
export function attemptsLeft(ctx: Context, hostId: string): void {
  const { state } = ctx
  if (!state.faults.byHost.has(hostId)) return
  const over = standingOn(state, hostId).filter((verdict) => {
    if (verdict.state !== 'open' || !isSerious(verdict) || touched(state, verdict).length > 0) return false
    const restarts = verdict.repair === 'restart-app' || verdict.repair === 'none'
    return verdict.source === 'work' || (verdict.source === 'kernel' && restarts)
  })
  goneInSlices(ctx, hostId, over, 'what ran on it has ended')
}

/** The deadline of a verdict: an event that was only watched has not come again for long; a place has been dry for long enough. */
export function verdictDue(ctx: Context, id: string): void {
  const verdict = ctx.state.verdicts.get(id)
  if (verdict === undefined || verdict.state !== 'open') return
  if (verdict.source === 'leaks') return conditionGone(ctx, id, `dry for ${limits.leakDryMs / 60_000} min`)
  if (verdict.source === 'detector') return judgeLeaks(ctx, verdict.host, verdict.place)
  if (verdict.source === 'kernel' && !isSerious(verdict))
    conditionGone(ctx, id, `not seen again for ${limits.watchedEventMs / 3_600_000} h`)
}
