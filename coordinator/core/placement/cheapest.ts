/** The cheapest stops that make room for one task on one host. */
import { limits } from '../../../shared/limits.ts'
import type { Host } from './capacity.ts'
import type { Demand } from './demand.ts'
import { type Cost, compareCosts, costOf, type StopUnit } from './stop-units.ts'

/** Slots, memory and units of one class: what is missing, or what a stop gives back. */
interface Amounts {
  readonly cpus: number
  readonly memoryMb: number
  readonly gpus: number
}

export interface Stops<U extends StopUnit> {
  readonly units: readonly U[]
  readonly cost: Cost
}

/**
 * Which of `units` (cheapest first, each with something on this host) to stop, so that the demand fits with GPUs of class
 * `classAt` (−1: none asked for); undefined when all of them together do not suffice. Exact by trying subsets, cheap ones
 * first; beyond `limits.preemptionTries` the best one seen, in which each stop is still needed.
 */
export function cheapestStops<U extends StopUnit>(
  host: Host,
  demand: Demand,
  classAt: number,
  units: readonly U[],
): Stops<U> | undefined {
  const missing = shortage(host, demand, classAt)
  const gains = units.map((unit) => gainOf(host, unit, classAt))
  const everything = units.map((_, i) => i)
  if (!covers(missing, gains, everything)) return undefined
  const start = withoutNeedless(missing, gains, everything)
  return search(missing, gains, units, start)
}

function shortage(host: Host, demand: Demand, classAt: number): Amounts {
  let cpus = demand.cpus - host.offer.cpus
  let memoryMb = demand.memoryMb === 0 ? 0 : demand.memoryMb - host.offer.memoryMb
  for (const { grant } of host.holdings) {
    cpus += grant.cpus
    if (demand.memoryMb > 0) memoryMb += grant.memoryMb
  }
  return { cpus, memoryMb, gpus: classAt < 0 ? 0 : demand.gpus - (host.free[classAt] as number) }
}

/** Units that others hold too do not come free. */
function gainOf(host: Host, { victims }: StopUnit, classAt: number): Amounts {
  const holders = new Set(victims.map(({ holder }) => holder))
  const mine = host.holdings.filter(({ holder }) => holders.has(holder))
  const others = new Set(host.holdings.filter(({ holder }) => !holders.has(holder)).flatMap(({ units }) => units))
  const freed = new Set(mine.flatMap(({ units }) => units).filter((unit) => !others.has(unit)))
  const ofClass = host.classes[classAt]?.units ?? []
  return {
    cpus: mine.reduce((sum, { grant }) => sum + grant.cpus, 0),
    memoryMb: mine.reduce((sum, { grant }) => sum + grant.memoryMb, 0),
    gpus: ofClass.filter((unit) => freed.has(unit)).length,
  }
}

function covers(missing: Amounts, gains: readonly Amounts[], chosen: readonly number[]): boolean {
  let { cpus, memoryMb, gpus } = missing
  for (const i of chosen) {
    const gain = gains[i] as Amounts
    cpus -= gain.cpus
    memoryMb -= gain.memoryMb
    gpus -= gain.gpus
  }
  return cpus <= 0 && memoryMb <= 0 && gpus <= 0
}

/** Spares the dearest first. */
function withoutNeedless(missing: Amounts, gains: readonly Amounts[], chosen: readonly number[]): readonly number[] {
  return [...chosen].reverse().reduce<readonly number[]>((kept, i) => {
    const fewer = kept.filter((each) => each !== i)
    return covers(missing, gains, fewer) ? fewer : kept
  }, chosen)
}

/** Depth first over "with" and "without" each unit, leaving out what is dearer than the best or cannot suffice any more. */
function search<U extends StopUnit>(
  missing: Amounts,
  gains: readonly Amounts[],
  units: readonly U[],
  start: readonly number[],
): Stops<U> {
  const pick = (chosen: readonly number[]): Stops<U> => {
    const picked = chosen.map((i) => units[i] as U)
    return { units: picked, cost: costOf(picked) }
  }
  let best = pick(start)
  let tries = 0
  const visit = (at: number, chosen: readonly number[]): void => {
    if (++tries > limits.preemptionTries) return
    const here = pick(chosen)
    if (compareCosts(here.cost, best.cost) >= 0) return
    if (covers(missing, gains, chosen)) {
      best = here
      return
    }
    const rest = units.map((_, i) => i).slice(at)
    if (!covers(missing, gains, [...chosen, ...rest])) return
    visit(at + 1, [...chosen, at])
    visit(at + 1, chosen)
  }
  visit(0, [])
  return best
}
