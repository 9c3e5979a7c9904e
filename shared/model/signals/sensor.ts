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
} as const satisfies SignalTable
