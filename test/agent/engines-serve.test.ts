import { request } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { writeBundle } from '../../agent/engines/model/bundle.ts'
import type { Encoder } from '../../agent/engines/model/encoder.ts'
import { initialWeights, layoutOf } from '../../agent/engines/model/weights.ts'
import { limits } from '../../shared/limits.ts'
import type { Json } from '../../shared/model/job.ts'
import { startEngine } from '../fakes/engine-process.ts'
import { FakeAgent } from '../fakes/fake-agent.ts'

const encoder: Encoder = {
  features: [
    { kind: 'category', name: 'origin', type: 'text', values: ['ATL', 'ORD'], offset: 0 },
    { kind: 'category', name: 'hour', type: 'integer', values: ['6', '7'], offset: 3 },
    { kind: 'number', name: 'distance', mean: 500, std: 200 },
  ],
  slots: 6,
}
const weights = initialWeights(layoutOf(encoder, 8), 2, 3)

/** The same model by hand, in float64. */
function scoreByHand(slots: readonly number[], distance: number): number {
  const w1 = weights.subarray(0, 48)
  const wn = weights.subarray(48, 56)
  const b1 = weights.subarray(56, 64)
  const w2 = weights.subarray(64, 72)
  let z = weights[72] ?? 0
  for (let j = 0; j < 8; j++) {
    let a = (b1[j] ?? 0) + (wn[j] ?? 0) * ((distance - 500) / 200)
    for (const slot of slots) a += w1[slot * 8 + j] ?? 0
    z += Math.max(0, a) * (w2[j] ?? 0)
  }
  return 1 / (1 + Math.exp(-z))
}

interface Answer {
  readonly status: number
  readonly body: Record<string, Json>
}
function call(socketPath: string, method: string, path: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const origin = { name: 'origin', shape: [2], datatype: 'BYTES', data: ['ORD', 'QQQ'] }
const hour = { name: 'hour', shape: [2, 1], datatype: 'INT64', data: [[7], [6]] }
const distance = { name: 'distance', shape: [2], datatype: 'FP32', data: [700, 300.5] }

/** inputs → the refusal. */
const refused: readonly (readonly [unknown, number, RegExp])[] = [
  ['{', 400, /^the body is not JSON/],
  ['[]', 400, /must be an object/],
  [{}, 400, /^inputs: undefined is not a list/],
  [{ id: 7, inputs: [] }, 400, /^id: 7 is not a string/],
  [{ inputs: [origin, hour] }, 400, /^inputs: missing 'distance'; the model needs origin, hour, distance/],
  [
    { inputs: [origin, hour, distance, { ...origin, name: 'colour' }] },
    400,
    /^inputs\[3\]: the model has no input "colour"; it has origin/,
  ],
  [{ inputs: [origin, origin, hour, distance] }, 400, /^inputs\[1\] 'origin': given twice/],
  [
    { inputs: [origin, hour, { ...distance, datatype: 'BYTES' }] },
    400,
    /^inputs\[2\] 'distance': datatype 'BYTES' is not one of FP32, FP64, INT32, INT64$/,
  ],
  [
    { inputs: [{ ...origin, datatype: 'FP32' }, hour, distance] },
    400,
    /^inputs\[0\] 'origin': datatype 'FP32' is not one of BYTES/,
  ],
  [
    { inputs: [{ ...origin, data: ['ORD', 5] }, hour, distance] },
    400,
    /^inputs\[0\] 'origin': data\[1\] is 5, not a string/,
  ],
  [
    { inputs: [origin, hour, { ...distance, data: [1, 'x'] }] },
    400,
    /^inputs\[2\] 'distance': data\[1\] is "x", not a number of FP32/,
  ],
  [
    { inputs: [origin, { ...hour, data: [1, 1.5] }, distance] },
    400,
    /^inputs\[1\] 'hour': data\[1\] is 1.5, not a number of INT64/,
  ],
  [
    { inputs: [{ ...origin, shape: [3] }, hour, distance] },
    400,
    /^inputs\[0\] 'origin': data has 2 elements, its shape says 3/,
  ],
  [
    { inputs: [{ ...origin, shape: [2, 2] }, hour, distance] },
    400,
    /^inputs\[0\] 'origin': shape \[2,2\] is not a list \[n\] or \[n, 1\]/,
  ],
  [
    { inputs: [origin, { ...hour, shape: [1], data: [7] }, distance] },
    400,
    /^inputs\[1\] 'hour': 1 rows, but inputs\[0\] 'origin' has 2/,
  ],
  [{ inputs: [{ ...origin, shape: [limits.inferRows + 1] }, hour, distance] }, 413, /4097 rows, at most 4096/],
  [{ inputs: [origin, hour, null] }, 400, /^inputs\[2\]: null is not a tensor/],
  [{ inputs: [{ ...origin, name: '__proto__' }] }, 400, /no input "__proto__"/],
  [
    { inputs: [origin, hour, distance], outputs: [{ name: 'logit' }] },
    400,
    /^outputs\[0\]: the model has no output "logit"; it has 'score'/,
  ],
  [' '.repeat(limits.inferBodyBytes + 1), 413, /the body is over/],
]

t.test('serves the Open Inference Protocol, refuses with the field named, never crashes', async (t) => {
  const params = { task: 'serve', name: 'delays', version: 3, model: { sha256: '', bytes: 0 } }
  const agent = await new FakeAgent(params as Json).listen()
  const path = join(agent.root, 'model.onnx')
  const window = { from: '2001-01-01', to: '2001-02-01' }
  await writeBundle(path, { v: 1, encoder, hidden: 8, window, samples: 1, output: 'score' }, weights)
  Object.assign(params.model, await agent.keep(path))
  const isReady = agent.next((m) => m.type === 'ready' || m.type === 'not-ready')
  const engine = await startEngine(t, 'serve', null, agent)
  const ready = await isReady
  if (ready.type !== 'ready') throw new Error(JSON.stringify(ready))
  const infer = (body: unknown, at = '/v2/models/delays/infer'): Promise<Answer> =>
    call(ready.socket, 'POST', at, typeof body === 'string' ? body : JSON.stringify(body))

  for (const [at, want] of [
    ['/v2', { name: 'millwright' }],
    ['/v2/health/live', { live: true }],
    ['/v2/health/ready', { ready: true }],
    ['/v2/models/delays/ready', { ready: true }],
    ['/v2/models/delays/versions/3', { name: 'delays', versions: ['3'], platform: 'onnx_onnxv1' }],
  ] as const)
    t.match(await call(ready.socket, 'GET', at), { status: 200, body: want }, at)
  const metadata = await call(ready.socket, 'GET', '/v2/models/delays')
  t.same(metadata.body.inputs, [
    { name: 'origin', datatype: 'BYTES', shape: [-1] },
    { name: 'hour', datatype: 'INT64', shape: [-1] },
    { name: 'distance', datatype: 'FP32', shape: [-1] },
  ])

  const good = { id: 'r1', inputs: [distance, origin, hour] }
  const { status, body } = await infer(good)
  t.match({ status, body }, { status: 200, body: { model_name: 'delays', model_version: '3', id: 'r1' } })
  const [output] = body.outputs as unknown as { name: string; datatype: string; shape: number[]; data: number[] }[]
  t.match(output, { name: 'score', datatype: 'FP32', shape: [2] })
  const want = [scoreByHand([1, 4], 700), scoreByHand([2, 3], 300.5)]
  want.forEach((score, i) => {
    t.ok(Math.abs(score - (output?.data[i] ?? 0)) < 1e-6, `row ${i}: ${output?.data[i]} is ${score}`)
  })
  const many = await Promise.all(Array.from({ length: 40 }, (_, i) => infer({ ...good, id: `m${i}` })))
  t.ok(
    many.every((a, i) => a.body.id === `m${i}` && JSON.stringify(a.body.outputs) === JSON.stringify(body.outputs)),
    'batched requests get their own rows back',
  )

  for (const [inputs, status, error] of refused)
    t.match(await infer(inputs), { status, body: { error } }, String(error))
  t.match(await infer(good, '/v2/models/other/infer'), { status: 404, body: { error: /no such model: 'other'/ } })
  t.match(await infer(good, '/v2/models/delays/versions/2/infer'), { status: 404, body: { error: /serves version 3/ } })
  t.match(await call(ready.socket, 'GET', '/v2/models/delays/infer'), { status: 405 })
  t.match(await call(ready.socket, 'GET', '/v2/models/%E0%A4%A/infer'), { status: 400 })
  t.match(await infer(good), { status: 200 }, 'still serving')

  const again = agent.next((m) => m.type === 'ready')
  agent.disconnect()
  t.match(await again, { socket: ready.socket }, 'says ready again to a restarted agent')
  t.equal(await engine.finish(), 0)
  t.same(engine.inHome(), [], 'nothing appears under HOME')
  await agent.close()
})
