/** Leaks by vote, age and place, and what a fault of a place means for the hosts that stand there. */
import t from 'tap'
import { watchLeaks } from '../../coordinator/core/verdicts/leaks.ts'
import { limits } from '../../shared/limits.ts'
import { fleet, minute, pass } from '../fakes/core-fleet.ts'
import { makeWorld, type World } from '../fakes/core-world.ts'
import { answer, checkOf, finding, found, leak, verdictsOf } from '../fakes/faults.ts'

const host = (world: World, id: string) => world.state.hosts.must(id)
const rack = (world: World, hosts: number) => {
  for (let i = 1; i <= hosts; i++)
    world.host(`h${i}`, 8, 'boot-1', { topology: { rack: i <= hosts / 2 ? 'R1' : 'R2' }, labels: { tray: `T${i}` } })
}

const leakOf = (world: World, rule: string) =>
  [...world.state.verdicts.values()].find((each) => each.rule === rule && each.onPlace && each.state !== 'closed')

t.test('[LK1] one detector that is not dry is a warning, several or a lasting one a leak of the tray', async (t) => {
  const world = makeWorld()
  rack(world, 12)
  const place = { rack: 'R1', tray: 'T1' }
  found(world, 'h12', leak('a', 'warning', place))
  t.match(leakOf(world, 'leak-detector'), { grade: 'watch', state: 'open', host: 'h12', onPlace: true })
  t.equal(leakOf(world, 'leak/tray'), undefined)
  found(world, 'h12', leak('b', 'unavailable', place))
  t.match(leakOf(world, 'leak/tray'), { grade: 'degrade', device: /T1$/, text: /2 detectors not dry, 1 of them wet/ })
  t.equal(host(world, 'h1').drain?.by, 'health', 'the host of the tray')
  t.equal(host(world, 'h12').drain, null, 'not the host whose agent reads the detectors')
  found(world, 'h12', leak('c', 'absent', { rack: 'R1', tray: 'T2' }))
  pass(world, limits.leakSustainedMs + minute)
  t.equal(host(world, 'h2').drain, null, 'a faulted one alone never becomes a leak')
  found(world, 'h12', leak('d', 'critical', { rack: 'R2', tray: 'T8' }))
  t.equal(host(world, 'h8').drain, null, 'the others of its tray are dry')
  pass(world, limits.leakSustainedMs + minute)
  t.equal(host(world, 'h8').drain?.by, 'health', 'one that stays wet does')
})

t.test('[LK1] detectors that are only faulted, or that nobody hears, are told and are no leak', async (t) => {
  const world = makeWorld()
  rack(world, 12)
  const tray = (n: number) => ({ rack: 'R1', tray: `T${n}` })
  const silent = (id: string, n: number) =>
    finding(`leak:${id}`, {
      ...leak(id, 'ok', tray(n)),
      rule: 'readings-lost',
      grade: 'watch',
      text: 'readings are gone',
    })
  found(world, 'h12', silent('a', 1), silent('b', 1), silent('c', 2), silent('d', 2))
  found(
    world,
    'h12',
    leak('e', 'unavailable', tray(3)),
    leak('f', 'absent', tray(3)),
    leak('g', 'unavailable', tray(4)),
  )
  pass(world, 2 * limits.leakFatalMs)
  for (const rule of ['leak/tray', 'leak/rack', 'leak/fatal']) t.equal(leakOf(world, rule), undefined)
  t.ok(leakOf(world, 'readings-lost'))
  t.notOk([...world.state.hosts.values()].some(({ drain }) => drain !== null))
})

t.test(
  '[LK1] the only detector of a tray needs no other; how long one has been wet counts from when it was',
  async (t) => {
    const world = makeWorld()
    rack(world, 12)
    const place = { rack: 'R1', tray: 'T1' }
    const alone = leak('a', 'warning', place)
    const count = { signal: 'leak-detectors', labels: {}, value: 1, unit: '', ageMs: 0, limit: 'in its tray' }
    found(world, 'h12', { ...alone, evidence: [...alone.evidence, count] })
    t.equal(host(world, 'h1').drain?.by, 'health')
    found(world, 'h12', leak('b', 'unavailable', { rack: 'R2', tray: 'T8' }))
    pass(world, 2 * limits.leakSustainedMs)
    found(world, 'h12', leak('b', 'warning', { rack: 'R2', tray: 'T8' }))
    pass(world, limits.leakSustainedMs - minute)
    t.equal(host(world, 'h8').drain, null, 'it was faulted for long, and wet for a short while')
    pass(world, 2 * minute)
    t.equal(host(world, 'h8').drain?.by, 'health')
  },
)

t.test('[LK1] a tray that stays wet for too long is told as fatal; only an operator makes that a stop', async (t) => {
  for (const override of [undefined, 'stop'] as const) {
    const world = makeWorld()
    rack(world, 12)
    if (override !== undefined)
      world.request({ op: 'set-health-policy', overrides: { 'leak/fatal': { grade: override } } })
    const wet = leak('a', 'critical', { rack: 'R1', tray: 'T1' })
    const reaction = { signal: 'leak-reaction-critical', labels: {}, value: 'force-off', unit: '', ageMs: 0, limit: '' }
    found(world, 'h12', { ...wet, evidence: [...wet.evidence, reaction] })
    pass(world, limits.leakFatalMs - minute)
    t.equal(leakOf(world, 'leak/fatal'), undefined)
    pass(world, 2 * minute)
    t.match(leakOf(world, 'leak/fatal'), { grade: override ?? 'degrade', text: /fatal leak in T1 .* force-off/ })
    t.equal(host(world, 'h1').health?.grade, override ?? 'degrade')
  }
})

t.test('[LK2] two leaking trays are a leak of the rack, and a fault of each of its hosts', async (t) => {
  const world = makeWorld()
  rack(world, 12)
  world.request({ op: 'set-health-policy', breakerPercent: 60 })
  found(world, 'h12', leak('a', 'warning', { rack: 'R1', tray: 'T1' }))
  found(world, 'h11', leak('b', 'warning', { rack: 'R1', tray: 'T2' }))
  const drained = () => [...world.state.hosts.values()].filter(({ drain }) => drain !== null).map(({ id }) => id)
  t.same(drained(), ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
  t.match(verdictsOf(world.state, 'h5'), [{ source: 'place', rule: 'leak/rack', text: /leak in rack R1/ }])
  const alerts = [...world.state.alerts.values()].filter(({ rule }) => rule === 'leak/rack')
  t.match(alerts, [{ hostCount: 6, labels: { rack: 'R1' } }], 'told once')
})

t.test('[LK3] a rack comes back only after its detectors were dry for long, and each host was checked', async (t) => {
  const world = makeWorld()
  rack(world, 12)
  world.request({ op: 'set-health-policy', breakerPercent: 60 })
  const tray = (n: number) => ({ rack: 'R1', tray: `T${n}` })
  found(world, 'h12', leak('a', 'warning', tray(1)), leak('b', 'warning', tray(2)))
  found(world, 'h12', leak('a', 'ok', tray(1)), leak('b', 'ok', tray(2)))
  pass(world, limits.leakDryMs - minute)
  found(world, 'h12', leak('a', 'warning', tray(1)), leak('b', 'critical', tray(2)))
  found(world, 'h12', leak('a', 'ok', tray(1)), leak('b', 'ok', tray(2)))
  pass(world, limits.leakDryMs - minute)
  t.equal(checkOf(world, 'h3'), undefined, 'dry anew, for as long again')
  pass(world, 2 * minute)
  t.ok(checkOf(world, 'h3'))
  t.equal(host(world, 'h3').drain?.by, 'health')
  for (let i = 1; i <= 6; i++) answer(world, `h${i}`, true)
  t.same(
    [...world.state.hosts.values()].filter(({ drain }) => drain !== null),
    [],
  )
  t.same(
    [...world.state.verdicts.values()].filter(({ state }) => state !== 'closed'),
    [],
  )
})

t.test('[LK3] a detector that was wet and is faulted now is not dry', async (t) => {
  const world = makeWorld()
  rack(world, 12)
  const place = { rack: 'R1', tray: 'T1' }
  found(world, 'h12', leak('a', 'warning', place), leak('b', 'warning', place))
  found(world, 'h12', leak('a', 'unavailable', place), leak('b', 'ok', place))
  pass(world, 3 * limits.leakDryMs)
  t.match(leakOf(world, 'leak/tray'), { state: 'open' })
  watchLeaks(world.state, world.nowMs)
  pass(world, 3 * limits.leakDryMs)
  t.match(leakOf(world, 'leak/tray'), { state: 'open' }, 'nor after a restart')
  found(world, 'h12', leak('a', 'ok', place))
  pass(world, limits.leakDryMs + minute)
  t.match(leakOf(world, 'leak/tray'), { state: 'gone' })
})

t.test('[LK2] a host that joins where a fault of its place stands has it too', async (t) => {
  const world = makeWorld()
  rack(world, 12)
  const place = { rack: 'R9', tray: 'T1' }
  found(world, 'h12', leak('a', 'warning', place), leak('b', 'warning', place))
  t.equal(leakOf(world, 'leak/tray')?.state, 'open')
  const more = { topology: { rack: 'R9' }, labels: { tray: 'T1' } }
  world.host('new', 8, 'boot-1', more)
  t.equal(host(world, 'new').drain?.by, 'health')
  world.host('h3', 8, 'boot-1', more)
  t.equal(host(world, 'h3').drain?.by, 'health', 'one that was put there')
  t.equal(host(world, 'h4').drain, null)
})

t.test('[LK1] votes have no bound of the host that reads them', async (t) => {
  const world = makeWorld()
  rack(world, 12)
  for (let i = 0; i < limits.verdictsPerHost + 2; i++)
    found(world, 'h12', finding(`disk:${i}`, { rule: 'disk/wear', grade: 'watch' }))
  const place = { rack: 'R1', tray: 'T1' }
  found(world, 'h12', leak('a', 'warning', place), leak('b', 'warning', place))
  t.equal(host(world, 'h1').drain?.by, 'health')
})

t.test('[LK2] of hosts of one name the one that is heard is meant', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 12)
  world.state.hosts.put('a-old', { ...host(world, 'h4'), id: 'a-old', name: 'node-4', firstSeenMs: 99 })
  world.state.hosts.patch('h4', { name: 'node-4' })
  world.state.hosts.put('z-old', { ...host(world, 'h4'), id: 'z-old', firstSeenMs: 99 })
  found(world, 'h12', finding('part:bmc/PS1', { rule: 'part/failed', place: { host: 'node-4' } }))
  t.equal(verdictsOf(world.state, 'h4').length, 1)
})

t.test('[LK2] what a collector reads is about the host or place that it names, not about who reads it', async (t) => {
  const world = makeWorld()
  rack(world, 12)
  const about = (place: Record<string, string>, device = 'part:bmc/PS1') => {
    found(world, 'h12', finding(device, { rule: 'part/failed', place }))
    return [...world.state.verdicts.values()].at(-1)
  }
  t.match(about({ host: 'h4', rack: 'R1' }), { host: 'h4', onPlace: false })
  t.equal(host(world, 'h4').drain?.by, 'health')
  t.match(about({ host: 'nobody-knows' }, 'part:pdu/1'), { onPlace: true })
  t.match(about({ cdu: 'C1' }, 'cdu:C1'), { onPlace: true, done: [{ what: /no known host stands there/ }] })
  found(world, 'h12', finding('leak:C1', { rule: 'leak-alarm', grade: 'stop', place: { row: 'A', cdu: 'C1' } }))
  t.match(leakOf(world, 'leak-alarm'), { grade: 'stop', done: [{ what: /no known host stands there/ }] })
  t.notOk(
    [...world.state.hosts.values()].some(({ id, drain }) => id !== 'h4' && drain !== null),
    'told only',
  )
  world.host('h2', 8, 'boot-1', { topology: { rack: 'R1' }, labels: { cdu: 'C2' } })
  found(world, 'h12', finding('leak:C2', { rule: 'leak-alarm', grade: 'stop', place: { cdu: 'C2' } }))
  t.equal(host(world, 'h2').health?.grade, 'stop', 'a host that is labelled with its CDU')
  t.equal(host(world, 'h12').drain, null)
  t.match(about({}, 'part:PS2'), { host: 'h12', onPlace: false }, 'its own power supply')
})
