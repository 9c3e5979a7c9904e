/** Filter → score → choose, for one task and for a gang. Pure: equal capacity and ask give equal answers; ties go by id. */
import { emptyList, getOrMake } from '../get-or-make.ts'
import { countOf } from '../words.ts'
import type { Capacity, Host } from './capacity.ts'
import { type Demand, shapeKey } from './demand.ts'
import { type Ask, chosenClass, roomyClasses } from './fit.ts'
import { type GangRule, gangRule, inModelOrder, largestGang } from './gang.ts'
import { placesAt } from './pack.ts'
import { jobPlaces, withPlaceRule } from './place-rule.ts'
import { type Candidate, compareKeys, type Mode, preferenceOf } from './preference.ts'
import type { Shelf } from './shelf.ts'
import { unitsFor } from './units.ts'

/** A host and the GPUs or slices there. */
export interface Pick extends Candidate {
  readonly gpus: readonly string[]
}

export type Answer =
  /** gangs: in the order of ranks */
  { readonly kind: 'chosen'; readonly picks: readonly Pick[] } | Blocked

interface Blocked {
  readonly kind: 'blocked'
  /** hosts that fit now, of one GPU model, wherever they stand */
  readonly fitting: number
  readonly needed: number
  /** required topology: hosts that fit now in each place, the fullest first, at most `placesShown` */
  readonly places: readonly { readonly name: string; readonly fitting: number }[]
  /** in plain words */
  readonly why: string
}
const placesShown = 8

/** Where the next task of the ask goes, or all members of a gang at once. */
export function choose(capacity: Capacity, ask: Ask, mode: Mode = 'tight'): Answer {
  return ask.demand.gang ? chooseGang(capacity, ask) : chooseOne(capacity, ask, mode)
}

function shelfOf(capacity: Capacity, demand: Demand, mode: Mode): Shelf {
  return capacity.shelves.of(shapeKey(demand), demand, mode)
}

/**
 * Bucket by bucket, until no later one can hold a better host: scores only grow, and a job has 0 tasks on a host at least. An
 * objection to a class can move a host to a larger one, which only makes its score worse than its bucket's.
 */
function chooseOne(capacity: Capacity, given: Ask, mode: Mode): Answer {
  const places = jobPlaces(capacity, given)
  const ask = withPlaceRule(given, places)
  let best: Candidate | undefined
  let bestKeys: readonly number[] = []
  for (const { score, hosts } of shelfOf(capacity, ask.demand, mode).buckets()) {
    if (places === undefined && bestKeys[1] === 0 && (bestKeys[2] as number) < score) break
    for (const number of hosts) {
      const host = capacity.at(number) as Host
      const gpuClass = isFull(host, ask) ? undefined : chosenClass(host, ask)
      if (gpuClass === undefined) continue
      const keys = [places?.preference(host) ?? 0, ...preferenceOf({ host, gpuClass }, ask, mode, capacity)]
      const order = best === undefined ? -1 : compareKeys(keys, bestKeys)
      if (order > 0 || (order === 0 && host.id > (best as Candidate).host.id)) continue
      best = { host, gpuClass }
      bestKeys = keys
    }
  }
  if (best === undefined) return { kind: 'blocked', fitting: 0, needed: 1, places: [], why: 'no host fits now' }
  return { kind: 'chosen', picks: [pickOf(best, ask)] }
}

/** Of the job's own tasks. */
function isFull(host: Host, { demand, ofJob }: Ask): boolean {
  return ofJob !== undefined && ofJob(host) >= demand.perHost
}

function pickOf({ host, gpuClass }: Candidate, { demand }: Ask): Pick {
  return { host, gpuClass, gpus: unitsFor(host, gpuClass, demand.gpus) }
}

function chooseGang(capacity: Capacity, ask: Ask): Answer {
  const models = candidatesByModel(capacity, ask)
  const rule = gangRule(capacity, ask.demand)
  const members = largestGang(models, ask.demand, rule)
  return members === undefined
    ? blockedGang(models, ask.demand, rule)
    : { kind: 'chosen', picks: members.map((member) => pickOf(member, ask)) }
}

/** The hosts that could take a member, by GPU model, best first: members have GPUs of one model, since the slowest sets the pace. */
function candidatesByModel(capacity: Capacity, ask: Ask): Candidate[][] {
  const byModel = new Map<string, Candidate[]>()
  for (const { hosts } of shelfOf(capacity, ask.demand, 'tight').buckets())
    for (const number of hosts) {
      const host = capacity.at(number) as Host
      if (isFull(host, ask)) continue
      for (const gpuClass of roomyClasses(host, ask)) {
        getOrMake(byModel, gpuClass?.key ?? '', emptyList<Candidate>).push({ host, gpuClass })
      }
    }
  return inModelOrder([...byModel].map(([key, list]) => [key, inPreference(list, ask, capacity)]))
}

/** Best first. */
function inPreference(candidates: Candidate[], ask: Ask, capacity: Capacity): Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, keys: preferenceOf(candidate, ask, 'tight', capacity) }))
    .sort((a, b) => compareKeys(a.keys, b.keys) || (a.candidate.host.id < b.candidate.host.id ? -1 : 1))
    .map(({ candidate }) => candidate)
}

function blockedGang(models: readonly Candidate[][], demand: Demand, rule: GangRule): Blocked {
  const hosts = models.reduce<readonly Candidate[]>((a, b) => (b.length > a.length ? b : a), []).map(({ host }) => host)
  const { topology, minHosts } = demand
  const places =
    topology?.required !== true
      ? []
      : placesAt(hosts, topology.level)
          .map(({ hosts: of }) => ({ name: of[0]?.offer.topology[topology.level] ?? '', fitting: of.length }))
          .sort((a, b) => b.fitting - a.fitting || (a.name < b.name ? -1 : 1))
          .slice(0, placesShown)
  const free = `${countOf(hosts.length, 'host')} fit now, ${minHosts} needed`
  const fullest = places[0]
  const why =
    hosts.length < minHosts || fullest === undefined
      ? free
      : `${free} ${rule.words}; the most is ${fullest.fitting} in ${topology?.level} ${fullest.name}`
  return { kind: 'blocked', fitting: hosts.length, needed: minHosts, places, why }
}
