/** What every sensor says of itself. Label: `sensor`. */
import type { SignalTable } from './signal-def.ts'

export const sensorSignals = {
  'sensor-duration': { unit: 's', kind: 'gauge', decimals: 4, help: 'How long the last read took.' },
  'sensor-failures': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Reads that failed or missed their deadline since the agent started.',
  },
  'sensor-age': { unit: 's', kind: 'gauge', decimals: 1, help: 'Age of the last read that succeeded.' },
  /** label `gpu` where the source says which device it hangs on */
  'sensor-blocked': {
    unit: 's',
    kind: 'gauge',
    decimals: 1,
    help: 'How long a call into this source has not come back; 0 while none hangs.',
  },
  'sensor-children-left': {
    unit: 'count',
    kind: 'gauge',
    decimals: 0,
    help: 'Processes of this source that hang in a driver and were left alone; they end when their call comes back.',
  },
} as const satisfies SignalTable
