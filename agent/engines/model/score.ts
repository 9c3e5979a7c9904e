/** The `score` wave of evaluation: one part of the rows through candidate and champion, down to sums by group. */
import type { EvaluateParams, EvaluationReport, ScoreItem } from '../../../shared/model/engines.ts'
import { scoreBins } from '../../../shared/model/engines.ts'
import { addRow, binOf, emptySums, type GrowingSums } from '../../../shared/model/metrics.ts'
import { makeRng } from '../../../shared/rng.ts'
import { columnKey } from '../column-key.ts'
import { type Duck, quoteName } from '../duck.ts'
import type { ShardContext } from '../worker.ts'
import { readBundle } from './bundle.ts'
import { categoriesOf, type EncodedRows, type LocalFile, readRows, rowsFrom } from './encoder.ts'
import { partFrom } from './rows-cache.ts'
import { Scorer } from './scorer.ts'

/** What a `score` shard hands to `reduce`, as an artifact: sums over its rows. */
export interface PartSums {
  readonly candidate: Readonly<Record<string, GrowingSums>>
  readonly champion?: GrowingSums
  readonly perturbed?: GrowingSums
  readonly reweighted?: GrowingSums
  /** counts of scores by bin in the next window */
  readonly next?: readonly number[]
  readonly columns: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly latency?: EvaluationReport['latency']
}

/** A row's weight in the re-weighted slice is at most this, so that a handful of rows cannot carry the figure. */
const maxWeight = 20

/** Group of each row, by `day` or `month` of its event time. */
async function groupsOf(
  duck: Duck,
  from: string,
  groupBy: 'day' | 'month',
): Promise<{ names: string[]; counts: number[] }> {
  const format = groupBy === 'day' ? '%Y-%m-%d' : '%Y-%m'
  const rows = await duck.rows(
    `SELECT strftime(event_time, '${format}') AS g, count(*)::DOUBLE AS n FROM ${from} GROUP BY 1 ORDER BY 1`,
  )
  return { names: rows.map((r) => String(r.g)), counts: rows.map((r) => Number(r.n)) }
}

function sumRows(
  scores: Float32Array,
  labels: Uint8Array,
  first = 0,
  end = scores.length,
  weight?: (row: number) => number,
): GrowingSums {
  const sums = emptySums()
  for (let i = first; i < end; i++) addRow(sums, scores[i] ?? 0, labels[i] === 1, weight?.(i) ?? 1)
  return sums
}

/**
 * A copy with a share of the rows' values of some features replaced by those of other random rows: the feature keeps its
 * distribution and loses its meaning.
 */
export function perturb(
  rows: EncodedRows,
  scorer: Scorer,
  shares: Readonly<Record<string, number>>,
  seed: number,
): EncodedRows {
  const out = { ...rows, slots: rows.slots.slice(), numbers: rows.numbers.slice() }
  const { encoder } = scorer.bundle.metadata
  const categories = categoriesOf(encoder).length
  const numbers = encoder.features.length - categories
  let category = 0
  let number = 0
  for (const feature of encoder.features) {
    const isCategory = feature.kind === 'category'
    const [from, to, width, at] = isCategory
      ? [rows.slots, out.slots, categories, category++]
      : [rows.numbers, out.numbers, numbers, number++]
    const share = shares[feature.name] ?? 0
    const rng = makeRng(seed, `perturb ${feature.name}`)
    for (let i = 0; share > 0 && i < rows.rows; i++)
      if (rng.next() < share) to[i * width + at] = from[rng.below(rows.rows) * width + at] ?? 0
  }
  return out
}

/** Weights by the inverse frequency of the first category feature: every category counts alike, up to `maxWeight`. */
function inverseFrequency(rows: EncodedRows, scorer: Scorer): ((row: number) => number) | undefined {
  const { encoder } = scorer.bundle.metadata
  const width = categoriesOf(encoder).length
  if (width === 0) return undefined
  const counts = new Float64Array(encoder.slots)
  for (let i = 0; i < rows.rows; i++) counts[rows.slots[i * width] ?? 0] = (counts[rows.slots[i * width] ?? 0] ?? 0) + 1
  const used = counts.reduce((n, count) => n + (count > 0 ? 1 : 0), 0)
  return (row) => Math.min(maxWeight, rows.rows / used / (counts[rows.slots[row * width] ?? 0] || 1))
}

async function columnCounts(duck: Duck, from: string, scorer: Scorer): Promise<Record<string, Record<string, number>>> {
  const out: Record<string, Record<string, number>> = {}
  for (const { name } of scorer.bundle.metadata.encoder.features) {
    const counts: Record<string, number> = {}
    const column = quoteName(name)
    // DOUBLE for every kind of number, so that 5 and 5.0 count as one, as they do in requests.
    const value = scorer.bundle.metadata.encoder.features.find((f) => f.name === name)
    const number = value?.kind === 'number' || (value?.kind === 'category' && value.type === 'integer')
    const sql = `SELECT ${number ? `${column}::DOUBLE` : `${column}::VARCHAR`} AS v, count(*)::DOUBLE AS n FROM ${from} GROUP BY 1`
    for (const row of await duck.rows(sql)) counts[columnKey(row.v)] = (counts[columnKey(row.v)] ?? 0) + Number(row.n)
    out[name] = counts
  }
  return out
}

async function latencyOf(
  scorer: Scorer,
  rows: EncodedRows,
  load: { readonly rows: number; readonly requests: number },
): Promise<EvaluationReport['latency'] | undefined> {
  const size = Math.min(load.rows, rows.rows)
  if (size === 0 || load.requests === 0) return undefined
  const times: number[] = []
  const started = performance.now()
  for (let i = 0; i < load.requests; i++) {
    const before = performance.now()
    await scorer.run(rows.slots, rows.numbers, (i * size) % Math.max(1, rows.rows - size + 1), size)
    times.push(performance.now() - before)
  }
  const seconds = (performance.now() - started) / 1000
  times.sort((a, b) => a - b)
  const at = (p: number): number =>
    Number((times[Math.min(times.length - 1, Math.floor(times.length * p))] ?? 0).toFixed(3))
  return { p50Ms: at(0.5), p99Ms: at(0.99), rowsPerSecond: Math.round((size * load.requests) / seconds) }
}

export async function scorePart(
  duck: Duck,
  params: EvaluateParams,
  item: ScoreItem,
  context: ShardContext,
): Promise<PartSums> {
  const files: LocalFile[] = await Promise.all(params.files.map(async (f) => ({ path: await context.fetch(f) })))
  const scorer = await Scorer.make(await readBundle(await context.fetch(params.model)))
  const { encoder } = scorer.bundle.metadata
  const from = partFrom(files, { from: params.from, to: params.to, ...item })
  // In time order, so that groups are runs of rows.
  const ordered = `(SELECT * FROM ${from} ORDER BY event_time)`
  const rows = await readRows(duck, encoder, ordered)
  const scores = await scorer.score(rows)
  const groups = await groupsOf(duck, from, params.groupBy)
  const candidate: Record<string, GrowingSums> = {}
  let first = 0
  for (const [g, name] of groups.names.entries()) {
    const end = first + (groups.counts[g] ?? 0)
    candidate[name] = sumRows(scores, rows.labels, first, end)
    first = end
  }
  context.progress(0.5)
  const weight = inverseFrequency(rows, scorer)
  const shares = params.evaluate?.robustness.perturb ?? {}
  const latency =
    item.part === 0 && params.evaluate !== undefined
      ? await latencyOf(scorer, rows, params.evaluate.latency)
      : undefined
  return {
    candidate,
    columns: await columnCounts(duck, from, scorer),
    ...(params.champion === undefined ? {} : { champion: await championSums(duck, params.champion, ordered, context) }),
    ...(Object.keys(shares).length === 0
      ? {}
      : { perturbed: sumRows(await scorer.score(perturb(rows, scorer, shares, item.part)), rows.labels) }),
    ...(weight === undefined ? {} : { reweighted: sumRows(scores, rows.labels, 0, scores.length, weight) }),
    ...(params.next === undefined
      ? {}
      : { next: await nextScores(duck, scorer, rowsFromNext(files, params.next, item)) }),
    ...(latency === undefined ? {} : { latency }),
  }
}

const rowsFromNext = (
  files: readonly LocalFile[],
  next: { readonly from: string; readonly to: string },
  item: ScoreItem,
): string => rowsFrom(files, next.from, next.to, item.of > 1 ? ` AND file_row_number % ${item.of} = ${item.part}` : '')

async function championSums(
  duck: Duck,
  champion: EvaluateParams['model'],
  ordered: string,
  context: ShardContext,
): Promise<GrowingSums> {
  const scorer = await Scorer.make(await readBundle(await context.fetch(champion)))
  const rows = await readRows(duck, scorer.bundle.metadata.encoder, ordered)
  return sumRows(await scorer.score(rows), rows.labels)
}

async function nextScores(duck: Duck, scorer: Scorer, from: string): Promise<number[]> {
  const counts = new Array<number>(scoreBins).fill(0)
  for (const score of await scorer.score(await readRows(duck, scorer.bundle.metadata.encoder, from))) {
    const bin = binOf(score)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}
