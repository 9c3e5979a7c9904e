/**
 * The same model and the same Adam in plain loops: the oracle that tests hold the ONNX graph against (float64), and the
 * yardstick of `test/bench/train.ts` (`dense`: the one-hot matrix product that a first version would write, float32).
 */
import { adam } from './graph.ts'
import { type Layout, shapesOf, split, type TensorName, weightCount } from './weights.ts'

export interface Batch {
  readonly rows: number
  readonly categories: number
  readonly slots: Int32Array
  readonly numbers: Float32Array
  readonly labels: Uint8Array
}
type Floats = Float64Array | Float32Array

function offsets(layout: Layout): Record<TensorName, number> {
  const out: Partial<Record<TensorName, number>> = {}
  let at = 0
  for (const [name, shape] of shapesOf(layout)) {
    out[name] = at
    at += shape.reduce((a, b) => a * b, 1)
  }
  return { wn: 0, ...out } as Record<TensorName, number>
}

/** Mean loss of the batch; adds the gradient to `gradient`. */
export function lossAndGradient(layout: Layout, flat: Floats, batch: Batch, gradient: Floats): number {
  const { hidden, numbers } = layout
  const at = offsets(layout)
  const h = new Float64Array(hidden)
  let loss = 0
  for (let row = 0; row < batch.rows; row++) {
    let z = flat[at.b2] ?? 0
    for (let j = 0; j < hidden; j++) {
      let a = flat[at.b1 + j] ?? 0
      for (let k = 0; k < batch.categories; k++)
        a += flat[at.w1 + (batch.slots[row * batch.categories + k] ?? 0) * hidden + j] ?? 0
      for (let k = 0; k < numbers; k++)
        a += (batch.numbers[row * numbers + k] ?? 0) * (flat[at.wn + k * hidden + j] ?? 0)
      h[j] = Math.max(0, a)
      z += (h[j] ?? 0) * (flat[at.w2 + j] ?? 0)
    }
    const label = batch.labels[row] ?? 0
    loss += (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - z * label) / batch.rows
    const dz = (1 / (1 + Math.exp(-z)) - label) / batch.rows
    const add = (i: number, value: number): void => {
      gradient[i] = (gradient[i] ?? 0) + value
    }
    add(at.b2, dz)
    for (let j = 0; j < hidden; j++) {
      if ((h[j] ?? 0) <= 0) continue
      add(at.w2 + j, dz * (h[j] ?? 0))
      const d = dz * (flat[at.w2 + j] ?? 0)
      add(at.b1 + j, d)
      for (let k = 0; k < batch.categories; k++)
        add(at.w1 + (batch.slots[row * batch.categories + k] ?? 0) * hidden + j, d)
      for (let k = 0; k < numbers; k++) add(at.wn + k * hidden + j, d * (batch.numbers[row * numbers + k] ?? 0))
    }
  }
  return loss
}

export class JsTrainer {
  readonly #layout: Layout
  readonly #m: Float64Array
  readonly #v: Float64Array
  #steps = 0

  constructor(layout: Layout) {
    this.#layout = layout
    this.#m = new Float64Array(weightCount(layout))
    this.#v = new Float64Array(weightCount(layout))
  }

  /** One Adam step, in place; the loss before it. */
  step(flat: Float64Array, batch: Batch, learningRate: number): number {
    const gradient = new Float64Array(flat.length)
    const loss = lossAndGradient(this.#layout, flat, batch, gradient)
    this.#steps++
    const rate = learningRate / (1 - adam.beta1 ** this.#steps)
    const root = 1 / Math.sqrt(1 - adam.beta2 ** this.#steps)
    for (let i = 0; i < flat.length; i++) {
      const g = gradient[i] ?? 0
      const m = adam.beta1 * (this.#m[i] ?? 0) + (1 - adam.beta1) * g
      const v = adam.beta2 * (this.#v[i] ?? 0) + (1 - adam.beta2) * g * g
      this.#m[i] = m
      this.#v[i] = v
      flat[i] = (flat[i] ?? 0) - (rate * m) / (Math.sqrt(v) * root + adam.epsilon)
    }
    return loss
  }
}

/** One SGD step with a dense one-hot input matrix: every input is multiplied, zeros too. Returns the loss. */
export function denseStep(layout: Layout, flat: Float32Array, batch: Batch, learningRate: number): number {
  const { hidden, slots, numbers } = layout
  const inputs = slots + numbers
  const parts = split(flat, layout)
  const [w1, wn, b1, w2, b2] = (['w1', 'wn', 'b1', 'w2', 'b2'] as const).map(
    (name) => parts.get(name) ?? new Float32Array(0),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array]
  const x = new Float32Array(batch.rows * inputs)
  for (let row = 0; row < batch.rows; row++) {
    for (let k = 0; k < batch.categories; k++) x[row * inputs + (batch.slots[row * batch.categories + k] ?? 0)] = 1
    for (let k = 0; k < numbers; k++) x[row * inputs + slots + k] = batch.numbers[row * numbers + k] ?? 0
  }
  const w = new Float32Array(inputs * hidden)
  w.set(w1)
  w.set(wn, slots * hidden)
  const h = new Float32Array(batch.rows * hidden)
  const gw = new Float32Array(inputs * hidden)
  let loss = 0
  for (let row = 0; row < batch.rows; row++) {
    const at = row * hidden
    for (let j = 0; j < hidden; j++) h[at + j] = b1[j]!
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i]!
      for (let j = 0; j < hidden; j++) h[at + j]! += value * w[i * hidden + j]!
    }
    let z = b2[0]!
    for (let j = 0; j < hidden; j++) z += Math.max(0, h[at + j]!) * w2[j]!
    const label = batch.labels[row]!
    loss += (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - z * label) / batch.rows
    const dz = (1 / (1 + Math.exp(-z)) - label) / batch.rows
    for (let j = 0; j < hidden; j++) h[at + j] = h[at + j]! > 0 ? dz * w2[j]! : 0
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i]!
      for (let j = 0; j < hidden; j++) gw[i * hidden + j]! += value * h[at + j]!
    }
  }
  for (let i = 0; i < slots * hidden; i++) w1[i]! -= learningRate * gw[i]!
  for (let i = 0; i < numbers * hidden; i++) wn[i]! -= learningRate * gw[slots * hidden + i]!
  return loss
}
