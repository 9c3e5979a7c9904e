/** What preemption may stop: single tasks, and gangs as a whole. */

import { compareIds } from '../../../shared/model/ids.ts'
import { emptyList, getOrMake } from '../get-or-make.ts'

/** One holder that could be stopped, in the caller's words. */
export interface Victim {
  /** as in `Capacity.take` */
  readonly holder: string
  readonly host: string
  readonly job: string
  /** how much it is worth keeping, compared from the left: [protected 0 or 1, priority] */
  readonly rank: readonly [number, number]
  /** GPU-milliseconds of work that stopping it throws away */
  readonly lostGpuMs: number
  /** stopping one member stops all with the same id */
  readonly gang: string | null
}

/** What stops together. */
export interface StopUnit {
  /** the gang's id or the holder's */
  readonly id: string
  readonly victims: readonly Victim[]
  /** the highest of its victims */
  readonly rank: readonly [number, number]
  readonly lostGpuMs: number
}

export function compareRanks(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1]
}

/** By number where ids are ours, else as text. */
export function byId(a: string, b: string): number {
  return compareIds(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}

/** Cheapest first. */
export function stopUnits(victims: readonly Victim[]): StopUnit[] {
  const groups = new Map<string, Victim[]>()
  for (const victim of victims) {
    getOrMake(groups, victim.gang ?? victim.holder, emptyList<Victim>).push(victim)
  }
  return [...groups]
    .map(([id, group]): StopUnit => {
      const rank = group.reduce((a, { rank: b }) => (compareRanks(a, b) < 0 ? b : a), (group[0] as Victim).rank)
      return { id, victims: group, rank, lostGpuMs: group.reduce((sum, { lostGpuMs }) => sum + lostGpuMs, 0) }
    })
    .sort((a, b) => compareRanks(a.rank, b.rank) || a.lostGpuMs - b.lostGpuMs || byId(a.id, b.id))
}

/** What a set of stops costs, in the order in which it is minimised; the highest rank comes before all of these. */
export interface Cost {
  readonly lostGpuMs: number
  readonly jobs: number
}

export function costOf(units: Iterable<StopUnit>): Cost {
  let lostGpuMs = 0
  const jobs = new Set<string>()
  for (const unit of units) {
    lostGpuMs += unit.lostGpuMs
    for (const { job } of unit.victims) jobs.add(job)
  }
  return { lostGpuMs, jobs: jobs.size }
}

export function compareCosts(a: Cost, b: Cost): number {
  return a.lostGpuMs - b.lostGpuMs || a.jobs - b.jobs
}
