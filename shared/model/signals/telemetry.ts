/** What the agent's telemetry says of itself: nothing is dropped or refused without a number that says so. */
import type { SignalTable } from './signal-def.ts'

export const telemetrySignals = {
  'telemetry-series': { unit: 'count', kind: 'gauge', decimals: 0, help: 'Series that this agent tells of.' },
  'telemetry-series-refused': {
    unit: 'count',
    kind: 'gauge',
    decimals: 0,
    help: 'Signals of the last rounds that are not told because the host has too many series.',
  },
  'telemetry-waiting': {
    unit: 'bytes',
    kind: 'gauge',
    decimals: 0,
    help: 'Frames that the coordinator has not acknowledged, in memory and on disk.',
  },
  'telemetry-dropped': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Samples dropped since the agent started, because no room was left for them or what they lay on was broken.',
  },
  'telemetry-spool': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['ok', 'unavailable'],
    help: 'Whether samples that wait can be written to the disk.',
  },
} as const satisfies SignalTable
