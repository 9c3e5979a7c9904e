/**
 * The hosts that fit demands of one shape, sorted by score and kept while hosts change: what makes a pass over thousands of
 * queued jobs cheap. It holds what host and shape decide; the rest (objections, the job's other tasks) is asked at each choice.
 */
import type { Capacity, Host } from './capacity.ts'
import type { Demand } from './demand.ts'
import { blockOf, blocks, chosenClass } from './fit.ts'
import { type Mode, scoreOf } from './preference.ts'

interface Bucket {
  readonly score: number
  /** host numbers, in no order */
  readonly hosts: number[]
}

export class Shelf {
  readonly #capacity: Capacity
  readonly #demand: Demand
  readonly #mode: Mode
  /** best first */
  #buckets: Bucket[] = []
  /** by host number; undefined for hosts that do not fit */
  #bucketOf: (Bucket | undefined)[] = []
  /** where each host stands in its bucket */
  #positions: number[] = []
  #changes = -1

  constructor(capacity: Capacity, demand: Demand, mode: Mode) {
    this.#capacity = capacity
    this.#demand = demand
    this.#mode = mode
  }

  /** The hosts that fit by score, best first; not to be changed. */
  buckets(): readonly Bucket[] {
    this.#follow()
    return this.#buckets
  }

  #follow(): void {
    const { changes } = this.#capacity
    if (changes === this.#changes) return
    const changed = this.#changes < 0 ? undefined : this.#capacity.changedSince(this.#changes)
    this.#changes = changes
    if (changed !== undefined) for (const number of changed) this.#sort(number, this.#capacity.at(number))
    else this.#begin()
  }

  #begin(): void {
    this.#buckets = []
    this.#bucketOf = []
    this.#positions = []
    for (const host of this.#capacity.hosts()) this.#sort(host.number, host)
  }

  #sort(number: number, host: Host | undefined): void {
    const score = host === undefined ? undefined : this.#score(host)
    const before = this.#bucketOf[number]
    if (before?.score === score) return
    if (before !== undefined) this.#leave(number, before)
    if (score !== undefined) this.#join(number, this.#bucket(score))
  }

  #score(host: Host): number | undefined {
    const ask = { demand: this.#demand }
    if (blockOf(host, ask) !== blocks.none) return undefined
    return scoreOf({ host, gpuClass: chosenClass(host, ask) ?? null }, this.#demand, this.#mode)
  }

  #join(number: number, bucket: Bucket): void {
    this.#bucketOf[number] = bucket
    this.#positions[number] = bucket.hosts.push(number) - 1
  }

  /** The last of the bucket takes the empty position. */
  #leave(number: number, bucket: Bucket): void {
    const last = bucket.hosts.pop() as number
    if (last !== number) {
      const position = this.#positions[number] as number
      bucket.hosts[position] = last
      this.#positions[last] = position
    }
    this.#bucketOf[number] = undefined
    if (bucket.hosts.length === 0) this.#buckets.splice(this.#positionOf(bucket.score), 1)
  }

  #bucket(score: number): Bucket {
    const at = this.#positionOf(score)
    const known = this.#buckets[at]
    if (known?.score === score) return known
    const bucket = { score, hosts: [] }
    this.#buckets.splice(at, 0, bucket)
    return bucket
  }

  /** The first bucket with at least this score. */
  #positionOf(score: number): number {
    let low = 0
    let high = this.#buckets.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#buckets[middle] as Bucket).score < score) low = middle + 1
      else high = middle
    }
    return low
  }
}
