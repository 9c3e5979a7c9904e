/**
 * Which of the hosts that fit is better: lists of integers, compared from the left, smaller is better; ties go to the smaller
 * id. Health and headroom count in steps of ten, so that a point of either does not outweigh what follows.
 */
import type { Capacity, Host, HostClass } from './capacity.ts'
import type { Demand } from './demand.ts'
import type { Ask } from './fit.ts'

/**
 * `tight`: fill what is in use, so that whole hosts and whole leaves stay free for gangs. `spread`: a job's tasks over hosts
 * first, then the emptiest ([P1]).
 */
export type Mode = 'tight' | 'spread'

export interface Candidate {
  readonly host: Host
  /** where its GPUs come from; null when none are asked for */
  readonly gpuClass: HostClass | null
}

/** Below this a host is taken only when no other will do: half of the scale, worse than any single warning leaves a host. */
const poorHealth = 50

export function isPoor({ offer }: Host): boolean {
  return offer.health < poorHealth
}

/** Drivers of different versions report up to 1 % more or less memory for one GPU; the steps between products are larger than this. */
const memoryStepMb = 4096

/** Smaller GPUs go first: the large ones stay for who needs them. */
export function sizeStep(gpuClass: HostClass | null): number {
  return gpuClass === null ? 0 : Math.round(gpuClass.memoryMb / memoryStepMb)
}

/** Larger is better. */
export function condition({ offer }: Host): number {
  return Math.floor(offer.health / 10) * 100 + Math.floor(offer.headroom / 10)
}

/** The part of a preference that the host and the shape of the demand decide alone; smaller is better. */
export function scoreOf(candidate: Candidate, demand: Demand, mode: Mode): number {
  return mode === 'tight' ? tightScore(candidate, demand) : spreadScore(candidate.host, demand)
}

/** Poor health last, then small GPUs, then the fewest units left over. */
function tightScore({ host, gpuClass }: Candidate, { gpus }: Demand): number {
  return inOneNumber(isPoor(host) ? 1 : 0, sizeStep(gpuClass), host.unitsFree - gpus)
}

/** Poor health last, then the most GPUs free if any are asked for, then the most slots. */
function spreadScore(host: Host, { gpus }: Demand): number {
  const free = gpus === 0 ? 0 : host.unitsFree
  return inOneNumber(isPoor(host) ? 1 : 0, most - Math.min(most, free), most - Math.min(most, host.cpusFree))
}

/** Three small integers as one number that compares as they do from the left. */
function inOneNumber(first: number, second: number, third: number): number {
  return (first * (most + 1) + second) * (most + 1) + third
}
const most = 65_535

/**
 * The whole preference. `spread` begins with the tasks that the job has there. Of equal scores, `tight` takes hosts in use, then
 * those whose leaf is broken already; then come health and headroom, warm caches and, for `tight`, the fewest slots left over.
 */
export function preferenceOf(candidate: Candidate, ask: Ask, mode: Mode, capacity: Capacity): readonly number[] {
  const { host } = candidate
  const score = scoreOf(candidate, ask.demand, mode)
  if (mode === 'spread') return [ask.ofJob?.(host) ?? 0, score, -condition(host), isCold(host, ask)]
  const breaks = host.holdings.length > 0 ? 0 : capacity.idleAtHome(host)
  return [0, score, breaks, -condition(host), isCold(host, ask), host.cpusFree]
}

export function isCold(host: Host, ask: Ask): number {
  return ask.warm?.(host) === true ? 0 : 1
}

/** Negative when the first list is better. */
export function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return 0
}
