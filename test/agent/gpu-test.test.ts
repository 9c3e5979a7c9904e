/** The test of a GPU, against a library built for it (`test/fixtures/sensors/cuda-stub.c`): GPUs that compute wrongly, fail, or never answer. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { gpuTestArgv } from '../../agent/engine-paths.ts'
import { makeLoadTest } from '../../agent/work/checks/load-test.ts'
import { GpuFitness } from '../../agent/work/gpu-test/fitness.ts'
import { judge, type Outcome, type Rate, slowOnes } from '../../agent/work/gpu-test/outcome.ts'
import { makeTestGpu, type TestGpu } from '../../agent/work/gpu-test/test-gpu.ts'
import { limits } from '../../shared/limits.ts'
import { buildCudaStub } from '../fakes/cuda-stub.ts'
import { FakeTime } from '../fakes/fake-time.ts'

const dir = mkdtempSync(join(tmpdir(), 'millwright-gpu-test-'))
t.teardown(() => rmSync(dir, { recursive: true, force: true }))
const library = buildCudaStub(dir)
const skip = library === undefined ? 'no C compiler' : false
const never = new AbortController().signal

const testGpu = makeTestGpu({
  argv: [...gpuTestArgv(), '--library', library ?? '', '--size', '64'],
  env: process.env,
})
const outcomeOf = (uuid: string): Promise<Outcome> => testGpu(uuid, 0, never)

t.test('what a GPU computes and copies is compared with what is known', { skip }, async (t) => {
  const good = await outcomeOf('GPU-good')
  t.match(good, { kind: 'done', name: 'Stub GPU', products: 2, wrongElements: 0, wrongBytes: 0 })
  t.match(judge(good), { ok: true, detail: /^2 products of matrices \([\d.]+ TFLOP\/s\), copies at [\d.]+ and/ })
  t.same(judge(await outcomeOf('GPU-wrong')), { ok: false, detail: '2 wrong elements in 2 products of matrices' })
  t.match(judge(await outcomeOf('GPU-flips')), { ok: false })
  t.same(judge(await outcomeOf('GPU-dies')), {
    ok: false,
    detail: 'cuLaunchKernel: 719, unspecified launch failure',
  })
  t.match(judge(await outcomeOf('GPU-fabric')), { ok: false, detail: /802, .* \(does nvidia-fabricmanager run\?\)/ })
})

t.test('what says nothing of the GPU is no fault of it', { skip }, async (t) => {
  t.match(judge(await outcomeOf('GPU-old')), { ok: null, detail: /^no test: cuModuleLoadData: 222/ })
  t.match(judge(await outcomeOf('GPU-full')), { ok: null, detail: /^no test: cuMemAlloc_v2: 2/ })
  const without = makeTestGpu({ argv: [...gpuTestArgv(), '--library', join(dir, 'none.so')], env: process.env })
  t.match(judge(await without('GPU-good', 0, never)), { ok: null, detail: /^no test: .*none\.so/ })
  const broken = makeTestGpu({ argv: ['sh', '-c', 'echo bad >&2; exit 9'], env: process.env })
  t.match(judge(await broken('GPU-good', 0, never)), { ok: null, detail: 'no test: it ended with code 9: bad' })
  const denied = makeTestGpu({ argv: [dir], env: process.env })
  t.match(judge(await denied('GPU-good', 0, never)), { ok: null, detail: /^no test: spawn .* EACCES$/ })
  const crashing = makeTestGpu({ argv: ['sh', '-c', 'kill -SEGV $$'], env: process.env })
  t.match(judge(await crashing('GPU-good', 0, never)), { ok: false, detail: /^its test was ended by a signal/ })
})

t.test('a GPU that never answers ends the wait, not the agent', { skip }, async (t) => {
  const abort = new AbortController()
  const waiting = testGpu('GPU-hang', 0, abort.signal)
  abort.abort()
  await t.rejects(waiting, /was broken off/)
})

t.test('before a gang starts: what is good is not tested again for a while, what is not is told', async (t) => {
  const time = new FakeTime()
  const tested: string[] = []
  const rates: Record<string, number> = { slow: 400 }
  const test: TestGpu = async (uuid, _seconds, signal) => {
    tested.push(uuid)
    if (uuid === 'hangs') return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error())))
    if (uuid === 'absent') return { kind: 'absent', why: 'no libcuda.so.1' }
    const { [uuid]: gflops = 1_000 } = rates
    const wrongElements = uuid === 'wrong' ? 7 : 0
    return {
      kind: 'done',
      name: 'H100',
      toGpuGBs: 50,
      fromGpuGBs: 50,
      wrongBytes: 0,
      products: 9,
      wrongElements,
      gflops,
    }
  }
  const logged: string[] = []
  const log = (level: string, _message: string, fields: object = {}): void =>
    void logged.push(`${level} ${JSON.stringify(fields)}`)
  const fitness = new GpuFitness({ test, timers: time, nowMs: () => time.nowMs(), log })
  t.same(await fitness.troubles(['a', 'b', 'absent']), [])
  t.ok(
    logged.some((line) => line.includes('warn') && line.includes('no libcuda.so.1')),
    'what could not be found out is logged',
  )
  t.same(await fitness.troubles(['a', 'b', 'c', 'wrong', 'slow']), [
    'GPU wrong: 7 wrong elements in 9 products of matrices',
    'GPU slow: it multiplies at 0.40 of the median of 3 others',
  ])
  t.same(tested, ['a', 'b', 'absent', 'c', 'wrong', 'slow'])
  rates.slow = 990
  t.same(await fitness.troubles(['a', 'slow', 'b']), [], 'what was not good is looked at anew')
  await time.advance(limits.gpuTestFreshMs + 1)
  const before = tested.length
  const hanging = fitness.troubles(['a', 'hangs'])
  await time.advance(limits.gpuTestDeadlineMs)
  t.same(await hanging, [`GPU hangs: its test did not end within ${limits.gpuTestDeadlineMs / 1_000} s`])
  t.same(tested.slice(before), ['a', 'hangs'])
})

t.test('slow is what is far below its equals, and only of its own name', async (t) => {
  const rate = (uuid: string, gflops: number, name = 'H100'): Rate => ({ uuid, name, gflops })
  t.same(slowOnes([rate('a', 100), rate('b', 40)]), [], 'two have no median')
  t.same(slowOnes([rate('a', 100), rate('b', 90), rate('c', 10, 'L4')]), [])
  t.match(slowOnes([rate('a', 100), rate('b', 90), rate('c', 10)]), [{ uuid: 'c', detail: /0\.1. of the median of 2/ }])
  t.same(slowOnes([rate('a', Number.NaN), rate('b', 90), rate('c', 80)]), [], 'unknown is not slow')
})

t.test('a check of a host loads each of its GPUs where dcgmi does not', { skip }, async (t) => {
  const gpus = ['GPU-good', 'GPU-wrong'].map((uuid, index) => ({ index, uuid, name: 'Stub GPU', memoryBytes: 1 }))
  const short: TestGpu = (uuid, _seconds, signal) => testGpu(uuid, 0, signal)
  const load = makeLoadTest({ env: { PATH: dir }, gpus: () => gpus, testGpu: short })
  t.match(await load(['GPU-good', 'GPU-wrong', 'GPU-old'], never), [
    { what: 'load GPU-good', ok: true },
    { what: 'load GPU-wrong', ok: false, detail: /wrong elements/ },
    { what: 'load GPU-old', ok: true, detail: /no test/ },
  ])
})
