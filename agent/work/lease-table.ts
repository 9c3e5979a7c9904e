/**
 * The shards of one attempt on this host: waiting in the queue, given to the worker, or finished and on their way.
 * Pure state; the worker session and the work manager drive it.
 */
import { limits } from '../../shared/limits.ts'
import type { Lease, Leases } from '../../shared/protocol/codec.ts'

interface Given {
  readonly line: string
  readonly givenMs: number
}

export class LeaseTable {
  readonly #queue: { shard: number; line: string }[] = []
  readonly #given = new Map<number, Given>()
  readonly #finishing = new Set<number>()
  readonly #asks: number[] = []
  readonly progress = new Map<number, number>()
  /** an agent that restarted does not know what its worker holds: results of unknown shards are taken, the core judges */
  #strangersWelcome: boolean
  #lastBatch = 1
  #asked = false
  #finish = false
  #lastDoneMs = 0

  constructor(adopted: boolean) {
    this.#strangersWelcome = adopted
  }

  /** Takes leases in; returns the revoked shards that the worker has and should drop. */
  add(message: Leases): number[] {
    const inputs = message.inputsJson ? `,"inputs":${message.inputsJson}` : ''
    const leases = message.leases ?? []
    if (leases.length > 0) {
      this.#asked = false
      this.#lastBatch = leases.length
    }
    for (const lease of leases) {
      const shard = lease.shard ?? 0
      if (!this.#knows(shard)) this.#queue.push({ shard, line: shardLine(lease, inputs) })
    }
    if (message.finish) this.#finish = true
    return this.#revoke(new Set(message.revoked ?? []))
  }

  /** `want` more shards are wanted by the worker; each ask is answered once, when there are some. */
  ask(want: number): void {
    if (this.#asks.length < 64) this.#asks.push(Math.max(1, Math.min(limits.leasesPerAttempt, Math.floor(want))))
  }

  /** The worker connected anew: old asks are void; shards it was given and does not hold are queued again, in order. */
  reconnect(holding: readonly number[], nowMs: number): { again: number; unknown: number[] } {
    this.#asks.length = 0
    const held = new Set(holding)
    // The worker has it although it waits here to be given: sent again by the coordinator before the worker could say so.
    for (const { shard, line } of this.#queue) if (held.has(shard)) this.#given.set(shard, { line, givenMs: nowMs })
    this.#queue.splice(0, this.#queue.length, ...this.#queue.filter(({ shard }) => !held.has(shard)))
    const again = [...this.#given].filter(([shard]) => !held.has(shard))
    for (const [shard] of again) this.#given.delete(shard)
    this.#queue.unshift(...again.map(([shard, { line }]) => ({ shard, line })))
    const unknown = holding.filter((shard) => !this.#knows(shard))
    if (!this.#strangersWelcome) return { again: again.length, unknown }
    for (const shard of unknown) this.#given.set(shard, { line: bareLine(shard), givenMs: nowMs })
    return { again: again.length, unknown: [] }
  }

  /** Answers asks from the queue: one line of JSON for each ask. */
  give(nowMs: number): string[] {
    const lines: string[] = []
    while (this.#asks.length > 0 && this.#queue.length > 0) {
      const batch = this.#queue.splice(0, this.#asks.shift()!)
      for (const { shard, line } of batch) this.#given.set(shard, { line, givenMs: nowMs })
      lines.push(`{"type":"shards","shards":[${batch.map(({ line }) => line).join(',')}]}\n`)
    }
    return lines
  }

  /** The worker is done with the shard: how long it held it alone, or why this is not its shard. */
  finishShard(shard: number, nowMs: number): { tookMs: number } | 'unknown' | 'twice' {
    if (this.#finishing.has(shard)) return 'twice'
    const given = this.#given.get(shard)
    if (given === undefined && !this.#strangersWelcome) return 'unknown'
    const sinceMs = Math.max(given?.givenMs ?? nowMs, this.#lastDoneMs)
    this.#given.delete(shard)
    this.progress.delete(shard)
    this.#finishing.add(shard)
    this.#lastDoneMs = nowMs
    return { tookMs: Math.max(0, nowMs - sinceMs) }
  }

  /** Of what nobody lent it nothing is kept. */
  progressed(shard: number, fraction: number): void {
    const isStranger = this.#strangersWelcome && this.progress.size < limits.leasesPerAttempt
    if (this.#given.has(shard) || isStranger) this.progress.set(shard, fraction)
  }

  /** The shard's result is in the spool. */
  settled(shard: number): void {
    this.#finishing.delete(shard)
  }

  /** How many leases to ask the coordinator for now; 0 = none. */
  need(): number {
    if (this.#asked || this.#finish) return 0
    const wanting = this.#asks.length > 0 || this.#given.size > 0
    if (!wanting || this.#queue.length >= this.#lastBatch / 2) return 0
    this.#asked = true
    return limits.leaseBatch
  }

  /** The link was lost: what was asked of the coordinator is void. */
  askAgain(): void {
    this.#asked = false
  }

  /** No more work will come and nothing is held. */
  finished(): boolean {
    return this.#finish && this.#queue.length === 0 && this.#given.size === 0 && this.#finishing.size === 0
  }

  /** Everything the agent has of this attempt, apart from the spool. */
  holding(): number[] {
    return [...this.#queue.map(({ shard }) => shard), ...this.#given.keys(), ...this.#finishing]
  }

  #knows(shard: number): boolean {
    return this.#given.has(shard) || this.#finishing.has(shard) || this.#queue.some((entry) => entry.shard === shard)
  }

  #revoke(revoked: ReadonlySet<number>): number[] {
    if (revoked.size === 0) return []
    const kept = this.#queue.filter(({ shard }) => !revoked.has(shard))
    this.#queue.splice(0, this.#queue.length, ...kept)
    const drop: number[] = []
    for (const shard of revoked) {
      this.progress.delete(shard)
      if (this.#given.delete(shard)) drop.push(shard)
    }
    return drop
  }
}

function shardLine(lease: Lease, inputs: string): string {
  const { shard = 0, wave = '', round = 0, position = 0, of = 0, itemJson } = lease
  const item = itemJson || 'null'
  return `{"shard":${shard},"wave":${JSON.stringify(wave)},"round":${round},"position":${position},"of":${of},"item":${item}${inputs}}`
}

/** A shard known only by what the worker said after a restart; used only if the worker loses it again. */
const bareLine = (shard: number): string => shardLine({ shard }, '')
