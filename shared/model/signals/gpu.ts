/** Signals of a GPU. Labels: `gpu` (index), `uuid`; those of one NVLink also `link`. Sources: NVML, else `nvidia-smi`. */
import type { SignalTable } from './signal-def.ts'

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
  'gpu-memory-total': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Memory of the GPU.' },
  'gpu-memory-used': {
    unit: 'bytes',
    kind: 'gauge',
    decimals: 0,
    help: 'Memory in use.',
    dcgm: { name: 'DCGM_FI_DEV_FB_USED', factor: 1 / 1_048_576, type: 'gauge' },
  },
  'gpu-temperature': {
    unit: '°C',
    kind: 'gauge',
    decimals: 0,
    help: 'Temperature of the chip.',
    dcgm: { name: 'DCGM_FI_DEV_GPU_TEMP', factor: 1, type: 'gauge' },
  },
  'gpu-power': {
    unit: 'W',
    kind: 'gauge',
    decimals: 3,
    help: 'Power of the board, averaged over a second where the chip does so.',
    dcgm: { name: 'DCGM_FI_DEV_POWER_USAGE', factor: 1, type: 'gauge' },
  },
  'gpu-ecc-corrected': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Memory errors corrected since the driver was loaded.',
    dcgm: { name: 'DCGM_FI_DEV_ECC_SBE_VOL_TOTAL', factor: 1, type: 'counter' },
  },
  'gpu-ecc-uncorrected': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Memory errors not corrected since the driver was loaded.',
    dcgm: { name: 'DCGM_FI_DEV_ECC_DBE_VOL_TOTAL', factor: 1, type: 'counter' },
  },
} as const satisfies SignalTable
