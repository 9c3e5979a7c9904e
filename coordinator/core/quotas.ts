/** Quotas, shares and spares: what an administrator sets, and the fair-share ledger that placement orders the queue by. */
import { limits } from '../../shared/limits.ts'
import type { SettingsRow } from '../../shared/model/rows.ts'
import type { QuotaChange, QuotaRow } from '../../shared/model/scheduling.ts'
import { type Context, note, Refusal } from './context.ts'
import type { Demand } from './placement/demand.ts'
import type { Lane } from './placement/queue.ts'
import type { State } from './state.ts'
import { countOf } from './words.ts'

export function setQuota(ctx: Context, change: QuotaChange): QuotaRow {
  const { state } = ctx
  const { project } = change
  const none: QuotaRow = { v: 1, project, guaranteedGpus: null, maxGpus: null, weight: 1 }
  const quota: QuotaRow = { ...(state.quotas.get(project) ?? none), ...change }
  const { guaranteedGpus, maxGpus } = quota
  if (guaranteedGpus !== null && maxGpus !== null && guaranteedGpus > maxGpus)
    throw new Refusal(
      'bad-field',
      `guaranteedGpus must not be above maxGpus (${maxGpus}); got ${guaranteedGpus}`,
      change.guaranteedGpus === undefined ? 'maxGpus' : 'guaranteedGpus',
    )
  if (!state.quotas.has(project) && state.quotas.size >= limits.quotaProjects)
    throw new Refusal(
      'too-large',
      `at most ${limits.quotaProjects} projects can have quotas; change that of one which has`,
      'project',
    )
  const row = state.quotas.put(project, quota)
  const words = `guaranteed ${guaranteedGpus ?? 'none'}, at most ${maxGpus ?? 'no limit'}, weight ${quota.weight}`
  note(ctx, 'notice', 'quota-set', `project ${project}: ${words}`, { project })
  for (const lane of state.queue.lanes.values()) lane.blocked = false
  state.volatile.wanted.placement = true
  return row
}

export function setSpares(ctx: Context, perLeaf: number, unit: 'hosts' | 'percent'): SettingsRow {
  const row = ctx.state.settings.put('settings', {
    ...ctx.state.settings.get('settings'),
    v: 1,
    spares: { perLeaf, unit },
  })
  note(
    ctx,
    'notice',
    'spares-set',
    perLeaf === 0
      ? 'no hosts are kept back for gangs'
      : `${unit === 'percent' ? `${perLeaf}% of the hosts` : countOf(perLeaf, 'host')} of every leaf kept back for gangs that lose one`,
  )
  ctx.state.volatile.wanted.placement = true
  return row
}

/** GPUs a project may still take under its hard limit. */
function quotaRoom(state: State, project: string): number {
  const most = state.quotas.get(project)?.maxGpus ?? null
  return most === null ? Number.MAX_SAFE_INTEGER : most - (state.inUse.get(`project/${project}`)?.gpus ?? 0)
}

/** On how many hosts the project may start such tasks now ([F2]): a quota is of GPUs, what takes none is not limited by it. */
export const hostsAllowed = (state: State, project: string, { gpus, hosts }: Demand): number =>
  gpus === 0 ? hosts : Math.floor(quotaRoom(state, project) / gpus)

/** Why a job of the project must wait for the project's own work, in words. */
export function quotaReached(state: State, project: string, demand: Demand): string {
  const used = state.inUse.get(`project/${project}`)?.gpus ?? 0
  const most = state.quotas.get(project)?.maxGpus ?? 0
  return `project '${project}' uses ${used} of at most ${countOf(most, 'GPU')}, and it needs ${demand.gpus * demand.minHosts} more`
}

/** Does the project stay within its guarantee with that many more GPUs? Without a guarantee nothing is within it. */
export function withinGuarantee(state: State, project: string, gpus: number): boolean {
  const guaranteed = state.quotas.get(project)?.guaranteedGpus ?? null
  return guaranteed !== null && gpus > 0 && (state.inUse.get(`project/${project}`)?.gpus ?? 0) + gpus <= guaranteed
}

/** [F1] decayed use in cost units × minutes, over the weight; what runs now counts ahead, so that a burst is shared at once. */
export function useOf(state: State, lane: Lane): { project: number; user: number } {
  const weight = state.quotas.get(lane.project)?.weight ?? 1
  const of = (key: string): number =>
    (state.shares.get(key)?.used ?? 0) + (state.inUse.get(key)?.cost ?? 0) * aheadMinutes
  return {
    project: Math.floor(of(lane.projectKey) / weight),
    user: of(lane.userKey),
  }
}
const aheadMinutes = 60

/** Every minute: what is in use is added, what was used decays. A slice of keys a call, oldest first; true when there is more. */
export function tickShares(ctx: Context): boolean {
  const { state, nowMs } = ctx
  const due: string[] = []
  const isDue = (key: string): boolean => {
    const row = state.shares.get(key)
    return row === undefined || nowMs - row.atMs >= limits.shareTickMs
  }
  for (const key of state.shares.keys()) if (isDue(key)) due.push(key)
  for (const key of state.inUse.keys()) if (!state.shares.has(key)) due.push(key)
  for (const key of due.slice(0, limits.sharesPerSlice)) tickShare(state, key, nowMs)
  return due.length > limits.sharesPerSlice
}

function tickShare(state: State, key: string, nowMs: number): void {
  const row = state.shares.get(key) ?? { v: 1 as const, id: key, used: 0, atMs: nowMs - limits.shareTickMs }
  const minutes = Math.min(10_000, Math.floor((nowMs - row.atMs) / limits.shareTickMs))
  const cost = state.inUse.get(key)?.cost ?? 0
  let { used } = row
  for (let i = 0; i < minutes; i++) used = used - Math.ceil(used / limits.shareDecay) + cost
  if (used <= 0 && cost === 0) state.shares.delete(key)
  else state.shares.put(key, { v: 1, id: key, used, atMs: row.atMs + minutes * limits.shareTickMs })
}
