/** What a device of a gang is held against its equals in the same gang by. The README of this folder lists them. */
import type { SignalName } from '../../../shared/model/signals.ts'
import type { HostCause } from '../../../shared/model/slow.ts'

export interface UnlikeRule {
  readonly signal: SignalName
  readonly cause: HostCause
  /** how much it explains by itself, 0 to 1 */
  readonly weight: number
  /** only series with this `resource` label */
  readonly resource?: string
  /** states: these words are wrong, where most of the gang does not have them */
  readonly words?: readonly string[]
  readonly side?: 'higher' | 'lower'
  /** a counter: what it rises in a minute is compared */
  readonly perMinute?: true
  /** the size is compared, not the sign */
  readonly size?: true
  /** how far from the gang's median, at least, in the signal's unit… */
  readonly least?: number
  /** …and as a share of the median */
  readonly leastShare?: number
  /** only GPUs under load are compared: at rest they clock down */
  readonly busy?: true
  /** the device is slower by median ÷ value */
  readonly slowsBy?: true
}

const yes = { words: ['yes'] } as const

export const unlikeRules: readonly UnlikeRule[] = [
  { signal: 'gpu-hw-thermal-slowdown', cause: 'thermal', weight: 0.9, ...yes },
  { signal: 'gpu-sw-thermal-slowdown', cause: 'thermal', weight: 0.85, ...yes },
  { signal: 'gpu-hw-slowdown', cause: 'thermal', weight: 0.8, ...yes },
  { signal: 'gpu-thermal-margin', cause: 'thermal', weight: 0.28, side: 'lower', least: 10, busy: true },
  { signal: 'gpu-temperature', cause: 'thermal', weight: 0.25, side: 'higher', least: 12, busy: true },
  { signal: 'gpu-power-brake', cause: 'power', weight: 0.9, ...yes },
  { signal: 'gpu-power-limit', cause: 'power', weight: 0.8, side: 'lower', least: 20, leastShare: 0.05 },
  { signal: 'gpu-power-capped', cause: 'power', weight: 0.6, ...yes },
  { signal: 'gpu-power', cause: 'power', weight: 0.28, side: 'lower', least: 50, leastShare: 0.3, busy: true },
  {
    signal: 'gpu-clock-sm',
    cause: 'clocks',
    weight: 0.75,
    side: 'lower',
    least: 100,
    leastShare: 0.1,
    busy: true,
    slowsBy: true,
  },
  { signal: 'gpu-clock-memory', cause: 'clocks', weight: 0.7, side: 'lower', least: 100, leastShare: 0.1, busy: true },
  { signal: 'gpu-pcie-width', cause: 'pcie', weight: 0.85, side: 'lower', least: 1, slowsBy: true },
  { signal: 'gpu-pcie-generation', cause: 'pcie', weight: 0.8, side: 'lower', least: 1, busy: true },
  { signal: 'gpu-pcie-replays', cause: 'pcie', weight: 0.6, side: 'higher', least: 10, perMinute: true },
  { signal: 'gpu-nvlink-links-active', cause: 'nvlink', weight: 0.85, side: 'lower', least: 1 },
  { signal: 'gpu-nvlink-recoveries', cause: 'nvlink', weight: 0.7, side: 'higher', least: 1, perMinute: true },
  { signal: 'gpu-nvlink-replays', cause: 'nvlink', weight: 0.6, side: 'higher', least: 10, perMinute: true },
  { signal: 'gpu-nvlink-crc-errors', cause: 'nvlink', weight: 0.6, side: 'higher', least: 100, perMinute: true },
  { signal: 'gpu-ecc-corrected', cause: 'memory-errors', weight: 0.6, side: 'higher', least: 60, perMinute: true },
  {
    signal: 'memory-errors-corrected',
    cause: 'memory-errors',
    weight: 0.6,
    side: 'higher',
    least: 60,
    perMinute: true,
  },
  { signal: 'port-rate', cause: 'fabric', weight: 0.85, side: 'lower', least: 1e9, leastShare: 0.2, slowsBy: true },
  { signal: 'link-speed', cause: 'fabric', weight: 0.7, side: 'lower', least: 1e8, leastShare: 0.2, slowsBy: true },
  { signal: 'port-symbol-errors', cause: 'fabric', weight: 0.65, side: 'higher', least: 10, perMinute: true },
  { signal: 'port-link-recoveries', cause: 'fabric', weight: 0.7, side: 'higher', least: 1, perMinute: true },
  { signal: 'port-receive-errors', cause: 'fabric', weight: 0.6, side: 'higher', least: 60, perMinute: true },
  { signal: 'port-transmit-discards', cause: 'fabric', weight: 0.6, side: 'higher', least: 60, perMinute: true },
  { signal: 'port-slow-restarts', cause: 'fabric', weight: 0.6, side: 'higher', least: 60, perMinute: true },
  { signal: 'link-receive-errors', cause: 'fabric', weight: 0.55, side: 'higher', least: 60, perMinute: true },
  { signal: 'cpu-stolen', cause: 'cpu-steal', weight: 0.75, side: 'higher', least: 10 },
  { signal: 'pressure', resource: 'memory', cause: 'memory-pressure', weight: 0.75, side: 'higher', least: 20 },
  { signal: 'pressure', resource: 'io', cause: 'io-pressure', weight: 0.65, side: 'higher', least: 25 },
  { signal: 'clock-offset', cause: 'clock-skew', weight: 0.2, side: 'higher', least: 0.1, size: true },
]
