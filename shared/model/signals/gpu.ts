/**
 * Signals of a GPU: load, memory, heat, power, clocks. Labels: `gpu` (index), `uuid`; those of one NVLink also `link`.
 * Sources: NVML, else `nvidia-smi`. The dcgm-exporter names are those of its list of counters, factors give its units.
 */
import { gpuErrorSignals } from './gpu-errors.ts'
import { gpuLimitSignals } from './gpu-limits.ts'
import { gpuLinkSignals } from './gpu-links.ts'
import type { SignalTable } from './signal-def.ts'

/** dcgm-exporter gives memory in MiB. */
const megabyte = 1 / 1_048_576

export const gpuSignals = {
  'gpu-utilisation': {
    unit: '%',
    kind: 'gauge',
    decimals: 0,
    help: 'Share of the last sample period in which a kernel ran.',
    dcgm: { name: 'DCGM_FI_DEV_GPU_UTIL', factor: 1, type: 'gauge' },
  },
  'gpu-memory-utilisation': {
    unit: '%',
    kind: 'gauge',
    decimals: 0,
    help: 'Share of the last sample period in which memory was read or written.',
    dcgm: { name: 'DCGM_FI_DEV_MEM_COPY_UTIL', factor: 1, type: 'gauge' },
  },
  'gpu-encoder-utilisation': {
    unit: '%',
    kind: 'gauge',
    decimals: 0,
    help: 'Share of time in which the video encoder worked.',
    dcgm: { name: 'DCGM_FI_DEV_ENC_UTIL', factor: 1, type: 'gauge' },
  },
  'gpu-decoder-utilisation': {
    unit: '%',
    kind: 'gauge',
    decimals: 0,
    help: 'Share of time in which the video decoder worked.',
    dcgm: { name: 'DCGM_FI_DEV_DEC_UTIL', factor: 1, type: 'gauge' },
  },
  'gpu-memory-total': {
    unit: 'bytes',
    kind: 'gauge',
    decimals: 0,
    help: 'Memory of the GPU.',
    dcgm: { name: 'DCGM_FI_DEV_FB_TOTAL', factor: megabyte, type: 'gauge' },
  },
  'gpu-memory-used': {
    unit: 'bytes',
    kind: 'gauge',
    decimals: 0,
    help: 'Memory in use, without what the driver reserves where it tells the two apart.',
    dcgm: { name: 'DCGM_FI_DEV_FB_USED', factor: megabyte, type: 'gauge' },
  },
  'gpu-memory-free': {
    unit: 'bytes',
    kind: 'gauge',
    decimals: 0,
    help: 'Memory not in use.',
    dcgm: { name: 'DCGM_FI_DEV_FB_FREE', factor: megabyte, type: 'gauge' },
  },
  'gpu-memory-reserved': {
    unit: 'bytes',
    kind: 'gauge',
    decimals: 0,
    help: 'Memory that the driver and the firmware keep for themselves.',
    dcgm: { name: 'DCGM_FI_DEV_FB_RESERVED', factor: megabyte, type: 'gauge' },
  },
  'gpu-processes': {
    unit: 'count',
    kind: 'gauge',
    decimals: 0,
    help: 'Processes that compute on the GPU.',
  },
  'gpu-processes-memory': {
    unit: 'bytes',
    kind: 'gauge',
    decimals: 0,
    help: 'Memory held by the processes that compute on the GPU.',
  },
  'gpu-temperature': {
    unit: '°C',
    kind: 'gauge',
    decimals: 0,
    help: 'Temperature of the chip.',
    dcgm: { name: 'DCGM_FI_DEV_GPU_TEMP', factor: 1, type: 'gauge' },
  },
  'gpu-memory-temperature': {
    unit: '°C',
    kind: 'gauge',
    decimals: 0,
    help: 'Temperature of the memory (HBM).',
    dcgm: { name: 'DCGM_FI_DEV_MEMORY_TEMP', factor: 1, type: 'gauge' },
  },
  'gpu-thermal-margin': {
    unit: '°C',
    kind: 'gauge',
    decimals: 0,
    help: 'How far the chip is from its thermal limit (T.Limit); falls as it warms, below 0 beyond the limit. Some H100 say 0 or less at rest.',
    dcgm: { name: 'DCGM_FI_DEV_GPU_TEMP_LIMIT', factor: 1, type: 'gauge' },
  },
  'gpu-power': {
    unit: 'W',
    kind: 'gauge',
    decimals: 3,
    help: 'Power of the board, averaged over a second where the chip does so (Ampere but GA100, and later), else of the instant.',
    dcgm: { name: 'DCGM_FI_DEV_POWER_USAGE', factor: 1, type: 'gauge' },
  },
  'gpu-power-instant': {
    unit: 'W',
    kind: 'gauge',
    decimals: 3,
    help: 'Power of the board at the instant, where the chip tells it from the average.',
    dcgm: { name: 'DCGM_FI_DEV_POWER_USAGE_INSTANT', factor: 1, type: 'gauge' },
  },
  'gpu-energy': {
    unit: 'J',
    kind: 'counter',
    decimals: 3,
    help: 'Energy since the driver was loaded.',
    dcgm: { name: 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', factor: 1000, type: 'counter' },
  },
  'gpu-clock-sm': {
    unit: 'MHz',
    kind: 'gauge',
    decimals: 0,
    help: 'Clock of the multiprocessors.',
    dcgm: { name: 'DCGM_FI_DEV_SM_CLOCK', factor: 1, type: 'gauge' },
  },
  'gpu-clock-memory': {
    unit: 'MHz',
    kind: 'gauge',
    decimals: 0,
    help: 'Clock of the memory.',
    dcgm: { name: 'DCGM_FI_DEV_MEM_CLOCK', factor: 1, type: 'gauge' },
  },
  'gpu-clock-video': {
    unit: 'MHz',
    kind: 'gauge',
    decimals: 0,
    help: 'Clock of the video engines.',
    dcgm: { name: 'DCGM_FI_DEV_VIDEO_CLOCK', factor: 1, type: 'gauge' },
  },
  'gpu-clock-reasons': {
    unit: '',
    kind: 'gauge',
    decimals: 0,
    help: 'Why the clocks are below what was asked, as the bits of NVML: 1 idle, 4 software power cap, 8 hardware slowdown, 32 software thermal, 64 hardware thermal, 128 power brake.',
    dcgm: { name: 'DCGM_FI_DEV_CLOCK_THROTTLE_REASONS', factor: 1, type: 'gauge' },
  },
  'gpu-power-capped': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['no', 'yes'],
    help: 'The power limit holds the clocks down (software power cap).',
  },
  'gpu-hw-slowdown': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['no', 'yes'],
    help: 'The hardware has cut the clocks by half or more: heat, power brake or power draw.',
  },
  'gpu-sw-thermal-slowdown': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['no', 'yes'],
    help: 'The driver holds the clocks down because of heat.',
  },
  'gpu-hw-thermal-slowdown': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['no', 'yes'],
    help: 'The hardware has cut the clocks because of heat.',
  },
  'gpu-power-brake': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['no', 'yes'],
    help: 'The power supply or the rack has cut the clocks (external power brake).',
  },
  'gpu-power-capped-time': {
    unit: 's',
    kind: 'counter',
    decimals: 6,
    help: 'Time for which the power limit held the clocks down.',
  },
  'gpu-sync-boost-time': {
    unit: 's',
    kind: 'counter',
    decimals: 6,
    help: 'Time for which another GPU of the same sync boost group held the clocks down.',
  },
  'gpu-sw-thermal-slowdown-time': {
    unit: 's',
    kind: 'counter',
    decimals: 6,
    help: 'Time for which the driver held the clocks down because of heat.',
  },
  'gpu-hw-thermal-slowdown-time': {
    unit: 's',
    kind: 'counter',
    decimals: 6,
    help: 'Time for which the hardware had cut the clocks because of heat.',
  },
  'gpu-power-brake-time': {
    unit: 's',
    kind: 'counter',
    decimals: 6,
    help: 'Time for which an external power brake had cut the clocks.',
  },
  'gpus-listed': {
    unit: 'count',
    kind: 'gauge',
    decimals: 0,
    help: 'GPUs that the driver lists.',
  },
  ...gpuLimitSignals,
  ...gpuErrorSignals,
  ...gpuLinkSignals,
} as const satisfies SignalTable
