/**
 * `libnvidia-ml.so.1` by koffi, only in the NVML child. Every call is asynchronous: it runs on a thread of the pool, and when it
 * never returns only that thread is lost. Out parameters are bytes that the caller owns and keeps as long as the call runs.
 */
import koffi from 'koffi'
import { functionNotFound } from './codes.ts'

const handle = 'void *device'
const one = `(${handle}, void *out)`
const two = `(${handle}, void *first, void *second)`
const kind = `(${handle}, int kind, void *out)`
const text = `(${handle}, void *text, uint bytes)`

/** By our name: NVML's names, the first that the library has, and the parameters they share. */
const functions = {
  init: [['nvmlInit_v2'], '()'],
  driver: [['nvmlSystemGetDriverVersion'], '(void *text, uint bytes)'],
  count: [['nvmlDeviceGetCount_v2'], '(void *out)'],
  handle: [['nvmlDeviceGetHandleByIndex_v2'], '(uint index, void *out)'],
  fields: [['nvmlDeviceGetFieldValues'], `(${handle}, int count, void *values)`],
  name: [['nvmlDeviceGetName'], text],
  uuid: [['nvmlDeviceGetUUID'], text],
  serial: [['nvmlDeviceGetSerial'], text],
  vbios: [['nvmlDeviceGetVbiosVersion'], text],
  pci: [['nvmlDeviceGetPciInfo_v3'], one],
  memoryV2: [['nvmlDeviceGetMemoryInfo_v2'], one],
  memory: [['nvmlDeviceGetMemoryInfo'], one],
  utilisation: [['nvmlDeviceGetUtilizationRates'], one],
  encoder: [['nvmlDeviceGetEncoderUtilization'], two],
  decoder: [['nvmlDeviceGetDecoderUtilization'], two],
  temperature: [['nvmlDeviceGetTemperature'], kind],
  threshold: [['nvmlDeviceGetTemperatureThreshold'], kind],
  margin: [['nvmlDeviceGetMarginTemperature'], one],
  ecc: [['nvmlDeviceGetTotalEccErrors'], `(${handle}, int type, int counter, void *out)`],
  power: [['nvmlDeviceGetPowerUsage'], one],
  limit: [['nvmlDeviceGetEnforcedPowerLimit'], one],
  limitRequested: [['nvmlDeviceGetPowerManagementLimit'], one],
  limitDefault: [['nvmlDeviceGetPowerManagementDefaultLimit'], one],
  limitRange: [['nvmlDeviceGetPowerManagementLimitConstraints'], two],
  clock: [['nvmlDeviceGetClockInfo'], kind],
  maxClock: [['nvmlDeviceGetMaxClockInfo'], kind],
  clockReasons: [['nvmlDeviceGetCurrentClocksEventReasons', 'nvmlDeviceGetCurrentClocksThrottleReasons'], one],
  pcieGeneration: [['nvmlDeviceGetCurrPcieLinkGeneration'], one],
  pcieWidth: [['nvmlDeviceGetCurrPcieLinkWidth'], one],
  pcieGenerationMax: [['nvmlDeviceGetMaxPcieLinkGeneration'], one],
  pcieWidthMax: [['nvmlDeviceGetMaxPcieLinkWidth'], one],
  pcieRate: [['nvmlDeviceGetPcieThroughput'], kind],
  processes: [['nvmlDeviceGetComputeRunningProcesses_v3', 'nvmlDeviceGetComputeRunningProcesses_v2'], two],
  migMode: [['nvmlDeviceGetMigMode'], two],
  migCount: [['nvmlDeviceGetMaxMigDeviceCount'], one],
  migHandle: [['nvmlDeviceGetMigDeviceHandleByIndex'], `(${handle}, uint index, void *out)`],
} as const satisfies Record<string, readonly [readonly string[], string]>

export type Fn = keyof typeof functions

/** Calls one function; `back` gets what NVML answered, later. A function that the library lacks answers so, at once. */
export type Invoke = (fn: Fn, args: readonly unknown[], back: (code: number) => void) => void

/** NVML's own name, for people. */
export const nameOf = (fn: Fn): string => functions[fn][0][0]

// The called function runs on koffi's own stack: room as a thread would have, of which only what is touched counts.
const stackBytes = 1024 * 1024
const heapBytes = 64 * 1024

/** Throws where the library does not load or is no NVML. */
export function openLibrary(file: string): Invoke {
  koffi.config({ async_stack_size: stackBytes, async_heap_size: heapBytes })
  const library = koffi.load(file)
  const find = (names: readonly string[], parameters: string) => {
    for (const name of names) {
      try {
        return library.func(`int ${name}${parameters}`)
      } catch {
        // Older than this function: the next name, or none.
      }
    }
    return undefined
  }
  const bound = new Map(Object.entries(functions).map(([key, [names, parameters]]) => [key, find(names, parameters)]))
  for (const needed of ['init', 'count', 'handle'] as const)
    if (bound.get(needed) === undefined) throw new Error(`${file} has no ${nameOf(needed)}: it is no NVML`)
  return (fn, args, back) => {
    const found = bound.get(fn)
    if (found === undefined) back(functionNotFound)
    else found.async(...args, (error: unknown, code: number) => back(error ? functionNotFound : code))
  }
}
