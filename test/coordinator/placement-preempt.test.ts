/** Preemption: the cheapest work to stop. Examples, then an oracle that tries every set of stops. */
import fc from 'fast-check'
import t from 'tap'
import { type Host, never } from '../../coordinator/core/placement/capacity.ts'
import { cheapestStops } from '../../coordinator/core/placement/cheapest.ts'
import type { Demand } from '../../coordinator/core/placement/demand.ts'
import { type Preemption, preempt } from '../../coordinator/core/placement/preempt.ts'
import {
  compareCosts,
  compareRanks,
  costOf,
  type StopUnit,
  stopUnits,
  type Victim,
} from '../../coordinator/core/placement/stop-units.ts'
import { capacityOf, type Fleet, gang, gpus, grant, offer, type Taking, task } from '../fakes/placement-fleet.ts'
import { isOpen, kindsThatFit, largestGang, takenOn } from '../fakes/placement-oracle.ts'

const victim = (number: number, host: string, more: Partial<Victim> = {}): Victim => {
  const common = { rank: [0, 0], lostGpuMs: 100, gang: null } as const
  return { holder: `a-1-${number}`, host, job: `j-1-${number}`, ...common, ...more }
}
const holding = (number: number, host: string, from: number, count: number): Taking => {
  const uuids = gpus(host, 4)
    .slice(from, from + count)
    .map(({ uuid }) => uuid)
  return { host, holder: `a-1-${number}`, grant: grant(1, uuids), endMs: never }
}
const stopped = (found: Preemption | undefined): unknown =>
  found === undefined ? undefined : [found.units.map(({ id }) => id), found.picks.map(({ host }) => host.id)]

t.test('one task: least important first, then least work lost, then fewest jobs', (t) => {
  const fleet: Fleet = {
    offers: ['h1', 'h2'].map((id) => offer(id)),
    takings: [holding(1, 'h1', 0, 4), holding(2, 'h2', 0, 2), holding(3, 'h2', 2, 2)],
  }
  const find = (victims: Victim[], demand: Demand): unknown => stopped(preempt(capacityOf(fleet), { demand }, victims))
  const two = task({ cpus: 1, gpus: 2 })
  const four = task({ cpus: 1, gpus: 4 })
  const equal = [victim(1, 'h1'), victim(2, 'h2'), victim(3, 'h2')]
  t.same(find(equal, two), [['a-1-1'], ['h1']], 'ties by id')
  t.same(find(equal, four), [['a-1-1'], ['h1']], 'one stop costs less than two')
  const dear = [victim(1, 'h1', { lostGpuMs: 300 }), victim(2, 'h2'), victim(3, 'h2')]
  t.same(find(dear, four), [['a-1-2', 'a-1-3'], ['h2']])
  t.same(find(dear, two), [['a-1-2'], ['h2']])
  const ranked = [victim(1, 'h1', { rank: [0, -5], lostGpuMs: 900 }), victim(2, 'h2'), victim(3, 'h2')]
  t.same(find(ranked, two), [['a-1-1'], ['h1']], 'rank before cost')
  const guarded = [victim(1, 'h1', { rank: [1, -5], lostGpuMs: 0 }), victim(2, 'h2'), victim(3, 'h2')]
  t.same(find(guarded, two), [['a-1-2'], ['h2']], 'protected work ranks above all other')
  t.same(find(equal.slice(1), two), [['a-1-2'], ['h2']], 'only what is named is stopped')
  t.same(find(equal.slice(2), four), undefined)
  t.same(find([], task({ cpus: 1 })), [[], ['h2']], 'what fits stops nothing')
  const sameJob = [
    victim(1, 'h1', { lostGpuMs: 200 }),
    victim(2, 'h2', { job: 'j-1-9' }),
    victim(3, 'h2', { job: 'j-1-9' }),
  ]
  t.same(find(sameJob, four), [['a-1-1'], ['h1']])
  t.end()
})

t.test('gangs stop whole, and one gang may be cheaper than many tasks', (t) => {
  const takings = ['h1', 'h2', 'h3', 'h4'].map((host, i) => holding(i + 1, host, 0, 4))
  const offers = ['h1', 'h2', 'h3', 'h4'].map((id) => offer(id))
  const capacity = capacityOf({ offers, takings })
  const one = { gang: 'j-1-1', job: 'j-1-1' }
  const victims = [victim(1, 'h1', one), victim(2, 'h2', one), victim(3, 'h3', { lostGpuMs: 150 }), victim(4, 'h4')]
  const find = (demand: Demand): unknown => stopped(preempt(capacity, { demand }, victims))
  t.same(find(task({ cpus: 1, gpus: 4 })), [['a-1-4'], ['h4']], 'the gang would cost 200')
  t.same(find(gang(2, { cpus: 1, gpus: 4 })), [['j-1-1'], ['h1', 'h2']], '200 instead of 250')
  t.same(find(gang(3, { cpus: 1, gpus: 4 })), [
    ['a-1-4', 'j-1-1'],
    ['h1', 'h2', 'h4'],
  ])
  t.end()
})

t.test('a required place is emptied alone', (t) => {
  const racks = { h1: 'a', h2: 'a', h3: 'b', h4: 'b' }
  const offers = Object.entries(racks).map(([id, rack]) => offer(id, { topology: { rack } }))
  const takings = Object.keys(racks).map((host, i) => holding(i + 1, host, 0, 4))
  const costs = [10, 90, 50, 40]
  const victims = takings.map(({ host }, i) => victim(i + 1, host, { lostGpuMs: costs[i] as number }))
  const pack = { placement: { topology: { level: 'rack', mode: 'pack', required: true } } } as const
  const found = preempt(capacityOf({ offers, takings }), { demand: gang(2, { cpus: 1, gpus: 4 }, pack) }, victims)
  t.same(stopped(found), [
    ['a-1-3', 'a-1-4'],
    ['h3', 'h4'],
  ])
  t.same(found?.cost, { lostGpuMs: 90, jobs: 2 })
  t.end()
})

const highest = (units: readonly StopUnit[]): readonly [number, number] =>
  units.reduce<readonly [number, number]>((a, { rank }) => (compareRanks(a, rank) < 0 ? rank : a), [-1, 0])

t.test('property: the cheapest stops on one host are the cheapest of all sets', (t) => {
  const items = fc.array(fc.record({ size: fc.nat(4), lostGpuMs: fc.nat(9), job: fc.nat(2) }), { maxLength: 7 })
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (given, cpus, count) => {
      const uuids = gpus('h1', 16).map(({ uuid }) => uuid)
      const takings = given.map(({ size }, i): Taking => {
        const from = given.slice(0, i).reduce((sum, each) => sum + each.size, 0)
        return { host: 'h1', holder: `a-1-${i}`, grant: grant(1, uuids.slice(from, from + size)), endMs: never }
      })
      const fleet: Fleet = { offers: [offer('h1', { units: gpus('h1', 16) })], takings }
      const victims = given.map(({ lostGpuMs, job }, i) => victim(i, 'h1', { lostGpuMs, job: `j-1-${job}` }))
      const units = stopUnits(victims)
      const demand = task({ cpus, gpus: count })
      const found = cheapestStops(capacityOf(fleet).host('h1') as Host, demand, 0, units)
      const best = bestByHand(fleet, demand, units)
      if (found === undefined || best === undefined) throw new Error('an empty host takes it')
      if (!fitsWithout(fleet, demand, found.units)) throw new Error('does not fit')
      if (compareCosts(found.cost, costOf(best)) !== 0)
        throw new Error(`${JSON.stringify(found.cost)}, by hand ${JSON.stringify(costOf(best))}`)
    }),
    { numRuns: 500 },
  )
  t.end()
})

/** Hosts of four GPUs, nearly all taken, one of them now and then twice: two to nine things that could stop. */
const arbitraryFullFleet: fc.Arbitrary<Fleet> = fc
  .array(
    fc.record({
      rack: fc.constantFrom('a', 'b'),
      sizes: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
      twice: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 2, maxLength: 3 },
  )
  .map((hosts) => {
    const offers = hosts.map(({ rack }, i) => offer(`h${i}`, { cpus: 5, topology: { rack } }))
    const takings = hosts.flatMap(({ sizes, twice }, i) => {
      let from = 0
      return sizes.map((size, k) => {
        const taking = holding(i * 3 + k, `h${i}`, from, size)
        from = twice ? Math.max(0, from + size - 1) : from + size
        return taking
      })
    })
    return { offers, takings }
  })

const arbitraryDemand: fc.Arbitrary<Demand> = fc
  .record({
    hosts: fc.integer({ min: 1, max: 3 }),
    cpus: fc.integer({ min: 1, max: 5 }),
    count: fc.nat(4),
    required: fc.constantFrom(null, null, 'pack', 'spread'),
  })
  .map(({ hosts, cpus, count, required: mode }) => {
    const where = mode === null ? {} : { placement: { topology: { level: 'rack', mode, required: true } } as const }
    return hosts === 1 ? task({ cpus, gpus: count }) : gang(hosts, { cpus, gpus: count }, where)
  })

const arbitraryTraits = fc.array(
  fc.record({
    rank: fc.tuple(fc.constantFrom(0, 0, 0, 1), fc.constantFrom(0, 0, 1)),
    lostGpuMs: fc.nat(9),
    gang: fc.constantFrom(null, null, 'j-1-70', 'j-1-71'),
  }),
  { minLength: 9, maxLength: 9 },
)
type Trait = { rank: [number, number]; lostGpuMs: number; gang: string | null }

const victimsOf = ({ takings }: Fleet, traits: readonly Trait[]): Victim[] =>
  takings.map(({ holder, host }, i) => {
    const trait = traits[i] as Trait
    return { holder, host, job: trait.gang ?? `j-1-${i % 5}`, ...trait }
  })

function fitsWithout(fleet: Fleet, demand: Demand, units: readonly StopUnit[]): boolean {
  const gone = new Set(units.flatMap(({ victims }) => victims.map(({ holder }) => holder)))
  const left = { ...fleet, takings: fleet.takings.filter(({ holder }) => !gone.has(holder)) }
  const fits = new Map(
    left.offers
      .filter((each) => isOpen(each, demand))
      .map((each) => [each, kindsThatFit(each, takenOn(left, each), demand)]),
  )
  return largestGang(left, demand, fits) >= demand.minHosts
}

/** The best of all sets of stops. */
function bestByHand(fleet: Fleet, demand: Demand, units: readonly StopUnit[]): StopUnit[] | undefined {
  let best: StopUnit[] | undefined
  for (let chosen = 0; chosen < 2 ** units.length; chosen++) {
    const set = units.filter((_, i) => (chosen & (1 << i)) !== 0)
    const better =
      best === undefined || (compareRanks(highest(set), highest(best)) || compareCosts(costOf(set), costOf(best))) < 0
    if (better && fitsWithout(fleet, demand, set)) best = set
  }
  return best
}

t.test('[P8] property: the stops make it fit, each is needed, and none of a lower rank would do', (t) => {
  fc.assert(
    fc.property(arbitraryFullFleet, arbitraryDemand, arbitraryTraits, (fleet, demand, traits) => {
      const victims = victimsOf(fleet, traits as Trait[])
      const found = preempt(capacityOf(fleet), { demand }, victims)
      const best = bestByHand(fleet, demand, stopUnits(victims))
      if (found === undefined || best === undefined) {
        if (found !== best) throw new Error(`${found?.units.map(({ id }) => id)}, by hand ${best?.map(({ id }) => id)}`)
        return
      }
      const { units, cost, picks } = found
      if (!fitsWithout(fleet, demand, units)) throw new Error('does not fit')
      for (const unit of units)
        if (
          fitsWithout(
            fleet,
            demand,
            units.filter((each) => each !== unit),
          )
        )
          throw new Error(`${unit.id} is not needed`)
      if (compareRanks(highest(units), highest(best)) !== 0) throw new Error('a lower rank would do')
      if (picks.length < demand.minHosts) throw new Error('not whole')
      if (demand.minHosts === 1 && compareCosts(cost, costOf(best)) !== 0)
        throw new Error(`costs ${cost.lostGpuMs}, by hand ${costOf(best).lostGpuMs}`)
    }),
    { numRuns: 1_500 },
  )
  t.end()
})
