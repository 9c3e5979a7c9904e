/** Reads the logs of an attempt's ranks as one, by the time at which their lines were seen. */
import { limits } from '../../../shared/limits.ts'
import type { RankLog } from './rank-log.ts'
import { RankReader, type RankRecord, type RankWish, readScratch } from './rank-reader.ts'

export interface ReadWish extends RankWish {
  /** of the world; null: all */
  readonly rank: number | null
  /** where to go on, by rank */
  readonly from: ReadonlyMap<number, number>
}

interface ReadRank {
  readonly log: RankLog
  readonly reader: RankReader
}

export class AttemptReader {
  readonly #ranks: readonly ReadRank[]

  private constructor(ranks: readonly ReadRank[]) {
    this.#ranks = ranks
  }

  static async open(logs: readonly RankLog[], wish: ReadWish): Promise<AttemptReader> {
    const ranks: ReadRank[] = []
    const scratch = readScratch()
    for (const log of logs) {
      if (wish.rank !== null && log.rank !== wish.rank) continue
      ranks.push({ log, reader: await RankReader.open(log, wish, scratch, wish.from.get(log.rank)) })
    }
    return new AttemptReader(ranks)
  }

  /** The earliest record that is there. `ended`: nothing will be added; `nowMs`: lines that stay open are told after a while. */
  async next(ended: boolean, nowMs: number): Promise<RankRecord | undefined> {
    let first: RankRecord | undefined
    let of: RankReader | undefined
    for (const { log, reader } of this.#ranks) {
      const open = ended || nowMs - log.lastMs >= limits.logOpenLineMs
      const record = await reader.peek(open)
      if (record === undefined || (first !== undefined && record.ms >= first.ms)) continue
      first = record
      of = reader
    }
    of?.shift()
    return first
  }
}
