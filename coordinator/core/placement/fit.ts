/**
 * Whether a host can take a task now, and the first reason why not. One function decides (`blockOf`) and one puts its answer
 * into words (`whyNot`), so what `why` says is what placement did ([P3]).
 */

import { countOf, placeNouns } from '../words.ts'
import type { Host, HostClass } from './capacity.ts'
import type { Demand } from './demand.ts'
import { levelAt } from './offer.ts'

/** A demand with what the caller alone knows about hosts. */
export interface Ask {
  readonly demand: Demand
  /** tasks of the same job that a host has already */
  readonly ofJob?: (host: Host) => number
  /** the caller's own objection to a host that fits otherwise: '' or the reason. `gpuClass` is null when no GPUs are asked for. */
  readonly veto?: (host: Host, gpuClass: HostClass | null) => string
  /** has what the job would fetch first */
  readonly warm?: (host: Host) => boolean
}

/** In the order they are looked at: what lasts, then what is taken now, then the caller's objection. */
export const blocks = {
  none: 0,
  closed: 1,
  spare: 2,
  label: 3,
  place: 4,
  noGpus: 5,
  gpuModel: 6,
  gpuKind: 7,
  gpuMemory: 8,
  gpuTotal: 9,
  cpuTotal: 10,
  memoryTotal: 11,
  perHost: 12,
  gpuFree: 13,
  cpuFree: 14,
  memoryFree: 15,
  veto: 16,
} as const
export type Block = (typeof blocks)[keyof typeof blocks]

/** Why a host cannot take the task now; `blocks.none` when it can. */
export function blockOf(host: Host, ask: Ask): Block {
  const barrier = barrierOf(host, ask)
  if (barrier !== blocks.none) return barrier
  const room = roomBlock(host, ask.demand)
  if (room !== blocks.none || ask.veto === undefined) return room
  return chosenClass(host, ask) === undefined ? blocks.veto : blocks.none
}

/** What no end and no stop of what runs there would change. */
function barrierOf(host: Host, { demand, ofJob }: Ask): Block {
  if (host.offer.closed !== '') return blocks.closed
  if (host.offer.spare && !demand.useSpares) return blocks.spare
  const lasting = lastingBlock(host, demand)
  if (lasting !== blocks.none) return lasting
  return ofJob !== undefined && ofJob(host) >= demand.perHost ? blocks.perHost : blocks.none
}

export const isBarred = (host: Host, ask: Ask): boolean => barrierOf(host, ask) !== blocks.none

/** What an empty, open host would still object to. */
export function lastingBlock(host: Host, demand: Demand): Block {
  const { offer } = host
  for (const [name, value] of demand.labels) if (offer.labels[name] !== value) return blocks.label
  const { topology } = demand
  if (topology?.required === true && host.places[levelAt[topology.level]] === '') return blocks.place
  if (demand.gpus > 0) {
    const block = gpuBlock(host, demand)
    if (block !== blocks.none) return block
  }
  if (offer.cpus < demand.cpus) return blocks.cpuTotal
  return offer.memoryMb < demand.memoryMb ? blocks.memoryTotal : blocks.none
}

/** What is not free now, of a host without a lasting block. */
function roomBlock(host: Host, demand: Demand): Block {
  if (demand.gpus > 0 && mostFree(host, demand) < demand.gpus) return blocks.gpuFree
  if (host.cpusFree < demand.cpus) return blocks.cpuFree
  return host.memoryFreeMb < demand.memoryMb ? blocks.memoryFree : blocks.none
}

/** The farthest that any of the host's classes gets on the way to `none`. */
function gpuBlock(host: Host, demand: Demand): Block {
  let farthest: Block = blocks.noGpus
  for (const gpuClass of host.classes) {
    const block = classBlock(gpuClass, demand)
    if (block === blocks.none) return block
    if (block > farthest) farthest = block
  }
  return farthest
}

function classBlock(gpuClass: HostClass, demand: Demand): Block {
  if (demand.gpuModelKey !== '' && !gpuClass.modelKey.includes(demand.gpuModelKey)) return blocks.gpuModel
  if ((gpuClass.mig ?? '') !== demand.migProfile) return blocks.gpuKind
  if (gpuClass.memoryMb < demand.gpuMemoryMb) return blocks.gpuMemory
  return gpuClass.units.length < demand.gpus ? blocks.gpuTotal : blocks.none
}

/** Whether the demand's GPUs may be of this class, as far as model, kind, memory and number go. */
export function suits(gpuClass: HostClass, demand: Demand): boolean {
  return classBlock(gpuClass, demand) === blocks.none
}

/** Free units of the class with the most, of those that suit. */
export function mostFree(host: Host, demand: Demand): number {
  let most = 0
  for (const [k, gpuClass] of host.classes.entries())
    if (suits(gpuClass, demand)) most = Math.max(most, host.free[k] as number)
  return most
}

/**
 * The class that the task's GPUs come from: the smallest with room that the caller does not object to; null when none are
 * asked for, undefined when there is none. Slots and memory are not looked at.
 */
export function chosenClass(host: Host, ask: Ask): HostClass | null | undefined {
  return roomyClasses(host, ask)[0]
}

/** All classes that the task's GPUs could come from now, smallest first; `[null]` when none are asked for. */
export function roomyClasses(host: Host, { demand, veto }: Ask): (HostClass | null)[] {
  const welcome = (gpuClass: HostClass | null): boolean => veto === undefined || veto(host, gpuClass) === ''
  if (demand.gpus === 0) return welcome(null) ? [null] : []
  return host.classes.filter(
    (gpuClass, k) => (host.free[k] as number) >= demand.gpus && suits(gpuClass, demand) && welcome(gpuClass),
  )
}

/** '' when the host can take the task now, else the first reason why not, with numbers. */
export function whyNot(host: Host, ask: Ask): string {
  return describe(host, ask, blockOf(host, ask))
}

/** A block in plain words, for one host. */
export function describe(host: Host, ask: Ask, block: Block): string {
  const { demand } = ask
  const { offer } = host
  switch (block) {
    case blocks.none:
      return ''
    case blocks.closed:
      return offer.closed
    case blocks.spare:
      return 'kept as a spare for gangs that lose a host'
    case blocks.label:
      return missingLabel(host, demand)
    case blocks.place:
      return `nothing says which ${placeNouns[demand.topology?.level ?? 'leaf']} it is in`
    case blocks.cpuTotal:
      return `${countOf(offer.cpus, 'slot')}, ${demand.cpus} needed`
    case blocks.memoryTotal:
      return `${offer.memoryMb} MB of memory, ${demand.memoryMb} needed`
    case blocks.perHost:
      return `${ask.ofJob?.(host)} of this job already (at most ${demand.perHost} a host)`
    case blocks.cpuFree:
      return `${host.cpusFree} of ${offer.cpus} slots free, ${demand.cpus} needed`
    case blocks.memoryFree:
      return `${host.memoryFreeMb} of ${offer.memoryMb} MB of memory free, ${demand.memoryMb} needed`
    case blocks.veto:
      return objection(host, ask)
    default:
      return describeGpus(host, demand, block)
  }
}

function missingLabel({ offer }: Host, demand: Demand): string {
  const [name, value] = demand.labels.find(([key, wanted]) => offer.labels[key] !== wanted) ?? ['', '']
  const has = offer.labels[name]
  return has === undefined ? `label ${name}=${value} missing` : `label ${name} is ${has}, ${value} wanted`
}

/** The objection to the smallest class with room: the first that `chosenClass` met. */
function objection(host: Host, { demand, veto }: Ask): string {
  const first = host.classes.find((each, k) => suits(each, demand) && (host.free[k] as number) >= demand.gpus)
  return veto?.(host, demand.gpus === 0 ? null : (first ?? null)) ?? ''
}

function describeGpus(host: Host, demand: Demand, block: Block): string {
  const { gpus, migProfile } = demand
  const noun = migProfile === '' ? 'GPUs' : `${migProfile} slices`
  const { length } = host.offer.units
  const reaching = host.classes.filter((each) => classBlock(each, demand) === block)
  const most = Math.max(0, ...reaching.map(({ units }) => units.length))
  switch (block) {
    case blocks.noGpus:
      return `no GPUs, ${gpus} needed`
    case blocks.gpuModel:
      return `${length} GPUs are ${[...new Set(reaching.map(({ model }) => model))].join(' and ')}, ${demand.gpuModel} wanted`
    case blocks.gpuKind:
      return migProfile === ''
        ? `GPUs are cut into ${most} MIG slices, whole ones wanted`
        : `no ${migProfile} slices, ${gpus} needed`
    case blocks.gpuMemory:
      return `${most} GPUs have ${Math.max(...reaching.map(({ memoryMb }) => memoryMb))} MB each, ${demand.gpuMemoryMb} wanted`
    case blocks.gpuTotal:
      return `${most} ${noun}, ${gpus} needed`
    default: {
      const total = Math.max(...host.classes.map((each) => (suits(each, demand) ? each.units.length : 0)))
      return `${mostFree(host, demand)} of ${total} ${noun} free, ${gpus} needed`
    }
  }
}
