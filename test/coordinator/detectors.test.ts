/** The detectors: each rule raised and not raised, then what holds for all of them: gaps, resets, ceilings, hysteresis, and what is told. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { deviceIdOf } from '../../coordinator/core/verdicts/detect-device.ts'
import { newMarks, slide } from '../../coordinator/core/verdicts/detect-window.ts'
import { rules } from '../../coordinator/core/verdicts/rules.ts'
import { replaysAMinute } from '../../coordinator/core/verdicts/rules-gpu-links.ts'
import { grades, repairs } from '../../shared/model/health.ts'
import { signalDef } from '../../shared/model/signals.ts'
import { gpuCases, rising } from '../fakes/detector-cases-gpu.ts'
import { siteCases } from '../fakes/detector-cases-site.ts'
import { Play } from '../fakes/detector-play.ts'

const cases = [...gpuCases, ...siteCases]

for (const { rule, everyMs, rows, labels, raise, quiet, grades: expected } of cases) {
  t.test(`rule ${rule}`, (t) => {
    const raised = new Play(labels).rows(raise, rows, everyMs)
    t.same(raised.grades(rule), expected, 'raised, step by step')
    for (const finding of raised.of(rule)) {
      t.notMatch(finding.text, /[{}]|undefined|NaN/, finding.text)
      t.ok(finding.evidence.length > 0 && finding.evidence.every(({ limit }) => !/undefined|NaN/.test(limit)))
    }
    const standing = raised.detectors.standing().filter((finding) => finding.rule === rule)
    t.same(
      standing.map(({ grade }) => grade),
      expected.slice(-1),
      'and it stands',
    )
    const near = new Play(labels).rows(quiet, rows, everyMs)
    t.same(near.grades(rule), [], 'not raised')
    t.end()
  })
}

t.test('[DT5] every rule has a case, a row in the README, signals that exist, and a source', (t) => {
  const ids = rules.map(({ id }) => id)
  t.equal(new Set(ids).size, ids.length, 'ids are unique')
  const covered = new Set(cases.map(({ rule }) => rule))
  t.same(
    ids.filter((id) => !covered.has(id)),
    [],
    'rules without a case',
  )
  t.same(
    [...covered].filter((id) => !ids.includes(id)),
    [],
    'cases of no rule',
  )
  const readme = new URL('../../coordinator/core/verdicts/README.md', import.meta.url)
  const rows = readFileSync(readme, 'utf8')
  t.same(
    ids.filter((id) => !rows.includes(`| \`${id}\` |`)),
    [],
    'rules that the README does not list',
  )
  for (const rule of rules) {
    t.ok(rule.source.length > 3 && rule.text.length > 10 && rule.version !== '', `${rule.id}: source, text, version`)
    t.ok(
      rule.steps.every((step) => grades.includes(step.grade) && repairs.includes(step.repair)),
      rule.id,
    )
    if (rule.kind === 'lost') continue
    for (const signal of [rule.signal, ...(rule.peers ?? [])]) t.ok(signalDef(signal), `${rule.id}: ${signal}`)
    const texts = [rule.text, ...rule.steps.map((step) => step.text ?? '')].join(' ')
    const filled = [...texts.matchAll(/\{([a-z0-9-]+)\}/g)].map(([, name]) => name!)
    const own = ['value', 'limit', 'rise', 'was', 'reason', ...(rule.peers ?? [])]
    t.same(
      filled.filter((name) => !own.includes(name)),
      [],
      `${rule.id}: what its text fills in is its own or a peer's`,
    )
    const states = signalDef(rule.signal)!.states ?? []
    const words = [
      ...(rule.kind === 'word' ? rule.steps.flatMap((step) => step.words) : []),
      ...(rule.kind === 'word' ? [...(rule.onceHad ?? []), ...(rule.unsure ?? [])] : []),
      ...(rule.kind === 'flaps' ? rule.up : []),
    ]
    t.same(
      words.filter((word) => !states.includes(word)),
      [],
      `${rule.id}: words that its signal can have`,
    )
    if (rule.kind === 'saturated') t.ok(signalDef(rule.signal)!.ceiling, `${rule.id}: a ceiling`)
  }
  t.end()
})

const gpu = { gpu: '3', uuid: 'GPU-3' }
const hot = { 'gpu-temperature-max': 85, 'gpu-temperature-slowdown': 87 }

t.test('[DT6] a gap freezes: it neither raises nor clears', (t) => {
  const held = new Play(gpu).rows({ ...hot, 'gpu-temperature': 88 }, 50, 1_000)
  t.same(held.grades('gpu-temperature'), ['watch'])
  held.rows({ ...hot, 'gpu-temperature': null }, 600, 1_000)
  t.same(held.grades('gpu-temperature'), ['watch'], 'ten minutes of gap are no minute of heat, and no cure')
  held.rows({ ...hot, 'gpu-temperature': 88 }, 8, 1_000)
  t.same(held.grades('gpu-temperature'), ['watch'], 'the hold goes on where it was')
  held.rows({ ...hot, 'gpu-temperature': 88 }, 8, 1_000)
  t.same(held.grades('gpu-temperature'), ['watch', 'degrade'])
  held.ms += 3600_000
  held.rows({ ...hot, 'gpu-temperature': 60 }, 30, 1_000)
  t.same(held.grades('gpu-temperature'), ['watch', 'degrade'], 'an hour without samples is no minute of health')
  held.rows({ ...hot, 'gpu-temperature': 60 }, 40, 1_000)
  t.same(held.grades('gpu-temperature'), ['watch', 'degrade', null])
  t.match(held.of('gpu-temperature').at(-1)!.text, /^No longer so: gpu-temperature is 60 °C now/)
  t.end()
})

t.test('[DT7] a counter that falls was reset: no rate comes of it', (t) => {
  const play = new Play(gpu).rows({ 'gpu-ecc-corrected': rising(1, 900_000) }, 5, 1_000)
  play.rows({ 'gpu-ecc-corrected': rising(1, 5_000) }, 30, 1_000)
  t.same(play.grades('gpu-ecc-corrected-rate'), [], 'neither the fall nor what it has since')
  const port = new Play({ device: 'mlx5_1', port: '1' })
  port.rows({ 'port-link-downed': (row) => (row < 3 ? 4 : 2) }, 10, 10_000)
  t.same(port.grades('port-link-downed'), [])
  fc.assert(
    fc.property(fc.array(fc.nat(2_000_000_000), { minLength: 2, maxLength: 60 }), (values) => {
      const falling = [...values].sort((a, b) => b - a)
      const told = new Play(gpu).rows({ 'gpu-ecc-corrected': (row) => falling[row] }, falling.length, 1_000)
      return told.grades('gpu-ecc-corrected-rate').length === 0
    }),
  )
  t.end()
})

t.test('a window holds what rose in it, to a sixth of its length', (t) => {
  const windowMs = 60_000
  const steps = fc.array(
    fc.record({ rise: fc.constantFrom(0, 0, 0, 1, 50), apartMs: fc.integer({ min: 100, max: 9_000 }) }),
    {
      minLength: 2,
      maxLength: 200,
    },
  )
  fc.assert(
    fc.property(steps, (all) => {
      const at = [{ ms: 0, value: 5 }]
      const marks = newMarks(5, 0)
      return all.every(({ rise, apartMs }) => {
        const before = at.at(-1)!
        const now = { ms: before.ms + apartMs, value: before.value + rise }
        at.push(now)
        const rose = slide(marks, before.value, now.value, now.ms, windowMs)!
        const since = (ms: number): number =>
          now.value - at.findLast((each) => each.ms <= Math.max(0, now.ms - ms))!.value
        return (
          marks.length <= 16 && rose >= since(windowMs - 9_000) - 50 && rose <= since(windowMs + windowMs / 6 + 9_000)
        )
      })
    }),
  )
  t.equal(slide([0, 0], 0, 600, 600_000, windowMs), 60, 'over a gap: at its mean rate')
  t.end()
})

t.test('[DT8] a counter at its ceiling is a finding of its own', (t) => {
  const port = new Play({ device: 'mlx5_1', port: '1' }).rows({ 'port-link-downed': 255 }, 3, 10_000)
  t.same(port.grades('port-link-downed'), [], 'it can rise no more')
  const [finding] = port.of('port-link-downed-saturated')
  t.match(finding!.text, /at its ceiling of 255/)
  t.equal(finding!.device, 'port:mlx5_1/1')
  t.same(finding!.evidence[0], {
    signal: 'port-link-downed',
    labels: { device: 'mlx5_1', port: '1' },
    value: 255,
    unit: '',
    ageMs: 0,
    limit: 'at its ceiling',
  })
  port.rows({ 'port-link-downed': 0 }, 2, 10_000)
  t.same(port.grades('port-link-downed-saturated'), ['watch', null], 'cleared')
  t.end()
})

t.test('[DT9] what wavers about its limit does not flap', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 83, max: 88 }), { minLength: 100, maxLength: 400 }), (values) => {
      const told = new Play(gpu).rows({ ...hot, 'gpu-temperature': (row) => values[row] }, values.length, 1_000)
      return told.grades('gpu-temperature').filter((grade) => grade === null).length === 0
    }),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(fc.array(fc.constantFrom('ACTIVE', 'DOWN'), { minLength: 20, maxLength: 200 }), (states) => {
      const told = new Play({ device: 'd', port: '1' }).rows(
        { 'port-state': (row) => states[row] },
        states.length,
        10_000,
      )
      const down = told.told.filter(({ finding }) => finding.rule === 'port-down')
      // Down for 25 s before it is told, up for a minute before it goes: two tellings of the same are at least that far apart.
      return down.every(({ ms, finding }, i) => i === 0 || finding.grade !== null || ms - down[i - 1]!.ms >= 60_000)
    }),
    { numRuns: 50 },
  )
  t.end()
})

t.test('findings and what stands agree, whatever the samples', (t) => {
  const cell = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(null), fc.constant(undefined))
  const column = fc.array(cell, { minLength: 60, maxLength: 60 })
  const names = ['gpu-temperature', 'gpu-ecc-corrected', 'gpu-power', 'gpu-thermal-margin', 'gpu-pcie-width'] as const
  fc.assert(
    fc.property(fc.tuple(...names.map(() => column)), fc.integer({ min: 100, max: 400_000 }), (columns, everyMs) => {
      const entries = names.map((name, i) => [name, (row: number) => columns[i]![row]] as const)
      const play = new Play(gpu).rows(
        { ...hot, 'gpu-margin-slowdown': -2, ...Object.fromEntries(entries) },
        60,
        everyMs,
      )
      const told = new Map<string, string>()
      for (const { finding } of play.told) {
        const key = `${finding.device} ${finding.rule}`
        if (finding.grade === null) told.delete(key)
        else told.set(key, finding.grade)
      }
      const standing = new Map(play.detectors.standing().map((each) => [`${each.device} ${each.rule}`, each.grade]))
      t.same([...standing].sort(), [...told].sort())
      return true
    }),
    { numRuns: 60 },
  )
  t.end()
})

t.test('what no rule looks at is not watched', (t) => {
  const play = new Play()
  t.equal(play.watch('load-1m'), undefined)
  t.equal(play.watch('pressure resource=cpu'), undefined, 'nor what only looks like it')
  t.ok(play.watch('pressure resource=memory'))
  t.ok(play.watch('gpu-temperature-max gpu=0 uuid=GPU-0'), 'a limit is')
  t.end()
})

t.test('limits that depend on the device', (t) => {
  const peers = (generation: number, width: number) => ({
    number: (signal: string) => (signal === 'gpu-pcie-generation' ? generation : width),
    word: () => undefined,
  })
  t.same(
    [3, 4, 5].map((generation) => replaysAMinute(peers(generation, 16))),
    [8, 16, 31],
    'DCGM: Gen4 16, Gen5 31',
  )
  t.equal(replaysAMinute(peers(0, 16)), undefined)
  const named = (name: string, margin: number) =>
    new Play(gpu).rows({ 'gpu-name': name, 'gpu-thermal-margin': (row) => (row < 2 ? 10 : margin) }, 5, 1_000)
  t.same(named('NVIDIA B200', -3).grades('gpu-thermal-margin'), [])
  t.same(named('NVIDIA B200', -4).grades('gpu-thermal-margin'), ['watch'])
  t.same(named('NVIDIA H100 80GB HBM3', -3).grades('gpu-thermal-margin'), ['watch'])
  t.same(named('NVIDIA A100-SXM4-80GB', -9).grades('gpu-thermal-margin'), [], 'it has none')
  const atRest = new Play(gpu).rows({ 'gpu-name': 'NVIDIA H100', 'gpu-thermal-margin': -5 }, 90, 1_000)
  t.same(atRest.grades('gpu-thermal-margin'), [], 'never above 0: it means nothing there')
  const untold = new Play(gpu).rows({ 'gpu-temperature': 120 }, 90, 1_000)
  t.same(untold.grades('gpu-temperature'), [], 'a GPU that tells no limit is not held to one')
  t.end()
})

t.test('devices have one name, whoever reads them', (t) => {
  const id = (name: string, labels: Record<string, string>) => deviceIdOf({ name, labels })
  t.equal(id('gpu-power', gpu), 'gpu:GPU-3')
  t.equal(id('gpu-nvlink-state', { ...gpu, link: '5' }), 'nvlink:GPU-3/5')
  t.equal(id('port-state', { device: 'mlx5_0', port: '1' }), 'port:mlx5_0/1')
  t.equal(id('link-carrier', { interface: 'ens3' }), 'interface:ens3')
  t.equal(id('disk-size', { mount: '/' }), 'disk:/')
  t.equal(id('nvme-state', { disk: 'nvme0' }), 'disk:nvme0')
  t.equal(id('sensor-age', { sensor: 'nvml' }), 'sensor:nvml')
  t.equal(id('gpus-listed', {}), 'host')
  t.equal(id('leak-detector', { collector: 'tray-7', device: 'Leak_1', tray: '7' }), 'leak:tray-7/Leak_1')
  t.equal(id('coolant-flow', { collector: 'c', device: 'Secondary1', cdu: 'a' }), 'cdu:c/Secondary1')
  t.equal(id('part-health', { collector: 'bmc-4', device: 'PSU1' }), 'part:bmc-4/PSU1')
  t.equal(id('hwmon-temperature', { chip: 'k10temp', device: 'x', input: 'temp1' }), 'hwmon:k10temp/x/temp1')
  const play = new Play({}, 'nvml')
  play.rows({ 'gpu-utilisation gpu=3 uuid=GPU-3': 97, 'sensor-blocked sensor=nvml gpu=3': 6 }, 3, 1_000)
  const [blocked] = play.of('gpu-monitor-blocked')
  t.equal(blocked!.device, 'gpu:GPU-3', 'a sensor that knows the index only')
  t.match(blocked!.text, /not answered for 6 s on this GPU; its last utilisation was 97 %/)
  const rack = new Play({ collector: 'c', device: 'L1', rack: 'r7', tray: '3', cdu: 'a' }).rows(
    { 'leak-detector': 'critical' },
    1,
    1_000,
  )
  t.same(rack.of('leak-detector')[0]!.place, { rack: 'r7', cdu: 'a', tray: '3' })
  t.end()
})

t.test('a dictionary that begins anew forgets nothing, and a series named only while it hangs may go', (t) => {
  const play = new Play(gpu).rows({ 'gpu-ecc-uncorrected': 2 }, 2, 1_000).rows({ 'gpu-ecc-uncorrected': 2 }, 2, 1_000)
  t.same(play.grades('gpu-ecc-uncorrected'), ['degrade'])
  play.rows({ 'gpu-ecc-uncorrected': 0 }, 1, 1_000)
  t.same(play.grades('gpu-ecc-uncorrected'), ['degrade', null])
  const hung = new Play({}, 'nvml').rows(
    { 'sensor-blocked sensor=nvml gpu=3': 9, 'sensor-age sensor=nvml': 9 },
    3,
    1_000,
  )
  hung.rows({ 'sensor-age sensor=nvml': 1 }, 20, 1_000)
  t.same(hung.grades('gpu-monitor-blocked'), ['watch', null])
  t.end()
})

t.test('a series that just stops while its sensor goes on is lost; a sensor that stops says it itself', (t) => {
  const columns = { 'port-state device=a port=1': 'ACTIVE', 'port-state device=b port=1': 'ACTIVE' }
  const play = new Play({}, 'infiniband').rows(columns, 5, 10_000)
  play.rows({ 'port-state device=a port=1': 'ACTIVE' }, 12, 10_000)
  t.same(
    play.of('port-vanished').map(({ device }) => device),
    ['port:b/1'],
  )
  t.same(
    play.of('readings-lost').map(({ device }) => device),
    ['port:b/1'],
  )
  play.rows(columns, 3, 10_000)
  t.same(play.grades('port-vanished'), ['degrade', null])
  t.same(play.grades('readings-lost'), ['watch', null])
  play.ms += 7200_000
  play.rows(columns, 3, 10_000)
  t.same(play.told.length, 4, 'two hours without a link are no loss of ports')
  t.end()
})
