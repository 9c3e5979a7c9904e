/** Signals of power and heat that the host reads itself: RAPL, hwmon. What BMCs and power equipment tell: `bmc.ts`. */
import type { SignalTable } from './signal-def.ts'

export const powerSignals = {
  'rapl-energy': {
    unit: 'J',
    kind: 'counter',
    decimals: 3,
    help: 'Energy of a RAPL domain since the agent started; wraps corrected.',
  },
  /** labels `zone` (intel-rapl:0:1), `domain` (package-0, dram) */
  'rapl-power': {
    unit: 'W',
    kind: 'gauge',
    decimals: 1,
    help: 'Power of a RAPL domain, averaged since the read before.',
  },
  /** labels `chip`, `device`, `input` (temp1), `name` where the driver gives one */
  'hwmon-temperature': { unit: '°C', kind: 'gauge', decimals: 3, help: 'Temperature of a chip on the board.' },
  'hwmon-temperature-critical': {
    unit: '°C',
    kind: 'gauge',
    decimals: 3,
    help: 'Temperature at which the chip is in danger.',
  },
  'hwmon-voltage': { unit: 'V', kind: 'gauge', decimals: 3, help: 'Voltage that a chip on the board reads.' },
  'hwmon-current': { unit: 'A', kind: 'gauge', decimals: 3, help: 'Current that a chip on the board reads.' },
  'hwmon-power': { unit: 'W', kind: 'gauge', decimals: 6, help: 'Power that a chip on the board reads.' },
  'hwmon-fan': { unit: 'RPM', kind: 'gauge', decimals: 0, help: 'Speed of a fan.' },
  'hwmon-energy': { unit: 'J', kind: 'counter', decimals: 6, help: 'Energy that a chip on the board counts.' },
} as const satisfies SignalTable
