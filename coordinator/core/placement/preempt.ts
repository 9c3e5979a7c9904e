/**
 * Which running work to stop so that a demand fits. Least important first, then least work lost, then fewest jobs; a set in
 * which every stop is needed. The caller names only victims that rank strictly below the demand, so nothing that was stopped
 * can stop its stopper in turn.
 */
import { limits } from '../../../shared/limits.ts'
import type { Capacity, Host } from './capacity.ts'
import type { Stops } from './cheapest.ts'
import { choose, type Pick } from './choose.ts'
import { Crowd } from './crowd.ts'
import type { Demand } from './demand.ts'
import type { Ask } from './fit.ts'
import { type GangRule, gangRule } from './gang.ts'
import { type Start, startsOf, stopsOn } from './pools.ts'
import {
  byId,
  type Cost,
  compareCosts,
  compareRanks,
  costOf,
  type StopUnit,
  stopUnits,
  type Victim,
} from './stop-units.ts'

export interface Preemption {
  /** what must be stopped, by id; empty when the demand fits as it is */
  readonly units: readonly StopUnit[]
  readonly cost: Cost
  /** where the demand goes once they are gone; gangs in the order of ranks */
  readonly picks: readonly Pick[]
}

/**
 * The cheapest preemption for an ask; undefined when stopping all that is allowed would not do. `capacity` is as it will be
 * without what is stopping already. Elastic gangs preempt for `minHosts` only.
 */
export function preempt(capacity: Capacity, ask: Ask, victims: readonly Victim[]): Preemption | undefined {
  const rule = gangRule(capacity, ask.demand)
  const units = unitsOfRank(capacity, ask, rule, few(stopUnits(victims)))
  if (units === undefined) return undefined
  let best = new Trial(capacity, ask, rule)
  let plans = 0
  for (const start of units.length === 0 ? [] : startsOf(capacity, ask, best.crowd, units)) {
    if (plans === limits.preemptionPlans || (plans > 0 && start.estimateGpuMs >= best.cost.lostGpuMs)) break
    const trial = new Trial(capacity, ask, rule)
    if (!filled(trial, ask.demand, start)) continue
    trial.spare()
    if (plans++ === 0 || compareCosts(trial.cost, best.cost) < 0) best = trial
  }
  const answer = choose(best.capacity, ask)
  if (answer.kind === 'blocked') throw new Error('placement: work was chosen to stop and the demand still does not fit')
  return { units: [...best.stopped].sort((a, b) => byId(a.id, b.id)), cost: best.cost, picks: answer.picks }
}

/** Whole units, the cheapest first, of which so many holders are looked at. */
function few(units: readonly StopUnit[]): readonly StopUnit[] {
  let left = limits.victimsPerPreemption
  const end = units.findIndex(({ victims }) => {
    left -= victims.length
    return left < 0
  })
  return end < 0 ? units : units.slice(0, end)
}

/** A what-if: some units are stopped. */
class Trial {
  readonly capacity: Capacity
  readonly crowd: Crowd
  readonly stopped = new Set<StopUnit>()
  readonly #before: Capacity

  constructor(capacity: Capacity, ask: Ask, rule: GangRule) {
    this.#before = capacity
    this.capacity = capacity.clone()
    this.crowd = new Crowd(this.capacity, ask, rule)
  }

  get cost(): Cost {
    return costOf(this.stopped)
  }

  stop(unit: StopUnit): void {
    this.stopped.add(unit)
    for (const { host, holder } of unit.victims) this.capacity.release(host, holder)
    for (const { host } of unit.victims) this.crowd.refresh(host)
  }

  #goOn(unit: StopUnit): void {
    this.stopped.delete(unit)
    for (const { host, holder } of unit.victims) {
      const held = this.#before.host(host)?.holdings.find((holding) => holding.holder === holder)
      if (held !== undefined) this.capacity.take(host, holder, held.grant, held.endMs)
      this.crowd.refresh(host)
    }
  }

  /** Lets go on what need not stop after all, the dearest first. */
  spare(): void {
    const dearest = [...this.stopped].sort(
      (a, b) => compareRanks(b.rank, a.rank) || b.lostGpuMs - a.lostGpuMs || byId(b.id, a.id),
    )
    for (const unit of dearest) {
      this.#goOn(unit)
      if (!this.crowd.suffices) this.stop(unit)
    }
  }
}

/** The units up to the lowest rank that suffices; none when nothing need be stopped. */
function unitsOfRank(
  capacity: Capacity,
  ask: Ask,
  rule: GangRule,
  units: readonly StopUnit[],
): readonly StopUnit[] | undefined {
  const trial = new Trial(capacity, ask, rule)
  for (const [i, unit] of units.entries()) {
    const previous = units[i - 1]
    const higher = previous === undefined || compareRanks(previous.rank, unit.rank) < 0
    if (higher && trial.crowd.suffices) return units.slice(0, i)
    trial.stop(unit)
  }
  return trial.crowd.suffices ? units : undefined
}

/** Makes one host after another of a pool fit, the cheapest first, until the demand does; false when the pool has no more. */
function filled(trial: Trial, demand: Demand, { pool, seed }: Start): boolean {
  const stops = new Map(pool.stops)
  const stop = (unit: StopUnit): void => {
    trial.stop(unit)
    for (const { host: id } of unit.victims) {
      if (!stops.has(id)) continue
      const host = trial.capacity.host(id) as Host
      const left = (pool.units.get(id) ?? []).filter((each) => !trial.stopped.has(each))
      stops.set(id, trial.crowd.has(host, pool.model) ? undefined : stopsOn(host, demand, pool.model, left))
    }
  }
  if (seed !== undefined) stop(seed)
  while (!trial.crowd.suffices) {
    let cheapest: Stops<StopUnit> | undefined
    for (const [id, each] of stops) {
      if (each === undefined || (cheapest !== undefined && compareCosts(each.cost, cheapest.cost) >= 0)) continue
      if (trial.crowd.wants(trial.capacity.host(id) as Host, pool.model)) cheapest = each
    }
    if (cheapest === undefined || cheapest.units.length === 0) return false
    for (const unit of cheapest.units) stop(unit)
  }
  return true
}
