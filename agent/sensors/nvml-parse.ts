/** Pure: what the NVML child wrote → signals and inventory. */
import type { Reading, Signal } from '../../shared/model/reading.ts'
import type { Line, Reply } from './child-reader.ts'
import { type GpuField, gpuFields, gpuSignals } from './gpu-signals.ts'
import { asGaps, type Gpu, gap, unsupported, value } from './sensor.ts'

/** nvmlReturn_t: the driver has no such counter for this device, or not in this version. */
const notThere = new Set([3, 13])

/** nvmlReturn_t: the GPU has fallen off the bus. */
const isLost = 15

/** nvmlReturn_t: there is no slice in this slot. */
const notFound = 6

/** What NVML answered when a call failed. */
export interface Failure {
  readonly code: number
  readonly text: string
}

/** A field as the child writes it: a number, or the code NVML answered with. */
export type Field = number | Failure

/** The slots of a GPU in MIG mode as the child writes them. */
export type Mig = Failure | readonly (Slice | Failure)[]

/** A MIG slice as the child writes it: its uuid and name are empty, its memory 0 when they could not be read. */
export interface Slice {
  readonly uuid: string
  /** ends with the profile: `NVIDIA H100 80GB HBM3 MIG 1g.10gb` */
  readonly name: string
  readonly memoryBytes: number
}

export interface Parsed {
  readonly signals: readonly Signal[]
  /** one that does not answer is still here; one that is lost, or listed no more, is not */
  readonly gpus: readonly Gpu[]
}

function reading(field: Field | undefined, nowMs: number): Reading {
  if (typeof field === 'number') return value(field, nowMs)
  if (field === undefined || notThere.has(field.code)) return unsupported
  return gap(`${field.text} (NVML ${field.code})`, nowMs)
}

interface Device {
  readonly gpu: number
  readonly uuid?: string
  readonly name?: string
  readonly error?: Field
  readonly fields?: Readonly<Partial<Record<GpuField, Field>>>
  /** absent when it is known not to be in MIG mode */
  readonly mig?: Mig
}

/** The GPU's slices, empty until some are made; null when it is not in MIG mode; undefined when a call failed, so that it is not known. */
function slicesOf(mig: Mig | undefined): Gpu['mig'] | null {
  if (mig === undefined) return null
  if ('code' in mig) return notThere.has(mig.code) ? null : undefined
  const slices: NonNullable<Gpu['mig']>[number][] = []
  for (const slot of mig) {
    if ('code' in slot && slot.code === notFound) continue
    if ('code' in slot || slot.uuid === '' || slot.memoryBytes === 0) return undefined
    const profile = / MIG (\S+)$/.exec(slot.name)?.[1]
    if (profile === undefined) return undefined
    slices.push({ uuid: slot.uuid, profile, memoryBytes: slot.memoryBytes })
  }
  return slices
}

/**
 * The GPU's entry of the inventory. What a call that failed leaves unknown is as it was read last: a failed call is no sign that
 * a GPU or a slice is gone. Undefined when the GPU cannot be told from another, or was never read well.
 */
function entryOf(line: Device, last: Gpu | undefined): Gpu | undefined {
  const uuid = line.uuid || last?.uuid
  if (uuid === undefined) return undefined
  const before = last?.uuid === uuid ? last : undefined
  const total = line.fields?.['gpu-memory-total']
  const slices = slicesOf(line.mig)
  const mig = slices === undefined ? before?.mig : (slices ?? undefined)
  if (slices === undefined && before === undefined) return undefined
  return {
    index: line.gpu,
    uuid,
    name: line.name || before?.name || '',
    memoryBytes: typeof total === 'number' ? total : (before?.memoryBytes ?? 0),
    ...(mig === undefined ? {} : { mig }),
  }
}

const isDevice = (line: Line): line is Line & Device => typeof line.gpu === 'number' && !('at' in line)

/**
 * A device that answered gives its readings; one that did not keeps its last signals as gaps, with the reason, also when it
 * is gone. When the reply broke off, `at` names the device whose call hangs.
 */
export function parse(reply: Reply, before: Parsed, nowMs: number): Parsed {
  const here = new Map(before.gpus.map((gpu) => [gpu.index, gpu]))
  const signals: Signal[] = []
  const seen = new Set<number>()
  const old = (index: number): Signal[] => before.signals.filter(({ labels }) => labels.gpu === String(index))
  const lose = (index: number, reason: string): void => {
    seen.add(index)
    const last = old(index)
    const none = Object.fromEntries(gpuFields.map((field) => [field, gap(reason, nowMs)])) as Record<GpuField, Reading>
    signals.push(...(last.length > 0 ? asGaps(last, reason, nowMs) : gpuSignals('nvml', index, '', none)))
  }
  for (const line of reply.lines) {
    if (!isDevice(line)) continue
    if (line.error !== undefined) {
      if (typeof line.error !== 'number' && line.error.code === isLost) here.delete(line.gpu)
      lose(
        line.gpu,
        typeof line.error === 'number' ? `NVML ${line.error}` : `${line.error.text} (NVML ${line.error.code})`,
      )
      continue
    }
    seen.add(line.gpu)
    const fields = line.fields ?? {}
    const entry = entryOf(line, here.get(line.gpu))
    const uuid = line.uuid || entry?.uuid || ''
    const readings = Object.fromEntries(gpuFields.map((field) => [field, reading(fields[field], nowMs)]))
    signals.push(...gpuSignals('nvml', line.gpu, uuid, readings as Record<GpuField, Reading>))
    if (entry === undefined) here.delete(line.gpu)
    else here.set(line.gpu, entry)
  }
  const at = reply.lines.findLast((line) => typeof line.at === 'number')?.at as number | undefined
  const reason = reply.broken ?? 'NVML no longer lists this GPU'
  const hangs = reply.broken !== undefined && at !== undefined && !seen.has(at)
  if (hangs) lose(at, `${reason}: the call for this GPU hangs`)
  for (const index of new Set([...here.keys(), ...before.signals.map(({ labels }) => Number(labels.gpu))])) {
    if (seen.has(index)) continue
    if (reply.broken === undefined) here.delete(index)
    lose(index, hangs ? `${reason}: the call for GPU ${at} hangs` : reason)
  }
  return { signals, gpus: [...here.values()].sort((a, b) => a.index - b.index) }
}
