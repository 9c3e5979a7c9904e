/** Attempts that a host runs and this store does not know (SPEC [X1]): left alone, counted as taken, stopped only by a person. */
import { limits } from '../../shared/limits.ts'
import type { HostRow } from '../../shared/model/rows.ts'
import type { ForeignRow } from '../../shared/model/scheduling.ts'
import type { AttemptHeld } from '../../shared/protocol/codec.ts'
import { type Context, forgetOn, note, Refusal, touchHost } from './context.ts'
import { freed, reoffer } from './holdings.ts'
import { never } from './placement/capacity.ts'
import type { State } from './state.ts'
import { countOf } from './words.ts'

/** False when it is one more than is kept: it runs and is not counted. */
export function foreignSeen(ctx: Context, host: HostRow, held: AttemptHeld): boolean {
  const { state } = ctx
  const id = held.attempt ?? ''
  if (state.foreign.has(id)) return true
  if (state.foreign.size >= limits.foreignKept) return false
  const grant = { cpus: held.cpus ?? 1, memoryMb: held.memoryMb ?? 0, gpus: [...(held.gpus ?? [])] }
  const jobName = held.jobName ?? ''
  const row: ForeignRow = { v: 1, id, host: host.id, jobName, grant, seenMs: ctx.nowMs, stop: null }
  state.foreign.put(id, row)
  takeForeign(state, row)
  note(
    ctx,
    'warning',
    'foreign-attempt',
    `${host.name} runs ${id}${jobName === '' ? '' : ` of '${jobName}'`}, which this store does not know; it is left alone and counts as taken until it ends or somebody stops it`,
    { host: host.id, attempt: id },
  )
  return true
}

/** [X2] what a host runs beyond the foreign attempts that are kept counts nowhere: until a hello of it lists none, it gets no new work. */
export function uncountedSeen(ctx: Context, host: HostRow, uncounted: number): void {
  const { state } = ctx
  if (host.uncounted === uncounted) return
  state.hosts.patch(host.id, { uncounted })
  reoffer(state, host.id)
  if (uncounted === 0) return
  note(
    ctx,
    'critical',
    'foreign-uncounted',
    `${host.name} runs ${countOf(uncounted, 'attempt')} that this store does not know, beyond the ${limits.foreignKept} that are counted: it gets no new work until its agent is started again and there is room to count them`,
    { host: host.id },
  )
}

export function takeForeign(state: State, row: ForeignRow): void {
  state.capacity.take(row.host, row.id, row.grant, never)
}

/** It ended, or its host no longer has it. */
export function foreignGone(ctx: Context, id: string): void {
  const { state } = ctx
  const row = state.foreign.get(id)
  if (row === undefined) return
  state.foreign.delete(id)
  state.capacity.release(row.host, id)
  freed(state, row.host)
  touchHost(ctx, row.host)
  ctx.reactions.push({ kind: 'host-freed', host: row.host })
}

/** A host says that an attempt has ended which has no row here: a foreign one, or one whose job is forgotten. */
export function foreignEnded(ctx: Context, host: string, id: string): void {
  if (ctx.state.foreign.get(id)?.host === host) foreignGone(ctx, id)
  forgetOn(ctx.state, host, id)
}

export function stopForeign(ctx: Context, id: string, by: string): ForeignRow {
  const row = ctx.state.foreign.get(id)
  if (row === undefined)
    throw new Refusal('no-such-attempt', `no foreign attempt '${id}': \`millwright foreign\` lists them`, 'attempt')
  touchHost(ctx, row.host)
  return ctx.state.foreign.patch(id, { stop: row.stop ?? { by, sinceMs: ctx.nowMs } })
}
