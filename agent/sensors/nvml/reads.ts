/** Which signals are read by which field or function of NVML, in which group. Numbers of fields are those of nvml.h (CUDA 13, tried with driver 580 on an H200). */
import type { SignalName } from '../../../shared/model/signals.ts'
import { allLinks, type FieldRead } from './field-values.ts'
import type { Fn } from './library.ts'
import type { Group } from './lines.ts'

export interface Quantity {
  readonly name: SignalName
  /** what the number is multiplied by to be in the signal's unit */
  readonly scale?: number
  /** the driver says 0 for "no such sensor": no board draws 0 W, and 0 °C of memory has only been seen where it is not measured */
  readonly zeroIsNone?: true
  /** taken only where it has 64 bits */
  readonly wideOnly?: true
}

type FieldQuantity = Quantity & FieldRead

const milli = 0.001
/** Counters of time are in ns: kept in s, cut to µs. */
const nano = 1e-9
const kibi = 1024

export const fieldReads: Readonly<Record<Group, readonly FieldQuantity[]>> = {
  fast: [
    { id: 83, name: 'gpu-energy', scale: milli },
    { id: 82, name: 'gpu-memory-temperature', zeroIsNone: true },
    { id: 185, name: 'gpu-power', scale: milli, zeroIsNone: true },
    { id: 186, name: 'gpu-power-instant', scale: milli, zeroIsNone: true },
  ],
  slow: [
    { id: 3, name: 'gpu-ecc-corrected' },
    { id: 4, name: 'gpu-ecc-uncorrected' },
    { id: 5, name: 'gpu-ecc-corrected-lifetime' },
    { id: 6, name: 'gpu-ecc-uncorrected-lifetime' },
    { id: 74, name: 'gpu-power-capped-time', scale: nano },
    { id: 76, name: 'gpu-sync-boost-time', scale: nano },
    { id: 269, name: 'gpu-sw-thermal-slowdown-time', scale: nano },
    { id: 270, name: 'gpu-hw-thermal-slowdown-time', scale: nano },
    { id: 271, name: 'gpu-power-brake-time', scale: nano },
    { id: 94, name: 'gpu-pcie-replays' },
    { id: 197, name: 'gpu-pcie-transmitted', wideOnly: true },
    { id: 198, name: 'gpu-pcie-received', wideOnly: true },
    { id: 138, scope: allLinks, name: 'gpu-nvlink-transmitted', scale: kibi },
    { id: 139, scope: allLinks, name: 'gpu-nvlink-received', scale: kibi },
    { id: 230, name: 'gpu-recovery-action' },
    { id: 91, name: 'gpu-nvlink-links' },
  ],
  rare: [
    { id: 187, name: 'gpu-power-limit-min', scale: milli },
    { id: 188, name: 'gpu-power-limit-max', scale: milli },
    { id: 189, name: 'gpu-power-limit-default', scale: milli },
    { id: 190, name: 'gpu-power-limit', scale: milli },
    { id: 192, name: 'gpu-power-limit-requested', scale: milli },
    { id: 193, name: 'gpu-margin-shutdown' },
    { id: 194, name: 'gpu-margin-slowdown' },
    { id: 195, name: 'gpu-memory-margin-max' },
    { id: 196, name: 'gpu-margin-max' },
    { id: 142, name: 'gpu-rows-remapped-corrected' },
    { id: 143, name: 'gpu-rows-remapped-uncorrected' },
    { id: 144, name: 'gpu-row-remap-pending' },
    { id: 145, name: 'gpu-row-remap-failure' },
    { id: 29, name: 'gpu-pages-retired-corrected' },
    { id: 30, name: 'gpu-pages-retired-uncorrected' },
    { id: 31, name: 'gpu-page-retirement-pending' },
  ],
}

/** Where the field is not supported (older drivers), this function says the same; `before`: its parameters before the result. */
export const insteadOfField: Readonly<
  Partial<Record<SignalName, { readonly fn: Fn; readonly before?: readonly number[]; readonly wide?: true }>>
> = {
  'gpu-power': { fn: 'power' },
  'gpu-power-limit': { fn: 'limit' },
  'gpu-power-limit-requested': { fn: 'limitRequested' },
  'gpu-power-limit-default': { fn: 'limitDefault' },
  // 0 corrected, 1 not; 0 since the driver was loaded, 1 in the life of the board
  'gpu-ecc-corrected': { fn: 'ecc', before: [0, 0], wide: true },
  'gpu-ecc-uncorrected': { fn: 'ecc', before: [1, 0], wide: true },
  'gpu-ecc-corrected-lifetime': { fn: 'ecc', before: [0, 1], wide: true },
  'gpu-ecc-uncorrected-lifetime': { fn: 'ecc', before: [1, 1], wide: true },
}

type NumberRead = Quantity & { readonly fn: Fn /** the parameter between device and result */; readonly kind?: number }

/** Functions that give one u32. Kinds of clock: 1 SM, 2 memory, 3 video. */
export const numberReads: Readonly<Record<Group, readonly NumberRead[]>> = {
  fast: [
    { fn: 'temperature', kind: 0, name: 'gpu-temperature' },
    { fn: 'clock', kind: 1, name: 'gpu-clock-sm' },
  ],
  slow: [
    // hardly ever changes
    { fn: 'clock', kind: 2, name: 'gpu-clock-memory' },
    { fn: 'clock', kind: 3, name: 'gpu-clock-video' },
    { fn: 'pcieGeneration', name: 'gpu-pcie-generation', zeroIsNone: true },
    { fn: 'pcieWidth', name: 'gpu-pcie-width', zeroIsNone: true },
    // KB/s
    { fn: 'pcieRate', kind: 0, name: 'gpu-pcie-transmit-rate', scale: 1000 },
    { fn: 'pcieRate', kind: 1, name: 'gpu-pcie-receive-rate', scale: 1000 },
  ],
  rare: [
    { fn: 'threshold', kind: 0, name: 'gpu-temperature-shutdown', zeroIsNone: true },
    { fn: 'threshold', kind: 1, name: 'gpu-temperature-slowdown', zeroIsNone: true },
    { fn: 'threshold', kind: 2, name: 'gpu-memory-temperature-max', zeroIsNone: true },
    { fn: 'threshold', kind: 3, name: 'gpu-temperature-max', zeroIsNone: true },
    { fn: 'maxClock', kind: 1, name: 'gpu-clock-sm-max', zeroIsNone: true },
    { fn: 'maxClock', kind: 2, name: 'gpu-clock-memory-max', zeroIsNone: true },
    { fn: 'maxClock', kind: 3, name: 'gpu-clock-video-max', zeroIsNone: true },
    { fn: 'pcieGenerationMax', name: 'gpu-pcie-generation-max', zeroIsNone: true },
    { fn: 'pcieWidthMax', name: 'gpu-pcie-width-max', zeroIsNone: true },
  ],
}

/** Asked of each NVLink. `symbol` and `effective` errors are of NVLink 5, replays and check sums of the ones before. */
export const linkReads: readonly FieldQuantity[] = [
  { id: 165, name: 'gpu-nvlink-state' },
  { id: 161, name: 'gpu-nvlink-replays' },
  { id: 162, name: 'gpu-nvlink-recoveries' },
  { id: 163, name: 'gpu-nvlink-crc-errors' },
  { id: 221, name: 'gpu-nvlink-symbol-errors' },
  { id: 219, name: 'gpu-nvlink-effective-errors' },
]
/** No chip has more yet (GB200: 18); a number beyond is not believed. */
export const mostLinks = 36

/** Bits of the clock event reasons, and the state that each is. */
export const reasonBits: readonly (readonly [SignalName, number])[] = [
  ['gpu-power-capped', 0x4],
  ['gpu-hw-slowdown', 0x8],
  ['gpu-sw-thermal-slowdown', 0x20],
  ['gpu-hw-thermal-slowdown', 0x40],
  ['gpu-power-brake', 0x80],
]

/** What a GPU's readings are before it has ever answered: all of them, not known. */
export const namesOfFast: readonly SignalName[] = [
  'gpu-memory-total',
  'gpu-memory-used',
  'gpu-memory-free',
  'gpu-memory-reserved',
  'gpu-utilisation',
  'gpu-memory-utilisation',
  'gpu-thermal-margin',
  'gpu-clock-reasons',
  ...reasonBits.map(([name]) => name),
  ...fieldReads.fast.map(({ name }) => name),
  ...numberReads.fast.map(({ name }) => name),
]
