/** Signals of the coolant: CDUs, pumps, filters, reservoirs, leak detectors. Labels `rack`, `cdu` and so on come from the collector's configuration. */
import type { SignalTable } from './signal-def.ts'

export const coolantSignals = {
  'leak-detector': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['ok', 'warning', 'critical', 'unavailable', 'absent'],
    help: 'State of a leak detector.',
  },
} as const satisfies SignalTable
