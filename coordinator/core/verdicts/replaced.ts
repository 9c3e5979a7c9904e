/** Hardware that was taken out for another, whose faults nobody can tell the end of. */
import type { VerdictRow } from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import { gpuAt } from './affects.ts'

/** of the evidence of a GPU that is gone: how many GPUs the host had */
export const gpusBeforeLabel = 'gpus-before'

/** The verdict's GPU is not there; where that is the fault itself, the host has as many GPUs again as before. */
export function isReplaced({ inventory }: HostRow, { device, source, evidence }: VerdictRow): boolean {
  const { gpus } = inventory
  const uuid = gpuAt(device)
  if (gpus === undefined || uuid === undefined || gpus.some((gpu) => gpu.uuid === uuid)) return false
  const before = Number(evidence[0]?.labels[gpusBeforeLabel] ?? Number.POSITIVE_INFINITY)
  return source !== 'inventory' || gpus.length >= before
}
