/** Services and deployments: replicas of one model version behind a name; a new version serves once all its replicas are ready. */

import type { ServeParams } from '../../shared/model/engines.ts'
import type { JobSpec } from '../../shared/model/job.ts'
import type { AttemptRow, DeploymentRow, JobRow } from '../../shared/model/rows.ts'
import { isLive, stopAttempt } from './attempts.ts'
import { type Context, note } from './context.ts'
import { hostNameOf } from './host-name.ts'
import { graceMsOf } from './job-terms.ts'
import { submitJob } from './jobs.ts'
import { livenessOf } from './liveness.ts'
import { endJob } from './results.ts'
import type { State } from './state.ts'

export function replicaState(ctx: Context, attempt: AttemptRow, ready: boolean, reason: string): void {
  if (attempt.state === 'ended' || attempt.stop !== null) return
  if (attempt.ready === ready && attempt.notReadyReason === reason) return
  ctx.state.attempts.patch(attempt.id, {
    ready,
    notReadyReason: ready ? '' : reason,
    ...(attempt.state === 'placed' ? { state: 'running' as const, startedMs: ctx.nowMs } : {}),
  })
  if (!ready)
    note(
      ctx,
      'warning',
      'replica-not-ready',
      `replica ${attempt.id} on ${hostNameOf(ctx.state, attempt.host)} is not ready: ${reason}`,
      { attempt: attempt.id, job: attempt.job },
    )
  ctx.reactions.push({ kind: 'replica-changed', job: attempt.job })
}

/** Ready replicas of a service job on hosts that can be reached. */
export function readyReplicas(state: State, job: string): AttemptRow[] {
  const found: AttemptRow[] = []
  for (const id of state.index.get(job)?.attempts ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.ready && attempt.state === 'running' && livenessOf(state, attempt.host) !== 'unreachable')
      found.push(attempt)
  }
  return found
}

/** Replicas beyond what is wanted (a host came back): the newest goes. */
export function replicaChanged(ctx: Context, job: JobRow): void {
  const { state } = ctx
  if (isLive(job)) {
    const ready = readyReplicas(state, job.id)
    if (ready.length > (job.spec.workers?.max ?? 1)) {
      const newest = ready.sort((a, b) => b.placedMs - a.placedMs || (a.id < b.id ? 1 : -1))[0] as AttemptRow
      stopAttempt(ctx, newest, 'surplus-replica', graceMsOf(job))
    }
  }
  for (const deployment of [...state.deployments.values()])
    if (deployment.jobs.some((each) => each.job === job.id)) advanceDeployment(ctx, deployment.id)
}

/** Bare in the project `default`, `<project>.<name>` elsewhere: what the gateway asks replicas for. */
const servingName = (project: string, name: string): string => (project === 'default' ? name : `${project}.${name}`)

/** Points a deployment at a version: its replicas are placed beside the old ones, which serve until these are ready. */
export function deployVersion(ctx: Context, deploymentId: string, version: number): void {
  const { state } = ctx
  const deployment = state.deployments.must(deploymentId)
  const model = state.models.must(deployment.model)
  const found = model.versions.find((each) => each.version === version)
  if (found === undefined) throw new Error(`deployment ${deploymentId}: no version ${version}`)
  let { jobs } = deployment
  const existing = jobs.find((each) => each.version === version)
  if (existing === undefined || !isLive(state.jobs.must(existing.job))) {
    const params: ServeParams = {
      task: 'serve',
      name: servingName(model.project, deployment.name),
      version,
      model: found.artifact,
    }
    const spec: JobSpec = {
      name: `serve-${deployment.name}-v${version}`,
      project: model.project,
      kind: 'service',
      run: { kind: 'engine', engine: 'serve' },
      params: params as never,
      workers: { max: deployment.replicas, perHost: 1 },
      policy: { graceMs: 5_000 },
    }
    const job = submitJob(ctx, spec, 'deployment', `deployment:${deploymentId}`)
    jobs = [...jobs.filter((each) => each.version !== version), { version, job: job.id }]
  }
  state.deployments.put(deploymentId, { ...deployment, version, jobs })
  advanceDeployment(ctx, deploymentId)
}

/** [V2] the old version's replicas go only when every replica of the new one is ready. */
export function advanceDeployment(ctx: Context, deploymentId: string): void {
  const { state } = ctx
  const deployment = state.deployments.must(deploymentId)
  const target = deployment.jobs.find((each) => each.version === deployment.version)
  if (target === undefined) return
  if (deployment.ready !== deployment.version) {
    if (readyReplicas(state, target.job).length < deployment.replicas) return
    state.deployments.patch(deploymentId, { ready: deployment.version })
    note(
      ctx,
      'info',
      'version-serving',
      `${deployment.name}: version ${deployment.version} serves with ${deployment.replicas} replicas`,
      { deployment: deploymentId },
    )
    ctx.reactions.push({ kind: 'job-ended', job: target.job })
  }
  retireOld(ctx, state.deployments.must(deploymentId))
}

function retireOld(ctx: Context, deployment: DeploymentRow): void {
  const { state } = ctx
  const kept = deployment.jobs.filter((each) => each.version === deployment.version)
  if (kept.length === deployment.jobs.length) return
  for (const old of deployment.jobs) {
    if (old.version === deployment.version) continue
    const job = state.jobs.get(old.job)
    if (job !== undefined && isLive(job))
      endJob(ctx, job, 'cancelled', `scale-down: replaced by version ${deployment.version}`)
  }
  state.deployments.patch(deployment.id, { jobs: kept })
}
