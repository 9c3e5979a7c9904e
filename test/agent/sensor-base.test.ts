/** What all sensors share: rounds, deadlines, self-metrics, what the configuration says of them, and how readings are shown. */
import t from 'tap'
import { readConfig } from '../../agent/config.ts'
import { ConfigError } from '../../agent/config-values.ts'
import { startSensors } from '../../agent/sensors/all.ts'
import { SensorRunner } from '../../agent/sensors/runner.ts'
import {
  gap,
  keepGaps,
  type Sensor,
  SourceUnusable,
  signalMaker,
  unsupported,
  value,
} from '../../agent/sensors/sensor.ts'
import { sensorsTable, signalDocument } from '../../agent/sensors/show.ts'
import { steadyClock } from '../../shared/clock.ts'
import type { Signal } from '../../shared/model/reading.ts'

const clock = steadyClock()
// Sensors never keep a process alive; the tests must.
const alive = setInterval(() => undefined, 1e6)
t.teardown(() => clearInterval(alive))
const made = signalMaker('s', 'test')
const reading = (signals: readonly Signal[], name: string, labels: Record<string, string> = {}) =>
  signals.find((one) => one.name === name && Object.entries(labels).every(([key, label]) => one.labels[key] === label))
    ?.reading
const sensorOf = (read: Sensor['read'], rest: Partial<Sensor> = {}): Sensor => ({
  name: 's',
  periodMs: 1e6,
  deadlineMs: 1e6,
  read,
  ...rest,
})
/** Resolves with what the nth call of onRead was given. */
function told(count: number): {
  onRead: (sensor: string, signals: readonly Signal[]) => void
  nth: Promise<readonly Signal[]>
} {
  let calls = 0
  let done: (signals: readonly Signal[]) => void = () => undefined
  const nth = new Promise<readonly Signal[]>((resolve) => {
    done = resolve
  })
  return { onRead: (_, signals) => void (++calls === count && done(signals)), nth }
}

t.test('each round is told once, with how the reading goes', async (t) => {
  const { onRead, nth } = told(1)
  const runner = new SensorRunner(
    sensorOf(async (now) => [made('load-1m', value(1, now))]),
    { clock, onRead },
  )
  const signals = await nth
  runner.close()
  t.match(reading(signals, 'load-1m'), { value: 1 })
  t.match(reading(signals, 'sensor-failures', { sensor: 's' }), { value: 0 })
  t.match(reading(signals, 'sensor-blocked', { sensor: 's' }), { value: 0 })
  t.equal(reading(signals, 'sensor-duration')?.kind, 'value')
})

t.test('a round that fails is told too, and counted', async (t) => {
  const { onRead, nth } = told(3)
  let rounds = 0
  const runner = new SensorRunner(
    sensorOf(async (now) => {
      if (++rounds > 1) throw new Error('unplugged')
      return [made('load-1m', value(1, now)), made('load-5m', unsupported)]
    }),
    { clock, onRead, periodsMs: { s: 1 } },
  )
  const signals = await nth
  runner.close()
  t.match(reading(signals, 'load-1m'), { kind: 'gap', reason: 'unplugged' })
  t.same(reading(signals, 'load-5m'), unsupported, 'what it never had is no gap')
  t.match(reading(signals, 'sensor-failures'), { value: 2 })
})

t.test('a read that hangs is told at its deadline and again while it hangs; one failure, however long', async (t) => {
  const { onRead, nth } = told(2)
  const runner = new SensorRunner(
    sensorOf(() => new Promise(() => undefined), { deadlineMs: 1 }),
    {
      clock,
      onRead,
      periodsMs: { s: 1 },
    },
  )
  const signals = await nth
  runner.close()
  t.match(reading(signals, 'sensor-failures'), { value: 1 })
  const blocked = reading(signals, 'sensor-blocked')
  t.ok(blocked?.kind === 'value' && Number(blocked.value) >= 1, 'for how long it has hung')
  t.match(reading(signals, 'sensor-age'), { kind: 'gap', reason: /has not come back/ })
})

t.test('a sensor says which of its devices hang', async (t) => {
  const blocked = () => [{ labels: { gpu: '3' }, sinceMs: clock.nowMs() - 45_000 }]
  const runner = new SensorRunner(
    sensorOf(async () => [], { blocked }),
    { clock },
  )
  await runner.first
  const of = reading(runner.signals, 'sensor-blocked', { gpu: '3' })
  t.ok(of?.kind === 'value' && Math.abs(Number(of.value) - 45) < 10)
  runner.close()
})

t.test('what stands in for another has its own period, and is not read where it is switched off', async (t) => {
  const next = sensorOf(async () => [], { name: 'next', periodMs: 7_000 })
  const broken = sensorOf(() => Promise.reject(new SourceUnusable('no library')), { instead: () => next })
  const runner = new SensorRunner(broken, { clock, periodsMs: { s: 1 } })
  await runner.first
  t.match([runner.sensor.name, runner.periodMs], ['next', 7_000])
  runner.close()
  const without = new SensorRunner(broken, { clock, off: ['next'] })
  await without.first
  t.match(reading(without.signals, 'sensor-age'), { kind: 'gap', reason: 'no library' })
  without.close()
})

t.test('a gap keeps when it began, wherever it stands in the list', (t) => {
  const labels = (port: string) => ({ port })
  const before = [made('load-1m', gap('x', 5), labels('1')), made('load-1m', value(1, 5), labels('2'))]
  const now = [made('load-1m', gap('y', 9), labels('2')), made('load-1m', gap('y', 9), labels('1'))]
  t.match(keepGaps(before, now), [{ reading: { sinceMs: 9 } }, { reading: { sinceMs: 5, reason: 'y' } }])
  t.end()
})

t.test(
  'sensors are switched off and given periods by name; unknown names are refused with the known ones',
  async (t) => {
    const around = {
      hostname: 'h',
      cpus: 2,
      readFile: () => '{"sensorPeriods":{"rapl":500},"sensorsOff":["hwmon"],"collectors":[]}',
    }
    const read = (...args: string[]) => readConfig(['sensors', '--once', ...args], around)
    t.match(read('--sensor-period', 'infiniband=1000', '--sensor-off', 'rapl'), {
      sensors: { periodsMs: { infiniband: 1000 }, off: ['rapl'] },
    })
    t.match(read('--config', 'f', '--sensor-period', 'rapl=700', '--sensor-off', 'pci'), {
      sensors: { periodsMs: { rapl: 700 }, off: ['hwmon', 'pci'], collectors: [] },
    })
    const refused = (words: RegExp, ...args: string[]) => {
      const said = t.throws(() => read(...args), words)
      t.ok(said instanceof ConfigError)
    }
    refused(/no sensor "infinband"\. There are: .*infiniband/, '--sensor-period', 'infinband=1000')
    refused(/no sensor "gpus"/, '--sensor-off', 'gpus')
    refused(/from 100 to 86400000, not "5"/, '--sensor-period', 'rapl=5')
    refused(/must be NAME=MS/, '--sensor-period', 'rapl')
    const sensors = startSensors({
      clock,
      sensors: [sensorOf(async () => []), sensorOf(async () => [], { name: 'rapl' })],
      choices: { periodsMs: { rapl: 2_000 }, off: ['s'] },
    })
    t.teardown(() => sensors.close())
    await sensors.first
    t.match(sensors.shown(), [{ name: 'rapl', periodMs: 2_000 }])
    t.equal(sensors.shown().length, 1)
  },
)

t.test('the table: every reading with value, age, source and status', (t) => {
  const self = signalMaker('s', 'agent')
  const signals = [
    made('memory-total', value(8 * 1024 ** 3, 1_000)),
    made('port-state', value(4, 1_000), { device: 'a', port: '1' }),
    made('port-state', gap('permission denied', 1_000), { device: 'b', port: '1' }),
    made('load-1m', unsupported),
    self('sensor-age', value(1.5, 9_000)),
    self('sensor-duration', value(0.02, 9_000)),
    self('sensor-failures', value(3, 9_000)),
    self('sensor-blocked', value(0, 9_000)),
    self('sensor-blocked', value(45, 9_000), { sensor: 's', gpu: '3' }),
  ]
  const text = sensorsTable([{ name: 's', periodMs: 10_000, signals }], 301_000)
  t.match(text, /^s \(every 10 s; read 1\.5 s ago in 20 ms, 3 failed, HANGS for 45 s on gpu=3\)$/m)
  t.match(text, /memory-total +8\.0 {2}GiB +5 min +test +ok$/m)
  t.match(text, /port-state +a port=1 +ACTIVE .* ok$/m)
  t.match(text, /port-state +b port=1 +- .* GAP for 5 min: permission denied$/m)
  t.match(text, /load-1m +- .* unsupported$/m)
  t.match(text, /4 readings of 1 sensors; 1 of them gaps or saturated/)
  const documents = signals.slice(0, 4).map((signal) => signalDocument(signal, 301_000))
  t.match(documents, [
    { name: 'memory-total', value: 8 * 1024 ** 3, ageMs: 300_000, status: 'ok', source: 'test' },
    { status: 'ok' },
    { status: 'gap', reason: 'permission denied', gapMs: 300_000 },
    { status: 'unsupported' },
  ])
  t.notOk('value' in documents[2]! || 'value' in documents[3]!, 'nothing unknown is drawn as a value')
  t.end()
})
