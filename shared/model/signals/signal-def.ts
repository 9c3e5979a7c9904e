/** What a signal is, whoever reads it: its unit, its kind and how fine it is kept. One table a device kind in this folder. */

/**
 * `gauge`: a figure that goes up and down. `counter`: only rises, but for a reset of its device. `state`: one of `states`.
 * `text`: words that seldom change (a serial number, a firmware); kept as the latest and as changes, not as samples.
 */
export type SignalKind = 'gauge' | 'counter' | 'state' | 'text'

export type Unit =
  | ''
  | '%'
  | '°C'
  | 'A'
  | 'bytes'
  | 'bytes/s'
  | 'count'
  | 'Hz'
  | 'J'
  | 'kg/m³'
  | 'kJ/kgK'
  | 'kPa'
  | 'L/min'
  | 'MHz'
  | 'RPM'
  | 's'
  | 'V'
  | 'W'
  | 'h'

export interface SignalDef {
  readonly unit: Unit
  readonly kind: SignalKind
  /** digits behind the point that the source really has: the wire and the store keep value × 10^decimals as a whole number */
  readonly decimals: number
  readonly help: string
  /** counters of the fabric that stay at their highest value instead of starting again: there they say nothing any more */
  readonly ceiling?: number
  /** state only: the words, in the order of their numbers */
  readonly states?: readonly string[]
  /** the name under dcgm-exporter, and what our value is multiplied by to give theirs */
  readonly dcgm?: { readonly name: string; readonly factor: number; readonly type: 'gauge' | 'counter' }
}

export type SignalTable = Readonly<Record<string, SignalDef>>
