/** NVIDIA GPUs by `nvidia-smi -q -x`: where NVML cannot be loaded. Slow to run, so four times a minute. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { ChildReader, childArgv } from './child-reader.ts'
import { type GpuField, gpuSignals } from './gpu-signals.ts'
import { asGaps, type Gpu, gap, type Sensor, unsupported, value } from './sensor.ts'

type Element = Readonly<Record<string, unknown>>

export interface Parsed {
  readonly signals: readonly Signal[]
  readonly gpus: readonly Gpu[]
}

const element = (of: unknown): Element => (typeof of === 'object' && of !== null ? (of as Element) : {})
const texts = (of: unknown, ...path: string[]): string => {
  const found = path.reduce((node, name) => element(node)[name], of)
  return typeof found === 'string' ? found.trim() : ''
}

const scales: Readonly<Record<string, number>> = { '': 1, '%': 1, C: 1, W: 1, MiB: 1024 * 1024 }
const absent = /^(?:|\[?(?:N\/A|Not Supported)\]?)$/i

/** `37 C`, `24576 MiB`, `N/A`, `[Unknown Error]` → a reading. */
export function parseField(text: string, nowMs: number): Reading {
  if (absent.test(text)) return unsupported
  const match = /^(-?\d+(?:\.\d+)?)\s*(%|C|W|MiB|)$/.exec(text)
  if (match === null) return gap(`nvidia-smi says "${text}"`, nowMs)
  return value(Number(match[1]) * scales[match[2]!]!, nowMs)
}

/** Counters of several kinds as one: known only when at least one is, and none is in error. */
function sum(readings: readonly Reading[]): Reading {
  const bad = readings.find((reading) => reading.kind === 'gap')
  if (bad !== undefined) return bad
  const values = readings.filter((reading) => reading.kind === 'value')
  const first = values[0]
  if (first === undefined) return unsupported
  return { ...first, value: values.reduce((total, { value: one }) => total + Number(one), 0) }
}

function ecc(gpu: unknown, nowMs: number): { corrected: Reading; uncorrected: Reading } {
  const counts = element(element(element(gpu).ecc_errors).volatile)
  const field = (...path: string[]): Reading => parseField(texts(counts, ...path), nowMs)
  // Before Turing: <single_bit><total>, <double_bit><total>. Later: by memory, and since 535 SRAM's in two.
  if ('single_bit' in counts)
    return { corrected: field('single_bit', 'total'), uncorrected: field('double_bit', 'total') }
  const named = (kind: string): Reading[] =>
    Object.keys(counts)
      .filter((name) => name.includes(kind))
      .map((name) => field(name))
  return { corrected: sum(named('_correctable')), uncorrected: sum(named('_uncorrectable')) }
}

function power(gpu: unknown, nowMs: number): Reading {
  // `gpu_power_readings` since 530, where the average is named first.
  const names = [
    ['gpu_power_readings', 'average_power_draw'],
    ['gpu_power_readings', 'power_draw'],
    ['power_readings', 'power_draw'],
  ]
  const found = names.map((path) => texts(gpu, ...path)).find((text) => !absent.test(text))
  return parseField(found ?? '', nowMs)
}

function parseGpu(gpu: unknown, index: number, nowMs: number): { signals: Signal[]; gpu: Gpu } {
  const field = (...path: string[]): Reading => parseField(texts(gpu, ...path), nowMs)
  const { corrected, uncorrected } = ecc(gpu, nowMs)
  const readings: Record<GpuField, Reading> = {
    'gpu-memory-total': field('fb_memory_usage', 'total'),
    'gpu-memory-used': field('fb_memory_usage', 'used'),
    'gpu-utilisation': field('utilization', 'gpu_util'),
    'gpu-memory-utilisation': field('utilization', 'memory_util'),
    'gpu-temperature': field('temperature', 'gpu_temp'),
    'gpu-power': power(gpu, nowMs),
    'gpu-ecc-corrected': corrected,
    'gpu-ecc-uncorrected': uncorrected,
  }
  const uuid = texts(gpu, 'uuid')
  const total = readings['gpu-memory-total']
  const memoryBytes = total.kind === 'value' ? Number(total.value) : 0
  return {
    signals: gpuSignals('nvidia-smi', index, uuid, readings),
    gpu: { index, uuid, name: texts(gpu, 'product_name'), memoryBytes },
  }
}

/** Pure: the document as `node-nvidia-smi` gives it. One GPU is an object, several are an array. */
export function parse(document: unknown, nowMs: number): Parsed {
  const listed = element(element(document).nvidia_smi_log).gpu
  const gpus = Array.isArray(listed) ? listed : listed === undefined ? [] : [listed]
  const parsed = gpus.map((gpu, index) => parseGpu(gpu, index, nowMs))
  return { signals: parsed.flatMap(({ signals }) => signals), gpus: parsed.map(({ gpu }) => gpu) }
}

const onPath = (): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'nvidia-smi')))

export interface SmiOptions {
  readonly argv?: readonly string[]
  readonly deadlineMs?: number
}

/** Undefined where there is no such program. */
export function nvidiaSmi(options: SmiOptions = {}): Sensor | undefined {
  if (options.argv === undefined && !onPath()) return undefined
  const deadlineMs = options.deadlineMs ?? 20_000
  const child = new ChildReader(options.argv ?? childArgv('nvidia-smi-child'), deadlineMs)
  let last: Parsed = { signals: [], gpus: [] }
  return {
    name: 'nvidia-smi',
    periodMs: 15_000,
    deadlineMs: deadlineMs + 1_000,
    async read(nowMs) {
      const reply = await child.ask()
      const failed = reply.broken ?? reply.lines.find((line) => typeof line.failed === 'string')?.failed
      const document = reply.lines.find((line) => 'document' in line)?.document
      if (failed !== undefined || document === undefined) {
        if (last.signals.length === 0) throw new Error(String(failed ?? 'nvidia-smi gave no document'))
        last = { ...last, signals: asGaps(last.signals, String(failed), nowMs) }
      } else last = parse(document, nowMs)
      return last.signals
    },
    gpus: () => last.gpus,
    close: () => child.close(),
  }
}
