/** How a run's stages begin: each is a batch job of a built-in engine, made from the pipeline's spec and what the run has so far. */
import { addDays } from '../../../shared/model/days.ts'
import type { DatasetFile, EvaluateParams, IntakeParams, TrainParams } from '../../../shared/model/engines.ts'
import type { ArtifactRef, JobSpec, Json, Wave } from '../../../shared/model/job.ts'
import type { StageName } from '../../../shared/model/pipeline.ts'
import type { PipelineRow, RunRow, StageRow } from '../../../shared/model/pipeline-rows.ts'
import type { Context } from '../context.ts'
import { submitJob } from '../jobs.ts'
import type { State } from '../state.ts'

export type Window = NonNullable<RunRow['window']>

export function setStage(ctx: Context, runId: string, name: StageName, fields: Partial<StageRow>): void {
  const run = ctx.state.runs.must(runId)
  ctx.state.runs.patch(runId, {
    stages: run.stages.map((stage) => (stage.name === name ? { ...stage, ...fields } : stage)),
  })
}

function startStage(
  ctx: Context,
  run: RunRow,
  name: StageName,
  engine: 'data' | 'model',
  params: object,
  waves: readonly Wave[],
  repeat: number,
): void {
  const pipeline = ctx.state.pipelines.must(run.pipeline)
  const spec: JobSpec = {
    name: `${pipeline.name}-${name}`,
    project: pipeline.project,
    kind: 'batch',
    run: { kind: 'engine', engine },
    params: params as Json,
    workers: { max: pipeline.spec.train.workers, perHost: 1 },
    shards: { waves, repeat },
    policy: { graceMs: 5_000 },
  }
  const job = submitJob(ctx, spec, 'pipeline', `run:${run.id}`)
  setStage(ctx, run.id, name, { state: 'running', job: job.id, startedMs: ctx.nowMs })
}

const parts = (of: number): Json[] => Array.from({ length: of }, (_, part) => ({ part, of }))

export function startIntake(ctx: Context, runId: string): void {
  const run = ctx.state.runs.must(runId)
  const { intake } = ctx.state.pipelines.must(run.pipeline).spec
  const params: IntakeParams = { task: 'intake', intake }
  startStage(
    ctx,
    run,
    'intake',
    'data',
    params,
    [
      { name: 'intake', items: parts(intake.shards) },
      { name: 'publish', count: 1 },
    ],
    1,
  )
}

function filesIn(state: State, run: RunRow, from: string, to: string): readonly DatasetFile[] {
  const dataset =
    run.dataset && state.datasets.get(run.dataset.id)?.versions.find((each) => each.version === run.dataset?.version)
  return (dataset?.files ?? []).filter((file) => file.to >= from && file.from < to)
}

export function championOf(state: State, pipeline: PipelineRow) {
  const model = state.models.get(pipeline.id)
  const version = model?.aliases.champion
  return version === undefined ? undefined : model?.versions.find((each) => each.version === version)
}

export function startTrain(ctx: Context, runId: string): void {
  const { state } = ctx
  const run = state.runs.must(runId)
  const pipeline = state.pipelines.must(run.pipeline)
  const { train, retrain } = pipeline.spec
  const window = run.window as Window
  const champion = championOf(state, pipeline)
  const warm = run.kind === 'retrain' && retrain.mode === 'warm' && champion !== undefined
  const rounds = run.kind === 'retrain' ? (retrain.rounds ?? train.rounds) : train.rounds
  const epochs = run.kind === 'retrain' ? (retrain.epochs ?? train.epochs) : train.epochs
  const params: TrainParams = {
    task: 'train',
    train: { ...train, rounds, epochs },
    from: window.from,
    to: window.holdOutFrom,
    files: filesIn(state, run, window.from, window.holdOutFrom),
    ...(warm ? { init: champion.artifact } : {}),
  }
  startStage(
    ctx,
    run,
    'train',
    'model',
    params,
    [
      { name: 'step', items: parts(train.workers) },
      { name: 'merge', count: 1 },
    ],
    rounds,
  )
}

export function startEvaluate(ctx: Context, runId: string): void {
  const { state } = ctx
  const run = state.runs.must(runId)
  const pipeline = state.pipelines.must(run.pipeline)
  const window = run.window as Window
  const candidate = state.models.must(pipeline.id).versions.find((each) => each.version === run.model)
  const champion = championOf(state, pipeline)
  const next = { from: window.to, to: addDays(window.to, 7) }
  const params: EvaluateParams = {
    task: 'evaluate',
    model: candidate?.artifact as ArtifactRef,
    ...(champion === undefined ? {} : { champion: champion.artifact }),
    files: filesIn(state, run, window.holdOutFrom, next.to),
    from: window.holdOutFrom,
    to: window.to,
    evaluate: pipeline.spec.evaluate,
    groupBy: 'day',
    next,
  }
  startStage(
    ctx,
    run,
    'evaluate',
    'model',
    params,
    [
      { name: 'score', items: parts(pipeline.spec.train.workers) },
      { name: 'reduce', count: 1 },
    ],
    1,
  )
}
