/** The series of one life of the agent: what a number on the wire stands for. Ids are given once and never reused. */
import { randomBytes } from 'node:crypto'
import { limits } from '../../../shared/limits.ts'
import type { Signal } from '../../../shared/model/reading.ts'
import type { SignalDef, SignalKind } from '../../../shared/model/signals/signal-def.ts'
import { signalDef } from '../../../shared/model/signals.ts'
import type { SeriesDef } from '../../../shared/protocol/telemetry.ts'

export interface Series {
  readonly id: number
  readonly about: SeriesOf
  readonly kind: SignalKind
  readonly decimals: number
  /** samples are whole numbers: value × scale, rounded */
  readonly scale: number
  /** state only: its words in the order of their numbers */
  readonly states: readonly string[]
  /** when the reading that was taken last was read: one that comes again is no new sample */
  readMs: number
  /** the link on which it was defined last */
  definedOn: number
}

export type SeriesOf = Omit<Signal, 'reading'>

/** Digits kept of a number whose name is not in the table. */
const decimalsUnknown = 3

export class SeriesDictionary {
  readonly id = randomBytes(8).toString('hex')
  readonly #byContent = new Map<string, Series>()
  readonly #most: number

  constructor(most: number = limits.seriesPerHost) {
    this.#most = most
  }

  get size(): number {
    return this.#byContent.size
  }

  /** Makes it when it is new; undefined when there are too many, or its labels are too long. */
  find(signal: SeriesOf, isText: boolean): Series | undefined {
    const key = keyOf(signal)
    const known = this.#byContent.get(key)
    if (known !== undefined || this.#byContent.size >= this.#most || key.length > limits.seriesTextChars) return known
    const made = makeSeries(this.#byContent.size + 1, signal, isText)
    this.#byContent.set(key, made)
    return made
  }
}

function keyOf({ sensor, name, labels }: SeriesOf): string {
  const parts = Object.keys(labels)
    .sort()
    .map((label) => `\0${label}\0${labels[label]}`)
  return `${sensor}\0${name}${parts.join('')}`
}

function makeSeries(id: number, signal: SeriesOf, isText: boolean): Series {
  const def: Pick<SignalDef, 'kind' | 'decimals' | 'states'> = signalDef(signal.name) ?? {
    kind: isText ? 'text' : 'gauge',
    decimals: isText ? 0 : decimalsUnknown,
  }
  const { kind, decimals, states = [] } = def
  const { sensor, name, unit, labels, source } = signal
  const about = { sensor, name, unit, labels, source }
  return { id, about, kind, decimals, scale: 10 ** decimals, states, readMs: Number.NEGATIVE_INFINITY, definedOn: 0 }
}

/** Made when it is to be sent: a fleet of simulated hosts has hundreds of thousands of series in one process. */
export const defOf = ({ id, about, kind, decimals, states }: Series): SeriesDef => ({
  ...about,
  id,
  kind,
  decimals,
  states: [...states],
})

/** The same object, as sensors should give it from round to round, or at least the same labels. */
export function isSameLabels(a: Signal['labels'], b: Signal['labels']): boolean {
  if (a === b) return true
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
