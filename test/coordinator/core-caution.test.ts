import t from 'tap'
import { livenessOf } from '../../coordinator/core/liveness.ts'
import { limits } from '../../shared/limits.ts'
import { fleet, minute, one, pass } from '../fakes/core-fleet.ts'
import { exited, gang, gpusOf, makeWorld, submit, type World } from '../fakes/core-world.ts'
import {
  answer,
  checkOf,
  finding,
  found,
  host,
  leak,
  lines,
  over,
  reboot,
  texts,
  verdictsOf,
  xid,
} from '../fakes/faults.ts'

const drained = (world: World) => [...world.state.hosts.values()].filter(({ drain }) => drain !== null).length
const attemptOf = (world: World, job: string) => world.state.attempts.must(world.attemptsOf(job)[0]!)
const stopOf = (world: World, attempt: string) => world.state.attempts.must(attempt).stop?.reason ?? null

/** Inventory of one host whose only GPU is cut into these slices. */
const cutInto = (slices: readonly string[]) => {
  const mig = slices.map((name) => ({ uuid: `MIG-${name}`, profile: '1g.10gb', memoryBytes: 1e10 }))
  return JSON.stringify({ gpus: gpusOf('h1', 1)?.map((gpu) => ({ ...gpu, mig })), topology: {} })
}

t.test(
  '[N3] [HV5] slices: one that nobody used may go; one that was used ends what was on it and nothing else',
  async (t) => {
    const world = makeWorld()
    const more = { name: 'h1', slots: 8, bootId: 'b', spool: 's', bytesAddress: 'x', attempts: [], labels: {} }
    const hello = { ...more, inventoryJson: cutInto(['a', 'b', 'c', 'd']) }
    world.step({ kind: 'host-connected', host: 'h1', connection: 1, hello })
    const jobs = [0, 1, 2].map((i) =>
      submit(world, one(`j${i}`, 1, null, { resources: { cpus: 1, gpus: 1, migProfile: '1g.10gb' } })),
    )
    world.startAll()
    const attempts = jobs.map(({ id }) => attemptOf(world, id))
    const used = attempts.map(({ grant }) => grant.gpus[0]!.slice(4))
    const inventory = (slices: readonly string[]) =>
      world.fact('h1', { kind: 'inventory-changed', inventoryJson: cutInto(slices) })
    inventory(used)
    t.same(verdictsOf(world.state, 'h1'), [], 'the free slice was destroyed by a person')
    t.equal(host(world, 'h1').drain, null)
    inventory(used.slice(1))
    t.match(verdictsOf(world.state, 'h1'), [{ rule: 'gpu/gone', grade: 'stop' }])
    t.same(
      attempts.map(({ id }) => stopOf(world, id)),
      ['health-stop', null, null],
    )
  },
)

t.test(
  '[HV5] a new stop ends what is on its own device, not what runs on one that a person opened again',
  async (t) => {
    const world = makeWorld()
    fleet(world, 1)
    found(world, 'h1', finding('gpu:h1/0', { grade: 'stop' }))
    world.request({ op: 'undrain-host', host: 'h1' })
    const jobs = Array.from({ length: 8 }, (_, i) => submit(world, one(`j${i}`, 1, null)))
    world.startAll()
    found(world, 'h1', finding('gpu:h1/3', { grade: 'stop' }))
    const stopped = jobs.map(({ id }) => attemptOf(world, id)).filter(({ id }) => stopOf(world, id) !== null)
    t.same(
      stopped.map(({ grant }) => grant.gpus),
      [['h1/3']],
    )
  },
)

t.test('[HV5] stops of two devices in one message end what is on both, and outlive a restart', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const jobs = Array.from({ length: 8 }, (_, i) => submit(world, one(`j${i}`, 1, null)))
  world.startAll()
  found(world, 'h1', ...[2, 5].map((gpu) => finding(`gpu:h1/${gpu}`, { grade: 'stop' })))
  const stopped = jobs.map(({ id }) => attemptOf(world, id)).filter(({ id }) => stopOf(world, id) !== null)
  t.same(stopped.map(({ grant }) => grant.gpus[0]).sort(), ['h1/2', 'h1/5'])
})

t.test('[HV5] a degraded GPU or NVLink moves the gangs that use the GPU, not those beside it', async (t) => {
  for (const device of ['gpu:', 'nvlink:']) {
    const world = makeWorld()
    fleet(world, 4)
    const half = { resources: { cpus: 1, gpus: 4 } }
    const jobs = [submit(world, gang(1, half)), submit(world, gang(1, { ...half, name: 'other' }))]
    world.startAll()
    const [first, second] = jobs.map(({ id }) => attemptOf(world, id))
    if (first?.host !== second?.host) throw new Error('they were to share a host')
    const at = first!.host
    const uuid = first!.grant.gpus[0]!
    found(world, at, finding(device === 'gpu:' ? `gpu:${uuid}` : `nvlink:${uuid}/7`))
    t.equal(host(world, at).drain?.mode, 'swap')
    pass(world, 10_000)
    t.equal(stopOf(world, first!.id), 'drained')
    t.equal(stopOf(world, second!.id), null, `${device} the other gang stays`)
  }
})

t.test('[HV1] [HR2] the graver of two lines is kept, in one message and over several', async (t) => {
  const link = (registers: string, uuid: string) =>
    xid(74, uuid, {
      text: `NVRM: Xid (PCI:0000:1b:00): 74, pid=1, name=x, NVLink: fatal error detected on link 2(${registers})`,
    })
  const [grave, mild] = ['0x10, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0', '0x1, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0'] as const
  const world = makeWorld()
  fleet(world, 12)
  lines(world, 'h1', link(grave, 'h1/0'), link(mild, 'h1/0'))
  const [first] = verdictsOf(world.state, 'h1')
  t.match(first, { grade: 'degrade', repair: 'reset-gpu', count: 2 })
  t.equal(host(world, 'h1').drain?.by, 'health')
  lines(world, 'h1', link(mild, 'h1/0'))
  t.match(verdictsOf(world.state, 'h1'), [{ text: first!.text, repair: 'reset-gpu', state: 'open', count: 3 }])
})

const boots = (world: World, boot: string, uuid: string) =>
  lines(world, 'h1', xid(79, uuid, { details: { boot }, hostMs: world.nowMs - 5_000 }))

t.test('[HV2] [HR2] a line of a boot that is over is told, and stops nothing', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  reboot(world, 'h1')
  boots(world, 'boot-1', 'h1/0')
  t.match(verdictsOf(world.state, 'h1'), [{ grade: 'watch', text: /the host was rebooted since/, acted: false }])
  t.equal(host(world, 'h1').drain, null)
  boots(world, host(world, 'h1').bootId, 'h1/1')
  t.match(verdictsOf(world.state, 'h1')[1], { grade: 'stop', evidence: [{ ageMs: 5_000 }] })
  world.nowMs += 1_000
  reboot(world, 'h1')
  t.equal(verdictsOf(world.state, 'h1')[1]?.state, 'gone')
  boots(world, 'boot-1', 'h1/1')
  t.equal(verdictsOf(world.state, 'h1')[1]?.state, 'gone', 'it waits for its check still')
})

t.test('[HV2] what lay in the log for long before an agent first read it is told only', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  const old = (seconds: number, uuid: string) => xid(95, uuid, { details: { 'unread-for-s': String(seconds) } })
  for (let i = 1; i <= 12; i++) lines(world, `h${i}`, old(86_400, `h${i}/0`))
  t.equal(drained(world), 0, 'a new agent on every host trips nothing')
  t.match(verdictsOf(world.state, 'h1'), [{ grade: 'watch', text: /24 h before the agent first read the log/ }])
  lines(world, 'h1', old(60, 'h1/1'))
  t.equal(verdictsOf(world.state, 'h1')[1]?.grade, 'stop', 'one of a minute ago is news')
  lines(world, 'h2', xid(95, 'h2/3'))
  reboot(world, 'h2')
  answer(world, 'h2', true)
  lines(world, 'h2', old(86_400, 'h2/3'))
  t.equal(host(world, 'h2').drain, null, 'one that was verified is not begun again')
})

t.test('[HR6] the third return within a day is for a person to allow', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 12)
  const again = () => {
    found(world, 'h1', finding('gpu:h1/0'))
    found(world, 'h1', over('gpu:h1/0'))
  }
  for (let round = 0; round < limits.returnsInWindow; round++) {
    again()
    answer(world, 'h1', true)
    t.equal(host(world, 'h1').drain, null)
    pass(world, minute)
  }
  again()
  t.equal(checkOf(world, 'h1'), undefined)
  pass(world, 60 * minute)
  t.equal(host(world, 'h1').drain?.by, 'health')
  t.match(texts(verdictsOf(world.state, 'h1').at(-1)!), /came back 2 times within 24 h/)
  t.equal([...world.state.events.values()].filter(({ kind }) => kind === 'faults-come-again').length, 1)
  world.request({ op: 'verify-host', host: 'h1' })
  answer(world, 'h1', true)
  t.equal(host(world, 'h1').drain, null)
  again()
  answer(world, 'h1', true)
  again()
  world.request({ op: 'undrain-host', host: 'h1' })
  t.ok(checkOf(world, 'h1'), 'one that a person opened is checked: it is in service anyway')
  answer(world, 'h1', true)
  world.tick(limits.returnsWindowMs)
  world.host('h1', 64, 'boot-1', { gpus: 8 })
  again()
  t.ok(checkOf(world, 'h1'), 'a day later it is a fault like any other')
})

t.test('[HR2] a GPU that was replaced is verified with the others; one that is missing still is not', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  const inventory = (gpus: unknown) =>
    world.fact('h1', { kind: 'inventory-changed', inventoryJson: JSON.stringify({ gpus }) })
  const [, ...rest] = gpusOf('h1', 8)!
  found(world, 'h1', finding('gpu:h1/0'))
  inventory(rest)
  t.throws(() => world.request({ op: 'verify-host', host: 'h1' }), { code: 'fault-stands' })
  inventory([...rest, { ...rest[0]!, index: 0, uuid: 'new' }])
  world.request({ op: 'verify-host', host: 'h1' })
  answer(world, 'h1', true)
  t.equal(host(world, 'h1').drain, null)
  t.ok(verdictsOf(world.state, 'h1').every(({ state }) => state === 'closed'))
})

t.test('[HR2] where the application had ended before its line came, the fault is gone at once', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  world.request({ op: 'set-health-policy', overrides: { 'xid/94': { grade: 'degrade' } } })
  lines(world, 'h1', xid(94, 'h1/0'))
  t.match(verdictsOf(world.state, 'h1'), [{ grade: 'degrade', state: 'gone' }])
  t.ok(checkOf(world, 'h1'))
})

t.test('[HB1] [HV7] hosts that people have taken out leave the whole share to health', async (t) => {
  const world = makeWorld()
  fleet(world, 10)
  for (const id of ['h1', 'h2', 'h3']) {
    world.request({ op: 'drain-host', host: id, mode: 'after', reason: 'fans', deadlineMs: null })
    found(world, id, finding('host'))
    t.match(texts(verdictsOf(world.state, id)[0]!), /drained by test already/)
    t.equal(host(world, id).health?.actedMs, null)
  }
  for (const id of ['h4', 'h5']) found(world, id, finding('host'))
  t.equal(drained(world), 5)
  t.not(world.state.settings.get('settings')?.breaker?.trippedMs ?? null, 1)
  t.equal(world.state.settings.get('settings')?.breaker ?? null, null, 'the breaker has not tripped')
  found(world, 'h6', finding('host'))
  t.not(world.state.settings.must('settings').breaker?.trippedMs, null)
})

t.test('[HB1] what ends work counts although a person is draining the host', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const jobs = [0, 1, 2].map((i) => submit(world, one(`j${i}`, 8, null)))
  world.startAll()
  for (const id of ['h1', 'h2', 'h3'])
    world.request({ op: 'drain-host', host: id, mode: 'after', reason: 'soon', deadlineMs: null })
  for (const id of ['h1', 'h2', 'h3']) found(world, id, finding('host', { grade: 'stop' }))
  t.equal(jobs.filter(({ id }) => stopOf(world, attemptOf(world, id).id) !== null).length, 2)
})

t.test('[HB1] one leaking rack is taken out whole and counts as one; a second one is bounded', async (t) => {
  const world = makeWorld({ check: 'steps' })
  for (let i = 1; i <= 80; i++)
    world.host(`h${i}`, 8, 'boot-1', { gpus: 8, topology: { rack: `R${Math.ceil(i / 20)}` } })
  const wet = (rack: string) => [1, 2].map((n) => leak(`${rack}-${n}`, 'warning', { rack, tray: `T${n}` }))
  found(world, 'h80', ...wet('R1'))
  t.equal(drained(world), 20)
  t.equal(world.state.settings.get('settings')?.breaker?.trippedMs ?? null, null)
  found(world, 'h21', finding('host'))
  t.equal(drained(world), 21, 'health goes on elsewhere')
  found(world, 'h80', ...wet('R3'))
  t.equal(drained(world), 20 + 15, '16 of 80, the first rack being one of them')
  t.not(world.state.settings.must('settings').breaker?.trippedMs, null)
})

t.test('[HB1] a rack that is most of the fleet is not taken out whole', async (t) => {
  const world = makeWorld()
  for (let i = 1; i <= 12; i++) world.host(`h${i}`, 8, 'boot-1', { gpus: 8, topology: { rack: 'R1' } })
  found(world, 'h12', ...[1, 2].map((n) => leak(`d${n}`, 'warning', { rack: 'R1', tray: `T${n}` })))
  t.equal(drained(world), 6)
  t.not(world.state.settings.must('settings').breaker?.trippedMs, null)
})

t.test('[HB1] unreachable hosts count as out until a person has confirmed that they are dead', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 15)
  const tripped = () => (world.state.settings.get('settings')?.breaker?.trippedMs ?? null) !== null
  const silent = ['h1', 'h2', 'h3']
  for (const id of silent) found(world, id, finding('host'))
  pass(world, limits.breakerWindowMs + minute)
  for (let i = 0; i < 60; i++) {
    for (const { id } of world.state.hosts.values())
      if (!silent.includes(id)) world.step({ kind: 'host-seen', host: id, digest: null })
    world.tick(5_000)
  }
  t.match(
    silent.map((id) => livenessOf(world.state, id)),
    ['unreachable', 'unreachable', 'unreachable'],
  )
  found(world, 'h4', finding('host'))
  t.equal(tripped(), true, 'three of 15: silence has not made room for another')
  for (const id of silent) world.request({ op: 'confirm-lost', host: id })
  world.state.settings.patch('settings', { breaker: { trippedMs: null, reason: '', hosts: [], reset: null } })
  for (const id of ['h5', 'h6']) found(world, id, finding('host'))
  t.equal(tripped(), false)
  t.match(
    ['h5', 'h6'].map((id) => host(world, id).drain?.by),
    ['health', 'health'],
  )
  found(world, 'h7', finding('host'))
  t.equal(tripped(), true, 'two of the 12 that are left')
  t.match(world.state.settings.must('settings').breaker?.reason, /2 hosts of 12 .*at most 2/)
})

t.test('[HB1] hosts that are back count for half an hour, and no longer', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 10)
  const comesAndGoes = (id: string) => {
    found(world, id, finding('host'))
    found(world, id, over('host'))
    answer(world, id, true)
  }
  for (const id of ['h1', 'h2']) comesAndGoes(id)
  pass(world, limits.breakerWindowMs + minute)
  for (const id of ['h3', 'h4']) comesAndGoes(id)
  t.equal(world.state.settings.get('settings')?.breaker?.trippedMs ?? null, null, 'the first two count no more')
  pass(world, limits.breakerWindowMs - minute)
  found(world, 'h5', finding('host'))
  t.equal(host(world, 'h5').drain, null)
  t.not(world.state.settings.must('settings').breaker?.trippedMs, null, 'the others do')
})

t.test('[S2] a host with all the verdicts that it can have comes back in bounded steps', async (t) => {
  const world = makeWorld({ check: 'steps' })
  world.host('h1', 64, 'boot-1', { gpus: 8, topology: { rack: 'R1' } })
  world.host('h2', 64, 'boot-1', { gpus: 8, topology: { rack: 'R2' } })
  const ids = (of: string, count: number) => Array.from({ length: count }, (_, i) => `${of}${i}`)
  const own = ids('disk:', limits.verdictsPerHost)
  const places = ids('cdu:', limits.seriousPerHost)
  const tell = (by: string, of: readonly string[], make: (device: string) => ReturnType<typeof finding>) => {
    for (let i = 0; i < of.length; i += 10) found(world, by, ...of.slice(i, i + 10).map(make))
  }
  const more = (device: string) => ({
    rule: `r/${device}`,
    ...(device.startsWith('cdu:') ? { place: { rack: 'R1' } } : {}),
  })
  tell('h1', own, (device) => finding(device, { ...more(device), grade: 'watch' }))
  tell('h2', places, (device) => finding(device, more(device)))
  tell('h1', own, (device) => finding(device, more(device)))
  t.equal(verdictsOf(world.state, 'h1').length, own.length + places.length)
  tell('h1', own, (device) => over(device, more(device)))
  tell('h2', places, (device) => over(device, more(device)))
  answer(world, 'h1', true)
  t.ok([...world.state.verdicts.values()].every(({ state }) => state === 'closed'))
  t.equal(host(world, 'h1').drain, null)
  const codes = (from: number, count: number) => Array.from({ length: count }, (_, i) => 1_000 + from + i)
  const print = (of: readonly number[]) => {
    for (let i = 0; i < of.length; i += 8)
      lines(world, 'h2', ...of.slice(i, i + 8).map((code) => xid(code, 'h2/0', { class: 'sxid' })))
  }
  const overrides = (of: readonly number[]) =>
    world.request({
      op: 'set-health-policy',
      overrides: Object.fromEntries(of.map((code) => [`sxid/${code}`, { grade: 'degrade', repair: 'reboot-host' }])),
    })
  for (let i = 0; i < 16; i++) submit(world, one(`j${i}`, 1, null))
  world.startAll()
  const [mild, grave] = [codes(0, limits.verdictsPerHost), codes(500, limits.seriousPerHost)]
  print(mild)
  overrides(grave)
  print(grave)
  overrides(mild)
  print(mild)
  t.equal(
    verdictsOf(world.state, 'h2').filter(({ grade, source }) => grade === 'degrade' && source === 'kernel').length,
    56,
  )
  const { inventory, topology } = host(world, 'h2')
  const hello = { name: 'h2', slots: 64, bootId: 'boot-2', spool: 's', bytesAddress: 'x', labels: {}, attempts: [] }
  world.step({ kind: 'host-disconnected', host: 'h2', connection: world.state.volatile.connections.get('h2')! })
  const inventoryJson = JSON.stringify({ ...inventory, topology })
  world.step({ kind: 'host-connected', host: 'h2', connection: 9, hello: { ...hello, inventoryJson } })
  t.ok(verdictsOf(world.state, 'h2').every(({ state, onPlace }) => onPlace || state === 'gone'))
  t.ok(checkOf(world, 'h2'))
  answer(world, 'h2', true)
  t.equal(host(world, 'h2').drain, null)
})

t.test('[HV3] what a fault affects is looked at again when it grows worse or comes back', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  found(world, 'h1', finding('gpu:h1/0', { grade: 'watch' }))
  const job = submit(world, one('j', 8, null))
  world.startAll()
  found(world, 'h1', finding('gpu:h1/0'))
  t.same(verdictsOf(world.state, 'h1')[0]?.affects.jobs, [job.id])
  found(world, 'h1', over('gpu:h1/0'))
  world.end(attemptOf(world, job.id).id, exited(1))
  found(world, 'h1', finding('gpu:h1/0'))
  t.same(verdictsOf(world.state, 'h1')[0]?.affects.jobs, [])
})
