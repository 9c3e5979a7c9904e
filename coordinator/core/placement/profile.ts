/** What is free on one host from now on, as steps in time: falls where a reservation begins, rises where something ends. */
import { type Holding, type Host, type HostClass, never } from './capacity.ts'
import type { Demand } from './demand.ts'

/** What one reservation keeps of one host, in counts: which GPUs is decided when the task is placed. */
export interface Booking {
  readonly reservation: string
  readonly host: string
  readonly cpus: number
  readonly memoryMb: number
  /** of the class with this key; null when there are no GPUs */
  readonly gpuClass: string | null
  readonly gpus: number
  readonly startMs: number
  readonly endMs: number
}

/** The amounts hold from `atMs[i]` until `atMs[i + 1]`, the last for ever. None is below 0. */
export interface Profile {
  readonly atMs: readonly number[]
  readonly cpus: readonly number[]
  readonly memoryMb: readonly number[]
  /** by the host's classes, then by step */
  readonly free: readonly (readonly number[])[]
}

/** A change of what is free. `classAt` is −1 when it is not about GPUs. */
interface Step {
  readonly atMs: number
  readonly cpus: number
  readonly memoryMb: number
  readonly classAt: number
  readonly units: number
}

/** When each holding is thought to end; `never` for those that nobody knows. Later than now: what is held is held. */
type EndOf = (holding: Holding) => number

export function profileOf(host: Host, bookings: readonly Booking[], nowMs: number, endOf: EndOf): Profile {
  const { offer, classes, holdings } = host
  const ends = holdings.map(endOf)
  const steps = [...holdingSteps(host, ends), ...bookings.flatMap((booking) => bookingSteps(host, booking, nowMs))]
  steps.sort((a, b) => a.atMs - b.atMs)
  let cpus = offer.cpus
  let memoryMb = offer.memoryMb
  for (const { grant } of holdings) {
    cpus -= grant.cpus
    memoryMb -= grant.memoryMb
  }
  const free = [...host.free]
  const atMs = [nowMs]
  const profile = { atMs, cpus: [cpus], memoryMb: [memoryMb], free: free.map((count) => [count]) }
  for (const step of steps) {
    cpus += step.cpus
    memoryMb += step.memoryMb
    if (step.classAt >= 0) free[step.classAt] = (free[step.classAt] as number) + step.units
    if (step.atMs > (atMs.at(-1) as number)) atMs.push(step.atMs)
    const last = atMs.length - 1
    profile.cpus[last] = cpus
    profile.memoryMb[last] = memoryMb
    for (let k = 0; k < classes.length; k++) (profile.free[k] as number[])[last] = free[k] as number
  }
  return profile
}

/** A unit comes free with the last of its holders: two hold it only after an over-commit. */
function holdingSteps(host: Host, ends: readonly number[]): Step[] {
  const steps: Step[] = []
  const unitEnds = new Map<number, number>()
  for (const [i, { grant, units }] of host.holdings.entries()) {
    const endMs = ends[i] as number
    for (const unit of units) unitEnds.set(unit, Math.max(endMs, unitEnds.get(unit) ?? 0))
    if (endMs < never) steps.push({ atMs: endMs, cpus: grant.cpus, memoryMb: grant.memoryMb, classAt: -1, units: 0 })
  }
  if (unitEnds.size > 0)
    for (const [classAt, { units }] of host.classes.entries())
      for (const unit of units) {
        const endMs = unitEnds.get(unit) ?? never
        if (endMs < never) steps.push({ atMs: endMs, cpus: 0, memoryMb: 0, classAt, units: 1 })
      }
  return steps
}

function bookingSteps(host: Host, booking: Booking, nowMs: number): Step[] {
  const { startMs, endMs, cpus, memoryMb, gpus } = booking
  if (endMs <= nowMs) return []
  const classAt = host.classes.findIndex(({ key }) => key === booking.gpuClass)
  const taken = { atMs: Math.max(startMs, nowMs), cpus: -cpus, memoryMb: -memoryMb, classAt, units: -gpus }
  return endMs === never ? [taken] : [taken, { atMs: endMs, cpus, memoryMb, classAt, units: gpus }]
}

/** Whether step `i` has room for the demand with GPUs of class `classAt` (−1: none asked for). */
function hasRoom(profile: Profile, i: number, demand: Demand, classAt: number): boolean {
  return (
    (profile.cpus[i] as number) >= demand.cpus &&
    (demand.memoryMb === 0 || (profile.memoryMb[i] as number) >= demand.memoryMb) &&
    (classAt < 0 || ((profile.free[classAt] as number[])[i] as number) >= demand.gpus)
  )
}

/** A stretch of start times: the demand may start at any of them and has room to its end. */
export interface Window {
  readonly firstMs: number
  readonly lastMs: number
}

/** All start times from `fromMs` on, in order. */
export function windowsOf(profile: Profile, demand: Demand, classAt: number, fromMs: number): Window[] {
  const { atMs } = profile
  const windows: Window[] = []
  let i = 0
  while (i < atMs.length) {
    if (!hasRoom(profile, i, demand, classAt)) {
      i++
      continue
    }
    const firstMs = Math.max(fromMs, atMs[i] as number)
    while (i < atMs.length && hasRoom(profile, i, demand, classAt)) i++
    const endMs = atMs[i] ?? never
    const lastMs = endMs === never ? never : endMs - demand.durationMs
    if (lastMs >= firstMs) windows.push({ firstMs, lastMs })
  }
  return windows
}

/** When, from `startMs` to the demand's end, there is first no room; undefined when there always is. */
export function firstShortage(
  profile: Profile,
  demand: Demand,
  gpuClass: HostClass | null,
  host: Host,
  startMs: number,
  endMs: number,
): number | undefined {
  const classAt = gpuClass === null ? -1 : host.classes.findIndex(({ key }) => key === gpuClass.key)
  if (gpuClass !== null && classAt < 0) return startMs
  const { atMs } = profile
  for (let i = 0; i < atMs.length; i++) {
    const fromMs = atMs[i] as number
    if (fromMs >= endMs) return undefined
    if ((atMs[i + 1] ?? never) > startMs && !hasRoom(profile, i, demand, classAt)) return Math.max(fromMs, startMs)
  }
  return undefined
}
