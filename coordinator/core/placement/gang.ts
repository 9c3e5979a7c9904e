/** Which candidates make a gang: the topology rule of a demand, and the largest gang that it allows. */
import type { TopologyLevel } from '../../../shared/model/job.ts'
import type { Capacity, Host } from './capacity.ts'
import type { Demand } from './demand.ts'
import { blocks, lastingBlock } from './fit.ts'
import { levelAt } from './offer.ts'
import { inRankOrder, packed, placesAt, spreadOut } from './pack.ts'
import { type Candidate, isPoor } from './preference.ts'

/** What a demand's topology requires of a set of hosts, and how it likes them chosen. */
export interface GangRule {
  /** how many hosts can be members together, host by host */
  tally(): Tally
  /** n of these hosts, n at most `mostTogether`; the first ones are liked better */
  pick(hosts: readonly Host[], n: number): readonly Host[]
  /** what is required, for a sentence that ends in "8 needed …"; '' nothing */
  readonly words: string
}

/** Hosts come and go, each once. */
export interface Tally {
  /** how many can now be members together with this one */
  add(host: Host): number
  /** how many are left in its place */
  remove(host: Host): number
  /** how many can be members together */
  most(): number
  /** whether this one more would be counted beside the others in its place */
  wants(host: Host): boolean
}

export function gangRule(capacity: Capacity, demand: Demand): GangRule {
  const { topology } = demand
  if (topology === null) return { tally: countAll, pick: (hosts, n) => packed(hosts, n, null), words: '' }
  const { level, mode, required } = topology
  const pick = (hosts: readonly Host[], n: number): readonly Host[] =>
    mode === 'pack' ? packed(hosts, n, level) : spreadOut(hosts, n, level)
  if (required !== true) return { tally: countAll, pick, words: '' }
  if (mode === 'pack') return { tally: () => countInPlaces(level), pick, words: `in one ${level}` }
  const cap = evenShare(capacity, demand, level)
  return { tally: () => countCapped(level, cap), pick, words: `with at most ${cap} in a ${level}` }
}

/** How many of these hosts can be members together. */
export function mostTogether(rule: GangRule, hosts: readonly Host[]): number {
  const tally = rule.tally()
  for (const host of hosts) tally.add(host)
  return tally.most()
}

function countAll(): Tally {
  let count = 0
  return { add: () => ++count, remove: () => --count, most: () => count, wants: () => true }
}

function countInPlaces(level: TopologyLevel): Tally {
  const counts = new Map<string, number>()
  const change = (host: Host, by: number): number => {
    const place = host.places[levelAt[level]] as string
    const count = (counts.get(place) ?? 0) + by
    counts.set(place, count)
    return count
  }
  return {
    add: (host) => change(host, 1),
    remove: (host) => change(host, -1),
    most: () => Math.max(0, ...counts.values()),
    wants: () => true,
  }
}

function countCapped(level: TopologyLevel, cap: number): Tally {
  const places = countInPlaces(level)
  let sum = 0
  return {
    add: (host) => {
      if (places.add(host) <= cap) sum++
      return sum
    },
    remove: (host) => {
      const left = places.remove(host)
      if (left < cap) sum--
      return left
    },
    most: () => sum,
    wants: (host) => {
      const there = places.add(host)
      places.remove(host)
      return there <= cap
    },
  }
}
/** A full gang's members in each place, if every place that could ever take one had its share, rounded up. */
function evenShare(capacity: Capacity, demand: Demand, level: TopologyLevel): number {
  const there = capacity.hosts().filter((host) => lastingBlock(host, demand) === blocks.none)
  const places = placesAt(there, level).length
  return Math.ceil(demand.hosts / Math.max(1, places))
}

/**
 * The largest gang from `minHosts` to `hosts` that one GPU model gives, in the order of ranks; of equals the first model. Hosts
 * in poor health only where it would be smaller without them. Candidates come best first.
 */
export function largestGang(
  models: readonly (readonly Candidate[])[],
  demand: Demand,
  rule: GangRule,
): readonly Candidate[] | undefined {
  let best: readonly Host[] = []
  let from: readonly Candidate[] = []
  for (const candidates of models) {
    const hosts = candidates.map(({ host }) => host)
    const sound = hosts.filter((host) => !isPoor(host))
    for (const list of [sound, hosts]) {
      const size = Math.min(demand.hosts, mostTogether(rule, list))
      if (size < demand.minHosts || size <= best.length) continue
      best = rule.pick(list, size)
      from = candidates
    }
  }
  if (best.length === 0) return undefined
  const byHost = new Map(from.map((candidate) => [candidate.host, candidate]))
  return inRankOrder(best).map((host) => byHost.get(host) as Candidate)
}

/** Models with less memory first, then by name. The lists are in an order that does not depend on history. */
export function inModelOrder<T extends Candidate>(models: readonly (readonly [string, T[]])[]): T[][] {
  const memoryMb = (list: readonly T[]): number => list[0]?.gpuClass?.memoryMb ?? 0
  return [...models].sort(([a, x], [b, y]) => memoryMb(x) - memoryMb(y) || (a < b ? -1 : 1)).map(([, list]) => list)
}
