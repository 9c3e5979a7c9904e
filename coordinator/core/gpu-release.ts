/**
 * GPUs of a drained host let go for maintenance (SPEC [CI10]): its agent closes every file of them, so that the driver can be changed,
 * GPUs be reset and MIG be set up. Nothing is judged by what is not read meanwhile, nor by what is there afterwards.
 */
import type { HostRow } from '../../shared/model/rows.ts'
import { type Context, note, Refusal, touchHost } from './context.ts'
import { reoffer } from './holdings.ts'
import { parseInventory } from './inventory.ts'
import { countOf, listOf } from './words.ts'

/** `release` false: the agent takes them back. */
export function releaseGpus(ctx: Context, host: HostRow, release: boolean, by: string): HostRow {
  const { state, nowMs } = ctx
  if (!release) return takeBack(ctx, host)
  if (host.gpuRelease !== undefined && host.gpuRelease.state !== 'taking-back') return host
  if (host.drain === null || host.drain.doneMs === null)
    throw new Refusal(
      'host-busy',
      `${host.name} ${host.drain === null ? 'is not drained' : 'is still being drained'}: its GPUs are released when nothing uses them; \`millwright drain ${host.name}\` first`,
      'host',
    )
  const row = state.hosts.patch(host.id, {
    gpuRelease: { by, sinceMs: nowMs, gpus: host.inventory.gpus?.length ?? null, state: 'asked', holders: [] },
  })
  note(ctx, 'notice', 'gpus-release-asked', `${by} asks ${host.name} to let go of its GPUs`, { host: host.id })
  touchHost(ctx, host.id)
  return row
}

/**
 * With the end of the drain, too: a host that takes work reads its GPUs. What was only asked may never have come to its agent, which then
 * has nothing to say of it: that is not waited for.
 */
export function takeBack(ctx: Context, host: HostRow): HostRow {
  const { gpuRelease, ...rest } = host
  if (gpuRelease === undefined || gpuRelease.state === 'taking-back') return host
  const isAsked = gpuRelease.state === 'asked'
  const row = ctx.state.hosts.put(
    host.id,
    isAsked ? rest : { ...rest, gpuRelease: { ...gpuRelease, state: 'taking-back', holders: [] } },
  )
  note(
    ctx,
    'notice',
    'gpus-taken-back',
    `${host.name} ${isAsked ? 'keeps its GPUs after all' : 'reads its GPUs again'}`,
    { host: host.id },
  )
  touchHost(ctx, host.id)
  reoffer(ctx.state, host.id)
  return row
}

/** What an agent says became of its GPUs' files. */
export interface GpuHandlesTold {
  readonly released: boolean
  readonly holders: readonly string[]
  /** when they were taken back, as they are now */
  readonly inventoryJson: string
}

/** The agent may answer what was asked before: only what is wanted now counts. */
export function gpuHandles(ctx: Context, hostId: string, told: GpuHandlesTold): void {
  const { state } = ctx
  const host = state.hosts.get(hostId)
  const release = host?.gpuRelease
  if (host === undefined) return
  if (release === undefined) return told.released ? comesBack(ctx, host) : undefined
  if (!told.released) {
    if (release.state === 'taking-back') takenBack(ctx, host, told.inventoryJson)
    return
  }
  if (release.state === 'taking-back') return
  const { holders } = told
  state.hosts.patch(hostId, { gpuRelease: { ...release, state: holders.length === 0 ? 'released' : 'held', holders } })
  const text =
    holders.length === 0
      ? 'no process holds a file of its GPUs'
      : `files of its GPUs are open in ${listOf([...holders], 8)}`
  const level = holders.length === 0 ? 'notice' : 'warning'
  note(ctx, level, 'gpus-released', `${host.name}: ${text}`, { host: hostId })
}

/** It let go of them just when that was not wanted any more: it is told so already, and takes no work before it has them again. */
function comesBack(ctx: Context, { id, inventory: { gpus } }: HostRow): void {
  const { state, nowMs } = ctx
  const release = { by: 'its agent', sinceMs: nowMs, gpus: gpus?.length ?? null, holders: [] }
  state.hosts.patch(id, { gpuRelease: { ...release, state: 'taking-back' } })
  reoffer(state, id)
  touchHost(ctx, id)
}

function takenBack(ctx: Context, host: HostRow, inventoryJson: string): void {
  const { gpuRelease, ...rest } = host
  const inventory = parseInventory(inventoryJson, host.inventory)
  ctx.state.hosts.put(host.id, { ...rest, inventory })
  reoffer(ctx.state, host.id)
  touchHost(ctx, host.id)
  const [before, now] = [gpuRelease?.gpus ?? 0, inventory.gpus?.length ?? 0]
  const fewer = now < before ? `, before it ${before}` : ''
  const text = `${host.name}: ${countOf(now, 'GPU')} after the maintenance${fewer}`
  note(ctx, fewer === '' ? 'notice' : 'warning', 'gpus-back', text, { host: host.id })
}
