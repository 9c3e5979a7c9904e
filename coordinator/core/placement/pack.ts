/**
 * Which of the hosts that fit a gang takes: as close together as can be, or as far apart. The candidates come in order of
 * preference, so "the first n" of a place are its best.
 */

import type { TopologyLevel } from '../../../shared/model/job.ts'
import { getOrMake } from '../get-or-make.ts'
import type { Host } from './capacity.ts'
import { levelAt } from './offer.ts'

const narrowToWide: readonly TopologyLevel[] = ['nvlink', 'leaf', 'rack', 'row', 'site']

export interface Place {
  /** equal for hosts that share it; '' for the hosts whose place is unknown */
  readonly key: string
  readonly hosts: Host[]
}

/** The candidates by place at a level. Hosts of unknown place are no neighbours of anyone and are left out, unless asked for. */
export function placesAt(candidates: readonly Host[], level: TopologyLevel, unknownToo = false): Place[] {
  const at = levelAt[level]
  const places = new Map<string, Place>()
  for (const host of candidates) {
    const key = host.places[at] as string
    if (key === '' && !unknownToo) continue
    getOrMake(places, key, (): Place => ({ key, hosts: [] })).hosts.push(host)
  }
  return [...places.values()]
}

const byKey = (a: Place, b: Place): number => (a.key < b.key ? -1 : 1)

/** The smallest place that still holds n: larger ones stay whole for larger gangs. */
function smallestHolding(places: readonly Place[], n: number, near: (place: Place) => number): Place | undefined {
  let best: Place | undefined
  for (const place of places) {
    if (place.hosts.length < n) continue
    if (best === undefined || before(place, best, best.hosts.length - place.hosts.length, near)) best = place
  }
  return best
}

function largest(places: readonly Place[], near: (place: Place) => number): Place {
  let best = places[0] as Place
  for (const place of places) if (before(place, best, place.hosts.length - best.hosts.length, near)) best = place
  return best
}

/** By size as the caller sees it (positive: better), then nearness to what is chosen, then name. */
function before(place: Place, best: Place, better: number, near: (place: Place) => number): boolean {
  if (better !== 0) return better > 0
  const closer = near(place) - near(best)
  return closer !== 0 ? closer > 0 : byKey(place, best) < 0
}

const alone = (): number => 0

/**
 * n of at least n candidates: inside the smallest place that holds them all, trying the levels `from`…`to` (positions in
 * `narrowToWide`) from narrow to wide, and there in as few places of level `unit` as possible.
 */
function compact(candidates: readonly Host[], n: number, from: number, to: number, unit: number): readonly Host[] {
  if (candidates.length <= n || to < from) return candidates.slice(0, n)
  for (let level = from; level <= to; level++) {
    const place = smallestHolding(placesAt(candidates, narrowToWide[level] as TopologyLevel), n, alone)
    if (place === undefined) continue
    if (level === from) return compact(place.hosts, n, 0, level - 1, unit)
    return cover(place.hosts, n, Math.min(unit, level - 1))
  }
  return cover(candidates, n, Math.min(unit, to))
}

/**
 * n of the candidates in as few places of a level as possible: the largest whole, the last the smallest that holds the rest.
 * Of equals, the one nearer to what is chosen already. Hosts of unknown place come last.
 */
function cover(candidates: readonly Host[], n: number, unit: number): readonly Host[] {
  const level = narrowToWide[unit] as TopologyLevel
  let places = placesAt(candidates, level)
  const chosen: Host[] = []
  const around = narrowToWide.slice(unit + 1).map((wider) => levelAt[wider])
  const seen = new Set<string>()
  const near = ({ hosts }: Place): number =>
    around.reduce((sum, at) => sum + (seen.has(`${at} ${(hosts[0] as Host).places[at]}`) ? 1 : 0), 0)
  while (chosen.length < n && places.length > 0) {
    const rest = n - chosen.length
    const last = smallestHolding(places, rest, near)
    const place = last ?? largest(places, near)
    chosen.push(...(last === undefined ? place.hosts : compact(last.hosts, rest, 0, unit - 1, unit)))
    for (const host of place.hosts)
      for (const at of around) if (host.places[at] !== '') seen.add(`${at} ${host.places[at]}`)
    places = places.filter((other) => other !== place)
  }
  const unknown = candidates.filter((host) => host.places[levelAt[level]] === '')
  return [...chosen, ...unknown.slice(0, n - chosen.length)]
}

/** The level in whose places hosts are counted when the job names none: the narrowest switch or room that is known of any. */
function usualUnit(candidates: readonly Host[]): number {
  const known = (['leaf', 'rack', 'row', 'site'] as const).find((level) =>
    candidates.some((host) => host.places[levelAt[level]] !== ''),
  )
  return narrowToWide.indexOf(known ?? 'leaf')
}

/** n of the candidates, close together: under one place of `level` if that can be, or as close as can be when it is null. */
export function packed(candidates: readonly Host[], n: number, level: TopologyLevel | null): readonly Host[] {
  if (n === 1) return candidates.slice(0, 1)
  const widest = narrowToWide.length - 1
  if (level === null) return compact(candidates, n, 0, widest, usualUnit(candidates))
  const from = narrowToWide.indexOf(level)
  return compact(candidates, n, from, widest, from)
}

/** n of the candidates over as many places of a level as there are, evenly; those of unknown place count as one place. */
export function spreadOut(candidates: readonly Host[], n: number, level: TopologyLevel): readonly Host[] {
  const places = placesAt(candidates, level, true).sort((a, b) => b.hosts.length - a.hosts.length || byKey(a, b))
  const chosen: Host[] = []
  for (let round = 0; chosen.length < n && round < candidates.length; round++)
    for (const { hosts } of places) {
      const host = hosts[round]
      if (host !== undefined && chosen.length < n) chosen.push(host)
    }
  return chosen
}

/**
 * In the order of ranks: neighbours in topology are neighbours in rank. The level with the fewest places among these hosts is
 * the outermost, whatever contains what on this site; then by id.
 */
export function inRankOrder(hosts: readonly Host[]): Host[] {
  const levels = [...narrowToWide]
    .reverse()
    .map((level) => ({ at: levelAt[level], places: new Set(hosts.map((host) => host.places[levelAt[level]])).size }))
    .sort((a, b) => a.places - b.places)
  return [...hosts].sort((a, b) => {
    for (const { at } of levels) {
      const x = a.places[at] as string
      const y = b.places[at] as string
      if (x !== y) return x < y ? -1 : 1
    }
    return a.id < b.id ? -1 : 1
  })
}
