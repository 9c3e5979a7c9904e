/** Scores rows with a bundle's ONNX graph: encoded rows in evaluation, columns of a request in serving. */
import type { Bundle } from './bundle.ts'
import { categoriesOf, type EncodedFeature, type EncodedRows, numbersOf } from './encoder.ts'
import { type Feeds, openSession, type Runtime, runtime, type Session } from './runtime.ts'

export type ColumnValue = string | number | bigint | boolean | null
export type Columns = Readonly<Record<string, ArrayLike<ColumnValue>>>

const rowsPerRun = 8_192

export class Scorer {
  readonly bundle: Bundle
  readonly #ort: Runtime
  readonly #session: Session
  readonly #dictionaries = new Map<string, Map<string, number>>()
  readonly #categories: number
  readonly #numbers: number

  private constructor(bundle: Bundle, ort: Runtime, session: Session) {
    this.bundle = bundle
    this.#ort = ort
    this.#session = session
    const { encoder } = bundle.metadata
    this.#categories = categoriesOf(encoder).length
    this.#numbers = numbersOf(encoder).length
    for (const f of categoriesOf(encoder))
      this.#dictionaries.set(f.name, new Map(f.values.map((v, i) => [v, f.offset + i])))
  }

  static async make(bundle: Bundle): Promise<Scorer> {
    return new Scorer(bundle, await runtime(), await openSession(bundle.model))
  }

  /** Slots and numbers of columns of `rows` values each; what no dictionary knows goes to its feature's last slot. */
  encode(columns: Columns, rows: number): { slots: Int32Array; numbers: Float32Array } {
    const slots = new Int32Array(rows * this.#categories)
    const numbers = new Float32Array(rows * this.#numbers)
    let category = 0
    let number = 0
    for (const feature of this.bundle.metadata.encoder.features) {
      const values = columns[feature.name] ?? []
      if (feature.kind === 'category') this.#fillSlots(feature, values, slots, category++, rows)
      else {
        for (let i = 0; i < rows; i++) {
          const value = values[i]
          numbers[i * this.#numbers + number] = value === null ? 0 : (Number(value) - feature.mean) / feature.std
        }
        number++
      }
    }
    return { slots, numbers }
  }

  #fillSlots(
    feature: Extract<EncodedFeature, { kind: 'category' }>,
    values: ArrayLike<ColumnValue>,
    slots: Int32Array,
    at: number,
    rows: number,
  ): void {
    const dictionary = this.#dictionaries.get(feature.name)
    const unseen = feature.offset + feature.values.length
    for (let i = 0; i < rows; i++) slots[i * this.#categories + at] = dictionary?.get(String(values[i])) ?? unseen
  }

  /** Scores rows [first, first + rows) of encoded arrays. */
  async run(slots: Int32Array, numbers: Float32Array, first: number, rows: number): Promise<Float32Array> {
    const categories = this.#categories
    const indices = new BigInt64Array(rows * categories)
    const words = new Int32Array(indices.buffer)
    for (let i = 0; i < rows * categories; i++) words[2 * i] = slots[first * categories + i] ?? 0
    const feeds: Feeds = { slots: new this.#ort.Tensor('int64', indices, [rows, categories]) }
    if (this.#numbers > 0) {
      const part = numbers.subarray(first * this.#numbers, (first + rows) * this.#numbers)
      feeds.numbers = new this.#ort.Tensor('float32', part, [rows, this.#numbers])
    }
    const out = await this.#session.run(feeds)
    return out.score?.data as Float32Array
  }

  async score(rows: EncodedRows): Promise<Float32Array> {
    const out = new Float32Array(rows.rows)
    for (let first = 0; first < rows.rows; first += rowsPerRun) {
      const n = Math.min(rowsPerRun, rows.rows - first)
      out.set(await this.run(rows.slots, rows.numbers, first, n), first)
    }
    return out
  }
}
