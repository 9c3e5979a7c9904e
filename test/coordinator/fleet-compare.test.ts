/** A device among its equals: who is an outlier, who is not, and for how long; and one device from its first sign to its end. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { spreadOf } from '../../coordinator/core/stragglers/robust.ts'
import { type FleetReading, makeFleetDetectors } from '../../coordinator/core/verdicts/fleet-compare.ts'
import { fleetRules } from '../../coordinator/core/verdicts/rules-fleet.ts'
import { FleetWatch } from '../../coordinator/telemetry/fleet-watch.ts'
import type { HostState } from '../../coordinator/telemetry/host-state.ts'
import type { Shape } from '../../coordinator/telemetry/series-book.ts'
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import { signalDef } from '../../shared/model/signals.ts'
import { rising } from '../fakes/detector-cases-gpu.ts'
import { Play } from '../fakes/detector-play.ts'

type Values = Readonly<Record<string, number | string>>

/** One GPU a host. */
function gpuReadings(count: number, values: (gpu: number) => Values, ageMs = 1_000): FleetReading[] {
  return Array.from({ length: count }, (_, gpu) => {
    const labels = { gpu: '0', uuid: `GPU-${gpu}` }
    const all = Object.entries({ 'gpu-name': 'NVIDIA H100', 'gpu-utilisation': 97, ...values(gpu) })
    return all.map(([name, value]) => ({ host: `h${gpu}`, name, labels, value, ageMs }))
  }).flat()
}

function portReadings(count: number, values: (port: number) => Values): FleetReading[] {
  return Array.from({ length: count }, (_, port) => {
    const labels = { device: 'mlx5_0', port: '1' }
    const all = Object.entries({ 'port-rate': 50e9, ...values(port) })
    return all.map(([name, value]) => ({ host: `h${port}`, name, labels, value, ageMs: 1_000 }))
  }).flat()
}

class Site {
  readonly fleet = makeFleetDetectors()
  readonly told: string[] = []
  ms = 1_000_000
  takes = 0

  run(minutes: number, latest: (take: number) => FleetReading[]): this {
    for (let take = 0; take < minutes * 6; take++) {
      this.ms += 10_000
      for (const [host, findings] of this.fleet.take(this.ms, latest(this.takes++)))
        for (const { rule, grade, device } of findings) this.told.push(`${host} ${device} ${rule} ${grade}`)
    }
    return this
  }
}

const temperatures = (hot: number) => (gpu: number) => ({ 'gpu-temperature': gpu === 5 ? hot : 60 + (gpu % 4) })

t.test('[DT10] an outlier among at least eight equals, for five minutes, is watched; and only then', (t) => {
  const site = new Site().run(4, () => gpuReadings(32, temperatures(80)))
  t.same(site.told, [], 'four minutes are not enough')
  site.run(2, () => gpuReadings(32, temperatures(80)))
  t.same(site.told, ['h5 gpu:GPU-5 fleet-gpu-hot watch'])
  const [finding] = site.fleet.standing('h5')
  t.match(finding!.text, /^At 80 °C under load, while 31 equal GPUs are at 62 °C in the median/)
  t.same(site.fleet.standing('h4'), [])
  site.run(4, () => gpuReadings(32, temperatures(62)))
  t.equal(site.told.length, 1)
  site.run(2, () => gpuReadings(32, temperatures(62)))
  t.same(site.told.at(-1), 'h5 gpu:GPU-5 fleet-gpu-hot null')
  t.same(site.fleet.standing('h5'), [])
  t.end()
})

t.test('what is not compared', (t) => {
  const none = (what: string, latest: (take: number) => FleetReading[]) =>
    t.same(new Site().run(10, latest).told, [], what)
  none('seven equals', () => gpuReadings(8, temperatures(95)))
  none('fourteen degrees', () => gpuReadings(32, temperatures(75)))
  none('within six deviations of a wide fleet', () =>
    gpuReadings(32, (gpu) => ({ 'gpu-temperature': gpu === 5 ? 88 : 50 + (gpu % 8) * 4 })),
  )
  none('another model', () =>
    gpuReadings(32, (gpu) => ({ ...temperatures(80)(gpu), 'gpu-name': gpu === 5 ? 'NVIDIA B200' : 'NVIDIA H100' })),
  )
  none('other load', () =>
    gpuReadings(32, (gpu) => ({ ...temperatures(80)(gpu), 'gpu-utilisation': gpu === 5 ? 98 : 30 })),
  )
  none('old readings', () => gpuReadings(32, temperatures(80), 31_000))
  none('now and then', (take) => gpuReadings(32, temperatures(take % 20 < 10 ? 80 : 61)))
  t.end()
})

t.test('each rule finds what it is for', (t) => {
  const cases: Record<string, (take: number) => FleetReading[]> = {
    'fleet-gpu-hot': () => gpuReadings(16, temperatures(90)),
    'fleet-gpu-hot-idle': () =>
      gpuReadings(16, (gpu) => ({ 'gpu-temperature': gpu === 5 ? 60 : 35, 'gpu-utilisation': 0 })),
    'fleet-gpu-clock-low': () => gpuReadings(16, (gpu) => ({ 'gpu-clock-sm': gpu === 5 ? 1_200 : 1_980 })),
    'fleet-gpu-power-low': () => gpuReadings(16, (gpu) => ({ 'gpu-power': gpu === 5 ? 200 : 640 + gpu })),
    'fleet-gpu-ecc-corrected': (take) => gpuReadings(16, (gpu) => ({ 'gpu-ecc-corrected': gpu === 5 ? take * 5 : 2 })),
    'fleet-port-symbol-errors': (take) => portReadings(16, (port) => ({ 'port-symbol-errors': port === 5 ? take : 9 })),
    'fleet-port-receive-errors': (take) =>
      portReadings(16, (port) => ({ 'port-receive-errors': port === 5 ? 3 * take : 9 })),
  }
  t.same(
    Object.keys(cases),
    fleetRules.map(({ id }) => id),
  )
  const readme = readFileSync(new URL('../../coordinator/core/verdicts/README.md', import.meta.url), 'utf8')
  for (const { id } of fleetRules) t.ok(readme.includes(`| \`${id}\` |`), `the README lists ${id}`)
  for (const [rule, latest] of Object.entries(cases)) {
    const { told } = new Site().run(6, latest)
    t.match(told.join(), new RegExp(`^h5 \\S+ ${rule} watch$`), rule)
  }
  for (const { signal, equalBy, load } of fleetRules)
    for (const name of [signal, equalBy, load?.signal]) if (name !== undefined) t.ok(signalDef(name), name)
  t.end()
})

t.test('counters: a reset is no rate; a pause of the worker is no time', (t) => {
  const reset = new Site().run(10, (take) =>
    gpuReadings(16, (gpu) => ({ 'gpu-ecc-corrected': gpu === 5 && take % 2 === 0 ? 1_000_000 : 5 })),
  )
  t.same(reset.told, [])
  const paused = new Site().run(3, () => gpuReadings(16, temperatures(90)))
  paused.ms += 3600_000
  paused.run(1.5, () => gpuReadings(16, temperatures(90)))
  t.same(paused.told, [])
  paused.run(1, () => gpuReadings(16, temperatures(90)))
  t.equal(paused.told.length, 1)
  t.end()
})

t.test('the middle is robust', (t) => {
  t.same(spreadOf([1, 2, 3, 4, 100]), { median: 3, deviation: 1.4826 })
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(values, (all) => {
      const { median, deviation } = spreadOf(all)
      const low = all.filter((each) => each <= median).length
      const high = all.filter((each) => each >= median).length
      return deviation >= 0 && low * 2 >= all.length && high * 2 >= all.length
    }),
  )
  t.end()
})

t.test('the worker shows the newest readings of all hosts, and tells once what has ended of what stood', (t) => {
  const told: string[] = []
  let knows = false
  const over = { rule: 'knows', grade: null }
  const standing = [{ rule: 'gpu-temperature', device: 'gpu:GPU-3' }] as unknown as Finding[]
  const shape = (name: string) => ({ name }) as Shape
  const shapes = ['gpu-name', 'gpu-utilisation', 'gpu-temperature', 'load-1m'].map(shape)
  const values = (host: number) => ['NVIDIA H100', 97, host === 3 ? 90 : 60, null]
  const asked = new Set<number>()
  let nowMs = 0
  const hosts = Array.from({ length: 12 }, (_, host) => {
    const labels = shapes.map(() => ({ gpu: '0', uuid: `GPU-${host}` }))
    const latest = {
      get receivedMs() {
        return host === 11 ? 0 : nowMs
      },
      isHeard: (id: number) => asked.add(id) !== undefined && id < 3,
      value: (id: number) => values(host)[id],
      ageMs: () => (host === 11 ? nowMs : 500),
    }
    const judge = <T>(look: (detectors: unknown) => T): T =>
      look({
        standing: () => standing,
        ended: (_: string, rule: string) => (knows && rule === 'knows' ? over : undefined),
      })
    return [`h${host}`, { series: { shapes, labels }, latest, detectors: {}, judge }] as const
  })
  const watch = new FleetWatch({
    hosts: new Map(hosts) as unknown as ReadonlyMap<string, HostState>,
    fleet: makeFleetDetectors(),
    found: (host, findings) => void told.push(`${host} ${findings.map(({ rule, grade }) => `${rule} ${grade}`)}`),
  })
  const stood = (...rules: string[]) => rules.map((rule) => ({ device: 'gpu:GPU-3', rule }))
  watch.stood('h3', stood('gpu-temperature', 'fleet-gpu-hot', 'knows', 'fleet-gpu-hot-and-unknown'))
  watch.stood('h4', [{ device: 'gpu:GPU-4', rule: 'fleet-gpu-hot' }])
  watch.stood('h11', stood('knows'))
  for (nowMs = 250; nowMs < limits.detectorsSettleMs; nowMs += 250) watch.tick(nowMs)
  t.notOk(asked.has(3), 'only what is compared is looked at')
  t.same(told, ['h3 fleet-gpu-hot watch'], 'nothing has ended before they have seen enough')
  for (; nowMs < 2 * limits.detectorsSettleMs; nowMs += 250) watch.tick(nowMs)
  t.same(told.slice(1), ['h4 fleet-gpu-hot null'], 'what is certain; not what holds, nor what nobody can know')
  knows = true
  for (; nowMs < 3 * limits.detectorsSettleMs; nowMs += 250) watch.tick(nowMs)
  t.same(told.slice(2), ['h3 knows null'], 'once it can be known, once; of a host that is not heard nothing')
  t.end()
})

t.test('the story of a dying GPU (NVSentinel#1748): each part is told, in order', (t) => {
  const play = new Play({ gpu: '3', uuid: 'GPU-3' }, 'nvml')
  const well = { 'gpu-temperature-max': 85, 'gpu-utilisation': 98, 'gpu-power': 690, 'gpu-row-remap-pending': 'no' }
  play.rows({ ...well, 'gpu-temperature': 60, 'gpu-ecc-corrected': rising(0, 3) }, 30, 1_000)
  play.rows({ ...well, 'gpu-temperature': 61, 'gpu-ecc-corrected': rising(17_700, 20_000) }, 60, 1_000)
  play.rows({ ...well, 'gpu-row-remap-pending': 'yes', 'gpu-ecc-corrected': rising(17_700, 1_100_000) }, 10, 1_000)
  const gap = { 'gpu-temperature': null, 'gpu-ecc-corrected': null, 'gpu-utilisation': null, 'gpu-power': null }
  play.rows({ ...gap, 'gpu-row-remap-pending': null, 'sensor-blocked sensor=nvml gpu=3': rising(1, 1) }, 90, 1_000)
  const story = play.told.map(({ finding }) => `${finding.rule} ${finding.grade}`)
  t.same(story, [
    'gpu-ecc-corrected-rate watch',
    'gpu-ecc-corrected-rate degrade',
    'gpu-row-remap-pending watch',
    'gpu-monitor-blocked watch',
    'gpu-monitor-blocked degrade',
    'readings-lost watch',
  ])
  const seen = (rule: string): number => play.told.find(({ finding }) => finding.rule === rule)!.ms - 1_000_000
  t.ok(seen('gpu-ecc-corrected-rate') <= 32_000, 'the rate within two samples')
  const [rate] = play.of('gpu-ecc-corrected-rate')
  t.match(rate!.text, /memory errors were corrected within a minute/)
  t.match(play.of('gpu-monitor-blocked')[1]!.text, /for 46 s on this GPU; its last utilisation was 98 %/)
  t.ok(play.told.every(({ finding }) => finding.device === 'gpu:GPU-3'))
  t.end()
})
