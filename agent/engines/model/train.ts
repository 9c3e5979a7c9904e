/** The train task: `step` shards train on their part from the last checkpoint, `merge` shards join their deltas. */
import { join as pathJoin } from 'node:path'
import type { MergeResult, StepItem, StepResult, TrainParams } from '../../../shared/model/engines.ts'
import type { Json, ShardOutput } from '../../../shared/model/job.ts'
import type { LentShard } from '../../../shared/model/worker-protocol.ts'
import { makeRng } from '../../../shared/rng.ts'
import { BadInputError } from '../bad-input.ts'
import type { Duck } from '../duck.ts'
import type { HandlerOutput, ShardContext } from '../worker.ts'
import { readBundle, writeBundle } from './bundle.ts'
import { readCheckpoint, readFloats, writeCheckpoint, writeFloats } from './checkpoint.ts'
import { categoriesOf, type Encoder, type LocalFile, learnEncoder, rowsFrom } from './encoder.ts'
import { RowsCache } from './rows-cache.ts'
import { Trainer } from './trainer.ts'
import { initialWeights, layoutOf } from './weights.ts'

/** Where a round starts. */
export interface Base {
  readonly rounds: number
  readonly hidden: number
  readonly encoder: Encoder
  readonly weights: Float32Array
  readonly momentum: Float32Array
}

/** Shuffled passes over one part's rows; the same for one seed and part everywhere, whoever runs it. */
export class Passes {
  readonly #seed: number
  readonly #part: number
  readonly #rows: number
  #pass = -1
  #order: Int32Array = new Int32Array(0)

  constructor(seed: number, part: number, rows: number) {
    this.#seed = seed
    this.#part = part
    this.#rows = rows
  }

  /** Row numbers [first, first + count) of the endless walk. */
  walk(first: number, count: number): Int32Array {
    const out = new Int32Array(this.#rows === 0 ? 0 : count)
    for (let i = 0; i < out.length; ) {
      const pass = Math.floor((first + i) / this.#rows)
      if (pass !== this.#pass) {
        this.#order = shuffle(makeRng(this.#seed, `pass ${pass} part ${this.#part}`), this.#rows)
        this.#pass = pass
      }
      const start = (first + i) % this.#rows
      const taken = Math.min(out.length - i, this.#rows - start)
      out.set(this.#order.subarray(start, start + taken), i)
      i += taken
    }
    return out
  }
}

function shuffle(rng: { below(n: number): number }, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = rng.below(i + 1)
    const swap = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = swap
  }
  return order
}

/** Cosine from the peak to a twentieth of it, by round and not by step, so that a straggler is at the same rate as the others. */
export function rateAt(peak: number, round: number, rounds: number): number {
  const progress = rounds <= 1 ? 0 : round / (rounds - 1)
  return peak * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * progress)))
}

/** Outer Nesterov step on the mean of the deltas, weighted by samples; `base` is not changed. */
export function mergeDeltas(
  base: Pick<Base, 'weights' | 'momentum'>,
  deltas: readonly { readonly delta: Float32Array; readonly samples: number }[],
  outer: { readonly learningRate: number; readonly momentum: number },
): Pick<Base, 'weights' | 'momentum'> {
  const total = deltas.reduce((sum, d) => sum + d.samples, 0)
  const weights = base.weights.slice()
  const momentum = base.momentum.slice()
  if (total === 0) return { weights, momentum }
  for (let i = 0; i < weights.length; i++) {
    let mean = 0
    for (const { delta, samples } of deltas) mean += ((delta[i] ?? 0) * samples) / total
    const m = outer.momentum * (momentum[i] ?? 0) + mean
    momentum[i] = m
    weights[i] = (weights[i] ?? 0) + outer.learningRate * (mean + outer.momentum * m)
  }
  return { weights, momentum }
}

export class TrainTask {
  readonly #duck: Duck
  readonly #rows: RowsCache
  readonly #passes = new Map<string, Passes>()
  #encoder: Promise<Encoder> | undefined
  #trainer: { readonly key: string; readonly trainer: Promise<Trainer> } | undefined

  constructor(duck: Duck) {
    this.#duck = duck
    this.#rows = new RowsCache(duck)
  }

  handle(shard: LentShard, params: TrainParams, context: ShardContext): Promise<HandlerOutput> {
    return shard.wave === 'merge' ? this.#merge(shard, params, context) : this.#step(shard, params, context)
  }

  async #files(params: TrainParams, context: ShardContext): Promise<LocalFile[]> {
    return Promise.all(params.files.map(async (file) => ({ path: await context.fetch(file) })))
  }

  /** Where round 0 starts: the champion when warm, else random weights over dictionaries learnt from the window. */
  async #start(params: TrainParams, context: ShardContext): Promise<Base> {
    if (params.init !== undefined) {
      const { metadata, weights } = await readBundle(await context.fetch(params.init))
      const { encoder, hidden } = metadata
      return { rounds: 0, hidden, encoder, weights, momentum: new Float32Array(weights.length) }
    }
    this.#encoder ??= this.#files(params, context).then((files) =>
      learnEncoder(this.#duck, rowsFrom(files, params.from, params.to), params.train.features),
    )
    this.#encoder.catch(() => {
      this.#encoder = undefined
    })
    const encoder = await this.#encoder
    const { hidden, seed } = params.train
    const weights = initialWeights(layoutOf(encoder, hidden), categoriesOf(encoder).length, seed)
    return { rounds: 0, hidden, encoder, weights, momentum: new Float32Array(weights.length) }
  }

  async #base(params: TrainParams, inputs: readonly ShardOutput[] | undefined, context: ShardContext): Promise<Base> {
    const checkpoint = inputs?.[0]?.artifacts?.checkpoint
    if (checkpoint === undefined) return this.#start(params, context)
    const { header, weights, momentum } = await readCheckpoint(await context.fetch(checkpoint))
    return { ...header, weights, momentum }
  }

  #trainerFor(base: Base, batch: number): Promise<Trainer> {
    const layout = layoutOf(base.encoder, base.hidden)
    const categories = categoriesOf(base.encoder).length
    const key = JSON.stringify([layout, categories, batch])
    if (this.#trainer?.key !== key) this.#trainer = { key, trainer: Trainer.make({ layout, categories, batch }) }
    return this.#trainer.trainer
  }

  #passesOf(seed: number, part: number, rows: number): Passes {
    const key = `${seed} ${part} ${rows}`
    const passes = this.#passes.get(key) ?? new Passes(seed, part, rows)
    this.#passes.set(key, passes)
    return passes
  }

  async #step(shard: LentShard, params: TrainParams, context: ShardContext): Promise<HandlerOutput> {
    const { train } = params
    const { part, of } = shard.item as unknown as StepItem
    const base = await this.#base(params, shard.inputs, context)
    const at = { from: params.from, to: params.to, part, of }
    const rows = await this.#rows.get(base.encoder, params.files, at, () => this.#files(params, context))
    const perRound = Math.round((train.epochs * rows.rows) / train.rounds)
    const order = this.#passesOf(train.seed, part, rows.rows).walk(shard.round * perRound, perRound)
    const trainer = await this.#trainerFor(base, train.batch)
    // The bound is on training: reading the rows for the first time is not held against the round.
    const started = performance.now()
    const stop = (): boolean => context.signal.aborted || performance.now() - started >= train.roundMs
    const learningRate = rateAt(train.learningRate, shard.round, train.rounds)
    const { weights, samples, steps, loss } = await trainer.train(base.weights, { rows, order, learningRate, stop })
    for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] ?? 0) - (base.weights[i] ?? 0)
    const path = pathJoin(context.dir, 'delta.f32')
    await writeFloats(path, weights)
    const from = shard.inputs?.[0]?.artifacts?.checkpoint
    const ms = Math.round(performance.now() - started)
    const result: StepResult = { samples, steps, loss, ms, ...(from === undefined ? {} : { base: { ...from } }) }
    return { result: result as unknown as Json, artifacts: { delta: path } }
  }

  async #merge(shard: LentShard, params: TrainParams, context: ShardContext): Promise<HandlerOutput> {
    const steps = (shard.inputs ?? []).map((input) => ({
      result: input.result as unknown as StepResult,
      delta: input.artifacts?.delta,
    }))
    const from = steps.find((step) => step.result.base !== undefined)?.result.base
    const base = await this.#base(params, from && [{ result: null, artifacts: { checkpoint: from } }], context)
    const deltas: { delta: Float32Array; samples: number }[] = []
    for (const { result, delta } of steps) {
      if (delta === undefined) throw new Error('merge: a step gave no delta')
      const floats = await readFloats(await context.fetch(delta))
      if (floats.length !== base.weights.length)
        throw new Error(`merge: a delta of ${floats.length} weights, expected ${base.weights.length}`)
      deltas.push({ delta: floats, samples: result.samples })
    }
    const samples = deltas.reduce((sum, d) => sum + d.samples, 0)
    if (samples === 0)
      throw new BadInputError(`train.window: no rows with event_time from ${params.from} to ${params.to}`)
    const { weights, momentum } = mergeDeltas(base, deltas, params.train.outer)
    const { hidden, encoder } = base
    const artifacts: Record<string, string> = { checkpoint: pathJoin(context.dir, 'checkpoint') }
    const header = { v: 1 as const, rounds: shard.round + 1, hidden, weights: weights.length, encoder }
    await writeCheckpoint(artifacts.checkpoint ?? '', { header, weights, momentum })
    if (shard.round === params.train.rounds - 1) {
      artifacts.model = pathJoin(context.dir, 'model.onnx')
      const window = { from: params.from, to: params.to }
      await writeBundle(artifacts.model, { v: 1, encoder, hidden, window, samples, output: 'score' }, weights)
    }
    const loss = steps.reduce((sum, s) => sum + s.result.loss * s.result.samples, 0) / samples
    const result: MergeResult = { round: shard.round, samples, loss }
    return { result: { ...result }, artifacts }
  }
}
