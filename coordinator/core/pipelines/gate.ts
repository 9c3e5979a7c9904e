/** The gate: every rule must hold, or nothing is promoted ([G1]…[G3]). Pure: rules and reports in, verdicts out. */
import type { EvaluationReport, Metrics } from '../../../shared/model/engines.ts'
import type { GateRule } from '../../../shared/model/pipeline.ts'
import type { GateResult } from '../../../shared/model/pipeline-rows.ts'

/** Metrics of which more is better; all others are better when smaller. */
const moreIsBetter = new Set(['auc', 'perturbed.auc', 'reweighted.auc', 'latency.rowsPerSecond'])

/** Looks a dotted metric name up in a report. `auc` alone is the candidate's. */
export function metricOf(report: EvaluationReport, name: string): number | null {
  const [head, tail] = name.split('.', 2) as [string, string | undefined]
  const groups: Record<string, object | undefined> = {
    perturbed: report.perturbed,
    reweighted: report.reweighted,
    latency: report.latency,
  }
  const from: object | undefined =
    tail === undefined ? (head === 'nextWindowScorePsi' ? report : report.candidate) : groups[head]
  const value = (from as Record<string, unknown> | undefined)?.[tail ?? head]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

const show = (n: number | null): string => (n === null ? 'unknown' : String(Math.round(n * 10_000) / 10_000))

function judge(rule: GateRule, report: EvaluationReport, championFair: string | null): GateResult[] {
  const value = metricOf(report, rule.metric)
  const base = { metric: rule.metric, value, champion: null }
  const results: GateResult[] = []
  const compare = (name: string, limit: number, holds: (v: number) => boolean): void => {
    const passed = value !== null && holds(value)
    results.push({
      ...base,
      rule: `${rule.metric} ${name} ${limit}`,
      limit,
      verdict: passed ? 'pass' : 'fail',
      why:
        value === null
          ? `${rule.metric} was not measured; an unknown figure never passes`
          : `${show(value)} ${passed ? 'is' : 'is not'} ${name} ${limit}`,
    })
  }
  if (rule.min !== undefined) compare('≥', rule.min, (v) => v >= (rule.min as number))
  if (rule.max !== undefined) compare('≤', rule.max, (v) => v <= (rule.max as number))
  if (rule.maxWorseThanChampion !== undefined)
    results.push(judgeAgainstChampion(rule, rule.maxWorseThanChampion, report, value, championFair))
  return results
}

/** [G2] compared on the same hold-out only; a champion that has trained on it has seen the answers. */
function judgeAgainstChampion(
  rule: GateRule,
  allowed: number,
  report: EvaluationReport,
  value: number | null,
  unfair: string | null,
): GateResult {
  const name = `${rule.metric} at most ${allowed} worse than the champion's`
  const champion = (report.champion as Metrics | undefined)?.[rule.metric as keyof Metrics] ?? null
  const base = { rule: name, metric: rule.metric, value, limit: allowed, champion }
  if (unfair !== null) return { ...base, verdict: 'skipped', why: unfair }
  if (champion === null || value === null)
    return {
      ...base,
      verdict: 'fail',
      why: `${rule.metric} of ${value === null ? 'the candidate' : 'the champion'} was not measured`,
    }
  const worse = moreIsBetter.has(rule.metric) ? champion - value : value - champion
  const passed = worse <= allowed
  return {
    ...base,
    verdict: passed ? 'pass' : 'fail',
    why: `${show(value)} against the champion's ${show(champion)}: ${worse > 0 ? `${show(worse)} worse` : `${show(-worse)} better`}, ${passed ? 'within' : 'beyond'} ${allowed}`,
  }
}

/** `championUnfair`: why a comparison with the champion would not be fair, null when it is. */
export function judgeGate(
  rules: readonly GateRule[],
  report: EvaluationReport,
  championUnfair: string | null,
): { passed: boolean; results: readonly GateResult[] } {
  const results = rules.flatMap((rule) => judge(rule, report, championUnfair))
  return { passed: results.every((each) => each.verdict !== 'fail'), results }
}
