/** Signals of the host itself: load, memory, pressure, disks, memory errors, clock. */
import type { SignalTable } from './signal-def.ts'

export const hostSignals = {
  'cpu-busy': { unit: '%', kind: 'gauge', decimals: 1, help: 'Share of the time in which CPUs worked.' },
  'load-1m': { unit: 'count', kind: 'gauge', decimals: 2, help: 'Tasks that run or wait, averaged over a minute.' },
  'load-5m': { unit: 'count', kind: 'gauge', decimals: 2, help: 'Tasks that run or wait, averaged over 5 minutes.' },
  'load-15m': { unit: 'count', kind: 'gauge', decimals: 2, help: 'Tasks that run or wait, averaged over 15 minutes.' },
  'memory-total': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Memory of the host.' },
  'memory-available': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Memory that new work could have.' },
  'swap-used': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Swap in use.' },
  /** label `resource`: cpu, memory, io */
  pressure: {
    unit: '%',
    kind: 'gauge',
    decimals: 2,
    help: 'Share of 10 s in which some task waited for the resource.',
  },
  /** label `mount` */
  'disk-size': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Size of the file system.' },
  'disk-available': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'What users may still write.' },
  'gpus-on-bus': { unit: 'count', kind: 'gauge', decimals: 0, help: 'NVIDIA GPUs that the kernel sees on PCI.' },
} as const satisfies SignalTable
