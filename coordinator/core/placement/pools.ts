/** Where preemption could make room: sets of hosts that could make a gang together, and what each host would cost. */
import { emptyList, getOrMake } from '../get-or-make.ts'
import type { Capacity, Host } from './capacity.ts'
import { cheapestStops, type Stops } from './cheapest.ts'
import type { Crowd } from './crowd.ts'
import type { Demand } from './demand.ts'
import { type Ask, isBarred, suits } from './fit.ts'
import { levelAt } from './offer.ts'
import { byId, type StopUnit } from './stop-units.ts'

/** Hosts of one GPU model and, where the topology requires it, in one place. */
interface Pool {
  readonly model: string
  /** what may be stopped on each host, cheapest first */
  readonly units: ReadonlyMap<string, readonly StopUnit[]>
  /** by id, the hosts that do not fit yet: the cheapest stops that make each fit */
  readonly stops: Map<string, Stops<StopUnit> | undefined>
  fitting: number
}

/** A way to begin: with nothing stopped, or with a gang whose end frees many hosts at once. */
export interface Start {
  readonly pool: Pool
  readonly seed: StopUnit | undefined
  /** the GPU time it would lose if the hosts shared nothing else */
  readonly estimateGpuMs: number
}

/** The most promising first. */
export function startsOf(capacity: Capacity, ask: Ask, crowd: Crowd, units: readonly StopUnit[]): Start[] {
  const starts: Start[] = []
  for (const pool of poolsOf(capacity, ask, crowd, units).values()) {
    const missing = Math.max(0, ask.demand.minHosts - pool.fitting)
    const costs = [...pool.stops.values()].flatMap((stops) => (stops === undefined ? [] : [stops.cost.lostGpuMs]))
    if (costs.length < missing) continue
    costs.sort((a, b) => a - b)
    const estimateGpuMs = sumOfFirst(costs, missing)
    starts.push({ pool, seed: undefined, estimateGpuMs })
    for (const { unit, hosts } of missing > 1 ? gangsIn(pool, units) : []) {
      const seeded = unit.lostGpuMs + sumOfFirst(costs, missing - hosts)
      if (seeded < estimateGpuMs) starts.push({ pool, seed: unit, estimateGpuMs: seeded })
    }
  }
  return starts.sort((a, b) => a.estimateGpuMs - b.estimateGpuMs)
}

function sumOfFirst(costs: readonly number[], count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += costs[i] as number
  return sum
}

function poolsOf(capacity: Capacity, ask: Ask, crowd: Crowd, units: readonly StopUnit[]): Map<string, Pool> {
  const { demand, veto } = ask
  const { topology } = demand
  const here = unitsByHost(units)
  const pools = new Map<string, Pool>()
  for (const host of capacity.hosts()) {
    if (isBarred(host, ask)) continue
    const place = topology?.required === true && topology.mode === 'pack' ? host.places[levelAt[topology.level]] : ''
    for (const gpuClass of demand.gpus === 0 ? [null] : host.classes.filter((each) => suits(each, demand))) {
      if (veto !== undefined && veto(host, gpuClass) !== '') continue
      const model = gpuClass?.key ?? ''
      const key = `${model} ${place}`
      const pool = getOrMake(pools, key, (): Pool => ({ model, units: here, stops: new Map(), fitting: 0 }))
      if (crowd.has(host, model)) pool.fitting++
      else pool.stops.set(host.id, stopsOn(host, demand, model, here.get(host.id) ?? []))
    }
  }
  return pools
}

function unitsByHost(units: readonly StopUnit[]): Map<string, StopUnit[]> {
  const byHost = new Map<string, StopUnit[]>()
  for (const unit of [...units].sort((a, b) => a.lostGpuMs - b.lostGpuMs || byId(a.id, b.id)))
    for (const { host } of unit.victims) {
      const list = getOrMake(byHost, host, emptyList<StopUnit>)
      if (list.at(-1) !== unit) list.push(unit)
    }
  return byHost
}

export function stopsOn<U extends StopUnit>(
  host: Host,
  demand: Demand,
  model: string,
  units: readonly U[],
): Stops<U> | undefined {
  const classAt = demand.gpus === 0 ? -1 : host.classes.findIndex(({ key }) => key === model)
  return cheapestStops(host, demand, classAt, units)
}

/** The gangs whose end frees more than one host of the pool. */
function gangsIn(pool: Pool, units: readonly StopUnit[]): { readonly unit: StopUnit; readonly hosts: number }[] {
  return units
    .filter(({ victims }) => victims.length > 1)
    .map((unit) => ({
      unit,
      hosts: new Set(unit.victims.map(({ host }) => host).filter((id) => pool.stops.has(id))).size,
    }))
    .filter(({ hosts }) => hosts > 1)
}
