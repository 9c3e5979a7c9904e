/** Which candidates make a gang: the topology rule of a demand, and the largest gang that it allows. */
import type { TopologyLevel } from '../../../shared/model/job.ts'
import type { Host } from './capacity.ts'
import type { Demand } from './demand.ts'
import { blocks, lastingBlock } from './fit.ts'
import { inRankOrder, packed, placesAt, spreadOut } from './pack.ts'
import { type Candidate, isPoor } from './preference.ts'

export interface GangRule {
  /** how many of these hosts can be members together */
  most(hosts: readonly Host[]): number
  /** n of these hosts, n at most `most`; the first ones are liked better */
  pick(hosts: readonly Host[], n: number): readonly Host[]
  /** what is required, for a sentence that ends in "8 needed …"; '' nothing */
  readonly words: string
}

/** `all` is every host, to know how many places there are. */
export function gangRule(all: readonly Host[], demand: Demand): GangRule {
  const { topology } = demand
  const count = (hosts: readonly Host[]): number => hosts.length
  if (topology === null || topology === undefined)
    return { most: count, pick: (hosts, n) => packed(hosts, n, null), words: '' }
  const { level, mode, required } = topology
  if (mode === 'pack')
    return {
      most: required === true ? (hosts) => mostInOnePlace(hosts, level) : count,
      pick: (hosts, n) => packed(hosts, n, level),
      words: required === true ? `in one ${level}` : '',
    }
  if (required !== true) return { most: count, pick: (hosts, n) => spreadOut(hosts, n, level), words: '' }
  const cap = evenShare(all, demand)
  return {
    most: (hosts) => placesAt(hosts, level).reduce((sum, { hosts: of }) => sum + Math.min(cap, of.length), 0),
    pick: (hosts, n) => spreadOut(hosts, n, level),
    words: `with at most ${cap} in a ${level}`,
  }
}

function mostInOnePlace(hosts: readonly Host[], level: TopologyLevel): number {
  return placesAt(hosts, level).reduce((most, { hosts: of }) => Math.max(most, of.length), 0)
}

/** A full gang's members in each place, if every place that could ever take one had its share, rounded up. */
function evenShare(all: readonly Host[], demand: Demand): number {
  const there = all.filter((host) => lastingBlock(host, demand) === blocks.none)
  const places = placesAt(there, (demand.topology as { level: TopologyLevel }).level).length
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
      const size = Math.min(demand.hosts, rule.most(list))
      if (size < demand.minHosts || size <= best.length) continue
      best = rule.pick(list, size)
      from = candidates
    }
  }
  if (best.length === 0) return undefined
  const byHost = new Map(from.map((candidate) => [candidate.host, candidate]))
  return inRankOrder(best).map((host) => byHost.get(host) as Candidate)
}
