/**
 * The process that calls NVML. Reads lines on stdin; for each writes one JSON line per GPU, `at` before each so that the
 * one whose call hangs is known, and `done`. Ends when stdin ends, so it never outlives its agent unless a call hangs.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import koffi from 'koffi'
import type { GpuField } from './gpu-signals.ts'
import type { Failure, Field, Mig, Slice } from './nvml-parse.ts'

// Written at once: a line that waits in a buffer is lost when the next call hangs.
const say = (line: unknown): void => void writeSync(1, `${JSON.stringify(line)}\n`)

function bind(file: string) {
  const library = koffi.load(file)
  koffi.opaque('nvmlDevice')
  koffi.struct('nvmlMemory', { total: 'uint64', free: 'uint64', used: 'uint64' })
  koffi.struct('nvmlUtilization', { gpu: 'uint', memory: 'uint' })
  const call = (signature: string): ((...args: unknown[]) => number) => library.func(signature)
  // absent from libraries older than MIG
  const newer = (signature: string): ((...args: unknown[]) => number) | undefined => {
    try {
      return call(signature)
    } catch {
      return undefined
    }
  }
  const errorString: (code: number) => string = library.func('const char *nvmlErrorString(int code)')
  return {
    errorString,
    init: call('int nvmlInit_v2()'),
    count: call('int nvmlDeviceGetCount_v2(_Out_ uint *count)'),
    handle: call('int nvmlDeviceGetHandleByIndex_v2(uint index, _Out_ nvmlDevice **device)'),
    name: call('int nvmlDeviceGetName(nvmlDevice *device, _Out_ char *name, uint length)'),
    uuid: call('int nvmlDeviceGetUUID(nvmlDevice *device, _Out_ char *uuid, uint length)'),
    memory: call('int nvmlDeviceGetMemoryInfo(nvmlDevice *device, _Out_ nvmlMemory *memory)'),
    utilisation: call('int nvmlDeviceGetUtilizationRates(nvmlDevice *device, _Out_ nvmlUtilization *rates)'),
    temperature: call('int nvmlDeviceGetTemperature(nvmlDevice *device, int sensor, _Out_ uint *celsius)'),
    power: call('int nvmlDeviceGetPowerUsage(nvmlDevice *device, _Out_ uint *milliwatts)'),
    ecc: call('int nvmlDeviceGetTotalEccErrors(nvmlDevice *device, int type, int counter, _Out_ uint64 *count)'),
    migMode: newer('int nvmlDeviceGetMigMode(nvmlDevice *device, _Out_ uint *current, _Out_ uint *pending)'),
    migCount: newer('int nvmlDeviceGetMaxMigDeviceCount(nvmlDevice *device, _Out_ uint *count)'),
    migHandle: newer(
      'int nvmlDeviceGetMigDeviceHandleByIndex(nvmlDevice *device, uint index, _Out_ nvmlDevice **slice)',
    ),
  }
}

type Nvml = ReturnType<typeof bind>

const text = (buffer: Buffer): string => buffer.toString('utf8', 0, Math.max(0, buffer.indexOf(0)))

function readDevice(nvml: Nvml, gpu: number): Record<string, unknown> {
  const failed = (code: number): Failure => ({ code, text: nvml.errorString(code) })
  const out: [unknown] = [null]
  const found = nvml.handle(gpu, out)
  if (found !== 0) return { gpu, error: failed(found) }
  const device = out[0]
  const one = (read: (cell: [number]) => number, scale = 1): Field => {
    const cell: [number] = [0]
    const code = read(cell)
    return code === 0 ? Number(cell[0]) * scale : failed(code)
  }
  const both = <T>(read: (cell: T) => number, cell: T, pick: (cell: T) => number): Field => {
    const code = read(cell)
    return code === 0 ? Number(pick(cell)) : failed(code)
  }
  const memory = { total: 0, free: 0, used: 0 }
  const rates = { gpu: 0, memory: 0 }
  const fields: Record<GpuField, Field> = {
    'gpu-memory-total': both(
      (cell) => nvml.memory(device, cell),
      memory,
      (cell) => cell.total,
    ),
    'gpu-memory-used': both(
      (cell) => nvml.memory(device, cell),
      memory,
      (cell) => cell.used,
    ),
    'gpu-utilisation': both(
      (cell) => nvml.utilisation(device, cell),
      rates,
      (cell) => cell.gpu,
    ),
    'gpu-memory-utilisation': both(
      (cell) => nvml.utilisation(device, cell),
      rates,
      (cell) => cell.memory,
    ),
    // 0: the sensor on the GPU's die
    'gpu-temperature': one((cell) => nvml.temperature(device, 0, cell)),
    'gpu-power': one((cell) => nvml.power(device, cell), 0.001),
    // type 0 corrected, 1 uncorrected; counter 0 volatile: since the driver was loaded
    'gpu-ecc-corrected': one((cell) => nvml.ecc(device, 0, 0, cell)),
    'gpu-ecc-uncorrected': one((cell) => nvml.ecc(device, 1, 0, cell)),
  }
  const [name, uuid] = [named(nvml.name, device), named(nvml.uuid, device)]
  return { gpu, name, uuid, fields, ...migOf(nvml, device) }
}

function named(read: Nvml['name'], device: unknown): string {
  const buffer = Buffer.alloc(128)
  return read(device, buffer, buffer.length) === 0 ? text(buffer) : ''
}

/** The slices of a GPU in MIG mode, slot by slot; what a call answered where one failed. A slice's name ends with its profile. */
function migOf(nvml: Nvml, device: unknown): { mig?: Mig } {
  const failed = (code: number): Failure => ({ code, text: nvml.errorString(code) })
  const { migMode, migCount, migHandle } = nvml
  if (migMode === undefined || migCount === undefined || migHandle === undefined) return {}
  const [current, pending, count]: [number][] = [[0], [0], [0]]
  const mode = migMode(device, current, pending)
  if (mode !== 0) return { mig: failed(mode) }
  if (current![0] === 0) return {}
  const counted = migCount(device, count)
  if (counted !== 0) return { mig: failed(counted) }
  const mig: (Slice | Failure)[] = []
  for (let i = 0; i < count![0]; i++) {
    const out: [unknown] = [null]
    const found = migHandle(device, i, out)
    if (found !== 0) {
      mig.push(failed(found))
      continue
    }
    const memory = { total: 0, free: 0, used: 0 }
    const known = nvml.memory(out[0], memory) === 0
    const [name, uuid] = [named(nvml.name, out[0]), named(nvml.uuid, out[0])]
    mig.push({ uuid, name, memoryBytes: known ? Number(memory.total) : 0 })
  }
  return { mig }
}

/** A driver that is not loaded may be loaded later, so init is tried again at each round. */
function round(nvml: Nvml, ready: boolean): boolean {
  const started = ready ? 0 : nvml.init()
  const count: [number] = [0]
  const counted = started === 0 ? nvml.count(count) : started
  // 9: the driver is not loaded, 12: it has no such function: this host has the library but no such GPU
  if (counted === 9 || counted === 12) say({ unusable: nvml.errorString(counted) })
  for (let gpu = 0; counted === 0 && gpu < count[0]; gpu++) {
    say({ at: gpu })
    say(readDevice(nvml, gpu))
  }
  say({ done: counted })
  return started === 0
}

function main(file: string): void {
  let nvml: Nvml | undefined
  let ready = false
  createInterface({ input: process.stdin }).on('line', () => {
    try {
      nvml ??= bind(file)
      ready = round(nvml, ready)
    } catch (error) {
      say({ unusable: error instanceof Error ? error.message : String(error) })
      say({ done: -1 })
    }
  })
}

main(process.argv[2] ?? 'libnvidia-ml.so.1')
