/** Filter → score → choose, for one task and for a gang. Pure: equal capacity and ask give equal answers; ties go by id. */
import type { Capacity, Host, HostClass } from './capacity.ts'
import type { Demand } from './demand.ts'
import { type Ask, blockOf, blocks, chosenClass, roomyClasses } from './fit.ts'
import { type GangRule, gangRule, inModelOrder, largestGang } from './gang.ts'
import { placesAt } from './pack.ts'
import { jobPlaces, withPlaceRule } from './place-rule.ts'
import { type Candidate, compareKeys, type Mode, preferenceOf } from './preference.ts'
import { unitsFor } from './units.ts'

/** A host and the GPUs or slices there. */
export interface Pick {
  readonly host: Host
  readonly gpuClass: HostClass | null
  readonly gpus: readonly string[]
}

export type Answer =
  /** gangs: in the order of ranks */
  { readonly kind: 'chosen'; readonly picks: readonly Pick[] } | Blocked

export interface Blocked {
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

function chooseOne(capacity: Capacity, given: Ask, mode: Mode): Answer {
  const hosts = capacity.hosts()
  const places = jobPlaces(hosts, given)
  const ask = withPlaceRule(given, places)
  let best: Candidate | undefined
  let bestKeys: readonly number[] = []
  for (const host of hosts) {
    if (blockOf(host, ask) !== blocks.none) continue
    const candidate = { host, gpuClass: chosenClass(host, ask) as HostClass | null }
    const own = preferenceOf(candidate, ask, mode, capacity)
    const keys = places === undefined ? own : [places.preference(host), ...own]
    if (best !== undefined && compareKeys(keys, bestKeys) >= 0) continue
    best = candidate
    bestKeys = keys
  }
  return answerOf(best, ask)
}

/** The answer for one task. */
export function answerOf(best: Candidate | undefined, ask: Ask): Answer {
  if (best === undefined) return { kind: 'blocked', fitting: 0, needed: 1, places: [], why: 'no host fits now' }
  return { kind: 'chosen', picks: [pickOf(best, ask)] }
}

function pickOf({ host, gpuClass }: Candidate, { demand }: Ask): Pick {
  return { host, gpuClass, gpus: unitsFor(host, gpuClass, demand.gpus) }
}

/** The hosts that could take a member, by GPU model: members have GPUs of one model, since the slowest sets the pace. */
function candidatesByModel(hosts: readonly Host[], ask: Ask): Candidate[][] {
  const byModel = new Map<string, Candidate[]>()
  for (const host of hosts) {
    if (blockOf(host, ask) !== blocks.none) continue
    for (const gpuClass of roomyClasses(host, ask)) {
      const key = gpuClass === null ? '' : gpuClass.key
      const list = byModel.get(key)
      if (list === undefined) byModel.set(key, [{ host, gpuClass }])
      else list.push({ host, gpuClass })
    }
  }
  return inModelOrder(byModel)
}

function chooseGang(capacity: Capacity, ask: Ask): Answer {
  const hosts = capacity.hosts()
  const models = candidatesByModel(hosts, ask).map((list) => inPreference(list, ask, capacity))
  const rule = gangRule(hosts, ask.demand)
  const members = largestGang(models, ask.demand, rule)
  return members === undefined
    ? blockedGang(models, ask.demand, rule)
    : { kind: 'chosen', picks: members.map((member) => pickOf(member, ask)) }
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
  const free = `${hosts.length} host${hosts.length === 1 ? '' : 's'} fit now, ${minHosts} needed`
  const fullest = places[0]
  const why =
    hosts.length < minHosts || fullest === undefined
      ? free
      : `${free} ${rule.words}; the most is ${fullest.fitting} in ${topology?.level} ${fullest.name}`
  return { kind: 'blocked', fitting: hosts.length, needed: minHosts, places, why }
}
