/** The end of the story: the figures as JSON, and as a table for a person. Pure. */
import type { Metrics } from '../../shared/model/engines.ts'
import type { RunRow } from '../../shared/model/pipeline-rows.ts'
import type { FaultCosts } from './faults.ts'
import type { MonthFigures } from './latency-sample.ts'
import type { ShardTotals } from './ledger.ts'
import { bytes, table } from './render.ts'
import type { ReplayResult } from './replay.ts'

interface Quality {
  readonly auc: number
  readonly ne: number
  readonly ece: number
}
export interface Summary {
  readonly rows: number
  readonly months: readonly {
    readonly month: string
    readonly baseRate: number
    readonly static: Quality
    /** null: nothing of this month was judged */
    readonly factory: Quality | null
  }[]
  /** retrains begun; versions that passed their gate and serve (January's included); versions the gate refused */
  readonly retrains: number
  readonly promotions: number
  readonly refusals: number
  readonly shards: ShardTotals
  readonly agents: number
  readonly killed: string | null
  readonly slowed: string | null
  readonly seconds: number
  readonly costs: FaultCosts
  readonly requests: { readonly total: number; readonly failed: number; readonly reconnects: number }
  readonly replay: readonly MonthFigures[]
  readonly versions: readonly {
    readonly version: number | null
    readonly kind: RunRow['kind']
    readonly state: RunRow['state']
    /** trained and judged on data before this day */
    readonly until: string | null
    readonly cause: string
  }[]
  readonly state: { readonly bytes: number; readonly previousBytes: number | null; readonly ratio: number | null }
}

export interface SummaryParts {
  readonly rows: number
  /** metrics by month of the first version left alone, and of what the factory served */
  readonly staticMonths: Readonly<Record<string, Metrics>>
  readonly factoryMonths: Readonly<Record<string, Metrics>>
  readonly runs: readonly RunRow[]
  readonly shards: ShardTotals
  readonly agents: number
  readonly killed: string | null
  readonly slowed: string | null
  readonly seconds: number
  readonly costs: FaultCosts
  readonly replay: ReplayResult
  readonly replayMonths: readonly MonthFigures[]
  readonly stateBytes: number
  readonly previousBytes: number | null
}

export function makeSummary(parts: SummaryParts): Summary {
  const { runs, replay, stateBytes, previousBytes } = parts
  return {
    rows: parts.rows,
    months: Object.entries(parts.staticMonths)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([month, metrics]) => {
        const factory = parts.factoryMonths[month]
        return {
          month,
          baseRate: round(metrics.baseRate),
          static: quality(metrics),
          factory: factory === undefined ? null : quality(factory),
        }
      }),
    retrains: runs.filter((run) => run.kind === 'retrain').length,
    promotions: runs.filter((run) => run.state === 'promoted').length,
    refusals: runs.filter((run) => run.state === 'refused').length,
    shards: parts.shards,
    agents: parts.agents,
    killed: parts.killed,
    slowed: parts.slowed,
    seconds: Math.round(parts.seconds * 10) / 10,
    costs: parts.costs,
    requests: { total: replay.requests, failed: replay.failed, reconnects: replay.reconnects },
    replay: parts.replayMonths,
    versions: runs.map((run) => ({
      version: run.model,
      kind: run.kind,
      state: run.state,
      until: run.window?.to ?? null,
      cause: run.cause,
    })),
    state: {
      bytes: stateBytes,
      previousBytes,
      ratio: previousBytes === null || previousBytes === 0 ? null : round(stateBytes / previousBytes),
    },
  }
}

function quality({ auc, ne, ece }: Metrics): Quality {
  return { auc: round(auc), ne: round(ne), ece: round(ece) }
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}

export function summaryLines(summary: Summary): string[] {
  const cells = (q: Quality | null): string[] =>
    q === null ? ['–', '–', '–'] : [q.auc, q.ne, q.ece].map((v) => v.toFixed(4))
  const months = table([
    ['month', 'late', 'AUC static', 'factory', 'NE static', 'factory', 'ECE static', 'factory'],
    ...summary.months.map(({ month, baseRate, static: alone, factory }) => {
      const [a, b] = [cells(alone), cells(factory)] as [[string, string, string], [string, string, string]]
      return [month, `${(baseRate * 100).toFixed(1)}%`, a[0], b[0], a[1], b[1], a[2], b[2]]
    }),
  ])
  const { shards, requests, state } = summary
  return [
    '',
    `${summary.rows} flights; static: the January model left alone; factory: what this factory served`,
    ...months,
    '',
    ...summary.versions.map(
      (each) =>
        `${each.kind} version ${each.version ?? '–'} (data until ${each.until ?? '–'}): ${each.state}; ${each.cause}`,
    ),
    `retrains ${summary.retrains}, promotions ${summary.promotions}, refusals ${summary.refusals}`,
    `shards ${shards.committed} of ${shards.total} committed, ${shards.speculative} second attempts, ${shards.duplicateResults} done twice, ${shards.duplicateCommits} counted twice`,
    `inference requests ${requests.total}, failed ${requests.failed}`,
    ...costLines(summary.costs),
    `state directory ${bytes(state.bytes)}${state.ratio === null ? '' : `, ${state.ratio.toFixed(2)}× the size after the run before`}`,
    `${summary.agents} agents, ${summary.seconds} s`,
  ]
}

function costLines({ slowed, killed, training }: FaultCosts): string[] {
  const lines: string[] = []
  if (slowed !== null) {
    lines.push(
      `slowed: ${slowed.agent} ${slowed.factor}× for ${slowed.seconds} s; it committed ${slowed.shards} training shards (others ${slowed.othersMeanShards} each) at ${slowed.shardMs ?? '–'} ms a shard (others ${slowed.othersMedianShardMs ?? '–'} ms)`,
    )
  }
  if (killed !== null) {
    const away = killed.awaySeconds === null ? 'did not come back' : `was away ${killed.awaySeconds} s`
    lines.push(
      `killed: ${killed.agent} ${away}; ${killed.workersKept} of its worker processes went on, ${killed.workersLost} were lost`,
    )
  }
  if (slowed !== null || killed !== null) {
    lines.push(
      `        that training had ${training.failedAttempts} failed attempts, ${training.speculative} second attempts, ${training.duplicateResults} results done twice`,
    )
  }
  return lines
}
