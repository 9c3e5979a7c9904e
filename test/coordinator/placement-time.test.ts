/** What will be free when: planned ends, reservations, the first time a demand fits. Examples, then an oracle that looks at every tick. */
import fc from 'fast-check'
import t from 'tap'
import { type Capacity, endOf, type Host, never } from '../../coordinator/core/placement/capacity.ts'
import { choose } from '../../coordinator/core/placement/choose.ts'
import type { Demand } from '../../coordinator/core/placement/demand.ts'
import { chosenClass, whyNot } from '../../coordinator/core/placement/fit.ts'
import type { HostOffer } from '../../coordinator/core/placement/offer.ts'
import { earliest, type Opening } from '../../coordinator/core/placement/opening.ts'
import { type AssumeEndMs, Timeline } from '../../coordinator/core/placement/timeline.ts'
import {
  arbitraryFleet,
  arbitraryGang,
  arbitraryTask,
  capacityOf,
  type Fleet,
  gang,
  grant,
  offer,
  type Taking,
  task,
} from '../fakes/placement-fleet.ts'
import { isOpen, type Kept, kindsWithRoom, largestGang, standsRight, takenOn } from '../fakes/placement-oracle.ts'

const minute = 60_000
const taking = (host: string, number: number, cpus: number, endMs: number): Taking => ({
  host,
  holder: `a-1-${number}`,
  grant: grant(cpus),
  endMs,
})
const lasting = (demand: Demand, durationMs: number): Demand => ({ ...demand, durationMs })
const short = (found: Opening | undefined): unknown =>
  found === undefined ? undefined : [found.startMs, found.places.map(({ host }) => host.id), found.firm]

t.test('the first time a demand fits, from planned ends', (t) => {
  const offers = ['h1', 'h2', 'h3'].map((id) => offer(id))
  const takings = [taking('h1', 1, 8, 30), taking('h2', 2, 8, 10), taking('h3', 3, 8, never)]
  const capacity = capacityOf({ offers, takings })
  const timeline = new Timeline(capacity, 0)
  const one = lasting(task({ cpus: 8 }), 20)
  t.same(short(earliest(timeline, { demand: one })), [10, ['h2'], true])
  t.same(short(earliest(timeline, { demand: one, veto: ({ id }) => (id === 'h2' ? 'no' : '') })), [30, ['h1'], true])
  t.same(short(earliest(timeline, { demand: lasting(gang(2, { cpus: 8 }), 20) })), [30, ['h1', 'h2'], true])
  t.equal(earliest(timeline, { demand: gang(3, { cpus: 8 }) }), undefined, 'nobody knows when h3 is free')
  const guessing = new Timeline(capacity, 0, ({ holder }) => (holder === 'a-1-3' ? 20 : undefined))
  t.same(short(earliest(guessing, { demand: lasting(gang(3, { cpus: 8 }), 20) })), [30, ['h1', 'h2', 'h3'], false])
  guessing.advance(12)
  t.same(
    short(earliest(guessing, { demand: one })),
    [13, ['h2'], false],
    'what is over its plan is expected to end next',
  )
  t.end()
})

t.test('[P6] a task starts early only where it delays no reservation', (t) => {
  const offers = ['h1', 'h2'].map((id) => offer(id))
  const capacity = capacityOf({ offers, takings: [taking('h1', 1, 8, 30 * minute)] })
  const timeline = new Timeline(capacity, 0)
  const both = lasting(gang(2, { cpus: 8 }), 60 * minute)
  const opening = earliest(timeline, { demand: both }) as Opening
  timeline.reserve('j-1-1', both, opening.places, opening.startMs)
  const [, h2] = capacity.hosts() as [Host, Host]
  const quick = lasting(task({ cpus: 4 }), 30 * minute)
  const slow = lasting(task({ cpus: 4 }), 31 * minute)
  t.equal(timeline.whyWait(h2, null, quick), '')
  t.equal(timeline.whyWait(h2, null, slow), 'kept for j-1-1 in 30 min, this may run longer')
  t.equal(timeline.whyWait(h2, null, task({ cpus: 1 })), 'kept for j-1-1 in 30 min, this has no time limit')
  const veto = (demand: Demand) => ({ demand, veto: (host: Host) => timeline.whyWait(host, null, demand) })
  t.equal(choose(capacity, veto(quick)).kind, 'chosen')
  t.equal(choose(capacity, veto(slow)).kind, 'blocked')
  t.same(short(earliest(timeline, { demand: slow })), [90 * minute, ['h1'], true])
  timeline.advance(40 * minute)
  t.equal(timeline.whyWait(h2, null, quick), 'kept for j-1-1')
  t.same(
    timeline.reservations().map(({ id, startMs, endMs }) => [id, startMs, endMs]),
    [['j-1-1', 30 * minute, 90 * minute]],
  )
  timeline.unreserve('j-1-1')
  t.equal(timeline.whyWait(h2, null, slow), '')
  t.equal(timeline.bookingsOn('h2').length, 0)
  t.end()
})

t.test('the edges of time: a gap that just suffices, a unit held twice, an end that has come', (t) => {
  const whole = (demand: Demand, durationMs: number): Demand => lasting({ ...demand, cpus: 8 }, durationMs)
  const capacity = capacityOf({ offers: [offer('h1'), offer('h2')], takings: [taking('h2', 1, 8, 5)] })
  const timeline = new Timeline(capacity, 0)
  const [h1] = capacity.hosts() as [Host]
  timeline.reserve('j-1-1', whole(task({ cpus: 8 }), 20), [{ host: h1, gpuClass: null }], 10)
  t.same(short(earliest(timeline, { demand: whole(gang(2, { cpus: 8 }), 5) })), [5, ['h1', 'h2'], true])
  t.same(short(earliest(timeline, { demand: whole(gang(2, { cpus: 8 }), 6) })), [30, ['h1', 'h2'], true])
  timeline.advance(5)
  t.same(short(earliest(timeline, { demand: whole(gang(2, { cpus: 8 }), 4) })), [6, ['h1', 'h2'], false])
  const twice = capacityOf({ offers: [offer('h1')], takings: [] })
  for (const [holder, endMs] of [
    ['a-1-1', 20],
    ['a-1-2', 10],
  ] as const)
    twice.take('h1', holder, grant(1, ['h1-A100-0']), endMs)
  t.same(short(earliest(new Timeline(twice, 0), { demand: task({ cpus: 1, gpus: 4 }) })), [20, ['h1'], true])
  t.end()
})

t.test('a gang waits for one place that holds it', (t) => {
  const offers = ['a', 'a', 'b', 'b'].map((rack, i) => offer(`h${i}`, { topology: { rack } }))
  const ends = [10, 40, 20, 30]
  const capacity = capacityOf({ offers, takings: ends.map((endMs, i) => taking(`h${i}`, i, 8, endMs)) })
  const timeline = new Timeline(capacity, 0)
  const anywhere = lasting(gang(2, { cpus: 8 }), 5)
  t.same(short(earliest(timeline, { demand: anywhere })), [20, ['h0', 'h2'], true])
  const pack: Demand = { ...anywhere, topology: { level: 'rack', mode: 'pack', required: true } }
  t.same(short(earliest(timeline, { demand: pack })), [30, ['h2', 'h3'], true])
  const spread: Demand = {
    ...anywhere,
    hosts: 4,
    minHosts: 4,
    topology: { level: 'rack', mode: 'spread', required: true },
  }
  t.same(short(earliest(timeline, { demand: spread })), [40, ['h0', 'h1', 'h2', 'h3'], true])
  t.end()
})

/** Nothing changes after this: ends are at most 12, and six reservations of at most 8 can follow each other. */
const horizonMs = 80
const guessMs = 9
/** Holders with an odd last digit are guessed to end at 9. */
const isGuessed = ({ holder, endMs }: { holder: string; endMs: number }): boolean =>
  endMs === never && Number(holder.at(-1)) % 2 === 1
const assume: AssumeEndMs = (holding) => (isGuessed(holding) ? guessMs : undefined)

/** The takings with the ends that the timeline counts with; without guesses, what is guessed lasts for ever. */
function expected({ offers, takings }: Fleet, nowMs: number, guesses: boolean): Fleet {
  return {
    offers,
    takings: takings.map((each) => {
      const endMs = isGuessed(each) && guesses ? guessMs : each.endMs
      return { ...each, endMs: endMs > nowMs ? endMs : guesses ? nowMs + 1 : never }
    }),
  }
}

const roomAt = (fleet: Fleet, kept: readonly Kept[], demand: Demand, atMs: number): Map<HostOffer, Set<string>> =>
  new Map(
    fleet.offers
      .filter((each) => isOpen(each, demand))
      .map((each) => [each, kindsWithRoom(each, takenOn(fleet, each), kept, demand, atMs, horizonMs)]),
  )

function earliestByHand(
  fleet: Fleet,
  kept: readonly Kept[],
  demand: Demand,
  nowMs: number,
): [number, number] | undefined {
  for (let atMs = nowMs; atMs <= horizonMs; atMs++) {
    const most = largestGang(fleet, demand, roomAt(fleet, kept, demand, atMs))
    if (most >= demand.minHosts) return [atMs, most]
  }
  return undefined
}

const keptOf = (found: Opening, demand: Demand): Kept[] =>
  found.places.map(({ host, gpuClass }) => {
    const { startMs } = found
    return { host: host.id, kind: gpuClass?.key ?? '', demand, startMs, endMs: endOf(startMs, demand.durationMs) }
  })

function checkOpening(
  fleet: Fleet,
  kept: readonly Kept[],
  demand: Demand,
  nowMs: number,
  found: Opening | undefined,
): void {
  const by = earliestByHand(expected(fleet, nowMs, true), kept, demand, nowMs)
  if (found === undefined || by === undefined) {
    if (found !== by) throw new Error(`${found?.startMs}, by hand ${by}`)
    return
  }
  const { startMs, places, firm } = found
  if (startMs !== by[0] || places.length !== by[1]) throw new Error(`${startMs} × ${places.length}, by hand ${by}`)
  const members = places.map(({ host }) => host.offer)
  if (!standsRight(fleet, demand, members) || new Set(members).size < members.length) throw new Error('wrong places')
  const sure = roomAt(expected(fleet, nowMs, false), kept, demand, startMs)
  const isSure = keptOf(found, demand).every(({ kind }, i) => sure.get(members[i] as HostOffer)?.has(kind) === true)
  if (firm !== isSure) throw new Error(`firm ${firm}, by hand ${isSure}`)
}

const arbitraryQueue = fc.array(fc.oneof(arbitraryGang, arbitraryTask), { minLength: 1, maxLength: 6 })

t.test('property: the earliest time is what a look at every tick finds, and reservations never meet', (t) => {
  fc.assert(
    fc.property(arbitraryFleet(5), arbitraryQueue, fc.nat(6), (fleet, queue, nowMs) => {
      const timeline = new Timeline(capacityOf(fleet), nowMs, assume)
      const kept: Kept[] = []
      for (const [i, demand] of queue.entries()) {
        const found = earliest(timeline, { demand })
        checkOpening(fleet, kept, demand, nowMs, found)
        if (found === undefined) continue
        timeline.reserve(`j-1-${i}`, demand, found.places, found.startMs)
        kept.push(...keptOf(found, demand))
      }
    }),
    { numRuns: 250 },
  )
  t.end()
})

t.test('[P6] property: what may start now delays no reservation, and what may not would', (t) => {
  fc.assert(
    fc.property(arbitraryFleet(4), arbitraryQueue, arbitraryTask, fc.nat(6), (fleet, queue, demand, nowMs) => {
      const capacity = capacityOf(fleet)
      const timeline = new Timeline(capacity, nowMs, assume)
      const kept: Kept[] = []
      for (const [i, each] of queue.entries()) {
        const found = earliest(timeline, { demand: each })
        if (found === undefined) continue
        timeline.reserve(`j-1-${i}`, each, found.places, found.startMs)
        kept.push(...keptOf(found, each))
      }
      const room = roomAt(expected(fleet, nowMs, true), kept, demand, nowMs)
      for (const [each, kinds] of room) {
        const host = capacity.host(each.id) as Host
        if (whyNot(host, { demand }) !== '') continue
        const gpuClass = chosenClass(host, { demand, veto: (at, of) => timeline.whyWait(at, of, demand) })
        if ((gpuClass !== undefined) !== kinds.size > 0) throw new Error(`${each.id}: ${gpuClass?.key}, ${[...kinds]}`)
        if (gpuClass !== undefined && !kinds.has(gpuClass?.key ?? '')) throw new Error('the wrong class')
      }
    }),
    { numRuns: 250 },
  )
  t.end()
})

/** Demands by the id of their reservation. */
const demandBy = new Map<string, Demand>()
const placesOf = (capacity: Capacity, bookings: readonly { host: string; gpuClass: string | null }[]) =>
  bookings.map(({ host: id, gpuClass }) => {
    const host = capacity.host(id) as Host
    return { host, gpuClass: host.classes.find(({ key }) => key === gpuClass) ?? null }
  })

t.test('property: a timeline that was kept answers as one that is made anew', (t) => {
  const change = fc.record({ kind: fc.nat(4), at: fc.nat(9), demand: fc.oneof(arbitraryGang, arbitraryTask) })
  fc.assert(
    fc.property(arbitraryFleet(4), fc.array(change, { maxLength: 20 }), (fleet, changes) => {
      const capacity = capacityOf(fleet)
      const timeline = new Timeline(capacity, 0, assume)
      for (const [i, { kind, at, demand }] of changes.entries()) {
        const taken = fleet.takings[at % Math.max(1, fleet.takings.length)]
        if (kind === 0) timeline.advance(timeline.nowMs + (at % 3))
        else if (kind === 1 && taken !== undefined) capacity.release(taken.host, taken.holder)
        else if (kind === 2 && taken !== undefined) capacity.take(taken.host, taken.holder, taken.grant, at + 3)
        else if (kind === 3) timeline.unreserve(`j-1-${at}`)
        const anew = new Timeline(capacity, timeline.nowMs, assume)
        for (const { id, startMs, bookings } of timeline.reservations())
          anew.reserve(id, demandBy.get(id) as Demand, placesOf(capacity, bookings), startMs)
        const found = earliest(timeline, { demand })
        t.same(short(found), short(earliest(anew, { demand })))
        if (kind !== 4 || found === undefined) continue
        timeline.reserve(`j-1-${i}`, demand, found.places, found.startMs)
        demandBy.set(`j-1-${i}`, demand)
      }
    }),
    { numRuns: 200 },
  )
  t.end()
})
