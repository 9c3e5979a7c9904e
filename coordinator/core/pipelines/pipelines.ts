/** Pipelines: submitted, resubmitted, asked to retrain; segments and labels find their way to the monitor. */
import { addDays } from '../../../shared/model/days.ts'
import type { ArtifactRef } from '../../../shared/model/job.ts'
import type { PipelineSpec } from '../../../shared/model/pipeline.ts'
import type { PipelineRow } from '../../../shared/model/pipeline-rows.ts'
import { isLive } from '../attempts.ts'
import { type Context, Refusal } from '../context.ts'
import { closeJob } from '../jobs.ts'
import type { State } from '../state.ts'
import { arrived, emptyMonitor, patchMonitor } from './monitor.ts'
import { startRun } from './runs.ts'

export function findPipeline(state: State, name: string): PipelineRow {
  const pipeline = state.pipelines.get(name) ?? state.pipelines.get(`default/${name}`)
  if (pipeline === undefined)
    throw new Refusal('no-such-pipeline', `no pipeline '${name}': \`millwright pipelines\` lists them`, 'pipeline')
  return pipeline
}

/** A pipeline submitted again starts over: new data, a new initial run; versions go on counting and the champion serves on. */
export function submitPipeline(ctx: Context, spec: PipelineSpec, by: string): PipelineRow {
  const { state } = ctx
  const project = spec.project ?? 'default'
  const id = `${project}/${spec.name}`
  const before = state.pipelines.get(id)
  if (before?.run != null)
    throw new Refusal(
      'run-active',
      `pipeline '${spec.name}' has run ${before.run} in progress; wait for its end or cancel its job`,
      'name',
    )
  if (spec.intake.source.artifact === undefined)
    throw new Refusal(
      'bad-pipeline',
      'intake.source.artifact is missing: upload the source file as an artifact first',
      'intake.source.artifact',
    )
  if (before?.monitorJob != null) {
    const job = state.jobs.get(before.monitorJob)
    if (job !== undefined && isLive(job)) closeJob(ctx, job.id)
  }
  for (const table of [state.months, state.sums])
    for (const [key, row] of [...table.entries()]) if (row.pipeline === id) table.delete(key)
  state.pipelines.put(id, {
    v: 1,
    id,
    name: spec.name,
    project,
    by,
    spec,
    run: null,
    monitorJob: null,
    monitor: emptyMonitor,
    submitted: (before?.submitted ?? 0) + 1,
  })
  const { from, to } = spec.train.window
  startRun(ctx, state.pipelines.must(id), 'initial', before === undefined ? 'submitted' : 'submitted again', {
    from,
    to,
    holdOutFrom: addDays(to, -spec.evaluate.holdOutDays),
  })
  return state.pipelines.must(id)
}

/** Answered instead of the pipeline's row: answers are remembered for a day, thousands of them. */
interface Arrived {
  readonly pipeline: string
  readonly window: string
}

export function addSegment(ctx: Context, name: string, window: string, segment: ArtifactRef, final: boolean): Arrived {
  const pipeline = findPipeline(ctx.state, name)
  arrived(ctx, pipeline.id, window, { segment, final })
  return { pipeline: pipeline.id, window }
}

export function addLabels(ctx: Context, name: string, window: string, labels: ArtifactRef): Arrived {
  const pipeline = findPipeline(ctx.state, name)
  arrived(ctx, pipeline.id, window, { labels })
  return { pipeline: pipeline.id, window }
}

/** A retrain on everything labelled until `window`. */
export function startRetrain(ctx: Context, pipelineId: string, window: string, cause: string): void {
  const pipeline = ctx.state.pipelines.must(pipelineId)
  const { spec } = pipeline
  const to = addDays(window, 1)
  const champion = ctx.state.models.get(pipelineId)
  const version = champion?.versions.find((each) => each.version === champion.aliases.champion)
  const from = spec.retrain.mode === 'warm' ? (version?.lineage.to ?? spec.train.window.from) : spec.train.window.from
  const run = startRun(ctx, pipeline, 'retrain', cause, {
    from,
    to,
    holdOutFrom: addDays(to, -spec.evaluate.holdOutDays),
  })
  const { episode } = ctx.state.pipelines.must(pipelineId).monitor
  if (episode !== null) patchMonitor(ctx, pipelineId, { episode: { ...episode, run: run.id } })
}

/** Asked for by a person: charged to the budget like any other. */
export function retrainRequested(ctx: Context, name: string, cause: string): PipelineRow {
  const pipeline = findPipeline(ctx.state, name)
  if (pipeline.run !== null)
    throw new Refusal('run-active', `pipeline '${name}' has run ${pipeline.run} in progress`, 'pipeline')
  const window = pipeline.monitor.lastWindow ?? addDays(pipeline.spec.train.window.to, -1)
  if (ctx.state.datasets.get(pipeline.id) === undefined)
    throw new Refusal(
      'bad-request',
      `pipeline '${name}' has no dataset yet: its first run must pass intake`,
      'pipeline',
    )
  patchMonitor(ctx, pipeline.id, { lastRetrainWindow: window, retrains: pipeline.monitor.retrains + 1 })
  startRetrain(ctx, pipeline.id, window, cause)
  return ctx.state.pipelines.must(pipeline.id)
}
