/**
 * Which of the hosts that fit is better: lists of integers, compared from the left, smaller is better; ties go to the smaller
 * id. Health and headroom count in steps of ten, so that a point of either does not outweigh what follows.
 */
import type { Host, HostClass } from './capacity.ts'
import type { Ask } from './fit.ts'
import { levelAt } from './offer.ts'

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

/** Idle hosts in each home, for `tight`. */
export type IdleHosts = ReadonlyMap<string, number>

/** The narrowest place under one switch or in one rack that is known of a host. */
function homeOf({ places }: Host): string {
  return places[levelAt.leaf] || places[levelAt.rack] || places[levelAt.row] || (places[levelAt.site] as string)
}

export function countIdle(hosts: readonly Host[]): IdleHosts {
  const idle = new Map<string, number>()
  for (const host of hosts) {
    if (host.holdings.length > 0 || host.offer.closed !== '') continue
    const home = homeOf(host)
    idle.set(home, (idle.get(home) ?? 0) + 1)
  }
  return idle
}

/** Larger is better. */
export function condition({ offer }: Host): number {
  return Math.floor(offer.health / 10) * 100 + Math.floor(offer.headroom / 10)
}

export function tightness({ host, gpuClass }: Candidate, ask: Ask, idle: IdleHosts): number[] {
  const breaks = host.holdings.length > 0 ? 0 : (idle.get(homeOf(host)) ?? 0)
  return [
    isPoor(host) ? 1 : 0,
    sizeStep(gpuClass),
    host.unitsFree - ask.demand.gpus,
    breaks,
    -condition(host),
    ask.warm?.(host) === true ? 0 : 1,
    host.cpusFree - ask.demand.cpus,
  ]
}

export function emptiness({ host, gpuClass }: Candidate, ask: Ask): number[] {
  const free = gpuClass === null ? 0 : (host.free[host.classes.indexOf(gpuClass)] as number)
  return [
    ask.ofJob?.(host) ?? 0,
    isPoor(host) ? 1 : 0,
    -free,
    -host.cpusFree,
    -condition(host),
    ask.warm?.(host) === true ? 0 : 1,
  ]
}

/** Negative when the first list is better. */
export function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return 0
}
