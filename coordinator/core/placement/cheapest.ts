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
 * `classAt` (−1: none asked for); undefined when all of them together do not suffice. Exact for `limits.preemptionExact`
 * units and `limits.preemptionTries` tries, as many as a host of eight GPUs can need; beyond them the dearest are spared first,
 * and each stop is still needed.
 */
export function cheapestStops<U extends StopUnit>(
  host: Host,
  demand: Demand,
  classAt: number,
  units: readonly U[],
): Stops<U> | undefined {
  const room: Room = {
    missing: shortage(host, demand, classAt),
    gains: units.map((unit) => gainOf(host, unit)),
    unitHolders: unitHolders(host, classAt, units),
  }
  const everything = units.map((_, i) => i)
  if (!covers(room, everything)) return undefined
  const enough = withoutNeedless(room, everything)
  return units.length > limits.preemptionExact ? stopsOf(units, enough) : search(room, units, enough)
}

/** What is missing on a host, and what each stop gives back. */
interface Room {
  readonly missing: Amounts
  readonly gains: readonly { readonly cpus: number; readonly memoryMb: number }[]
  /** for each GPU, the stops that free it: more than one only after an over-commit */
  readonly unitHolders: readonly (readonly number[])[]
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

function gainOf(host: Host, { victims }: StopUnit): { cpus: number; memoryMb: number } {
  let cpus = 0
  let memoryMb = 0
  for (const { holder, grant } of host.holdings) {
    if (!victims.some((victim) => victim.holder === holder)) continue
    cpus += grant.cpus
    memoryMb += grant.memoryMb
  }
  return { cpus, memoryMb }
}

/** −1, which is no stop, stands for a holder that stays and for nobody: such a GPU does not come free. */
function unitHolders(host: Host, classAt: number, units: readonly StopUnit[]): number[][] {
  const stopOf = new Map(units.flatMap(({ victims }, i) => victims.map(({ holder }) => [holder, i] as const)))
  const holders = new Map<number, number[]>()
  for (const { holder, units: held } of host.holdings)
    for (const unit of held) holders.set(unit, [...(holders.get(unit) ?? []), stopOf.get(holder) ?? -1])
  return (host.classes[classAt]?.units ?? []).map((unit) => holders.get(unit) ?? [-1])
}

function covers({ missing, gains, unitHolders }: Room, chosen: readonly number[]): boolean {
  let { cpus, memoryMb } = missing
  for (const i of chosen) {
    const gain = gains[i] as Room['gains'][number]
    cpus -= gain.cpus
    memoryMb -= gain.memoryMb
  }
  if (cpus > 0 || memoryMb > 0) return false
  return unitHolders.filter((stops) => stops.every((i) => chosen.includes(i))).length >= missing.gpus
}

/** Spares the dearest first. */
function withoutNeedless(room: Room, chosen: readonly number[]): readonly number[] {
  return [...chosen].reverse().reduce<readonly number[]>((kept, i) => {
    const fewer = kept.filter((each) => each !== i)
    return covers(room, fewer) ? fewer : kept
  }, chosen)
}

function stopsOf<U extends StopUnit>(units: readonly U[], chosen: readonly number[]): Stops<U> {
  const picked = chosen.map((i) => units[i] as U)
  return { units: picked, cost: costOf(picked) }
}

/** Depth first over "with" and "without" each unit, leaving out what is dearer than the best or cannot suffice any more. */
function search<U extends StopUnit>(room: Room, units: readonly U[], start: readonly number[]): Stops<U> {
  let best = stopsOf(units, start)
  let tries = 0
  const visit = (at: number, chosen: readonly number[]): void => {
    if (++tries > limits.preemptionTries) return
    const here = stopsOf(units, chosen)
    if (compareCosts(here.cost, best.cost) >= 0) return
    if (covers(room, chosen)) {
      best = here
      return
    }
    const rest = units.map((_, i) => i).slice(at)
    if (rest.length === 0 || !covers(room, [...chosen, ...rest])) return
    visit(at + 1, [...chosen, at])
    visit(at + 1, chosen)
  }
  visit(0, [])
  return best
}
