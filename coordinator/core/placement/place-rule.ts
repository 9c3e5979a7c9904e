/** Topology for tasks that are placed one by one (workers, replicas): near to, or away from, those of the same job. */
import type { Capacity, Host } from './capacity.ts'
import { type Ask, blocks, lastingBlock } from './fit.ts'
import { levelAt } from './offer.ts'

interface JobPlaces {
  /** smaller is better */
  preference(host: Host): number
  /** '' or why a required topology forbids this host now */
  objection(host: Host): string
}

/** Undefined when the ask has no topology, or is a gang's. */
export function jobPlaces(capacity: Capacity, ask: Ask): JobPlaces | undefined {
  const { demand, ofJob } = ask
  const { topology } = demand
  if (topology === null || demand.gang) return undefined
  const { level, mode, required } = topology
  const at = levelAt[level]
  const counts = new Map<string, number>()
  for (const host of capacity.hosts()) {
    const place = host.places[at] as string
    if (place === '' && required === true) continue
    const has = ofJob?.(host) ?? 0
    if (has > 0 || lastingBlock(host, demand) === blocks.none) counts.set(place, (counts.get(place) ?? 0) + has)
  }
  const most = Math.max(0, ...counts.values())
  const least = Math.min(...counts.values())
  const has = (host: Host): number => counts.get(host.places[at] as string) ?? 0
  if (mode === 'spread')
    return {
      preference: has,
      objection: (host) =>
        required === true && has(host) > least ? `its ${level} has ${has(host)} of this job, another has ${least}` : '',
    }
  return {
    preference: (host) => -has(host),
    objection: (host) =>
      required === true && most > 0 && has(host) === 0 ? `not in the ${level} of the job's other tasks` : '',
  }
}

/** The ask with the objections of a required topology among the caller's own. */
export function withPlaceRule(ask: Ask, places: JobPlaces | undefined): Ask {
  if (places === undefined || ask.demand.topology?.required !== true) return ask
  return { ...ask, veto: (host, gpuClass) => places.objection(host) || (ask.veto?.(host, gpuClass) ?? '') }
}
