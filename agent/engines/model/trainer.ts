/** Runs training steps over encoded rows in ONNX Runtime. Adam's moments stay with the trainer, the weights come and go. */
import type { EncodedRows } from './encoder.ts'
import { adam, stateNames, trainingModel } from './graph.ts'
import { type Feeds, openSession, type Runtime, runtime, type Session } from './runtime.ts'
import { join, type Layout, shapesOf, split, type TensorName } from './weights.ts'

/** Samples of one `session.run`: long enough that the call does not matter, short enough (< 50 ms) to stop promptly. */
const samplesPerRun = 16_384

export interface TrainerOptions {
  readonly layout: Layout
  readonly categories: number
  readonly batch: number
}
export interface Steps {
  readonly samples: number
  readonly steps: number
  /** mean over the steps */
  readonly loss: number
}
export interface StepPlan {
  readonly rows: EncodedRows
  /** Row numbers in the order to train on, whole batches but for the last. */
  readonly order: Int32Array
  readonly learningRate: number
  /** Asked after each run; true ends the steps early. */
  readonly stop: () => boolean
}

export class Trainer {
  readonly #options: TrainerOptions
  readonly #ort: Runtime
  readonly #session: Session
  readonly #moments: Map<string, Float32Array>
  #steps = 0

  private constructor(options: TrainerOptions, ort: Runtime, session: Session) {
    this.#options = options
    this.#ort = ort
    this.#session = session
    this.#moments = new Map()
    for (const state of stateNames(options.layout)) {
      const shape = shapesOf(options.layout).get(state.slice(2) as TensorName) ?? []
      if (!state.startsWith('p_')) this.#moments.set(state, new Float32Array(shape.reduce((a, b) => a * b, 1)))
    }
  }

  static async make(options: TrainerOptions): Promise<Trainer> {
    const model = trainingModel(options.layout, options.categories, options.batch)
    return new Trainer(options, await runtime(), await openSession(model))
  }

  /** Trains from `flat`; gives the new weights. */
  async train(flat: Float32Array, plan: StepPlan): Promise<Steps & { readonly weights: Float32Array }> {
    const { layout, batch } = this.#options
    let weights = flat
    const stepsPerRun = Math.max(1, Math.floor(samplesPerRun / batch))
    const wanted = Math.ceil(plan.order.length / batch)
    let steps = 0
    let lossSum = 0
    while (steps < wanted && !(steps > 0 && plan.stop())) {
      const t = Math.min(stepsPerRun, wanted - steps)
      const feeds = this.#feeds(weights, plan, steps, t)
      const out = await this.#session.run(feeds)
      const last = (name: string): Float32Array => out[`${name}_out`]?.data as Float32Array
      weights = join(new Map([...split(flat, layout).keys()].map((name) => [name, last(`p_${name}`)])), layout)
      for (const state of this.#moments.keys()) this.#moments.set(state, last(state))
      for (const loss of (out.loss?.data ?? []) as Float32Array) lossSum += loss
      steps += t
      this.#steps += t
    }
    const samples = Math.min(plan.order.length, steps * batch)
    return { weights, samples, steps, loss: steps === 0 ? 0 : lossSum / steps }
  }

  #feeds(flat: Float32Array, plan: StepPlan, first: number, t: number): Feeds {
    const { layout, batch, categories } = this.#options
    const { Tensor } = this.#ort
    const shapes = shapesOf(layout)
    const feeds: Feeds = {}
    for (const [name, data] of split(flat, layout))
      feeds[`p_${name}`] = new Tensor('float32', data, shapes.get(name) ?? [])
    for (const [state, data] of this.#moments)
      feeds[state] = new Tensor('float32', data, shapes.get(state.slice(2) as TensorName) ?? [])
    const b = gather(plan, first * batch, t, batch, categories, layout.numbers)
    feeds.slots = new Tensor('int64', b.slots, [t, batch, categories])
    if (layout.numbers > 0) feeds.numbers = new Tensor('float32', b.numbers, [t, batch, layout.numbers])
    feeds.label = new Tensor('float32', b.label, [t, batch, 1])
    feeds.weight = new Tensor('float32', b.weight, [t, batch, 1])
    const rate = new Float32Array(t)
    const root = new Float32Array(t)
    for (let i = 0; i < t; i++) {
      const step = this.#steps + i + 1
      rate[i] = plan.learningRate / (1 - adam.beta1 ** step)
      root[i] = 1 / Math.sqrt(1 - adam.beta2 ** step)
    }
    feeds.rate = new Tensor('float32', rate, [t])
    feeds.root = new Tensor('float32', root, [t])
    return feeds
  }
}

interface Batches {
  readonly slots: BigInt64Array
  readonly numbers: Float32Array
  readonly label: Float32Array
  readonly weight: Float32Array
}

/** Rows `order[from …]` as `t` batches; the rest of the last batch is padding of weight 0. */
function gather(plan: StepPlan, from: number, t: number, batch: number, categories: number, numbers: number): Batches {
  const { rows, order } = plan
  const n = t * batch
  const out = {
    // int64 as pairs of int32 words (little endian): many times cheaper to fill than BigInts.
    slots: new BigInt64Array(n * categories),
    numbers: new Float32Array(n * numbers),
    label: new Float32Array(n),
    weight: new Float32Array(n),
  }
  const words = new Int32Array(out.slots.buffer)
  const real = Math.min(n, order.length - from)
  for (let i = 0; i < real; i++) {
    const row = order[from + i] ?? 0
    for (let k = 0; k < categories; k++) words[(i * categories + k) * 2] = rows.slots[row * categories + k] ?? 0
    for (let k = 0; k < numbers; k++) out.numbers[i * numbers + k] = rows.numbers[row * numbers + k] ?? 0
    out.label[i] = rows.labels[row] ?? 0
    out.weight[i] = 1 / Math.min(batch, real - Math.floor(i / batch) * batch)
  }
  return out
}
