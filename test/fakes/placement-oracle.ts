/** What placement should answer, found by trying everything: slow, plain, and written without its code. */
import type { Demand } from '../../coordinator/core/placement/demand.ts'
import type { HostOffer } from '../../coordinator/core/placement/offer.ts'
import type { Fleet, Taking } from './placement-fleet.ts'

type Kinds = ReadonlyMap<string, readonly string[]>

/** uuids of a host by model and profile, for those that a demand would accept; one entry '' when it asks for none. */
function kindsOf(offer: HostOffer, demand: Demand): Kinds {
  if (demand.gpus === 0) return new Map([['', []]])
  const kinds = new Map<string, string[]>()
  for (const { model, mig, uuid } of offer.units) {
    if (!model.toLowerCase().includes(demand.gpuModel.toLowerCase())) continue
    if (demand.migProfile === '' ? mig !== null : mig !== demand.migProfile) continue
    const all = offer.units.filter((unit) => unit.model === model && unit.mig === mig)
    if (all.some(({ memoryMb }) => memoryMb < demand.gpuMemoryMb)) continue
    const kind = `${model}|${mig ?? ''}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), uuid])
  }
  return kinds
}

/** The kinds of GPU with which a host that has `taken` could run the demand. */
export function kindsThatFit(offer: HostOffer, taken: readonly Taking[], demand: Demand): Set<string> {
  const sum = (of: (taking: Taking) => number): number => taken.reduce((total, taking) => total + of(taking), 0)
  const wrongLabel = demand.labels.some(([key, value]) => offer.labels[key] !== value)
  const noPlace = demand.topology?.required === true && offer.topology[demand.topology.level] === undefined
  const slots = offer.cpus - sum(({ grant }) => grant.cpus) >= demand.cpus
  const memory = demand.memoryMb === 0 || offer.memoryMb - sum(({ grant }) => grant.memoryMb) >= demand.memoryMb
  if (wrongLabel || noPlace || !slots || !memory) return new Set()
  const held = new Set(taken.flatMap(({ grant }) => grant.gpus))
  return new Set(
    [...kindsOf(offer, demand)]
      .filter(([, uuids]) => uuids.filter((uuid) => !held.has(uuid)).length >= demand.gpus)
      .map(([kind]) => kind),
  )
}

export function isOpen(offer: HostOffer, demand: Demand): boolean {
  return offer.closed === '' && (!offer.spare || demand.useSpares)
}

export function takenOn({ takings }: Fleet, offer: HostOffer): Taking[] {
  return takings.filter(({ host }) => host === offer.id)
}

export function placeOf({ topology }: HostOffer, demand: Demand): string {
  const level = demand.topology?.level
  if (level === undefined) return ''
  return [level === 'rack' ? topology.row : '', topology.site, topology[level]].join(' ')
}

/** The most members that a demand can have at once, given on which hosts they fit and with which kinds. */
export function largestGang(fleet: Fleet, demand: Demand, fits: ReadonlyMap<HostOffer, ReadonlySet<string>>): number {
  const kinds = new Set([...fits.values()].flatMap((each) => [...each]))
  let most = 0
  for (const kind of kinds) {
    const hosts = [...fits].filter(([, each]) => each.has(kind)).map(([host]) => host)
    for (let chosen = 0; chosen < 2 ** hosts.length; chosen++) {
      const members = hosts.filter((_, i) => (chosen & (1 << i)) !== 0)
      if (members.length <= demand.hosts && members.length > most && standsRight(fleet, demand, members))
        most = members.length
    }
  }
  return most
}

/** Whether a required topology is kept. */
export function standsRight(fleet: Fleet, demand: Demand, members: readonly HostOffer[]): boolean {
  if (demand.topology?.required !== true) return true
  const counts = new Map<string, number>()
  for (const member of members) counts.set(placeOf(member, demand), (counts.get(placeOf(member, demand)) ?? 0) + 1)
  if (demand.topology.mode === 'pack') return counts.size <= 1
  const possible = fleet.offers.filter((each) => kindsThatFit(each, [], demand).size > 0)
  const places = new Set(possible.map((each) => placeOf(each, demand))).size
  return [...counts.values()].every((count) => count <= Math.ceil(demand.hosts / places))
}

/** What is kept for later on one host. */
export interface Kept {
  readonly host: string
  readonly kind: string
  readonly demand: Demand
  readonly startMs: number
  readonly endMs: number
}

/** The kinds with which a demand has room on a host at every millisecond from `fromMs` to its end; nothing changes after `horizonMs`. */
export function kindsWithRoom(
  offer: HostOffer,
  taken: readonly Taking[],
  kept: readonly Kept[],
  demand: Demand,
  fromMs: number,
  horizonMs: number,
): Set<string> {
  let kinds = new Set(kindsOf(offer, demand).keys())
  for (
    let atMs = fromMs;
    atMs < Math.min(fromMs + demand.durationMs, Math.max(horizonMs, fromMs + 1)) && kinds.size > 0;
    atMs++
  ) {
    const there = taken.filter(({ endMs }) => endMs > atMs)
    const mine = kept.filter(({ host, startMs, endMs }) => host === offer.id && startMs <= atMs && endMs > atMs)
    kinds = new Set([...kinds].filter((kind) => roomBeside(offer, there, mine, demand, kind)))
  }
  return kinds
}

function roomBeside(
  offer: HostOffer,
  there: readonly Taking[],
  mine: readonly Kept[],
  demand: Demand,
  kind: string,
): boolean {
  const wish = (each: Kept): Taking => {
    const { cpus, memoryMb } = each.demand
    return { host: offer.id, holder: '', grant: { cpus, memoryMb, gpus: [] }, endMs: each.endMs }
  }
  const keptUnits = mine.filter((each) => each.kind === kind).reduce((sum, each) => sum + each.demand.gpus, 0)
  const needed = demand.gpus === 0 ? demand : { ...demand, gpus: demand.gpus + keptUnits }
  return kindsThatFit(offer, [...there, ...mine.map(wish)], needed).has(kind)
}
