/** Rules that hold a device against its equals: the same signal of the same model under like load. README.md lists them. */
import type { Repair } from '../../../shared/model/health.ts'
import type { SignalName } from '../../../shared/model/signals.ts'

export interface FleetRule {
  readonly id: string
  readonly version: string
  readonly signal: SignalName
  /** a counter: what it rises in a minute is compared */
  readonly perMinute?: true
  /** devices with the same text or figure of this signal are equals; absent: all that have the signal */
  readonly equalBy?: SignalName
  /** only devices whose `signal` is within these bounds are compared: equals have to be under like load */
  readonly load?: { readonly signal: SignalName; readonly from: number; readonly to: number }
  readonly side: 'higher' | 'lower'
  /** how far from the median, at least, in the signal's unit… */
  readonly least: number
  /** …and as a share of the median */
  readonly leastShare?: number
  readonly repair: Repair
  /** `{value}`, `{median}` and `{peers}` are filled in */
  readonly text: string
}

const busy = { signal: 'gpu-utilisation', from: 80, to: 100 } as const
const idle = { signal: 'gpu-utilisation', from: 0, to: 5 } as const

export const fleetRules: readonly FleetRule[] = [
  {
    id: 'fleet-gpu-hot',
    version: '1',
    signal: 'gpu-temperature',
    equalBy: 'gpu-name',
    load: busy,
    side: 'higher',
    least: 15,
    repair: 'inspect',
    text: 'At {value} under load, while {peers} equal GPUs are at {median} in the median: look at its cooling',
  },
  {
    id: 'fleet-gpu-hot-idle',
    version: '1',
    signal: 'gpu-temperature',
    equalBy: 'gpu-name',
    load: idle,
    side: 'higher',
    least: 15,
    repair: 'inspect',
    text: 'At {value} at rest, while {peers} equal GPUs are at {median} in the median: look at its cooling',
  },
  {
    id: 'fleet-gpu-clock-low',
    version: '1',
    signal: 'gpu-clock-sm',
    equalBy: 'gpu-name',
    load: busy,
    side: 'lower',
    least: 100,
    leastShare: 0.1,
    repair: 'inspect',
    text: 'Its clock is {value} under load, that of {peers} equal GPUs {median} in the median: what runs on it is slower',
  },
  {
    id: 'fleet-gpu-power-low',
    version: '1',
    signal: 'gpu-power',
    equalBy: 'gpu-name',
    load: busy,
    side: 'lower',
    least: 50,
    leastShare: 0.3,
    repair: 'inspect',
    text: 'It draws {value} though it says that it is busy, {peers} equal GPUs draw {median} in the median',
  },
  {
    id: 'fleet-gpu-ecc-corrected',
    version: '1',
    signal: 'gpu-ecc-corrected',
    perMinute: true,
    equalBy: 'gpu-name',
    side: 'higher',
    least: 10,
    repair: 'inspect',
    text: '{value} memory errors are corrected in a minute, {median} in the median of {peers} equal GPUs',
  },
  {
    id: 'fleet-port-symbol-errors',
    version: '1',
    signal: 'port-symbol-errors',
    perMinute: true,
    equalBy: 'port-rate',
    side: 'higher',
    least: 1,
    repair: 'inspect',
    text: '{value} symbols are received wrong in a minute, {median} in the median of {peers} equal ports',
  },
  {
    id: 'fleet-port-receive-errors',
    version: '1',
    signal: 'port-receive-errors',
    perMinute: true,
    equalBy: 'port-rate',
    side: 'higher',
    least: 10,
    repair: 'inspect',
    text: '{value} packets are received with an error in a minute, {median} in the median of {peers} equal ports',
  },
]
