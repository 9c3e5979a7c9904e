/**
 * The two ONNX graphs of the built-in model. Inference: score = σ(ReLU(Σ embedding + numbers·wn + b1)·w2 + b2).
 * Training: T steps of that forward pass, an explicit backward pass and Adam inside one `Scan`, so weights stay in ONNX
 * Runtime for many steps. The `ScatterND(add)` in it loses updates on more than one thread: sessions are made with one.
 */
import { GraphBuilder } from './onnx.ts'
import { type Layout, shapesOf, split, type TensorName, tensorNames } from './weights.ts'

export const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

interface Forward {
  readonly z1: string
  readonly h: string
  readonly z2: string
}

function forward(
  g: GraphBuilder,
  layout: Layout,
  w: (name: TensorName) => string,
  slots: string,
  numbers: string,
): Forward {
  const summed = g.node('ReduceSum', [g.node('Gather', [w('w1'), slots], { axis: 0 }), g.ints([1])], { keepdims: 0 })
  const biased = g.node('Add', [summed, w('b1')])
  const z1 = layout.numbers > 0 ? g.node('Gemm', [numbers, w('wn'), biased]) : biased
  const h = g.node('Relu', [z1])
  return { z1, h, z2: g.node('Gemm', [h, w('w2'), w('b2')]) }
}

export function inferenceModel(
  layout: Layout,
  categories: number,
  flat: Float32Array,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const g = new GraphBuilder('i_')
  const slots = g.input('slots', 'int64', ['n', categories])
  const numbers = layout.numbers > 0 ? g.input('numbers', 'float', ['n', layout.numbers]) : ''
  const weights = split(flat, layout)
  const shapes = shapesOf(layout)
  for (const [name, data] of weights) g.constant({ dims: shapes.get(name) ?? [], data }, name)
  const { z2 } = forward(g, layout, (name) => name, slots, numbers)
  g.node('Squeeze', [g.node('Sigmoid', [z2]), g.ints([1])], {}, ['score'])
  g.output('score', 'float', ['n'])
  return g.model(metadata)
}

/** Gradients of the mean loss over a batch; `weight` [B,1] is 1/B, or 0 for padding rows. */
function backward(
  g: GraphBuilder,
  layout: Layout,
  w: (name: TensorName) => string,
  f: Forward,
  batch: Record<'slots' | 'numbers' | 'label' | 'weight', string>,
  categories: number,
): Map<TensorName, string> {
  const out = new Map<TensorName, string>()
  const dz2 = g.node('Mul', [g.node('Sub', [g.node('Sigmoid', [f.z2]), batch.label]), batch.weight])
  out.set('w2', g.node('Gemm', [f.h, dz2], { transA: 1 }))
  out.set('b2', g.node('ReduceSum', [dz2, g.ints([0])], { keepdims: 0 }))
  const zero = g.scalar(0)
  const dz1 = g.node('Where', [g.node('Greater', [f.z1, zero]), g.node('Gemm', [dz2, w('w2')], { transB: 1 }), zero])
  out.set('b1', g.node('ReduceSum', [dz1, g.ints([0])], { keepdims: 0 }))
  if (layout.numbers > 0) out.set('wn', g.node('Gemm', [batch.numbers, dz1], { transA: 1 }))
  const empty = g.node('ConstantOfShape', [g.ints([layout.slots, layout.hidden])])
  const where = g.node('Unsqueeze', [batch.slots, g.ints([2])])
  const rows = g.node('Expand', [g.node('Unsqueeze', [dz1, g.ints([1])]), g.ints([1, categories, 1])])
  out.set('w1', scatterAdd(g, empty, where, rows))
  return out
}

function scatterAdd(g: GraphBuilder, data: string, indices: string, updates: string): string {
  return g.node('ScatterND', [data, indices, updates], { reduction: { text: 'add' } })
}

/** Adds Adam's update; the bias correction is inside `rate` and `root` (scan inputs computed by the caller). */
function adamUpdate(g: GraphBuilder, name: string, gradient: string, rate: string, root: string): void {
  const mix = (state: string, beta: number, value: string, output: string): string =>
    g.node('Add', [g.node('Mul', [state, g.scalar(beta)]), g.node('Mul', [value, g.scalar(1 - beta)])], {}, [output])
  const m = mix(`m_${name}`, adam.beta1, gradient, `m_${name}_next`)
  const v = mix(`v_${name}`, adam.beta2, g.node('Mul', [gradient, gradient]), `v_${name}_next`)
  const divisor = g.node('Add', [g.node('Mul', [g.node('Sqrt', [v]), root]), g.scalar(adam.epsilon)])
  g.node('Sub', [`p_${name}`, g.node('Div', [g.node('Mul', [m, rate]), divisor])], {}, [`p_${name}_next`])
}

export const stateNames = (layout: Layout): string[] =>
  ['p', 'm', 'v'].flatMap((kind) => tensorNames.filter((n) => shapesOf(layout).has(n)).map((n) => `${kind}_${n}`))

function stepBody(layout: Layout, categories: number, batch: number): object {
  const g = new GraphBuilder('s_')
  const shapes = shapesOf(layout)
  for (const state of stateNames(layout)) g.input(state, 'float', shapes.get(state.slice(2) as TensorName) ?? [])
  const inputs = {
    slots: g.input('s_slots', 'int64', [batch, categories]),
    numbers: layout.numbers > 0 ? g.input('s_numbers', 'float', [batch, layout.numbers]) : '',
    label: g.input('s_label', 'float', [batch, 1]),
    weight: g.input('s_weight', 'float', [batch, 1]),
  }
  const rate = g.input('s_rate', 'float', [])
  const root = g.input('s_root', 'float', [])
  const w = (name: TensorName): string => `p_${name}`
  const f = forward(g, layout, w, inputs.slots, inputs.numbers)
  const softplus = g.node('Softplus', [f.z2])
  const losses = g.node('Sub', [softplus, g.node('Mul', [f.z2, inputs.label])])
  g.node('ReduceSum', [g.node('Mul', [losses, inputs.weight])], { keepdims: 0 }, ['s_loss'])
  for (const [name, gradient] of backward(g, layout, w, f, inputs, categories))
    adamUpdate(g, name, gradient, rate, root)
  for (const state of stateNames(layout))
    g.output(`${state}_next`, 'float', shapes.get(state.slice(2) as TensorName) ?? [])
  g.output('s_loss', 'float', [])
  return g.graph()
}

/** Inputs: the states, then [T, …] of slots, numbers, label, weight, rate, root. Outputs: the states' last values, `loss` [T]. */
export function trainingModel(layout: Layout, categories: number, batch: number): Uint8Array {
  const g = new GraphBuilder('t_')
  const shapes = shapesOf(layout)
  const states = stateNames(layout)
  const inputs = states.map((state) => g.input(state, 'float', shapes.get(state.slice(2) as TensorName) ?? []))
  const scanned = [g.input('slots', 'int64', ['t', batch, categories])]
  if (layout.numbers > 0) scanned.push(g.input('numbers', 'float', ['t', batch, layout.numbers]))
  for (const name of ['label', 'weight']) scanned.push(g.input(name, 'float', ['t', batch, 1]))
  for (const name of ['rate', 'root']) scanned.push(g.input(name, 'float', ['t']))
  const outputs = [...states.map((state) => `${state}_out`), 'loss']
  g.node(
    'Scan',
    [...inputs, ...scanned],
    { body: { graph: stepBody(layout, categories, batch) }, num_scan_inputs: scanned.length },
    outputs,
  )
  for (const state of states) g.output(`${state}_out`, 'float', shapes.get(state.slice(2) as TensorName) ?? [])
  g.output('loss', 'float', ['t'])
  return g.model()
}
