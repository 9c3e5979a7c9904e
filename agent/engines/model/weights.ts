/** The model's parameters as one flat Float32Array, and the shapes inside it. */
import { makeRng } from '../../../shared/rng.ts'
import { type Encoder, numbersOf } from './encoder.ts'

export interface Layout {
  readonly slots: number
  readonly numbers: number
  readonly hidden: number
}
/** In the order of the flat array. `wn` is absent when there are no number features. */
export const tensorNames = ['w1', 'wn', 'b1', 'w2', 'b2'] as const
export type TensorName = (typeof tensorNames)[number]

export const layoutOf = (encoder: Encoder, hidden: number): Layout => ({
  slots: encoder.slots,
  numbers: numbersOf(encoder).length,
  hidden,
})

export function shapesOf(layout: Layout): Map<TensorName, readonly number[]> {
  const { slots, numbers, hidden } = layout
  const shapes = new Map<TensorName, readonly number[]>([['w1', [slots, hidden]]])
  if (numbers > 0) shapes.set('wn', [numbers, hidden])
  return shapes.set('b1', [hidden]).set('w2', [hidden, 1]).set('b2', [1])
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
export const weightCount = (layout: Layout): number =>
  [...shapesOf(layout).values()].reduce((sum, s) => sum + sizeOf(s), 0)

/** Views into the flat array, by tensor. */
export function split(flat: Float32Array, layout: Layout): Map<TensorName, Float32Array> {
  const out = new Map<TensorName, Float32Array>()
  let at = 0
  for (const [name, shape] of shapesOf(layout)) {
    out.set(name, flat.subarray(at, at + sizeOf(shape)))
    at += sizeOf(shape)
  }
  return out
}

export function join(parts: ReadonlyMap<string, Float32Array>, layout: Layout): Float32Array {
  const flat = new Float32Array(weightCount(layout))
  for (const [name, view] of split(flat, layout)) view.set(parts.get(name) ?? [])
  return flat
}

/** Small random first layer and output, zero biases; the same for one seed everywhere. */
export function initialWeights(layout: Layout, categories: number, seed: number): Float32Array {
  const flat = new Float32Array(weightCount(layout))
  const rng = makeRng(seed, 'weights')
  const scales: Readonly<Record<TensorName, number>> = {
    w1: 1 / Math.sqrt(Math.max(1, categories) * 4),
    wn: 1 / Math.sqrt(4 * Math.max(1, layout.numbers)),
    b1: 0,
    w2: 1 / Math.sqrt(layout.hidden),
    b2: 0,
  }
  for (const [name, view] of split(flat, layout))
    if (scales[name] > 0) for (let i = 0; i < view.length; i++) view[i] = scales[name] * rng.normal()
  return flat
}
