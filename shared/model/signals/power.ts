/** Signals of power and heat of the host: RAPL, hwmon, IPMI, Redfish BMC, power shelves, PDUs, circuits. */
import type { SignalTable } from './signal-def.ts'

export const powerSignals = {
  'rapl-energy': {
    unit: 'J',
    kind: 'counter',
    decimals: 3,
    help: 'Energy of a RAPL domain since the agent started; wraps corrected.',
  },
} as const satisfies SignalTable
