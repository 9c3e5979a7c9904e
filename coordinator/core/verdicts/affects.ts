/** What a fault touches: attempts on its device, and the jobs and deployments they belong to. */
import { limits } from '../../../shared/limits.ts'
import type { VerdictRow } from '../../../shared/model/health.ts'
import type { AttemptRow, HostRow } from '../../../shared/model/rows.ts'
import { unitsOf } from '../placement/offer.ts'
import type { State } from '../state.ts'

type Where = Pick<VerdictRow, 'host' | 'device' | 'source'>

/** `gpu:<uuid>`, and `nvlink:<uuid>/<link>`, which is a part of that GPU. */
export function gpuAt(device: string): string | undefined {
  if (device.startsWith('gpu:')) return device.slice(4)
  return /^nvlink:(.+)\/[^/]*$/.exec(device)?.[1]
}

/** GPUs and slices that the fault is on; null: not on GPUs, or on all of the host. */
function unitsAt(host: HostRow, { device }: Where): ReadonlySet<string> | null {
  const uuid = gpuAt(device)
  if (uuid === undefined) return null
  const slices = host.inventory.gpus?.find((gpu) => gpu.uuid === uuid)?.mig ?? []
  return new Set([uuid, ...slices.map((slice) => slice.uuid)])
}

/** Faults of the whole host, which reach everything on it: its own, and those of the place that it stands in. */
export const isHostWide = ({ device, source }: Where): boolean => device === 'host' || source === 'place'

/**
 * Whether what takes these GPUs is on the faulted device for certain: only that may be stopped. Where the inventory tells of it, that is
 * what takes a GPU or slice that the host has no more ([N3]): other slices of the same GPU are well.
 */
export function isOn(host: HostRow, where: Where, gpus: readonly string[]): boolean {
  if (isHostWide(where)) return true
  if (where.source === 'inventory') {
    const there = new Set(unitsOf(host.inventory).map((unit) => unit.uuid))
    return gpus.some((uuid) => !there.has(uuid))
  }
  const units = unitsAt(host, where)
  return units !== null && gpus.some((uuid) => units.has(uuid))
}

/** Attempts that may suffer: those on the GPU; for another device any on the host. */
export function touched(state: State, where: Where): AttemptRow[] {
  const host = state.hosts.get(where.host)
  if (host === undefined) return []
  const onGpu = gpuAt(where.device) !== undefined
  const all = [...(state.byHost.get(where.host) ?? [])].map((id) => state.attempts.must(id))
  return all.filter(({ state: phase, grant }) => phase !== 'lost' && (!onGpu || isOn(host, where, grant.gpus)))
}

/** The first few of each. */
export function affectedBy(state: State, where: Where): VerdictRow['affects'] {
  const jobs = new Set<string>()
  const deployments = new Set<string>()
  for (const { job } of touched(state, where)) {
    if (jobs.size < limits.affectsKept) jobs.add(job)
    const owner = state.jobs.get(job)?.owner ?? ''
    if (owner.startsWith('deployment:') && deployments.size < limits.affectsKept) deployments.add(owner.slice(11))
  }
  return { jobs: [...jobs], deployments: [...deployments] }
}
