/** Monitoring: what was served, joined with late labels, judged day by day; a drift episode opens at most one retrain ([D3]). */

import { limits } from '../../../shared/limits.ts'
import { dayNumber } from '../../../shared/model/days.ts'
import type { Metrics, MonitorItem, MonitorParams, MonitorResult, ScoreSums } from '../../../shared/model/engines.ts'
import type { ArtifactRef, JobSpec, Json, ShardOutput } from '../../../shared/model/job.ts'
import { addSums, metricsOf } from '../../../shared/model/metrics.ts'
import type { MonitorState, PipelineRow, RunRow } from '../../../shared/model/pipeline-rows.ts'
import { isLive } from '../attempts.ts'
import { type Context, note } from '../context.ts'
import { dataDrift, referenceOf, stepPerformance } from '../drift/detectors.ts'
import { appendShards, submitJob } from '../jobs.ts'

export const emptyMonitor: MonitorState = {
  reference: null,
  cusum: { ne: 0, calibration: 0 },
  lastWindow: null,
  days: 0,
  episode: null,
  lastRetrainWindow: null,
  retrains: 0,
  dataDrift: [],
  chart: [],
  waiting: {},
}

export function patchMonitor(ctx: Context, pipeline: string, fields: Partial<MonitorState>): PipelineRow {
  const row = ctx.state.pipelines.must(pipeline)
  return ctx.state.pipelines.patch(pipeline, { monitor: { ...row.monitor, ...fields } })
}

/** The open job whose shards are days to be judged; made when the first version serves. */
function ensureMonitorJob(ctx: Context, pipeline: PipelineRow): void {
  const existing = pipeline.monitorJob === null ? undefined : ctx.state.jobs.get(pipeline.monitorJob)
  if (existing !== undefined && isLive(existing)) return
  const params: MonitorParams = { task: 'monitor', columns: pipeline.spec.monitor.data.columns }
  const spec: JobSpec = {
    name: `${pipeline.name}-monitor`,
    project: pipeline.project,
    kind: 'batch',
    run: { kind: 'engine', engine: 'data' },
    params: params as unknown as Json,
    workers: { max: 1 },
    shards: { waves: [{ name: 'monitor' }], open: true },
    policy: { graceMs: 5_000 },
  }
  const job = submitJob(ctx, spec, 'pipeline', `monitor:${pipeline.id}`)
  ctx.state.pipelines.patch(pipeline.id, { monitorJob: job.id })
}

/** A run ended: a promoted version brings its own reference; a refused one closes the episode; either way the sums begin anew. */
export function runEnded(ctx: Context, run: RunRow): void {
  const { state } = ctx
  const pipeline = state.pipelines.must(run.pipeline)
  const fields: { -readonly [K in keyof MonitorState]?: MonitorState[K] } = {
    episode: null,
    cusum: { ne: 0, calibration: 0 },
  }
  if (run.state === 'promoted' && run.report !== null)
    fields.reference = referenceOf(run.model as number, Object.values(run.report.groups), run.report.candidate)
  patchMonitor(ctx, run.pipeline, fields)
  if (run.kind === 'retrain')
    note(ctx, 'notice', 'episode-closed', `${pipeline.name}: drift episode closed, the retrain was ${run.state}`, {
      run: run.id,
      pipeline: pipeline.id,
    })
  if (run.state !== 'promoted') return
  ensureMonitorJob(ctx, state.pipelines.must(run.pipeline))
  dispatchWindows(ctx, run.pipeline)
}

/** Segments and labels wait for each other; a window with both becomes a monitor shard. */
export function arrived(
  ctx: Context,
  pipelineId: string,
  window: string,
  what: { segment?: ArtifactRef; final?: boolean; labels?: ArtifactRef },
): void {
  const { waiting } = ctx.state.pipelines.must(pipelineId).monitor
  const before = waiting[window] ?? { segments: [], final: false, labels: null }
  const known = what.segment === undefined || before.segments.some((each) => each.sha256 === what.segment?.sha256)
  const after = {
    segments: known ? before.segments : [...before.segments, what.segment as ArtifactRef],
    final: before.final || what.final === true,
    labels: what.labels ?? before.labels,
  }
  patchMonitor(ctx, pipelineId, { waiting: { ...waiting, [window]: after } })
  dispatchWindows(ctx, pipelineId)
}

function dispatchWindows(ctx: Context, pipelineId: string): void {
  const pipeline = ctx.state.pipelines.must(pipelineId)
  const job = pipeline.monitorJob === null ? undefined : ctx.state.jobs.get(pipeline.monitorJob)
  if (job === undefined || !isLive(job)) return
  const waiting = { ...pipeline.monitor.waiting }
  for (const window of Object.keys(waiting).sort()) {
    const { segments, final, labels } = waiting[window] as MonitorState['waiting'][string]
    if (!final || labels === null) continue
    const item: MonitorItem = { window, segments, labels }
    appendShards(ctx, job.id, undefined, [item as unknown as Json])
    delete waiting[window]
  }
  patchMonitor(ctx, pipelineId, { waiting })
}

/** A day's sums arrived: months are added up, the chart grows, the day is judged. */
export function monitorReported(ctx: Context, owner: string, output: ShardOutput): void {
  if (!owner.startsWith('monitor:')) return
  const { state } = ctx
  const pipeline = state.pipelines.get(owner.slice('monitor:'.length))
  if (pipeline === undefined) return
  const result = output.result as unknown as MonitorResult
  const versions = Object.entries(result.versions)
  if (versions.length === 0) return
  addMonth(
    ctx,
    pipeline.id,
    result.window.slice(0, 7),
    versions.map(([, sums]) => sums),
  )
  const [version, sums] = versions.sort((a, b) => b[1].rows - a[1].rows)[0] as [string, ScoreSums]
  judgeDay(ctx, pipeline, result, Number(version), sums)
}

function addMonth(ctx: Context, pipeline: string, month: string, sums: readonly ScoreSums[]): void {
  const id = `${pipeline}/${month}`
  let total = ctx.state.sums.get(id)?.sums as unknown as ScoreSums | undefined
  for (const each of sums) total = total === undefined ? each : addSums(total, each)
  if (total === undefined) return
  const rounded = { ...total, scoreByBin: total.scoreByBin.map((value) => Math.round(value * 10_000) / 10_000) }
  ctx.state.sums.put(id, { v: 1, pipeline, month, sums: rounded as unknown as Json })
  ctx.state.months.put(id, { v: 1, id, pipeline, month, metrics: metricsOf(total) })
}

function judgeDay(ctx: Context, pipeline: PipelineRow, result: MonitorResult, version: number, sums: ScoreSums): void {
  const { monitor, spec } = pipeline
  const day = metricsOf(sums)
  const judged = version === monitor.reference?.version && day.rows >= spec.monitor.performance.minRows
  const most = 2 * spec.monitor.performance.threshold
  const stepped = judged ? stepPerformance(monitor, day, spec.monitor.performance.slack) : monitor.cusum
  const cusum = { ne: Math.min(most, stepped.ne), calibration: Math.min(most, stepped.calibration) }
  const point = {
    window: result.window,
    version,
    ne: day.ne,
    bias: day.bias,
    cusum: Math.max(cusum.ne, cusum.calibration),
  }
  patchMonitor(ctx, pipeline.id, {
    cusum,
    lastWindow: monitor.lastWindow === null || result.window > monitor.lastWindow ? result.window : monitor.lastWindow,
    days: monitor.days + 1,
    chart: [...monitor.chart, point].slice(-limits.chartDaysKept),
    dataDrift: judgeColumns(ctx, pipeline, result),
  })
  if (judged) maybeRetrain(ctx, pipeline.id, result.window, day)
}

/** [D1] data drift raises priority only: it is shown, and named in the cause of a retrain; it starts none. */
function judgeColumns(ctx: Context, pipeline: PipelineRow, result: MonitorResult): MonitorState['dataDrift'] {
  const { monitor, spec } = pipeline
  const reference = [...ctx.state.runs.values()]
    .filter((run) => run.pipeline === pipeline.id && run.model === monitor.reference?.version && run.report !== null)
    .at(-1)?.report
  if (reference == null) return monitor.dataDrift
  const found = [...monitor.dataDrift]
  for (const column of spec.monitor.data.columns) {
    const was = reference.columns[column]
    const is = result.columns[column]
    if (was === undefined || is === undefined) continue
    const { psi, limit } = dataDrift(was, reference.candidate.rows, is, spec.monitor.data.confidence)
    if (psi > limit) found.push({ window: result.window, column, psi, limit })
  }
  return found.slice(-limits.dataDriftKept)
}

/** [D3] one episode, one retrain; none during cool-down or beyond the budget. [D4] the retrain trains on labelled days only. */
function maybeRetrain(ctx: Context, pipelineId: string, window: string, day: Metrics): void {
  const pipeline = ctx.state.pipelines.must(pipelineId)
  const { monitor, spec } = pipeline
  const { threshold } = spec.monitor.performance
  const sum = Math.max(monitor.cusum.ne, monitor.cusum.calibration)
  if (sum <= threshold || monitor.episode !== null || pipeline.run !== null) return
  if (monitor.retrains >= spec.retrain.budget) return
  if (
    monitor.lastRetrainWindow !== null &&
    dayNumber(window) - dayNumber(monitor.lastRetrainWindow) < spec.retrain.coolDownDays
  )
    return
  const which = monitor.cusum.ne >= monitor.cusum.calibration ? 'normalised entropy' : 'calibration'
  const drifted = [
    ...new Set(
      monitor.dataDrift.filter((each) => dayNumber(window) - dayNumber(each.window) <= 7).map((each) => each.column),
    ),
  ]
  const cause = `${which} drifted: CUSUM ${sum.toFixed(1)} > ${threshold} on ${window} (that day ${day.ne.toFixed(3)}, reference ${monitor.reference?.ne.toFixed(3)})${drifted.length > 0 ? `; data drift in ${drifted.join(', ')}` : ''}`
  patchMonitor(ctx, pipelineId, {
    episode: { openedWindow: window, cause, run: null },
    lastRetrainWindow: window,
    retrains: monitor.retrains + 1,
  })
  note(ctx, 'warning', 'drift-episode-opened', `${pipeline.name}: ${cause}`, { pipeline: pipelineId })
  ctx.reactions.push({ kind: 'retrain-wanted', pipeline: pipelineId, window, cause })
}
