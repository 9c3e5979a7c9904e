/**
 * What every host has, what is taken of it and until when: the index that placement works on. It is derived (rebuilt from
 * rows it equals the one that was kept), and its host records are readonly and replaced whole, so a copy for a what-if shares
 * them, and "is it the same record" tells whether a host has changed.
 */

import type { Grant } from '../../../shared/model/scheduling.ts'
import { emptyList, getOrMake } from '../get-or-make.ts'
import { type HostOffer, levelAt, placesOf } from './offer.ts'
import { Shelves } from './shelves.ts'

/** The end of what has no planned end: later than any time, and still an integer. */
export const never = Number.MAX_SAFE_INTEGER

/** When something that starts now and lasts so long ends; `never` stays `never`. */
export function endOf(startMs: number, durationMs: number): number {
  return durationMs >= never - startMs ? never : startMs + durationMs
}

/** What one attempt, hold or foreign process takes of a host. */
export interface Holding {
  readonly holder: string
  readonly grant: Grant
  readonly endMs: number
  /** indices into the offer's units; GPUs that the host no longer reports are missing */
  readonly units: readonly number[]
}

/**
 * The units of a host of one model and MIG profile: what a task's GPUs are chosen from, since they are all of one model.
 * Where their memory differs, all count as the smallest.
 */
export interface HostClass {
  /** `<model>|<MIG profile>` */
  readonly key: string
  readonly model: string
  /** lower-case, for matching */
  readonly modelKey: string
  readonly mig: string | null
  readonly memoryMb: number
  /** indices into the offer's units */
  readonly units: readonly number[]
}

export interface Host {
  /** stable while the host is known; dense, for tables beside this one */
  readonly number: number
  readonly id: string
  readonly offer: HostOffer
  /** smallest memory first */
  readonly classes: readonly HostClass[]
  /** for each unit of the offer, its position in `classes` */
  readonly classOfUnit: readonly number[]
  /** by `levelAt`; '' is unknown */
  readonly places: readonly string[]
  /** the narrowest place under one switch or in one rack that is known */
  readonly home: string
  readonly holdings: readonly Holding[]
  readonly cpusFree: number
  readonly memoryFreeMb: number
  /** free units of each of `classes` */
  readonly free: readonly number[]
  /** free units of all classes */
  readonly unitsFree: number
}

export class Capacity {
  readonly #hosts: (Host | undefined)[]
  readonly #numbers: Map<string, number>
  /** host numbers in the order of their ids */
  readonly #order: number[]
  /** idle open hosts in each home */
  readonly #idle: Map<string, number>
  /** numbers of the hosts that changed, the last ones */
  #log: number[] = []
  #forgotten = 0
  /** for `choose` */
  readonly shelves: Shelves = new Shelves(this)

  constructor(from?: Capacity) {
    this.#hosts = from === undefined ? [] : from.#hosts.slice()
    this.#numbers = new Map(from === undefined ? [] : from.#numbers)
    this.#order = from === undefined ? [] : from.#order.slice()
    this.#idle = new Map(from === undefined ? [] : from.#idle)
  }

  /** A copy that changes apart from this one; it shares the records. */
  clone(): Capacity {
    return new Capacity(this)
  }

  get size(): number {
    return this.#order.length
  }

  /** All hosts by id. */
  hosts(): Host[] {
    return this.#order.map((number) => this.#hosts[number] as Host)
  }

  host(id: string): Host | undefined {
    const number = this.#numbers.get(id)
    return number === undefined ? undefined : this.#hosts[number]
  }

  at(number: number): Host | undefined {
    return this.#hosts[number]
  }

  /** Hosts with nothing on them that take new work, in the place that the host calls home. */
  idleAtHome(host: Host): number {
    return this.#idle.get(host.home) ?? 0
  }

  /** How many changes there have been; for `changedSince`. */
  get changes(): number {
    return this.#forgotten + this.#log.length
  }

  /** Numbers of the hosts that changed after so many changes, some more than once; undefined when that is too long ago. */
  changedSince(changes: number): readonly number[] | undefined {
    return changes < this.#forgotten ? undefined : this.#log.slice(changes - this.#forgotten)
  }

  /** A new host, or a known one whose offer changed; what is held stays held. */
  setHost(offer: HostOffer): Host {
    const known = this.host(offer.id)
    const number = known?.number ?? this.#admit(offer.id)
    const holdings = (known?.holdings ?? []).map((holding) => ({
      ...holding,
      units: unitsHeld(offer, holding.grant),
    }))
    return this.#put(measured(standing(number, offer), holdings))
  }

  /** Forgets a host and what was held on it. */
  removeHost(id: string): void {
    const number = this.#numbers.get(id)
    if (number === undefined) return
    this.#numbers.delete(id)
    this.#order.splice(this.#positionOf(id), 1)
    this.#note(this.#hosts[number], undefined)
    this.#hosts[number] = undefined
  }

  /**
   * Counts a grant as taken until it is released, whatever its planned end. A holder takes once: again replaces. Nothing is
   * refused: what a host runs is a fact, and more than it has shows in `overcommitted`.
   */
  take(hostId: string, holder: string, grant: Grant, endMs: number): void {
    const host = this.#must(hostId)
    const others = host.holdings.filter((holding) => holding.holder !== holder)
    this.#hold(host, [...others, { holder, grant, endMs, units: unitsHeld(host.offer, grant) }])
  }

  /** Gives back what a holder took; nothing when it holds nothing there. */
  release(hostId: string, holder: string): void {
    const host = this.host(hostId)
    if (host?.holdings.some((holding) => holding.holder === holder) !== true) return
    this.#hold(
      host,
      host.holdings.filter((holding) => holding.holder !== holder),
    )
  }

  /** Moves a holder's planned end. */
  reend(hostId: string, holder: string, endMs: number): void {
    const host = this.#must(hostId)
    this.#hold(
      host,
      host.holdings.map((holding) => (holding.holder === holder ? { ...holding, endMs } : holding)),
    )
  }

  #hold(host: Host, holdings: readonly Holding[]): void {
    this.#put(measured(host, holdings))
  }

  #put(host: Host): Host {
    this.#note(this.#hosts[host.number], host)
    this.#hosts[host.number] = host
    return host
  }

  #note(before: Host | undefined, after: Host | undefined): void {
    for (const [host, by] of [
      [before, -1],
      [after, 1],
    ] as const)
      if (host !== undefined && isIdle(host)) this.#idle.set(host.home, (this.#idle.get(host.home) ?? 0) + by)
    this.#log.push((before ?? after)?.number as number)
    if (this.#log.length <= 2 * this.#hosts.length + 1_024) return
    const half = this.#log.length >> 1
    this.#log = this.#log.slice(half)
    this.#forgotten += half
  }

  #must(id: string): Host {
    const host = this.host(id)
    if (host === undefined) throw new Error(`placement: there is no host ${id}`)
    return host
  }

  #admit(id: string): number {
    let number = this.#hosts.length
    if (this.#order.length < number) number = this.#hosts.indexOf(undefined)
    this.#numbers.set(id, number)
    this.#order.splice(this.#positionOf(id), 0, number)
    return number
  }

  /** Where an id stands, or would stand, in the order. */
  #positionOf(id: string): number {
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#order[middle] as number
      if ((this.#hosts[other] as Host).id < id) low = middle + 1
      else high = middle
    }
    return low
  }
}

function isIdle({ holdings, offer }: Host): boolean {
  return holdings.length === 0 && offer.closed === ''
}

/** What is wrong with a host's books, in plain words; empty when nothing is taken twice. */
export function overcommitted(host: Host): string[] {
  const { offer, holdings } = host
  const found: string[] = []
  const cpus = holdings.reduce((sum, { grant }) => sum + grant.cpus, 0)
  const memoryMb = holdings.reduce((sum, { grant }) => sum + grant.memoryMb, 0)
  if (cpus > offer.cpus) found.push(`${cpus} of ${offer.cpus} slots taken`)
  if (memoryMb > offer.memoryMb) found.push(`${memoryMb} of ${offer.memoryMb} MB taken`)
  for (const [index, { uuid }] of offer.units.entries()) {
    const holders = holdings.filter(({ units }) => units.includes(index)).map(({ holder }) => holder)
    if (holders.length > 1) found.push(`${uuid} taken by ${holders.sort().join(' and ')}`)
  }
  return found
}

function unitsHeld(offer: HostOffer, grant: Grant): number[] {
  return grant.gpus.map((uuid) => offer.units.findIndex((unit) => unit.uuid === uuid)).filter((index) => index >= 0)
}

function classesOf(offer: HostOffer): HostClass[] {
  const byKey = new Map<string, number[]>()
  for (const [index, { model, mig }] of offer.units.entries()) {
    const key = `${model}|${mig ?? ''}`
    getOrMake(byKey, key, emptyList<number>).push(index)
  }
  const classes = [...byKey].map(([key, units]): HostClass => {
    const { model, mig } = offer.units[units[0] as number]!
    const memoryMb = Math.min(...units.map((index) => offer.units[index]!.memoryMb))
    return { key, model, modelKey: model.toLowerCase(), mig, memoryMb, units }
  })
  return classes.sort((a, b) => a.memoryMb - b.memoryMb || (a.key < b.key ? -1 : 1))
}

/** What of a host's record its offer decides. */
type Standing = Pick<Host, 'number' | 'id' | 'offer' | 'classes' | 'classOfUnit' | 'places' | 'home'>

function standing(number: number, offer: HostOffer): Standing {
  const classes = classesOf(offer)
  const classOfUnit: number[] = []
  for (const [at, { units }] of classes.entries()) for (const unit of units) classOfUnit[unit] = at
  const places = placesOf(offer.topology)
  const { site, row, rack, leaf } = levelAt
  const home = places[leaf] || places[rack] || places[row] || (places[site] as string)
  return { number, id: offer.id, offer, classes, classOfUnit, places, home }
}

/** A host's record with its free amounts counted; never below 0. */
function measured(host: Standing, holdings: readonly Holding[]): Host {
  const { number, id, offer, classes, classOfUnit, places, home } = host
  let cpusFree = offer.cpus
  let memoryFreeMb = offer.memoryMb
  let unitsFree = offer.units.length
  const free = classes.map(({ units }) => units.length)
  const taken: boolean[] = []
  for (const { grant, units } of holdings) {
    cpusFree -= grant.cpus
    memoryFreeMb -= grant.memoryMb
    for (const unit of units) {
      if (taken[unit] === true) continue
      taken[unit] = true
      const at = classOfUnit[unit] as number
      free[at] = (free[at] as number) - 1
      unitsFree--
    }
  }
  cpusFree = Math.max(0, cpusFree)
  memoryFreeMb = Math.max(0, memoryFreeMb)
  return { number, id, offer, classes, classOfUnit, places, home, holdings, cpusFree, memoryFreeMb, free, unitsFree }
}
