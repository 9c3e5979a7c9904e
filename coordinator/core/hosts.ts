/** Hosts: who they are, whether they are heard, and what they should run. */
import { limits } from '../../shared/limits.ts'
import type { ExitRecord } from '../../shared/model/job.ts'
import type { Inventory } from '../../shared/model/reading.ts'
import type { HostRow, Liveness } from '../../shared/model/rows.ts'
import type { Hello } from '../../shared/protocol/codec.ts'
import { endAttempt } from './attempts.ts'
import { type Context, forgetOn, note, Refusal, touchHost, wantPlacement } from './context.ts'
import type { Input } from './inputs.ts'
import { releaseLeases } from './leases.ts'
import type { State } from './state.ts'

/** Nothing is known of a host until it is heard (SPEC [H4]). */
export function livenessOf(state: State, host: string): Liveness {
  return state.liveness.get(host)?.state ?? 'unknown'
}

export function hostConnected(ctx: Context, input: Input & { kind: 'host-connected' }): void {
  const { state, nowMs } = ctx
  const { hello, host } = input
  const before = state.hosts.get(host)
  const bootId = hello.bootId ?? ''
  if (
    before !== undefined &&
    state.volatile.connections.has(host) &&
    before.bootId !== bootId &&
    livenessOf(state, host) === 'connected'
  ) {
    const reason = `one identity, two machines at once (boot ids ${before.bootId} and ${bootId}): a cloned disk? Delete the identity folder on one of them`
    state.hosts.patch(host, { refusedReason: reason })
    note(ctx, 'critical', 'identity-cloned', `${before.name}: ${reason}`, { host })
    ctx.effects.push({ kind: 'refuse-host', host, connection: input.connection, code: 'identity-cloned', reason })
    return
  }
  const spool = hello.spool ?? ''
  const row: HostRow = {
    ...before,
    v: 1,
    id: host,
    name: hello.name ?? host,
    bootId,
    inventory: parseInventory(hello.inventoryJson),
    labels: hello.labels ?? {},
    slots: hello.slots ?? 1,
    bytesAddress: hello.bytesAddress ?? '',
    firstSeenMs: before?.firstSeenMs ?? nowMs,
    cordoned: before?.cordoned ?? false,
    topology: before?.topology ?? {},
    drain: before?.drain ?? null,
    launchFailures: before?.launchFailures ?? 0,
    backoff: before?.backoff ?? null,
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
  if (before === undefined)
    note(
      ctx,
      'info',
      'host-joined',
      `${row.name} joined with ${row.slots} slots and ${row.inventory.gpus.length} GPUs`,
      { host },
    )
  else note(ctx, 'info', 'host-connected', `${row.name} is connected`, { host })
  state.volatile.connections.set(host, input.connection)
  markSeen(ctx, host)
  compareAttempts(ctx, row, hello)
  ctx.effects.push({ kind: 'send-welcome', host, connection: input.connection })
  touchHost(ctx, host)
  wantPlacement(ctx)
}

function parseInventory(json: string | null | undefined): Inventory {
  const unknown = {
    hostname: '',
    os: '',
    arch: '',
    cpuModel: '',
    cpus: 0,
    memoryBytes: 0,
    gpus: [],
    agentVersion: '',
    simulated: false,
  }
  try {
    return { ...unknown, ...(JSON.parse(json ?? '{}') as Partial<Inventory>) }
  } catch {
    return unknown
  }
}

/** What the host holds against what the rows say. Absence of a started attempt on its own host means its end was lost. */
function compareAttempts(ctx: Context, host: HostRow, hello: Hello): void {
  const { state } = ctx
  const held = new Set<string>()
  for (const each of hello.attempts ?? []) {
    const id = each.attempt ?? ''
    held.add(id)
    const attempt = state.attempts.get(id)
    if (each.state === 'ended') {
      if (attempt !== undefined && attempt.state !== 'ended')
        endAttempt(ctx, attempt, JSON.parse(each.exitJson || 'null') as ExitRecord)
      else forgetOn(state, host.id, id)
    } else if (attempt === undefined)
      note(
        ctx,
        'warning',
        'foreign-attempt',
        `${host.name} runs ${id}, which this store does not know; it is left alone`,
        { host: host.id, attempt: id },
      )
  }
  for (const id of [...(state.byHost.get(host.id) ?? [])]) {
    const attempt = state.attempts.must(id)
    if (held.has(id) || attempt.state === 'placed') continue
    const exit: ExitRecord = {
      code: null,
      signal: null,
      reason: 'unknown',
      sentByUs: attempt.state === 'stopping',
      lastLines: ['the host no longer knows this attempt'],
      endedHostMs: 0,
    }
    endAttempt(ctx, attempt, exit)
  }
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
  if (before !== 'connected') wantPlacement(ctx)
}

export function hostSeen(ctx: Context, input: Input & { kind: 'host-seen' }): void {
  if (!ctx.state.hosts.has(input.host)) return
  markSeen(ctx, input.host)
  const { progress } = ctx.state.volatile
  for (const each of input.digest?.progress ?? [])
    progress.set(`${each.attempt}/${each.shard}`, { fraction: each.fraction ?? 0, atMs: ctx.nowMs })
}

export function hostDisconnected(ctx: Context, host: string, connection: number): void {
  const { state } = ctx
  if (state.volatile.connections.get(host) !== connection) return
  state.volatile.connections.delete(host)
  setLiveness(ctx, host, 'suspect')
  state.deadlines.set('host-silent', host, ctx.nowMs + limits.unreachableAfterMs - limits.suspectAfterMs)
  note(
    ctx,
    'notice',
    'host-suspect',
    `${state.hosts.must(host).name}: link closed; no new work until it is back, nothing is stopped`,
    { host },
  )
}

/** [H1] suspect: no new work; [H2] unreachable: shards are lent again and replicas placed again; nothing is killed. */
export function hostSilent(ctx: Context, host: string): void {
  const { state, nowMs } = ctx
  const name = state.hosts.get(host)?.name ?? host
  if (livenessOf(state, host) === 'connected') {
    setLiveness(ctx, host, 'suspect')
    state.deadlines.set('host-silent', host, nowMs + limits.unreachableAfterMs - limits.suspectAfterMs)
    note(
      ctx,
      'notice',
      'host-suspect',
      `${name}: silent for ${limits.suspectAfterMs / 1000} s; no new work, nothing is stopped`,
      { host },
    )
    return
  }
  setLiveness(ctx, host, 'unreachable')
  let lent = 0
  for (const id of state.byHost.get(host) ?? []) lent += releaseLeases(ctx, state.attempts.must(id))
  note(
    ctx,
    'warning',
    'host-unreachable',
    `${name}: silent for ${limits.unreachableAfterMs / 1000} s; ${lent} shards go to other hosts, its processes are left alone`,
    { host },
  )
  wantPlacement(ctx)
  ctx.reactions.push({ kind: 'shards-wanted' })
}

export function cordonHost(ctx: Context, idOrName: string, cordoned: boolean): HostRow {
  const { state } = ctx
  const host = state.hosts.get(idOrName) ?? [...state.hosts.values()].find((each) => each.name === idOrName)
  if (host === undefined) throw new Refusal('no-such-host', `no host '${idOrName}'`, 'host')
  const row = state.hosts.patch(host.id, { cordoned })
  note(
    ctx,
    'notice',
    cordoned ? 'host-cordoned' : 'host-uncordoned',
    `${host.name} ${cordoned ? 'takes no new work' : 'takes work again'}`,
    { host: host.id },
  )
  wantPlacement(ctx)
  return row
}
