/** Pieces of the account as text. Pure: what a person reads is tested without a terminal. */
import type { EvaluationReport } from '../../shared/model/engines.ts'
import type { GateResult, MonitorState } from '../../shared/model/pipeline-rows.ts'

export function bar(fraction: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8)
  const full = Math.floor(eighths / 8)
  const part = eighths % 8 === 0 ? '' : ('▏▎▍▌▋▊▉'[(eighths % 8) - 1] as string)
  return `${'█'.repeat(full)}${part}`.padEnd(width, '·')
}

export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let value = n
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** Rows of texts in columns; numbers to the right. The first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)))
  const numeric = widths.map((_, i) =>
    rows.slice(1).every((row) => /^[-+<>≤≥]?[\d.,]*%?$|^–$/.test((row[i] ?? '').trim())),
  )
  return rows.map((row) =>
    row
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(Math.abs(value) >= 10 ? 1 : 4))

export function gateTable(results: readonly GateResult[], report: EvaluationReport | null): string[] {
  const rows = results.map((each) => [
    each.verdict === 'pass' ? 'pass' : each.verdict === 'fail' ? 'FAIL' : 'skip',
    each.metric,
    figure(each.value),
    figure(each.limit),
    figure(each.champion),
    each.why,
  ])
  const lines = table([['', 'metric', 'candidate', 'limit', 'champion', 'why'], ...rows])
  if (report === null) return lines
  const { aucInterval: auc, neInterval: ne } = report.candidate
  const shift =
    report.nextWindowScorePsi === undefined
      ? ''
      : `; next week’s scores shift by PSI ${figure(report.nextWindowScorePsi)}`
  return [
    ...lines,
    `95 %: AUC ${figure(auc.low)}–${figure(auc.high)}, NE ${figure(ne.low)}–${figure(ne.high)} on ${report.candidate.rows} rows${shift}`,
  ]
}

const levels = '▁▂▃▄▅▆▇█'

/** One character a bin: the largest value of its days between `low` and `high`; a space without days. */
export function sparkline(values: readonly (number | null)[], low: number, high: number): string {
  return values
    .map((value) => {
      if (value === null || Number.isNaN(value)) return ' '
      const share = high > low ? (value - low) / (high - low) : 0
      return levels[Math.min(7, Math.max(0, Math.round(share * 7)))]
    })
    .join('')
}

/** Drift as text: daily normalised entropy, the CUSUM beside its threshold, and where versions changed. */
export function driftChart(chart: MonitorState['chart'], threshold: number, width: number): string[] {
  const [first, last] = [chart[0], chart.at(-1)]
  if (first === undefined || last === undefined) return []
  const perBin = Math.max(1, Math.ceil(chart.length / Math.max(10, width - 12)))
  const bins = Array.from({ length: Math.ceil(chart.length / perBin) }, (_, i) =>
    chart.slice(i * perBin, (i + 1) * perBin),
  )
  const most = (pick: (point: MonitorState['chart'][number]) => number): number[] =>
    bins.map((bin) => Math.max(...bin.map(pick)))
  const ne = most((point) => point.ne)
  const cusum = most((point) => point.cusum)
  const [low, high] = [Math.min(...ne), Math.max(...ne)]
  let version = first.version
  const marks = bins.map((bin) => {
    const now = (bin.at(-1) ?? first).version
    const changed = now !== version
    version = now
    return changed ? String(now % 10) : '·'
  })
  return [
    `NE         ${sparkline(ne, low, high)}  ${figure(low)}–${figure(high)}`,
    `CUSUM      ${sparkline(cusum, 0, Math.max(threshold * 1.25, ...cusum))}  now ${last.cusum.toFixed(1)}, alarm above ${threshold}`,
    `over alarm ${cusum.map((value) => (value > threshold ? '!' : '·')).join('')}`,
    `version    ${marks.join('')}  ${first.window} … ${last.window}, ${perBin} day${perBin > 1 ? 's' : ''} a column`,
  ]
}
