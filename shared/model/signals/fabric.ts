/** Signals of InfiniBand and RoCE ports (labels `device`, `port`) and Ethernet links (label `interface`). */
import type { SignalTable } from './signal-def.ts'

export const fabricSignals = {
  'port-state': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['NOP', 'DOWN', 'INIT', 'ARMED', 'ACTIVE', 'ACTIVE_DEFER'],
    help: 'State of the port.',
  },
} as const satisfies SignalTable
