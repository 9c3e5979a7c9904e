import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openCheckMemory } from '../../agent/work/checks/check-memory.ts'
import { type CheckLine, Checks, line } from '../../agent/work/checks/checks.ts'
import { diagLines } from '../../agent/work/checks/load-results.ts'
import { makeLoadTest } from '../../agent/work/checks/load-test.ts'
import { sensorLines } from '../../agent/work/checks/sensor-lines.ts'
import type { NewFact } from '../../agent/work/facts.ts'
import type { TestGpu } from '../../agent/work/gpu-test/test-gpu.ts'
import { limits } from '../../shared/limits.ts'
import type { Inventory, Signal } from '../../shared/model/reading.ts'
import { FakeTime } from '../fakes/fake-time.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Checks whose looks and loads are answered by hand. */
function rig(fields: { users?: Record<string, string>; memory?: string[] } = {}) {
  const time = new FakeTime()
  const told: NewFact[] = []
  const asked: { gpus: readonly string[]; signal: AbortSignal; answer: (lines: CheckLine[]) => void }[] = []
  const ask = (gpus: readonly string[], signal: AbortSignal) =>
    new Promise<CheckLine[]>((answer) => void asked.push({ gpus, signal, answer }))
  let kept = fields.memory ?? []
  const checks = new Checks({
    timers: time,
    log: () => {},
    append: async (fact) => void told.push(fact),
    userOf: (gpu) => fields.users?.[gpu],
    onFatal: (error) => t.fail(String(error)),
    look: ask,
    load: ask,
    memory: { load: () => kept, save: (ended) => (kept = [...ended]) },
  })
  return { checks, time, told, asked, kept: () => kept }
}

t.test('a check looks, loads, and is answered once however often it is asked', async (t) => {
  const { checks, told, asked, kept } = rig()
  const wanted = [{ check: 'c-1-1', gpus: ['G0'], deadlineMs: 60_000 }]
  checks.apply(wanted)
  checks.apply(wanted)
  await settled()
  t.equal(asked.length, 1)
  asked[0]!.answer([line('GPUs', true, '8')])
  await settled()
  asked[1]!.answer([line('load G0', true, 'fine')])
  await settled()
  checks.apply(wanted)
  await settled()
  t.equal(asked.length, 2)
  t.match(told, [{ checkDone: { check: 'c-1-1', ok: true } }])
  t.match(JSON.parse(told[0]?.checkDone?.reportJson ?? ''), { lines: [{ what: 'GPUs' }, { what: 'load G0' }] })
  t.same(kept(), ['c-1-1'])
  const next = rig({ memory: ['c-1-1'] })
  next.checks.apply(wanted)
  await settled()
  t.equal(next.asked.length, 0, 'nor by a new life of the agent')
})

t.test('what the sensors find wrong is not loaded; GPUs in use are not either', async (t) => {
  const { checks, told, asked } = rig({ users: { G1: 'a-1-5' } })
  checks.apply([{ check: 'c-1-1', gpus: ['G0'] }])
  asked[0]!.answer([line('GPUs', false, 'not there: G0')])
  await settled()
  t.match(told, [{ checkDone: { ok: false } }])
  checks.apply([{ check: 'c-1-2', gpus: ['G0', 'G1'] }])
  asked[1]!.answer([line('GPUs', true, '2')])
  await settled()
  t.same(asked[2]!.gpus, ['G0'])
  asked[2]!.answer([])
  await settled()
  t.match(told[1], { checkDone: { ok: true, reportJson: /a-1-5 uses it/ } })
})

t.test('a check that is overtaken is broken off, and one that hangs ends with its deadline', async (t) => {
  const { checks, told, asked, time } = rig()
  checks.apply([{ check: 'c-1-1', gpus: [] }])
  checks.apply([{ check: 'c-1-2', gpus: [], deadlineMs: 5_000 }])
  t.equal(asked[0]!.signal.aborted, true)
  asked[0]!.answer([])
  await settled()
  t.same(told, [])
  time.advance(5_000)
  await settled()
  t.match(told, [{ checkDone: { check: 'c-1-2', ok: false, reportJson: /not done within 5 s/ } }])
  checks.apply([{ check: 'c-1-3', gpus: [] }])
  checks.apply([])
  t.equal(asked[2]!.signal.aborted, true, 'not wanted any more')
  checks.apply([{ check: 'c-1-4', gpus: [] }])
  checks.close()
  asked[3]!.answer([])
  await settled()
  t.equal(told.length, 1, 'a life that ends says nothing more')
})

t.test('reports are bounded, what failed goes first', async (t) => {
  const { checks, told, asked } = rig()
  checks.apply([{ check: 'c-1-1', gpus: [] }])
  const lines = Array.from({ length: 100 }, (_, i) => line(`x${i}`, i !== 99, 'y'.repeat(5_000)))
  asked[0]!.answer(lines)
  await settled()
  const report = JSON.parse(told[0]?.checkDone?.reportJson ?? '') as { lines: CheckLine[] }
  t.equal(report.lines.length, limits.checkLines)
  t.match(report.lines[0], { what: 'x99', ok: false })
  t.equal(report.lines[0]?.detail.length, 256)
})

t.test('answered checks are remembered on disk, an unreadable memory is an empty one', async (t) => {
  const dir = t.testdir({})
  const memory = openCheckMemory(dir)
  t.same(memory.load(), [])
  memory.save(['c-1-1'])
  t.same(openCheckMemory(dir).load(), ['c-1-1'])
  writeFileSync(join(dir, 'checks.json'), '{"torn')
  t.same(openCheckMemory(dir).load(), [])
  t.throws(() => openCheckMemory(join(dir, 'not there')).save([]), { code: 'ENOENT' })
})

const gpus: Inventory['gpus'] = [0, 1].map((index) => ({ index, uuid: `G${index}`, name: 'X', memoryBytes: 1 }))
const signal = (name: string, uuid: string, reading: Signal['reading']): Signal => ({
  sensor: 'nvml',
  name,
  unit: '',
  labels: { uuid },
  reading,
  source: 'nvml',
})
const value = (of: number | string, hostClockMs = 10_000): Signal['reading'] => ({
  kind: 'value',
  value: of,
  hostClockMs,
})

const periodMs = () => 1_000

t.test('sensors: all GPUs there, readings fresh, nothing pending; unsupported is no fault', async (t) => {
  const fine = gpus.flatMap(({ uuid }) => [
    signal('gpu-temperature', uuid, value(40)),
    signal('gpu-recovery-action', uuid, value('none')),
    signal('gpu-row-remap-pending', uuid, { kind: 'unsupported' }),
  ])
  const of = (signals: readonly Signal[], wanted: readonly string[] = ['G0']) =>
    sensorLines({ gpus, signals, periodMs, nowMs: 11_000 }, wanted).filter(({ ok }) => !ok)
  t.same(of(fine), [])
  t.match(of(fine, ['G0', 'G7']), [{ what: 'GPUs', detail: /not there: G7/ }])
  t.match(of([...fine, signal('gpu-power', 'G1', { kind: 'gap', reason: 'timed-out', sinceMs: 1 })]), [
    { what: 'GPU 1', detail: 'no reading of gpu-power: timed-out' },
  ])
  t.match(of([...fine, signal('gpu-recovery-action', 'G0', value('reset'))]), [
    { detail: 'gpu-recovery-action is reset' },
  ])
  t.match(of([...fine, signal('gpu-row-remap-pending', 'G0', value('yes'))]), [{ what: 'GPU 0' }])
  t.match(of([...fine, signal('gpu-power', 'G0', value(1, -10_000))]), [
    { detail: 'the reading of gpu-power is 21 s old' },
  ])
  t.match(of([]), [{ detail: 'no readings' }, { detail: 'no readings' }], 'nothing read is not fine')
  t.match(sensorLines({ gpus: undefined, signals: [], periodMs, nowMs: 1 }, []), [{ ok: false }])
  t.match(
    sensorLines({ gpus: [], signals: [], periodMs, nowMs: 1 }, []),
    [{ what: 'GPUs', ok: true }],
    'a host without GPUs',
  )
})

t.test(
  'sensors: what is read rarely is as old as that allows, and a gap of one signal is no fault of its GPU',
  async (t) => {
    const of = (age: Record<string, number>, periodMs = 1_000, more: Signal[] = []) => {
      const signals = Object.entries(age).map(([name, ageS]) =>
        signal(name, 'G0', value(name.startsWith('gpu-row') ? 'no' : 1, -ageS * 1_000)),
      )
      const seen = { gpus: gpus?.slice(0, 1), signals: [...signals, ...more], periodMs: () => periodMs, nowMs: 0 }
      return sensorLines(seen, []).filter(({ ok }) => !ok)
    }
    t.same(of({ 'gpu-temperature': 1, 'gpu-row-remap-pending': 59, 'gpu-power-limit': 59 }), [])
    t.match(of({ 'gpu-temperature': 1, 'gpu-row-remap-pending': 140 }), [{ detail: /gpu-row-remap-pending is 140 s/ }])
    t.match(of({ 'gpu-temperature': 20 }), [{ detail: /gpu-temperature is 20 s/ }])
    t.same(of({ 'gpu-temperature': 29 }, 15_000), [], 'nvidia-smi reads every 15 s')
    t.match(of({ 'gpu-power-limit': 59 }), [{ detail: /gpu-power-limit is 59 s/ }], 'nothing newer is there')
    const gap = (name: string) => [signal(name, 'G0', { kind: 'gap', reason: 'timed-out', sinceMs: 1 })]
    t.same(of({ 'gpu-temperature': 1 }, 1_000, gap('gpu-fan-speed')), [])
    t.match(of({ 'gpu-temperature': 1 }, 1_000, gap('gpu-row-remap-pending')), [{ detail: /timed-out/ }])
  },
)

t.test('load tests: what dcgmi says', async (t) => {
  const diag = (tests: object[], code = 0) =>
    diagLines({
      code,
      stderr: '',
      stdout: JSON.stringify({ 'DCGM Diagnostic': { test_categories: [{ category: 'Deployment', tests }] } }),
    })
  const result = (status: string, more = {}) => ({ name: 'memory', results: [{ gpu_id: '0', status, ...more }] })
  t.match(diag([result('Pass'), result('Skip')]), [{ ok: true, detail: '1 tests passed' }])
  t.match(diag([result('Pass'), result('Fail', { warnings: ['ECC'] })]), [
    { what: 'dcgmi memory', ok: false, detail: /ECC/ },
  ])
  t.match(diag([result('Skip')]), [{ ok: false }], 'nothing passed is not passed')
  t.match(diag([result('Pass')], 1), [{ ok: false }])
  t.match(diagLines({ code: 255, stdout: 'out of memory', stderr: '' }), [
    { ok: false, detail: /255, no result: out of memory/ },
  ])
  const noEngine =
    'Error: unable to establish a connection to the specified host: localhost\nError: Unable to connect to host engine.'
  t.equal(diagLines({ code: 255, stdout: '', stderr: noEngine }), undefined, 'which says nothing of the GPU')
})

t.test('load tests: dcgmi is run where it is installed and its host engine runs', async (t) => {
  const bin = mkdtempSync(join(tmpdir(), 'millwright-checks-'))
  t.teardown(() => rmSync(bin, { recursive: true }))
  const testGpu: TestGpu = async (uuid) => ({ kind: 'absent', why: `${uuid} without CUDA` })
  const load = makeLoadTest({ env: { PATH: bin }, gpus: () => gpus, testGpu })
  const { signal: never } = new AbortController()
  const untested = [{ what: 'load G1', ok: true, detail: 'no test: G1 without CUDA' }]
  t.match(await load(['G1'], never), untested, 'what cannot be made is told and is no failure')
  const dcgmi = (script: string): void => {
    writeFileSync(join(bin, 'dcgmi'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, 'dcgmi'), 0o755)
  }
  dcgmi('echo "{\\"name\\": \\"$*\\", \\"status\\": \\"Fail\\"}"; exit 1')
  t.match(await load(['G1'], never), [{ what: 'dcgmi diag -r 1 -i 1 -j', ok: false }])
  dcgmi('echo "Error: Unable to connect to host engine." >&2; exit 255')
  t.match(await load(['G1'], never), untested)
  dcgmi('exec /bin/sleep 600')
  const abort = new AbortController()
  const hung = load(['G1'], abort.signal)
  abort.abort()
  await t.rejects(hung, /dcgmi was broken off/)
  await t.rejects(load(['G1'], abort.signal), /broken off/)
})
