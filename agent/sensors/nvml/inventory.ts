/** Pure: what the NVML child wrote of a GPU → its entry in the inventory. */
import type { Gpu } from '../sensor.ts'
import { isUnsupported, notFound } from './codes.ts'
import type { DeviceLine, Mig } from './lines.ts'

/** The GPU's slices, empty until some are made; null when it is not in MIG mode; undefined when a call failed, so that it is not known. */
function slicesOf(mig: Mig): Gpu['mig'] | null {
  if ('code' in mig) return isUnsupported(mig.code) ? null : undefined
  if (!mig.enabled) return null
  const slices: NonNullable<Gpu['mig']>[number][] = []
  for (const slot of mig.slots) {
    if ('code' in slot && slot.code === notFound) continue
    if ('code' in slot || slot.uuid === '' || slot.memoryBytes === 0) return undefined
    const profile = / MIG (\S+)$/.exec(slot.name)?.[1]
    if (profile === undefined) return undefined
    slices.push({ uuid: slot.uuid, profile, memoryBytes: slot.memoryBytes })
  }
  return slices
}

/**
 * What a call that failed leaves unknown is as it was read last: a failed call is no sign that a GPU or a slice is gone.
 * Undefined when the GPU was never read well.
 */
export function entryOf(line: DeviceLine, last: Gpu | undefined): Gpu | undefined {
  const before = last?.uuid === line.uuid ? last : undefined
  const slices = line.mig === undefined ? undefined : slicesOf(line.mig)
  if (slices === undefined && before === undefined) return undefined
  const mig = slices === undefined ? before?.mig : (slices ?? undefined)
  const total = line.groups.fast?.values['gpu-memory-total']
  const name = line.groups.rare?.values['gpu-name']
  return {
    index: line.gpu,
    uuid: line.uuid,
    name: typeof name === 'string' ? name : (before?.name ?? ''),
    memoryBytes: typeof total === 'number' ? total : (before?.memoryBytes ?? 0),
    ...(mig === undefined ? {} : { mig }),
  }
}
