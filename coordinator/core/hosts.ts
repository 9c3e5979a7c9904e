/** Hosts: who they are, whether they are heard, and what they should run. */
import { limits } from '../../shared/limits.ts'
import { incarnationOf } from '../../shared/model/ids.ts'
import type { ExitRecord } from '../../shared/model/job.ts'
import type { ToldInventory, Topology } from '../../shared/model/reading.ts'
import type { AttemptRow, HostRow, Liveness } from '../../shared/model/rows.ts'
import type { Hello, StepReport } from '../../shared/protocol/codec.ts'
import { endAttempt } from './attempts.ts'
import { type Context, forgetOn, note, Refusal, touchHost, wantPlacement } from './context.ts'
import { findHost } from './drains.ts'
import { foreignGone, foreignSeen, uncountedSeen } from './foreign.ts'
import { watchMember } from './gangs/fence.ts'
import { memberStepped } from './gangs/recovery.ts'
import { reoffer } from './holdings.ts'
import { hostNameOf } from './host-name.ts'
import type { Input } from './inputs.ts'
import { parseInventory } from './inventory.ts'
import { livenessOf } from './liveness.ts'
import { refreshQueue } from './placement/wants.ts'
import { inheritedBy, turnedAway } from './removals.ts'
import { massSilence } from './silence.ts'
import type { State } from './state.ts'
import { noteProgress } from './stragglers/progress.ts'
import { judgeGangs, noteSteps } from './stragglers/slow-gangs.ts'
import { type PlaceRule, placeOf } from './topology.ts'
import { rebooted } from './verdicts/findings.ts'
import { compareGpus } from './verdicts/gpus.ts'
import { spreadTo } from './verdicts/places.ts'
import { countOf } from './words.ts'
import { addLongWork } from './work-list.ts'

/** The topology file was read: hosts that are known stand where it says, from their next hello on in their rows too. */
export function topologyLoaded(ctx: Context, rules: readonly PlaceRule[]): void {
  ctx.state.volatile.places = rules
  for (const host of ctx.state.hosts.keys()) reoffer(ctx.state, host)
}

/** The topology file wins over what the host says of itself. */
function topologyOf(state: State, name: string, inventory: ToldInventory): Topology {
  return placeOf(state.volatile.places, name) ?? inventory.topology ?? {}
}

/** One that was removed, or a cloned disk whose original is heard. */
function isRefused(ctx: Context, input: Input & { kind: 'host-connected' }): boolean {
  const { state } = ctx
  const { hello, host, connection } = input
  const gone = turnedAway(ctx, host)
  if (gone !== undefined) {
    ctx.effects.push({ kind: 'refuse-host', host, connection, code: 'host-removed', reason: gone })
    return true
  }
  const before = state.hosts.get(host)
  const bootId = hello.bootId ?? ''
  if (before === undefined || !state.volatile.connections.has(host) || before.bootId === bootId) return false
  if (livenessOf(state, host) !== 'connected') return false
  const reason = `one identity, two machines at once (boot ids ${before.bootId} and ${bootId}): a cloned disk? Delete the identity folder on one of them`
  state.hosts.patch(host, { refusedReason: reason })
  reoffer(state, host)
  note(ctx, 'critical', 'identity-cloned', `${before.name}: ${reason}`, { host })
  ctx.effects.push({ kind: 'refuse-host', host, connection, code: 'identity-cloned', reason })
  return true
}

export function hostConnected(ctx: Context, input: Input & { kind: 'host-connected' }): void {
  const { state, nowMs } = ctx
  const { hello, host } = input
  if (isRefused(ctx, input)) return
  const before = state.hosts.get(host)
  const bootId = hello.bootId ?? ''
  const spool = hello.spool ?? ''
  const name = hello.name ?? host
  const inventory = parseInventory(hello.inventoryJson, before?.inventory)
  const inherited = inheritedBy(before)
  const row: HostRow = {
    ...before,
    v: 1,
    id: host,
    name,
    bootId,
    inventory,
    labels: { ...inherited.labels, ...hello.labels },
    slots: hello.slots ?? 1,
    bytesAddress: hello.bytesAddress ?? '',
    firstSeenMs: before?.firstSeenMs ?? nowMs,
    cordoned: before?.cordoned ?? false,
    confirmedLost: false,
    topology: { ...inherited.topology, ...topologyOf(state, name, inventory) },
    drain: before?.drain ?? null,
    launchFailures: before?.launchFailures ?? 0,
    backoff: before?.backoff ?? null,
    uncounted: before?.uncounted ?? 0,
    refusedReason: null,
  }
  state.hosts.put(host, row)
  const sync = state.hostSync.get(host)
  state.hostSync.put(host, {
    v: 1,
    generation: sync?.generation ?? 0,
    spool,
    lastFact: sync?.spool === spool ? sync.lastFact : 0,
  })
  const { gpus } = inventory
  if (before === undefined)
    note(
      ctx,
      'info',
      'host-joined',
      `${row.name} joined with ${countOf(row.slots, 'slot')} and ${gpus === undefined ? 'GPUs not read yet' : countOf(gpus.length, 'GPU')}`,
      { host },
    )
  else note(ctx, 'info', 'host-connected', `${row.name} is connected`, { host })
  state.volatile.connections.set(host, input.connection)
  state.volatile.told.delete(host)
  markSeen(ctx, host)
  reoffer(state, host)
  if (before !== undefined) compareHost(ctx, before, row)
  if (before === undefined || standsElsewhere(before, row)) spreadTo(ctx, host)
  askedAnew(state, host)
  compareAttempts(ctx, row, hello, before !== undefined && before.bootId !== bootId)
  ctx.effects.push({ kind: 'send-welcome', host, connection: input.connection })
  touchHost(ctx, host)
}

const placeText = ({ name, topology, labels }: HostRow): string =>
  JSON.stringify([name, topology.site, topology.row, topology.rack, labels.tray, labels.cdu])

const standsElsewhere = (before: HostRow, now: HostRow): boolean => placeText(before) !== placeText(now)

/** What its hello says against what was known of it. */
function compareHost(ctx: Context, before: HostRow, now: HostRow): void {
  // what is set up anew in a maintenance is no fault
  if (now.gpuRelease === undefined) compareGpus(ctx, before, now)
  if (before.bootId !== now.bootId) rebooted(ctx, now.id)
}

/** The host is made of something else than before, said in between hellos. */
export function inventoryChanged(ctx: Context, hostId: string, json: string): void {
  const { state } = ctx
  const before = state.hosts.must(hostId)
  const inventory = parseInventory(json, before.inventory)
  const topology = { ...inheritedBy(before).topology, ...topologyOf(state, before.name, inventory) }
  const row = state.hosts.patch(hostId, { inventory, topology })
  reoffer(state, hostId)
  if (row.gpuRelease === undefined) compareGpus(ctx, before, row)
}

/** [B6] what its workers asked for over the last link is void: they are lent nothing before they have listed what they hold. */
function askedAnew(state: State, host: string): void {
  for (const id of state.byHost.get(host) ?? []) state.index.get(state.attempts.must(id).job)?.hungry.delete(id)
}

/** What the host holds against what the rows say. */
function compareAttempts(ctx: Context, host: HostRow, hello: Hello, isRebooted: boolean): void {
  const { state } = ctx
  const held = new Map((hello.attempts ?? []).map((each) => [each.attempt ?? '', each]))
  for (const row of [...state.foreign.values()]) {
    const there = held.get(row.id)
    if (row.host === host.id && (there?.state !== 'running' || there.exitJson)) foreignGone(ctx, row.id)
  }
  let uncounted = 0
  for (const [id, each] of held) {
    const attempt = state.attempts.get(id)
    const mine = attempt !== undefined && attempt.host === host.id
    if (each.state === 'ended') {
      if (mine && attempt.state !== 'ended') endAttempt(ctx, attempt, exitOf(each.exitJson))
      else forgetOn(state, host.id, id)
    } else if (mine && attempt.state !== 'ended') continue
    // its process has ended, and whatever it still has to say came before or is of no use here
    else if (each.exitJson) forgetOn(state, host.id, id)
    else if (!foreignSeen(ctx, host, each)) uncounted++
  }
  uncountedSeen(ctx, host, uncounted)
  for (const id of [...(state.byHost.get(host.id) ?? [])])
    if (!held.has(id)) goneFrom(ctx, host, state.attempts.must(id), hello, isRebooted)
}

/** How a process ended, as its agent wrote it down; what cannot be read is an unknown end. */
export function exitOf(json: string | null | undefined): ExitRecord {
  const unknown = {
    code: null,
    signal: null,
    reason: 'unknown',
    sentByUs: false,
    lastLines: [],
    endedHostMs: 0,
  } as const
  try {
    return { ...unknown, ...(JSON.parse(json || 'null') as Partial<ExitRecord> | null) }
  } catch {
    return unknown
  }
}

/**
 * The host does not list an attempt of its own. [H5] Placed in a desired state that the host has not applied yet, it will come;
 * applied and not listed, its end was lost (a reboot, a backup that was restored).
 */
function goneFrom(ctx: Context, host: HostRow, attempt: AttemptRow, hello: Hello, isRebooted: boolean): void {
  const applied = { incarnation: hello.appliedIncarnation ?? 0, generation: Number(hello.appliedGeneration ?? 0) }
  const placedIn = incarnationOf(attempt.id)
  const seen =
    placedIn < applied.incarnation || (placedIn === applied.incarnation && attempt.generation <= applied.generation)
  if (attempt.state === 'placed' && !seen) return
  endAttempt(ctx, attempt, {
    code: null,
    signal: null,
    reason: attempt.stop?.reason ?? 'unknown',
    sentByUs: attempt.stop !== null,
    lastLines: [`${host.name} ${isRebooted ? 'was rebooted' : 'does not have this attempt any more'}`],
    endedHostMs: 0,
    ...(isRebooted ? { class: 'lost-host' as const } : {}),
  })
}

function setLiveness(ctx: Context, host: string, liveness: Liveness): void {
  const before = ctx.state.liveness.get(host)
  ctx.state.liveness.put(host, {
    host,
    state: liveness,
    lastSeenMs: liveness === 'connected' ? ctx.nowMs : (before?.lastSeenMs ?? ctx.nowMs),
  })
}

/** Any frame counts as a sign of life. */
export function markSeen(ctx: Context, host: string): void {
  const before = livenessOf(ctx.state, host)
  setLiveness(ctx, host, 'connected')
  ctx.state.deadlines.set('host-silent', host, ctx.nowMs + limits.suspectAfterMs)
  if (before === 'connected') return
  if (ctx.state.hosts.get(host)?.confirmedLost === true) ctx.state.hosts.patch(host, { confirmedLost: false })
  reoffer(ctx.state, host)
  if (before !== 'unreachable') return
  // Its workers and replicas count again.
  for (const id of ctx.state.byHost.get(host) ?? []) refreshQueue(ctx, ctx.state.attempts.must(id).job)
}

export function hostSeen(ctx: Context, input: Input & { kind: 'host-seen' }): void {
  if (!ctx.state.hosts.has(input.host)) return
  markSeen(ctx, input.host)
  const { state, nowMs } = ctx
  const { digest, host } = input
  if (digest === null) return
  state.volatile.told.add(host)
  for (const each of digest.progress ?? []) {
    const attempt = state.attempts.get(each.attempt ?? '')
    if (attempt?.host === host) noteProgress(state, attempt, each.shard ?? 0, each.fraction ?? 0, nowMs)
  }
  const stepping = new Set<string>()
  for (const each of digest.steps ?? []) takeStep(ctx, host, each, stepping)
  judgeGangs(ctx, stepping)
  if ((digest.number ?? 0) > 0) ctx.effects.push({ kind: 'send-heard', host, number: Number(digest.number) })
}

/** A rank's last step, dated by the coordinator's clock: now less the age that the host gives it. */
function takeStep(ctx: Context, host: string, report: StepReport, stepping: Set<string>): void {
  const { state, nowMs } = ctx
  const attempt = state.attempts.get(report.attempt ?? '')
  if (attempt === undefined || attempt.host !== host || attempt.state === 'ended') return
  if (!attempt.steps) state.attempts.patch(attempt.id, { steps: true })
  const atMs = nowMs - Math.min(limits.steppingAgeMs, report.ageMs ?? 0)
  if ((state.volatile.steps.get(attempt.id) ?? 0) < atMs) state.volatile.steps.set(attempt.id, atMs)
  state.volatile.lastSteps.set(attempt.id, Number(report.step ?? 0))
  memberStepped(ctx, attempt, report)
  if (attempt.epoch === 0 || attempt.state === 'lost') return
  noteSteps(ctx, attempt, report, atMs)
  stepping.add(attempt.job)
}

export function hostDisconnected(ctx: Context, host: string, connection: number): void {
  const { state } = ctx
  if (state.volatile.connections.get(host) !== connection) return
  state.volatile.connections.delete(host)
  // One that was silent for so long that it is unreachable is not better known now.
  if (livenessOf(state, host) === 'unreachable') return
  becomeSuspect(ctx, host)
  note(
    ctx,
    'notice',
    'host-suspect',
    `${state.hosts.must(host).name}: link closed; no new work until it is back, nothing is stopped`,
    { host },
  )
}

/** Gang members are watched from here on: the shortest `lost_after` is over before the host is called unreachable. */
function becomeSuspect(ctx: Context, host: string): void {
  const { state, nowMs } = ctx
  setLiveness(ctx, host, 'suspect')
  state.volatile.told.delete(host)
  reoffer(state, host)
  state.deadlines.set('host-silent', host, nowMs + limits.unreachableAfterMs - limits.suspectAfterMs)
  for (const id of state.byHost.get(host) ?? []) watchMember(ctx, state.attempts.must(id))
}

/** [H1] suspect: no new work; [H2] unreachable: shards are lent again and replicas placed again; nothing is killed. */
export function hostSilent(ctx: Context, host: string): void {
  const { state } = ctx
  const name = hostNameOf(state, host)
  const before = livenessOf(state, host)
  if (before === 'unreachable') return
  if (before === 'connected') {
    becomeSuspect(ctx, host)
    const text = `${name}: silent for ${limits.suspectAfterMs / 1000} s; no new work, nothing is stopped`
    note(ctx, 'notice', 'host-suspect', text, { host })
    return
  }
  // [H6] many at once, or just after a start: the coordinator is more likely deaf than they are dead.
  if (massSilence(ctx)) return state.deadlines.set('host-silent', host, ctx.nowMs + limits.suspectAfterMs)
  becomeUnreachable(ctx, host, `silent for ${limits.unreachableAfterMs / 1000} s`)
}

function becomeUnreachable(ctx: Context, host: string, why: string): void {
  const { state } = ctx
  setLiveness(ctx, host, 'unreachable')
  reoffer(state, host)
  let lent = 0
  const jobs = new Set<string>()
  for (const id of state.byHost.get(host) ?? []) {
    const attempt = state.attempts.must(id)
    lent += attempt.leases.length
    jobs.add(attempt.job)
    watchMember(ctx, attempt)
  }
  for (const job of jobs) refreshQueue(ctx, job)
  if (lent > 0) addLongWork(ctx, { kind: 'take-leases', host })
  const name = hostNameOf(state, host)
  const moved = lent === 0 ? '' : `${countOf(lent, 'shard')} go to other hosts, `
  const text = `${name}: ${why}; ${moved}its processes are left alone`
  note(ctx, 'warning', 'host-unreachable', text, { host })
  wantPlacement(ctx)
}

/** [H7] a person says that a silent host is dead: what it ran is replaced at once. One that is heard is refused. */
export function confirmLost(ctx: Context, idOrName: string, by: string): HostRow {
  const { state } = ctx
  const host = findHost(state, idOrName)
  if (livenessOf(state, host.id) === 'connected')
    throw new Refusal('host-heard', `${host.name} is heard: only a silent host can be confirmed lost`, 'host')
  const row = state.hosts.patch(host.id, { confirmedLost: true })
  state.deadlines.clear('host-silent', host.id)
  if (livenessOf(state, host.id) !== 'unreachable') becomeUnreachable(ctx, host.id, `confirmed dead by ${by}`)
  addLongWork(ctx, { kind: 'give-up-host', host: host.id, by })
  return row
}
