/** A run: intake → train → evaluate → gate → deploy. Each stage's end starts the next; a refusal or failure promotes nothing. */

import { limits } from '../../../shared/limits.ts'
import type {
  DatasetFile,
  EvaluationReport,
  IntakeResult,
  MergeResult,
  PublishResult,
  TrainParams,
} from '../../../shared/model/engines.ts'
import { shardKey } from '../../../shared/model/ids.ts'
import type { ArtifactRef, ShardOutput } from '../../../shared/model/job.ts'
import { type StageName, stageNames } from '../../../shared/model/pipeline.ts'
import type { PipelineRow, RunRow, StageRow } from '../../../shared/model/pipeline-rows.ts'
import type { DatasetVersion, JobRow } from '../../../shared/model/rows.ts'
import { isLive } from '../attempts.ts'
import { type Context, note } from '../context.ts'
import { addVersion, moveAlias, setVersionState } from '../models.ts'
import { newId, type State } from '../state.ts'
import { waveAt, waveCount } from '../waves.ts'
import { judgeGate } from './gate.ts'
import { runEnded } from './monitor.ts'
import { championOf, setStage, startEvaluate, startIntake, startTrain, type Window } from './stages.ts'

export function startRun(
  ctx: Context,
  pipeline: PipelineRow,
  kind: RunRow['kind'],
  cause: string,
  window: Window,
): RunRow {
  const { state, nowMs } = ctx
  const id = newId(state, 'r')
  const stages: StageRow[] = stageNames.map((name) => ({
    name,
    state: 'waiting',
    job: null,
    startedMs: null,
    endedMs: null,
    summary: '',
  }))
  const dataset = kind === 'retrain' ? newestDataset(state, pipeline) : null
  const run: RunRow = {
    v: 1,
    id,
    pipeline: pipeline.id,
    kind,
    cause,
    state: 'running',
    error: null,
    stages,
    gate: [],
    report: null,
    window,
    dataset,
    model: null,
    startedMs: nowMs,
    endedMs: null,
  }
  state.runs.put(id, run)
  state.pipelines.patch(pipeline.id, { run: id })
  note(ctx, 'notice', 'run-started', `${pipeline.name}: ${kind} run ${id} (${cause})`, {
    run: id,
    pipeline: pipeline.id,
  })
  trimRuns(state, pipeline.id)
  if (kind === 'initial') startIntake(ctx, id)
  else {
    setStage(ctx, id, 'intake', { state: 'skipped', summary: `uses dataset version ${dataset?.version}` })
    startTrain(ctx, id)
  }
  return state.runs.must(id)
}

function newestDataset(state: State, pipeline: PipelineRow): RunRow['dataset'] {
  const version = state.datasets.get(pipeline.id)?.versions.at(-1)?.version
  return version === undefined ? null : { id: pipeline.id, version }
}

/** A pipeline's last runs are kept. */
function trimRuns(state: State, pipeline: string): void {
  const runs = [...state.runs.values()].filter((run) => run.pipeline === pipeline)
  const oldest = runs[0]
  if (runs.length > limits.runsKept && oldest !== undefined && oldest.state !== 'running') state.runs.delete(oldest.id)
}

/** Outputs of a wave of an ended job whose rows are still there. */
function outputsOf(state: State, job: JobRow, wave: number): ShardOutput[] {
  const at = waveAt(job, wave)
  return Array.from({ length: at.size }, (_, i) => state.shards.must(shardKey(job.id, at.start + i)).output)
}

/** A job of a run has ended, or a deployment's new version serves. */
export function jobEndedForRuns(ctx: Context, jobId: string): void {
  const { state } = ctx
  const job = state.jobs.get(jobId)
  if (job?.owner == null) return
  if (job.owner.startsWith('deployment:')) return versionServes(ctx, job.owner.slice('deployment:'.length))
  if (!job.owner.startsWith('run:')) return
  const run = state.runs.get(job.owner.slice('run:'.length))
  if (run === undefined || run.state !== 'running') return
  const stage = run.stages.find((each) => each.job === jobId)
  if (stage === undefined || isLive(job)) return
  if (job.state !== 'succeeded')
    return failRun(ctx, run, stage.name, job.reason === '' ? `its job was ${job.state}` : job.reason)
  const last = outputsOf(state, job, waveCount(job) - 1)[0] as ShardOutput
  if (stage.name === 'intake') intakeDone(ctx, run, job, last)
  else if (stage.name === 'train') trainDone(ctx, run, job, last)
  else if (stage.name === 'evaluate') evaluateDone(ctx, run, last)
}

function failRun(ctx: Context, run: RunRow, stage: StageName, reason: string): void {
  const text = reason.replace(/^shard \d+( failed \d+ times; last)?: /, '')
  const colon = text.indexOf(': ')
  const named = colon > 0 && /^[a-z][\w.[\]]*$/i.test(text.slice(0, colon)) && text.includes('.')
  const error = named ? { path: text.slice(0, colon), message: text.slice(colon + 2) } : { path: stage, message: text }
  setStage(ctx, run.id, stage, { state: 'failed', endedMs: ctx.nowMs, summary: text.slice(0, 500) })
  endRun(ctx, run.id, 'failed', { error })
  note(ctx, 'warning', 'run-failed', `run ${run.id} stopped at ${stage}: ${text}`, { run: run.id })
}

function endRun(ctx: Context, runId: string, state: RunRow['state'], fields: Partial<RunRow>): void {
  const run = ctx.state.runs.must(runId)
  const stages = run.stages.map((stage) =>
    stage.state === 'waiting' || (stage.state === 'running' && state !== 'promoted')
      ? { ...stage, state: 'skipped' as const }
      : stage,
  )
  ctx.state.runs.put(runId, { ...run, stages, ...fields, state, endedMs: ctx.nowMs })
  ctx.state.pipelines.patch(run.pipeline, { run: null })
  runEnded(ctx, ctx.state.runs.must(runId))
}

function intakeDone(ctx: Context, run: RunRow, job: JobRow, last: ShardOutput): void {
  const { state, nowMs } = ctx
  const published = last.result as unknown as PublishResult
  if (!published.ok) return failRun(ctx, run, 'intake', published.message)
  const pipeline = state.pipelines.must(run.pipeline)
  const files: DatasetFile[] = []
  const quarantine: ArtifactRef[] = []
  for (const output of outputsOf(state, job, 0)) {
    const result = output.result as unknown as IntakeResult
    const data = output.artifacts?.data
    if (data !== undefined && result.rows > 0)
      files.push({ ...data, rows: result.rows, from: result.from, to: result.to })
    if (output.artifacts?.quarantine !== undefined) quarantine.push(output.artifacts.quarantine)
  }
  const before = state.datasets.get(pipeline.id) ?? { v: 1 as const, id: pipeline.id, versions: [] }
  const version = (before.versions.at(-1)?.version ?? 0) + 1
  const made: DatasetVersion = {
    version,
    files,
    rows: published.rows,
    quarantined: published.quarantined,
    reasons: published.reasons,
    from: published.from,
    to: published.to,
    profile: last.artifacts?.profile ?? null,
    quarantine,
    lineage: { source: pipeline.spec.intake.source.artifact ?? null, job: job.id, run: run.id },
    createdMs: nowMs,
  }
  state.datasets.put(pipeline.id, {
    ...before,
    versions: [...before.versions, made].slice(-limits.datasetVersionsKept),
  })
  state.runs.patch(run.id, { dataset: { id: pipeline.id, version } })
  const summary = `dataset version ${version}: ${published.rows} rows in ${files.length} files, ${published.quarantined} quarantined`
  setStage(ctx, run.id, 'intake', { state: 'done', endedMs: nowMs, summary })
  note(ctx, 'info', 'dataset-published', `${pipeline.name}: ${summary}`, { run: run.id })
  startTrain(ctx, run.id)
}

function trainDone(ctx: Context, run: RunRow, job: JobRow, last: ShardOutput): void {
  const { state, nowMs } = ctx
  const pipeline = state.pipelines.must(run.pipeline)
  const artifact = last.artifacts?.model
  if (artifact === undefined) return failRun(ctx, run, 'train', 'the last merge kept no model artifact')
  const params = job.spec.params as unknown as TrainParams
  let samples = 0
  for (let wave = 1; wave < waveCount(job); wave += 2)
    for (const { result } of outputsOf(state, job, wave)) samples += (result as unknown as MergeResult).samples
  const hosts = [...state.attempts.values()].filter((each) => each.job === job.id).map((each) => each.host)
  const version = addVersion(ctx, pipeline.project, pipeline.name, {
    artifact,
    createdMs: nowMs,
    state: 'candidate',
    metrics: null,
    lineage: {
      run: run.id,
      job: job.id,
      dataset: run.dataset?.id ?? '',
      datasetVersion: run.dataset?.version ?? 0,
      from: params.from,
      to: params.to,
      init: params.init === undefined ? null : (championOf(state, pipeline)?.version ?? null),
      samples,
      hosts: [...new Set(hosts)].sort(),
    },
  })
  state.runs.patch(run.id, { model: version })
  const seconds = ((nowMs - job.submittedMs) / 1000).toFixed(1)
  setStage(ctx, run.id, 'train', {
    state: 'done',
    endedMs: nowMs,
    summary: `version ${version}: ${samples} samples of ${params.from}…${params.to} in ${seconds} s`,
  })
  startEvaluate(ctx, run.id)
}

function evaluateDone(ctx: Context, run: RunRow, last: ShardOutput): void {
  const { state, nowMs } = ctx
  const report = last.result as unknown as EvaluationReport
  const pipeline = state.pipelines.must(run.pipeline)
  const { candidate } = report
  setStage(ctx, run.id, 'evaluate', {
    state: 'done',
    endedMs: nowMs,
    summary: `AUC ${candidate.auc.toFixed(4)}, normalised entropy ${candidate.ne.toFixed(4)} on ${candidate.rows} rows`,
  })
  const champion = championOf(state, pipeline)
  const window = run.window as Window
  const unfair =
    champion === undefined
      ? 'there is no champion yet'
      : champion.lineage.to > window.holdOutFrom
        ? `version ${champion.version} has trained on this hold-out (its data end ${champion.lineage.to})`
        : null
  const { passed, results } = judgeGate(pipeline.spec.gate, report, unfair)
  state.runs.patch(run.id, { report, gate: results })
  const failed = results.filter((each) => each.verdict === 'fail')
  setStage(ctx, run.id, 'gate', {
    state: passed ? 'done' : 'failed',
    startedMs: nowMs,
    endedMs: nowMs,
    summary: passed
      ? `${results.length} rules hold`
      : failed
          .map((each) => each.why)
          .join('; ')
          .slice(0, 500),
  })
  const version = run.model as number
  setVersionState(ctx, pipeline.id, version, passed ? 'promoted' : 'refused', candidate)
  if (!passed) {
    note(
      ctx,
      'warning',
      'gate-refused',
      `${pipeline.name}: version ${version} is not promoted: ${failed.map((each) => `${each.rule}: ${each.why}`).join('; ')}`,
      { run: run.id },
    )
    return endRun(ctx, run.id, 'refused', {})
  }
  promote(ctx, state.runs.must(run.id), pipeline, version)
}

/** [G3] only a version whose run passed the gate gets the alias from a run. */
function promote(ctx: Context, run: RunRow, pipeline: PipelineRow, version: number): void {
  const { state } = ctx
  const { deploy } = pipeline.spec
  const id = `${pipeline.project}/${deploy.name}`
  setStage(ctx, run.id, 'deploy', {
    state: 'running',
    startedMs: ctx.nowMs,
    summary: `version ${version}: ${deploy.replicas} replicas are being placed`,
  })
  const before = state.deployments.get(id)
  if (before === undefined)
    state.deployments.put(id, {
      v: 1,
      id,
      name: deploy.name,
      model: pipeline.id,
      alias: 'champion',
      replicas: deploy.replicas,
      version: null,
      ready: null,
      jobs: [],
    })
  else if (before.replicas !== deploy.replicas) state.deployments.patch(id, { replicas: deploy.replicas })
  moveAlias(
    ctx,
    pipeline.id,
    'champion',
    version,
    `run ${run.id}`,
    run.kind === 'initial' ? 'first version' : run.cause,
  )
}

function versionServes(ctx: Context, deploymentId: string): void {
  const { state } = ctx
  const deployment = state.deployments.must(deploymentId)
  if (deployment.ready === null || deployment.ready !== deployment.version) return
  for (const run of state.runs.values()) {
    if (run.state !== 'running' || run.model !== deployment.ready || run.pipeline !== deployment.model) continue
    setStage(ctx, run.id, 'deploy', {
      state: 'done',
      endedMs: ctx.nowMs,
      summary: `version ${deployment.ready} serves with ${deployment.replicas} replicas`,
    })
    note(
      ctx,
      'notice',
      'version-promoted',
      `${deployment.name}: version ${deployment.ready} passed its gate and serves`,
      { run: run.id },
    )
    endRun(ctx, run.id, 'promoted', {})
    return
  }
}
