/** The cheapest stops that make room for one task on one host. */

import { limits } from '../../../shared/limits.ts'
import { emptyList, getOrMake } from '../get-or-make.ts'
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
  const everything = units.map(() => true)
  if (!covers(room, everything)) return undefined
  const enough = withoutNeedless(room, everything)
  // Where all are needed there is nothing to choose; that is so wherever a whole host is asked for.
  if (units.length > limits.preemptionExact || enough.every((each) => each)) return stopsOf(units, enough)
  return search(room, units, enough)
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
    for (const unit of held) getOrMake(holders, unit, emptyList<number>).push(stopOf.get(holder) ?? -1)
  return (host.classes[classAt]?.units ?? []).map((unit) => holders.get(unit) ?? [-1])
}

/** Whether the chosen stops make enough room, together with all from position `from` on. */
function covers({ missing, gains, unitHolders }: Room, chosen: readonly boolean[], from = gains.length): boolean {
  let { cpus, memoryMb, gpus } = missing
  for (const [i, gain] of gains.entries()) {
    if (chosen[i] !== true && i < from) continue
    cpus -= gain.cpus
    memoryMb -= gain.memoryMb
  }
  if (cpus > 0 || memoryMb > 0) return false
  for (const stops of unitHolders) if (stops.every((i) => chosen[i] === true || i >= from)) gpus--
  return gpus <= 0
}

/** Spares the dearest first. */
function withoutNeedless(room: Room, chosen: readonly boolean[]): readonly boolean[] {
  const kept = [...chosen]
  for (let i = kept.length - 1; i >= 0; i--) {
    kept[i] = false
    if (!covers(room, kept)) kept[i] = true
  }
  return kept
}

function stopsOf<U extends StopUnit>(units: readonly U[], chosen: readonly boolean[]): Stops<U> {
  const picked = units.filter((_, i) => chosen[i] === true)
  return { units: picked, cost: costOf(picked) }
}

/** Depth first over "with" and "without" each unit, leaving out what is dearer than the best or cannot suffice any more. */
function search<U extends StopUnit>(room: Room, units: readonly U[], start: readonly boolean[]): Stops<U> {
  let best = stopsOf(units, start)
  let tries = 0
  const chosen = units.map(() => false)
  const visit = (at: number, lostGpuMs: number): void => {
    if (++tries > limits.preemptionTries || lostGpuMs > best.cost.lostGpuMs) return
    if (covers(room, chosen)) {
      const here = stopsOf(units, chosen)
      if (compareCosts(here.cost, best.cost) < 0) best = here
      return
    }
    if (at === units.length || !covers(room, chosen, at)) return
    chosen[at] = true
    visit(at + 1, lostGpuMs + (units[at] as U).lostGpuMs)
    chosen[at] = false
    visit(at + 1, lostGpuMs)
  }
  visit(0, 0)
  return best
}
