/** Placement: capacity, fit, choice, in examples. */
import t from 'tap'
import { Capacity, type Host, never, overcommitted } from '../../coordinator/core/placement/capacity.ts'
import { type Answer, choose, type Pick } from '../../coordinator/core/placement/choose.ts'
import { type Demand, shapeKey } from '../../coordinator/core/placement/demand.ts'
import { type Ask, whyNot } from '../../coordinator/core/placement/fit.ts'
import { type HostOffer, unitsOf } from '../../coordinator/core/placement/offer.ts'
import type { Mode } from '../../coordinator/core/placement/preference.ts'
import { inOneLine, reasonsOf, whyNever } from '../../coordinator/core/placement/reasons.ts'
import { capacityOf, gang, gpus, grant, offer, slices, type Taking, task } from '../fakes/placement-fleet.ts'

const picksOf = (answer: Answer): readonly Pick[] => (answer.kind === 'chosen' ? answer.picks : [])
const hostsOf = (answer: Answer): string[] => picksOf(answer).map(({ host }) => host.id)
const why = (each: HostOffer, demand: Demand, takings: Taking[] = []): string =>
  whyNot(capacityOf({ offers: [each], takings }).host(each.id) as Host, { demand })
const chosen = (offers: HostOffer[], demand: Demand, takings: Taking[] = [], mode: Mode = 'tight'): string[] =>
  hostsOf(choose(capacityOf({ offers, takings }), { demand }, mode))
const taking = (host: string, holder: string, cpus: number, uuids: string[] = []): Taking => ({
  host,
  holder,
  grant: grant(cpus, uuids),
  endMs: never,
})

t.test('capacity counts what is taken, and says when it is too much', (t) => {
  const capacity = capacityOf({ offers: [offer('h2'), offer('h1')], takings: [] })
  t.same(
    capacity.hosts().map(({ id }) => id),
    ['h1', 'h2'],
    'by id',
  )
  capacity.take('h1', 'a-1-1', grant(6, ['h1-A100-0', 'h1-A100-2'], 1_000), 50)
  const before = capacity.host('h1') as Host
  t.same([before.cpusFree, before.memoryFreeMb, before.free, before.unitsFree], [2, 7_000, [2], 2])
  const copy = capacity.clone()
  copy.take('h1', 'a-1-2', grant(6, ['h1-A100-0']), never)
  t.equal(capacity.host('h1'), before, 'a copy changes apart')
  t.equal(copy.host('h1')?.cpusFree, 0)
  t.same(overcommitted(copy.host('h1') as Host), ['12 of 8 slots taken', 'h1-A100-0 taken by a-1-1 and a-1-2'])
  copy.release('h1', 'a-1-1')
  t.same([copy.host('h1')?.cpusFree, copy.host('h1')?.free], [2, [3]])
  t.same(overcommitted(copy.host('h1') as Host), [])
  capacity.setHost(offer('h1', { units: gpus('h1', 1) }))
  t.same(capacity.host('h1')?.free, [0], 'a GPU that went away is not free')
  capacity.removeHost('h1')
  capacity.setHost(offer('h0'))
  t.same(
    capacity.hosts().map(({ id }) => id),
    ['h0', 'h2'],
  )
  t.throws(() => capacity.take('h9', 'a-1-1', grant(1), never), /no host h9/)
  t.end()
})

t.test('units of an inventory: a GPU in MIG mode is its slices', (t) => {
  const gpu = { index: 1, uuid: 'g1', name: 'A100', memoryBytes: 40 * 1024 ** 3 }
  const mig = [{ uuid: 'm1', profile: '1g.5gb', memoryBytes: 5 * 1024 ** 3 }]
  const common = { hostname: '', os: '', arch: '', cpuModel: '', cpus: 1, memoryBytes: 1, agentVersion: '' }
  const units = unitsOf({
    ...common,
    simulated: true,
    gpus: [
      { ...gpu, index: 0, uuid: 'g0' },
      { ...gpu, mig },
    ],
  })
  t.same(units, [
    { uuid: 'g0', gpu: 0, model: 'A100', memoryMb: 40_960, mig: null },
    { uuid: 'm1', gpu: 1, model: 'A100', memoryMb: 5_120, mig: '1g.5gb' },
  ])
  t.end()
})

t.test('the first reason of a host that does not fit, with its numbers', (t) => {
  const half = [taking('h1', 'a-1-1', 4, ['h1-A100-0', 'h1-A100-1'])]
  t.equal(why(offer('h1'), task({ cpus: 1, gpus: 2 }), half), '')
  t.equal(why(offer('h1'), task({ cpus: 1, gpus: 3 }), half), '2 of 4 GPUs free, 3 needed')
  t.equal(why(offer('h1'), task({ cpus: 5 }), half), '4 of 8 slots free, 5 needed')
  t.equal(why(offer('h1'), task({ cpus: 16 })), '8 slots, 16 needed')
  t.equal(why(offer('h1'), task({ cpus: 1, memoryMb: 9_000 })), '8000 MB of memory, 9000 needed')
  t.equal(why(offer('h1'), task({ cpus: 1, gpus: 8 })), '4 GPUs, 8 needed')
  t.equal(why(offer('h1', { units: [] }), task({ cpus: 1, gpus: 8 })), 'no GPUs, 8 needed')
  t.equal(why(offer('h1'), task({ cpus: 1, gpus: 1, gpuModel: 'H100' })), '4 GPUs are A100, H100 wanted')
  t.equal(why(offer('h1'), task({ cpus: 1, gpus: 1, gpuModel: 'a10' })), '')
  t.equal(why(offer('h1'), task({ cpus: 1, gpus: 1, gpuMemoryMb: 80_000 })), '4 GPUs have 40960 MB each, 80000 wanted')
  const cut = offer('h1', { units: slices('h1', 4, 2) })
  t.equal(why(cut, task({ cpus: 1, gpus: 1 })), 'GPUs are cut into 4 MIG slices, whole ones wanted')
  t.equal(why(cut, task({ cpus: 1, gpus: 1, migProfile: '3g.40gb' })), 'no 3g.40gb slices, 1 needed')
  t.equal(
    why(cut, task({ cpus: 1, gpus: 4, migProfile: '1g.10gb' }), [taking('h1', 'a-1-1', 1, ['h1-mig-0-0'])]),
    '3 of 4 1g.10gb slices free, 4 needed',
  )
  const zone = task({ cpus: 1 }, { placement: { labels: { zone: 'b' } } })
  t.equal(why(offer('h1'), zone), 'label zone=b missing')
  t.equal(why(offer('h1', { labels: { zone: 'a' } }), zone), 'label zone is a, b wanted')
  t.equal(why(offer('h1', { closed: 'is suspect' }), task({ cpus: 99 })), 'is suspect')
  t.equal(why(offer('h1', { spare: true }), task({ cpus: 1 })), 'kept as a spare for gangs that lose a host')
  t.equal(why(offer('h1', { spare: true }), { ...task({ cpus: 1 }), useSpares: true }), '')
  const racked = gang(2, { cpus: 1 }, { placement: { topology: { level: 'rack', mode: 'pack', required: true } } })
  t.equal(why(offer('h1'), racked), 'nothing says which rack it is in')
  const host = capacityOf({ offers: [offer('h1')], takings: [] }).host('h1') as Host
  const two = task({ cpus: 1 }, { workers: { max: 4, perHost: 2 } })
  t.equal(whyNot(host, { demand: two, ofJob: () => 2 }), '2 of this job already (at most 2 a host)')
  t.equal(whyNot(host, { demand: two, veto: () => 'failed to launch it' }), 'failed to launch it')
  t.end()
})

t.test('reasons are grouped, and what can never be is told from what must wait', (t) => {
  const offers = [offer('h1'), offer('h2'), offer('h3', { closed: 'cordoned' }), offer('h4', { units: [] })]
  const takings = [taking('h1', 'a-1-1', 1, ['h1-A100-0']), taking('h2', 'a-1-2', 1, ['h2-A100-0', 'h2-A100-1'])]
  const capacity = capacityOf({ offers, takings })
  const reasons = reasonsOf(capacity, { demand: task({ cpus: 1, gpus: 4 }) })
  t.equal(
    inOneLine(reasons),
    '2 hosts: at best 3 of 4 GPUs free, 4 needed; 1 host: cordoned; 1 host: no GPUs, 4 needed',
  )
  const shut = [1, 2, 3, 4, 5, 6].map((n) => offer(`h${n}`, { closed: `shut ${n}` }))
  t.equal(
    inOneLine(reasonsOf(capacityOf({ offers: shut, takings: [] }), { demand: task({ cpus: 1 }) })),
    '1 host: shut 1; 1 host: shut 2; 1 host: shut 3; 1 host: shut 4; 2 hosts: other reasons',
  )
  t.equal(whyNever(capacity, task({ cpus: 1, gpus: 4 })), '', 'it waits')
  t.equal(
    whyNever(capacity, task({ cpus: 1, gpus: 16 })),
    'no host can take it: 3 hosts: 4 GPUs, 16 needed; 1 host: no GPUs, 16 needed',
  )
  t.equal(whyNever(capacity, gang(4, { cpus: 1, gpus: 4 })), '3 hosts could take a member, 4 needed')
  t.equal(whyNever(new Capacity(), task({ cpus: 1 })), 'no host has joined yet')
  const pack = { placement: { topology: { level: 'rack', mode: 'pack', required: true } } } as const
  const racks = ['a', 'a', 'b'].map((rack, i) => offer(`h${i}`, { topology: { rack } }))
  t.equal(
    whyNever(capacityOf({ offers: racks, takings: [] }), gang(3, { cpus: 1 }, pack)),
    '3 hosts could take a member, 3 needed in one rack, at most 2 are',
  )
  t.end()
})

t.test('[P1] one task: tight fills what is in use, spread takes the emptiest', (t) => {
  const offers = ['h1', 'h2', 'h3'].map((id) => offer(id))
  const takings = [taking('h2', 'a-1-1', 1, ['h2-A100-0', 'h2-A100-1']), taking('h3', 'a-1-2', 1, ['h3-A100-0'])]
  t.same(chosen(offers, task({ cpus: 1, gpus: 1 }), takings), ['h2'])
  t.same(chosen(offers, task({ cpus: 1, gpus: 3 }), takings), ['h3'])
  t.same(chosen(offers, task({ cpus: 1, gpus: 1 }), takings, 'spread'), ['h1'])
  t.same(chosen(offers, task({ cpus: 1 }), [], 'spread'), ['h1'], 'ties by id')
  t.same(chosen([...offers, offer('h4', { units: [] })], task({ cpus: 1 })), ['h4'], 'GPUs are left to who needs them')
  const big = offer('h0', { units: gpus('h0', 4, 'H100', 81_920) })
  t.same(chosen([big, ...offers], task({ cpus: 1, gpus: 1 })), ['h1'], 'so are the large ones')
  t.same(chosen([offer('h1', { health: 40 }), offer('h2', { health: 80 })], task({ cpus: 1 })), ['h2'])
  t.same(chosen([offer('h1', { headroom: 10 }), offer('h2')], task({ cpus: 1 })), ['h2'])
  const capacity = capacityOf({ offers, takings: [] })
  t.same(hostsOf(choose(capacity, { demand: task({ cpus: 1 }), warm: ({ id }) => id === 'h3' })), ['h3'])
  t.same(hostsOf(choose(capacity, { demand: task({ cpus: 1 }), ofJob: ({ id }) => (id === 'h1' ? 1 : 0) }, 'spread')), [
    'h2',
  ])
  const leaf = (id: string, name: string): HostOffer => offer(id, { topology: { leaf: name } })
  t.same(
    chosen([leaf('h1', 'x'), leaf('h2', 'x'), leaf('h3', 'y')], task({ cpus: 1 })),
    ['h3'],
    'whole leaves stay whole',
  )
  t.end()
})

t.test('an objection to one class of GPUs leaves the others', (t) => {
  const both = offer('h1', { units: [...gpus('h1', 1), ...gpus('h1', 1, 'H100', 81_920)] })
  const capacity = capacityOf({ offers: [both, offer('h2', { units: gpus('h2', 2, 'H100', 81_920) })], takings: [] })
  const demand = task({ cpus: 1, gpus: 1 })
  const veto: Ask['veto'] = (_, gpuClass) => (gpuClass?.model === 'A100' ? 'kept' : '')
  const gpusFor = (ask: Ask): unknown => picksOf(choose(capacity, ask))[0]?.gpus
  t.same(gpusFor({ demand }), ['h1-A100-0'])
  t.same(gpusFor({ demand, veto }), ['h1-H100-0'])
  t.same(gpusFor({ demand, veto, warm: ({ id }) => id === 'h2' }), ['h2-H100-0'])
  t.end()
})

t.test('units: the lowest GPUs; slices of the GPU that is cut into most', (t) => {
  const gpusOf = (each: HostOffer, demand: Demand, takings: Taking[]): readonly string[] =>
    picksOf(choose(capacityOf({ offers: [each], takings }), { demand }))[0]?.gpus ?? []
  t.same(gpusOf(offer('h1'), task({ cpus: 1, gpus: 2 }), [taking('h1', 'a-1-1', 1, ['h1-A100-1'])]), [
    'h1-A100-0',
    'h1-A100-2',
  ])
  const cut = offer('h1', { units: slices('h1', 6, 2) })
  const one = task({ cpus: 1, gpus: 1, migProfile: '1g.10gb' })
  t.same(gpusOf(cut, one, [taking('h1', 'a-1-1', 1, ['h1-mig-1-0'])]), ['h1-mig-1-1'])
  t.end()
})

t.test('replicas keep to, or away from, the places of their job', (t) => {
  const offers = ['x', 'x', 'y', 'y'].map((rack, i) => offer(`h${i}`, { topology: { rack } }))
  const capacity = capacityOf({ offers, takings: [] })
  const topology = (mode: 'pack' | 'spread', required: boolean): Demand => ({
    ...task({ cpus: 1 }),
    topology: { level: 'rack', mode, required },
  })
  const where = (demand: Demand, has: Record<string, number>): string[] =>
    hostsOf(choose(capacity, { demand, ofJob: ({ id }) => has[id] ?? 0 }, 'spread'))
  t.same(where(topology('spread', false), { h0: 1 }), ['h2'])
  t.same(where(topology('spread', true), { h0: 1, h2: 1 }), ['h1'])
  t.same(where(topology('pack', false), { h2: 1 }), ['h3'])
  const apart = { demand: topology('spread', true), ofJob: ({ id }: Host) => (id === 'h0' ? 1 : 0) }
  t.same(
    reasonsOf(capacity, apart).map(({ why: text, hosts }) => [hosts, text]),
    [
      [2, ''],
      [2, 'its rack has 1 of this job, another has 0'],
    ],
  )
  const near = { demand: topology('pack', true), ofJob: ({ id }: Host) => (id === 'h0' ? 1 : 0) }
  t.equal(reasonsOf(capacity, near)[1]?.why, "not in the rack of the job's other tasks")
  t.end()
})

/** Hosts h00… on leaves of the given sizes; racks of two leaves. */
const leaves = (...sizes: number[]): HostOffer[] =>
  sizes.flatMap((size, leaf) =>
    Array.from({ length: size }, (_, i) =>
      offer(`h${leaf}${i}`, { topology: { site: 's', rack: `k${leaf >> 1}`, leaf: `l${leaf}` } }),
    ),
  )

t.test('a gang: the smallest leaf that holds it, else as few leaves as can be', (t) => {
  const whole = { cpus: 8, gpus: 4 }
  t.same(chosen(leaves(5, 3, 4), gang(3, whole)), ['h10', 'h11', 'h12'])
  t.same(chosen(leaves(5, 3, 4), gang(4, whole)), ['h20', 'h21', 'h22', 'h23'])
  t.same(chosen(leaves(3, 3, 3, 2), gang(5, whole)), ['h20', 'h21', 'h22', 'h30', 'h31'], 'one rack before two')
  t.same(chosen(leaves(1, 1, 4, 1, 1, 2), gang(6, whole)).slice(-2), ['h50', 'h51'], 'the rest goes where it just fits')
  const pack = (required: boolean) => ({ placement: { topology: { level: 'rack', mode: 'pack', required } } }) as const
  t.same(chosen(leaves(2, 2, 3), gang(4, whole, pack(false))), ['h00', 'h01', 'h10', 'h11'])
  const none = choose(capacityOf({ offers: leaves(2, 2, 3), takings: [] }), { demand: gang(5, whole, pack(true)) })
  t.same(none, {
    kind: 'blocked',
    fitting: 7,
    needed: 5,
    places: [
      { name: 'k0', fitting: 4 },
      { name: 'k1', fitting: 3 },
    ],
    why: '7 hosts fit now, 5 needed in one rack; the most is 4 in rack k0',
  })
  const spread = { placement: { topology: { level: 'leaf', mode: 'spread' } } } as const
  t.same(chosen(leaves(3, 2, 1), gang(4, whole, spread)), ['h00', 'h01', 'h10', 'h20'])
  t.end()
})

t.test('a gang: elastic, of one model, sound hosts first, ranks by topology', (t) => {
  t.same(chosen(leaves(2), { ...gang(4, { cpus: 1 }), minHosts: 2 }), ['h00', 'h01'])
  t.same(chosen(leaves(2), { ...gang(4, { cpus: 1 }), minHosts: 3 }), [])
  const mixed = ['h0', 'h1', 'h2', 'h3', 'h4'].map((id, i) =>
    offer(id, { units: i % 2 === 0 ? gpus(id, 4) : gpus(id, 4, 'H100', 81_920) }),
  )
  t.same(chosen(mixed, gang(2, { cpus: 1, gpus: 1 })), ['h0', 'h2'])
  t.same(
    chosen(mixed, { ...gang(4, { cpus: 1, gpus: 1 }), minHosts: 2 }),
    ['h0', 'h2', 'h4'],
    'the largest of one model',
  )
  const poor = leaves(2, 2).map((each) => (each.id === 'h00' ? { ...each, health: 30 } : each))
  t.same(chosen(poor, gang(2, { cpus: 1 })), ['h10', 'h11'])
  t.same(chosen(poor, gang(4, { cpus: 1 })), ['h00', 'h01', 'h10', 'h11'], 'a poor host only where there is no other')
  t.same(
    chosen(
      ['b', 'a', 'b', 'a'].map((leaf, i) => offer(`h${i}`, { topology: { leaf } })),
      gang(4, { cpus: 1 }),
    ),
    ['h1', 'h3', 'h0', 'h2'],
  )
  t.end()
})

t.test('shapes: what fits alike has one key', (t) => {
  t.equal(shapeKey(task({ cpus: 1 }, { policy: { timeLimitMs: 5_000 } })), shapeKey(task({ cpus: 1 })))
  t.equal(
    shapeKey(task({ cpus: 1, gpus: 1, gpuModel: 'h100' })),
    shapeKey(task({ cpus: 1, gpus: 1, gpuModel: 'H100' })),
  )
  t.not(shapeKey(task({ cpus: 1 })), shapeKey(task({ cpus: 2 })))
  t.end()
})
