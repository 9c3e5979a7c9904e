/** A keeper in memory, its clock in the test's hands. */

import type { RangeQuery, SeriesAnswer } from '../../coordinator/ports.ts'
import { rangeReply } from '../../coordinator/telemetry/answers.ts'
import { Keeper, type KeeperOptions } from '../../coordinator/telemetry/keeper.ts'
import type { Ack } from '../../coordinator/telemetry/minute-writer.ts'
import { range } from '../../coordinator/telemetry/range.ts'
import { seriesOf } from '../../coordinator/telemetry/replies.ts'
import { SeriesBook } from '../../coordinator/telemetry/series-book.ts'
import type { Finding } from '../../shared/model/health.ts'
import { MemoryBook, MemoryWindows } from './memory-windows.ts'

export class KeeperWorld {
  nowMs: number
  freeBytes = 1e12
  readonly windows = new MemoryWindows()
  readonly book = new MemoryBook()
  readonly acks: Ack[] = []
  readonly findings: { host: string; finding: Finding }[] = []
  readonly relinked: string[] = []
  readonly said: string[] = []
  keeper!: Keeper
  readonly #more: Partial<KeeperOptions>

  constructor(nowMs: number, more: Partial<KeeperOptions> = {}) {
    this.nowMs = nowMs
    this.#more = more
  }

  /** A new life on the same disk. */
  async start(): Promise<this> {
    this.keeper = await Keeper.open({
      windows: this.windows,
      book: await SeriesBook.open(this.book),
      clock: { nowMs: () => this.nowMs },
      budgetBytes: 1e12,
      freeBytes: async () => this.freeBytes,
      acknowledge: (ack) => this.acks.push(ack),
      found: (host, findings) => this.findings.push(...findings.map((finding) => ({ host, finding }))),
      relink: (host) => this.relinked.push(host),
      say: (_level, text) => this.said.push(text),
      ...this.#more,
    })
    return this
  }

  frame(host: string, bytes: Uint8Array): void {
    this.keeper.frame(host, bytes, this.nowMs)
  }

  /** Time goes on; what it brings about is done when this resolves. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      this.nowMs += Math.min(1_000, left)
      this.keeper.tick()
      await this.keeper.writer.run()
    }
    await this.keeper.retention.look()
  }

  /** Rollups that are due and what is over the budget. */
  async maintain(): Promise<void> {
    await this.keeper.maintain()
  }

  /** Numbers of a dictionary that are acknowledged, rising. */
  acked(dictionary: string): number[] {
    const found = new Set<number>()
    for (const ack of this.acks)
      if (ack.dictionary === dictionary) for (let n = ack.firstNumber; n <= ack.number; n++) found.add(n)
    return [...found].sort((a, b) => a - b)
  }

  async range(query: Partial<RangeQuery> & Pick<RangeQuery, 'hosts'>): Promise<readonly SeriesAnswer[]> {
    const whole = {
      names: [],
      labels: {},
      fromMs: 0,
      toMs: this.nowMs,
      resolution: 'raw',
      maxPoints: 1e12,
      maxSeries: 1_000,
    } as const
    const found = await range(this.keeper, { ...whole, ...query })
    return rangeReply(this.keeper, found).series.map((each) => seriesOf(each))
  }
}
