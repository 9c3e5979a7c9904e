/**
 * One day of predictions joined with their late labels, down to sums (`MonitorResult`). Plain streaming, not DuckDB: a
 * line holds arrays of mixed types, and parsing it as JSON is several times cheaper than casting it into SQL and unnesting.
 * Only the labels are held in memory.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { limits } from '../../../shared/limits.ts'
import type {
  LabelRecord,
  MonitorItem,
  MonitorParams,
  MonitorResult,
  PredictionRecord,
} from '../../../shared/model/engines.ts'
import { addRow, emptySums, type GrowingSums } from '../../../shared/model/metrics.ts'
import { columnKey, topCategories } from '../column-key.ts'
import type { HandlerOutput, ShardContext } from '../worker.ts'

async function eachLine<T>(path: string, take: (record: T) => void): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue
    let record: T
    try {
      record = JSON.parse(line) as T
    } catch {
      // A segment that a crash cut off ends in half a line: that request was never answered from a durable log.
      continue
    }
    take(record)
  }
}

class Day {
  readonly versions = new Map<number, GrowingSums>()
  readonly columns: Record<string, Record<string, number>> = {}
  readonly #seen = new Set<string>()
  readonly #labels = new Map<string, LabelRecord['labels']>()
  unlabelled = 0

  constructor(columns: readonly string[]) {
    for (const name of columns) this.columns[name] = {}
  }

  label(record: LabelRecord): void {
    this.#labels.set(record.id, record.labels)
  }

  predicted(record: PredictionRecord): void {
    if (this.#seen.has(record.id)) return
    this.#seen.add(record.id)
    for (const [name, counts] of Object.entries(this.columns)) {
      for (const value of record.columns[name] ?? []) {
        const key = columnKey(value)
        counts[key] = (counts[key] ?? 0) + 1
      }
    }
    const labels = this.#labels.get(record.id)
    const sums = this.versions.get(record.version) ?? emptySums()
    this.versions.set(record.version, sums)
    for (const [i, score] of record.scores.entries()) {
      const label = labels?.[i]
      if (label === 0 || label === 1) addRow(sums, score, label === 1)
      else this.unlabelled++
    }
  }
}

const rounded = (x: number, digits: number): number => Number(x.toFixed(digits))

function resultOf(window: string, day: Day, keep: number, digits: number): MonitorResult {
  const versions: Record<string, GrowingSums> = {}
  for (const [version, sums] of [...day.versions].sort((a, b) => a[0] - b[0]))
    versions[String(version)] = {
      ...sums,
      logLoss: rounded(sums.logLoss, 6),
      scoreSum: rounded(sums.scoreSum, 6),
      scoreByBin: sums.scoreByBin.map((x) => rounded(x, digits)),
    }
  const columns = Object.entries(day.columns).map(([name, counts]) => [name, topCategories(counts, keep)] as const)
  return { window, versions, columns: Object.fromEntries(columns), unlabelled: day.unlabelled }
}

/** As fine as fits in a shard's result: fewer categories and digits first, then the versions with the fewest rows go. */
function fitting(window: string, day: Day): MonitorResult {
  const fits = (result: MonitorResult): boolean => Buffer.byteLength(JSON.stringify(result)) <= limits.shardResultBytes
  for (;;) {
    for (const [keep, digits] of [
      [64, 4],
      [64, 2],
      [32, 2],
      [16, 1],
      [8, 1],
    ] as const) {
      const result = resultOf(window, day, keep, digits)
      if (fits(result)) return result
    }
    const least = [...day.versions].sort((a, b) => a[1].rows - b[1].rows)[0]
    if (least === undefined) return { window, versions: {}, columns: {}, unlabelled: day.unlabelled }
    day.versions.delete(least[0])
    console.error(
      `monitor ${window}: version ${least[0]} (${least[1].rows} rows) left out, the result would be too large`,
    )
  }
}

export async function monitor(
  params: MonitorParams,
  item: MonitorItem,
  fetch: ShardContext['fetch'],
): Promise<HandlerOutput> {
  const day = new Day(params.columns)
  await eachLine<LabelRecord>(await fetch(item.labels), (record) => day.label(record))
  for (const segment of item.segments)
    await eachLine<PredictionRecord>(await fetch(segment), (record) => {
      if (record.window === item.window) day.predicted(record)
    })
  return { result: JSON.parse(JSON.stringify(fitting(item.window, day))) }
}
