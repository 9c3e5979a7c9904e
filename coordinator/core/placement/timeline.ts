/**
 * What will be free when: planned ends and reservations. A task may start early only where it delays no reservation
 * (conservative backfill), and the first time a demand fits is exact as far as the planned ends are.
 */
import { type Capacity, endOf, type Holding, type Host, type HostClass, never } from './capacity.ts'
import type { Demand } from './demand.ts'
import type { Candidate } from './preference.ts'
import { type Booking, firstShortage, type Profile, profileOf } from './profile.ts'

export interface Reservation {
  readonly id: string
  readonly startMs: number
  readonly endMs: number
  readonly bookings: readonly Booking[]
}

/** The caller's guess at the end of something without a planned one; undefined: none. */
export type AssumeEndMs = (holding: Holding, host: Host) => number | undefined

interface Entry {
  readonly host: Host
  readonly bookings: readonly Booking[]
  readonly builtMs: number
  /** from here on the profile must be built again, since something that should have ended is still there */
  readonly staleMs: number
  readonly profile: Profile
  /** the same without guesses: what has no planned end, or is over it, lasts for ever */
  readonly firm: Profile
}

const noBookings: readonly Booking[] = []

export class Timeline {
  readonly capacity: Capacity
  readonly #assumeEndMs: AssumeEndMs
  readonly #reservations = new Map<string, Reservation>()
  readonly #bookings = new Map<string, readonly Booking[]>()
  readonly #entries: Entry[] = []
  #nowMs: number

  constructor(capacity: Capacity, nowMs: number, assumeEndMs: AssumeEndMs = () => undefined) {
    this.capacity = capacity
    this.#nowMs = nowMs
    this.#assumeEndMs = assumeEndMs
  }

  get nowMs(): number {
    return this.#nowMs
  }

  advance(nowMs: number): void {
    this.#nowMs = nowMs
  }

  reservations(): Reservation[] {
    return [...this.#reservations.values()]
  }

  /** Keeps what a demand will need on these hosts; again with the same id replaces. */
  reserve(id: string, demand: Demand, places: readonly Candidate[], startMs: number): Reservation {
    const endMs = endOf(startMs, demand.durationMs)
    const bookings = places.map(({ host, gpuClass }): Booking => {
      const { cpus, memoryMb, gpus } = demand
      return { reservation: id, host: host.id, cpus, memoryMb, gpuClass: gpuClass?.key ?? null, gpus, startMs, endMs }
    })
    const reservation = { id, startMs, endMs, bookings }
    this.restore(reservation)
    return reservation
  }

  /** Puts back a reservation that was taken out; one with its id goes. */
  restore(reservation: Reservation): void {
    this.unreserve(reservation.id)
    this.#reservations.set(reservation.id, reservation)
    for (const booking of reservation.bookings)
      this.#bookings.set(booking.host, [...this.bookingsOn(booking.host), booking])
  }

  unreserve(id: string): void {
    for (const { host } of this.#reservations.get(id)?.bookings ?? []) {
      const rest = this.bookingsOn(host).filter(({ reservation }) => reservation !== id)
      if (rest.length === 0) this.#bookings.delete(host)
      else this.#bookings.set(host, rest)
    }
    this.#reservations.delete(id)
  }

  bookingsOn(host: string): readonly Booking[] {
    return this.#bookings.get(host) ?? noBookings
  }

  /**
   * '' when a demand that fits the host now may also stay to its end without delaying a reservation, else which one it would
   * delay. Made to be an ask's veto.
   */
  whyWait(host: Host, gpuClass: HostClass | null, demand: Demand): string {
    const bookings = this.bookingsOn(host.id)
    if (bookings.length === 0) return ''
    const endMs = endOf(this.#nowMs, demand.durationMs)
    const atMs = firstShortage(this.profile(host), demand, gpuClass, host, this.#nowMs, endMs)
    if (atMs === undefined) return ''
    const keepers = bookings.filter(({ startMs, endMs: untilMs }) => startMs <= atMs && untilMs > atMs)
    // What is short without a reservation there (a host that reports less than it did) is not kept for anyone.
    if (keepers.length === 0) return ''
    const keeper = keepers.reduce((a, b) =>
      b.startMs > a.startMs || (b.startMs === a.startMs && b.reservation < a.reservation) ? b : a,
    )
    const minutes = Math.ceil((keeper.startMs - this.#nowMs) / 60_000)
    if (minutes <= 0) return `kept for ${keeper.reservation}`
    const length = demand.durationMs === never ? 'this has no time limit' : 'this may run longer'
    return `kept for ${keeper.reservation} in ${minutes} min, ${length}`
  }

  /** What will be free on a host, guesses included. */
  profile(host: Host): Profile {
    return this.#entry(host).profile
  }

  /** Whether the demand has room from `startMs` to its end by planned ends alone, without a guess. */
  isFirm(host: Host, gpuClass: HostClass | null, demand: Demand, startMs: number): boolean {
    const endMs = endOf(startMs, demand.durationMs)
    return firstShortage(this.#entry(host).firm, demand, gpuClass, host, startMs, endMs) === undefined
  }

  #entry(host: Host): Entry {
    const known = this.#entries[host.number]
    const bookings = this.bookingsOn(host.id)
    if (known !== undefined && known.host === host && known.bookings === bookings && this.#isFresh(known)) return known
    const entry = this.#build(host, bookings)
    this.#entries[host.number] = entry
    return entry
  }

  #isFresh({ builtMs, staleMs }: Entry): boolean {
    return builtMs === this.#nowMs || (builtMs < this.#nowMs && this.#nowMs < staleMs)
  }

  #build(host: Host, bookings: readonly Booking[]): Entry {
    const nowMs = this.#nowMs
    let guesses = false
    let staleMs = never
    for (const { endMs } of host.holdings) {
      if (endMs === never || endMs <= nowMs) guesses = true
      else staleMs = Math.min(staleMs, endMs)
    }
    const planned = ({ endMs }: Holding): number => (endMs <= nowMs ? never : endMs)
    const firm = profileOf(host, bookings, nowMs, planned)
    const profile = guesses ? profileOf(host, bookings, nowMs, (holding) => this.#guessedEndMs(holding, host)) : firm
    return { host, bookings, builtMs: nowMs, staleMs: guesses ? nowMs : staleMs, profile, firm }
  }

  /** A planned end, or the guess at one; what is over it ends next, since it has not ended yet. */
  #guessedEndMs(holding: Holding, host: Host): number {
    const endMs = holding.endMs === never ? (this.#assumeEndMs(holding, host) ?? never) : holding.endMs
    return Math.max(endMs, this.#nowMs + 1)
  }
}
