/** Placement against an oracle that tries everything, on small fleets drawn at random. */
import fc from 'fast-check'
import t from 'tap'
import { Capacity, type Host, type HostClass, never, overcommitted } from '../../coordinator/core/placement/capacity.ts'
import { type Answer, choose, type Pick } from '../../coordinator/core/placement/choose.ts'
import type { Demand } from '../../coordinator/core/placement/demand.ts'
import { type Ask, blocks, chosenClass, lastingBlock, whyNot } from '../../coordinator/core/placement/fit.ts'
import { gangRule } from '../../coordinator/core/placement/gang.ts'
import { type HostOffer, levelAt } from '../../coordinator/core/placement/offer.ts'
import { compareKeys, type Mode, preferenceOf } from '../../coordinator/core/placement/preference.ts'
import { whyNever } from '../../coordinator/core/placement/reasons.ts'
import { unitsFor } from '../../coordinator/core/placement/units.ts'
import {
  arbitraryFleet,
  arbitraryGang,
  arbitraryTask,
  capacityOf,
  type Fleet,
  gpus,
  grant,
  offer,
  type Taking,
  task,
} from '../fakes/placement-fleet.ts'
import { isOpen, kindsThatFit, largestGang, standsRight, takenOn } from '../fakes/placement-oracle.ts'

const runs = { numRuns: 400 }
const short = (answer: Answer): string =>
  answer.kind === 'chosen' ? answer.picks.map(({ host, gpus }) => `${host.id} ${gpus}`).join('; ') : answer.why

/** One task's choice by comparing all hosts that fit. */
function bestOfAll(capacity: Capacity, ask: Ask, mode: Mode): string {
  const found = capacity
    .hosts()
    .filter((host) => whyNot(host, ask) === '')
    .map((host) => ({ host, gpuClass: chosenClass(host, ask) ?? null }))
    .map((candidate) => ({ candidate, keys: preferenceOf(candidate, ask, mode, capacity) }))
    .sort((a, b) => compareKeys(a.keys, b.keys) || (a.candidate.host.id < b.candidate.host.id ? -1 : 1))[0]?.candidate
  return found === undefined
    ? 'no host fits now'
    : `${found.host.id} ${unitsFor(found.host, found.gpuClass, ask.demand.gpus)}`
}
const picksOf = (answer: Answer): readonly Pick[] => (answer.kind === 'chosen' ? answer.picks : [])

const fitsOf = (fleet: Fleet, demand: Demand): Map<HostOffer, Set<string>> =>
  new Map(
    fleet.offers
      .filter((each) => isOpen(each, demand))
      .map((each) => [each, kindsThatFit(each, takenOn(fleet, each), demand)]),
  )

t.test('[P3] property: fits ⇔ no reason, and one task is placed exactly when a host fits', (t) => {
  fc.assert(
    fc.property(arbitraryFleet(5), arbitraryTask, fc.constantFrom<Mode>('tight', 'spread'), (fleet, demand, mode) => {
      const capacity = capacityOf(fleet)
      const fits = fitsOf(fleet, demand)
      for (const [each, kinds] of fits) {
        const reason = whyNot(capacity.host(each.id) as Host, { demand })
        if ((reason === '') !== kinds.size > 0) throw new Error(`${each.id}: "${reason}", by hand ${[...kinds]}`)
      }
      const answer = choose(capacity, { demand }, mode)
      const able = [...fits].filter(([, kinds]) => kinds.size > 0).map(([each]) => each.id)
      if ((answer.kind === 'chosen') !== able.length > 0)
        throw new Error(`chosen ${picksOf(answer).length}, able ${able}`)
      checkPicks(capacity, demand, picksOf(answer))
    }),
    runs,
  )
  t.end()
})

/** Takes what was picked on a copy: distinct hosts, the right number of free units, nothing over-committed. */
function checkPicks(capacity: Capacity, demand: Demand, picks: readonly Pick[]): void {
  const copy = capacity.clone()
  if (new Set(picks.map(({ host }) => host.id)).size !== picks.length) throw new Error('a host twice')
  for (const [i, { host, gpus: uuids }] of picks.entries()) {
    if (uuids.length !== demand.gpus || new Set(uuids).size !== uuids.length) throw new Error(`units: ${uuids}`)
    copy.take(host.id, `new-${i}`, grant(demand.cpus, uuids, demand.memoryMb), never)
    const wrong = overcommitted(copy.host(host.id) as Host)
    if (wrong.length > 0) throw new Error(wrong.join('; '))
    if (copy.host(host.id)?.holdings.at(-1)?.units.length !== demand.gpus) throw new Error('a unit of another host')
  }
}

t.test('[Y1] property: a gang is whole, stands where it must, and is as large as can be', (t) => {
  fc.assert(
    fc.property(arbitraryFleet(6), arbitraryGang, (fleet, demand) => {
      const capacity = capacityOf(fleet)
      const picks = picksOf(choose(capacity, { demand }))
      const most = largestGang(fleet, demand, fitsOf(fleet, demand))
      if (picks.length !== (most >= demand.minHosts ? most : 0)) throw new Error(`${picks.length}, by hand ${most}`)
      checkPicks(capacity, demand, picks)
      const members = picks.map(({ host }) => host.offer)
      if (!standsRight(fleet, demand, members)) throw new Error('in the wrong places')
      if (new Set(picks.map(({ gpuClass }) => gpuClass?.key)).size > 1) throw new Error('two models')
      const able = whyNever(capacity, demand) === ''
      const empty = new Map(fleet.offers.map((each) => [each, kindsThatFit(each, [], demand)]))
      if (able !== largestGang(fleet, demand, empty) >= demand.minHosts) throw new Error('never or not')
    }),
    runs,
  )
  t.end()
})

t.test('property: members counted host by host are as many as counted by hand', (t) => {
  const moves = fc.array(fc.nat(5), { maxLength: 20 })
  fc.assert(
    fc.property(arbitraryFleet(6), arbitraryGang, moves, (fleet, demand, hosts) => {
      const capacity = capacityOf(fleet)
      const all = capacity.hosts()
      const known = all.filter(({ places }) => demand.topology == null || places[levelAt[demand.topology.level]] !== '')
      const rule = gangRule(capacity, demand)
      const tally = rule.tally()
      const present = new Set<Host>()
      for (const at of hosts) {
        const host = known[at]
        if (host === undefined) continue
        if (present.delete(host)) {
          tally.remove(host)
          continue
        }
        present.add(host)
        const { topology } = demand
        const placeOf = ({ places }: Host): string => places[levelAt[topology?.level ?? 'site']] as string
        const together = topology?.required === true ? topology.mode : 'anywhere'
        const beside = [...present].filter((each) => placeOf(each) === placeOf(host)).length
        const able = all.filter((each) => lastingBlock(each, demand) === blocks.none)
        const share = Math.ceil(demand.hosts / Math.max(1, new Set(able.map(placeOf)).size))
        const counts = new Map<string, number>()
        for (const each of present) counts.set(placeOf(each), (counts.get(placeOf(each)) ?? 0) + 1)
        const spread = [...counts.values()].reduce((sum, count) => sum + Math.min(share, count), 0)
        t.equal(tally.add(host), { pack: beside, spread, anywhere: present.size }[together])
      }
    }),
    { numRuns: 100 },
  )
  t.end()
})

t.test('property: what is kept equals what is built anew, after any history', (t) => {
  const command = fc.record({ kind: fc.nat(5), at: fc.nat(7), offer: fc.nat(3), taking: fc.nat(20) })
  fc.assert(
    fc.property(
      arbitraryFleet(4),
      arbitraryFleet(4),
      fc.array(command, { maxLength: 30 }),
      (fleet, other, commands) => {
        const capacity = new Capacity()
        const offers = new Map<string, HostOffer>()
        const takings = new Map<string, Taking>()
        for (const { kind, at, offer: which, taking: number } of commands) {
          const set = (at % 2 === 0 ? fleet : other).offers
          const host = set[which % set.length] as HostOffer
          const taken = fleet.takings[number % Math.max(1, fleet.takings.length)]
          if (kind <= 1) offers.set(host.id, host) && capacity.setHost(host)
          else if (kind === 2) {
            offers.delete(host.id)
            for (const [key, each] of takings) if (each.host === host.id) takings.delete(key)
            capacity.removeHost(host.id)
          } else if (taken !== undefined && offers.has(taken.host)) {
            if (kind === 5) takings.delete(taken.holder) && capacity.release(taken.host, taken.holder)
            else takings.set(taken.holder, taken) && capacity.take(taken.host, taken.holder, taken.grant, taken.endMs)
          }
        }
        const anew = capacityOf({ offers: [...offers.values()].reverse(), takings: [...takings.values()].reverse() })
        t.same(plain(capacity), plain(anew))
      },
    ),
    { numRuns: 200 },
  )
  t.end()
})

t.test('property: shelves that are kept answer as those made anew, and as a look at every host', (t) => {
  const command = fc.record({ kind: fc.nat(5), at: fc.nat(20), salt: fc.nat(5), demand: fc.nat(2) })
  const demands = fc.tuple(arbitraryTask, arbitraryTask, arbitraryGang)
  fc.assert(
    fc.property(
      arbitraryFleet(5),
      arbitraryFleet(5),
      demands,
      fc.array(command, { maxLength: 40 }),
      (fleet, other, list, commands) => {
        const capacity = capacityOf(fleet)
        for (const { kind, at, salt, demand: which } of commands) {
          const set = at % 2 === 0 ? fleet : other
          const taken = set.takings[at % Math.max(1, set.takings.length)]
          const host = set.offers[at % set.offers.length] as HostOffer
          if (kind === 0) capacity.setHost(host)
          else if (kind === 1 && at % 4 === 0) capacity.removeHost(host.id)
          else if (kind === 2 && taken !== undefined) capacity.release(taken.host, taken.holder)
          else if (kind === 3 && taken !== undefined && capacity.host(taken.host) !== undefined)
            capacity.take(taken.host, taken.holder, taken.grant, taken.endMs)
          const demand = { ...(list[which] as Demand), perHost: 2 }
          const odd = (each: Host, more: number): boolean => ((each.id.charCodeAt(1) + salt) * (more + 3)) % 5 < 2
          const ask = {
            demand,
            ofJob: (each: Host) => (each.id.charCodeAt(1) * (salt + 1)) % 3,
            veto: (each: Host, of: HostClass | null) => (odd(each, of?.units.length ?? 0) ? 'no' : ''),
            warm: (each: Host) => odd(each, 1),
          }
          const mode = salt % 2 === 0 ? 'tight' : 'spread'
          const anew = capacity.clone()
          for (const each of [ask, { demand }]) {
            const answer = choose(capacity, each, mode)
            t.same(short(answer), short(choose(anew, each, mode)), 'a copy, which has no shelves, answers the same')
            if (!demand.gang) t.equal(short(answer), bestOfAll(capacity, each, mode))
          }
        }
      },
    ),
    { numRuns: 150 },
  )
  t.end()
})

t.test('property: shelves follow a long history on equal hosts, also when they were not asked for a while', (t) => {
  const move = fc.record({ host: fc.nat(11), size: fc.nat(2), ask: fc.nat(39) })
  fc.assert(
    fc.property(fc.array(move, { minLength: 1_500, maxLength: 1_500 }), (moves) => {
      const offers = Array.from({ length: 12 }, (_, i) => offer(`h${i}`, { topology: { leaf: `l${i % 2}` } }))
      const capacity = capacityOf({ offers, takings: [] })
      for (const { host, size, ask } of moves) {
        const uuids = gpus(`h${host}`, 4).map(({ uuid }) => uuid)
        if (size === 0) capacity.release(`h${host}`, 'a-1-1')
        else capacity.take(`h${host}`, 'a-1-1', grant(1, uuids.slice(0, size)), never)
        if (ask > 2) continue
        const demand = task({ cpus: 1, gpus: ask + 2 })
        t.equal(short(choose(capacity, { demand })), bestOfAll(capacity, { demand }, 'tight'))
      }
      const seldom = task({ cpus: 2, gpus: 1 })
      t.equal(short(choose(capacity, { demand: seldom })), bestOfAll(capacity, { demand: seldom }, 'tight'))
    }),
    { numRuns: 10 },
  )
  const capacity = capacityOf({ offers: [offer('h1'), offer('h2'), offer('h3')], takings: [] })
  const demand = task({ cpus: 1, gpus: 1 })
  t.equal(short(choose(capacity, { demand })), 'h1 h1-A100-0')
  for (let i = 0; i < 5_000; i++) capacity.take('h2', 'a-1-1', grant(1, ['h2-A100-0']), i)
  capacity.take('h3', 'a-1-2', grant(1, ['h3-A100-0', 'h3-A100-1']), never)
  t.equal(short(choose(capacity, { demand })), 'h3 h3-A100-2')
  t.end()
})

/** Without host numbers and the order of holdings, which are history. */
function plain(capacity: Capacity): unknown {
  return capacity.hosts().map(({ number: _, holdings, ...host }) => ({
    ...host,
    holdings: [...holdings].sort((a, b) => (a.holder < b.holder ? -1 : 1)),
    idleAtHome: capacity.idleAtHome(capacity.host(host.id) as Host),
  }))
}

t.test('[P2] property: filling a fleet task by task never over-commits and ends full', (t) => {
  fc.assert(
    fc.property(arbitraryFleet(4), arbitraryTask, fc.constantFrom<Mode>('tight', 'spread'), (fleet, demand, mode) => {
      const capacity = capacityOf(fleet)
      for (let i = 0; ; i++) {
        const [pick] = picksOf(choose(capacity, { demand }, mode))
        if (pick === undefined) break
        capacity.take(pick.host.id, `n-${i}`, grant(demand.cpus, pick.gpus, demand.memoryMb), never)
        const wrong = overcommitted(capacity.host(pick.host.id) as Host)
        if (wrong.length > 0) throw new Error(wrong.join('; '))
      }
      if (capacity.hosts().some((host) => whyNot(host, { demand }) === '')) throw new Error('a host has room')
    }),
    { numRuns: 200 },
  )
  t.end()
})
