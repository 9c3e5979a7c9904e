/** Requests of people and programs: each is answered once its changes are on disk; a repeated Idempotency-Key gets the first answer. */
import { assertNever } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Json } from '../../shared/model/job.ts'
import {
  acknowledgeAlert,
  addSilence,
  endSilence,
  putReceiver,
  removeReceiver,
  snoozeAlert,
  testReceiver,
  unacknowledgeAlert,
} from './alerts/requests.ts'
import { type Context, Refusal } from './context.ts'
import { cordonHost, drainHost, findHost } from './drains.ts'
import { stopForeign } from './foreign.ts'
import { releaseGpus } from './gpu-release.ts'
import { confirmLost } from './hosts.ts'
import { setUser } from './identities.ts'
import type { HealthRequest, Input, MaintenanceRequest, Principal, Request } from './inputs.ts'
import { appendShards, cancelJob, closeJob, submitJob } from './jobs.ts'
import { rollback } from './models.ts'
import { addLabels, addSegment, retrainRequested, submitPipeline } from './pipelines/pipelines.ts'
import { setQuota, setSpares } from './quotas.ts'
import { readmitHost, removeHost, replaceHost } from './removals.ts'
import { actOnSlow } from './stragglers/slow-acts.ts'
import { resetBreaker } from './verdicts/breaker.ts'
import { setHealthPolicy } from './verdicts/policy.ts'
import { closeVerdict, drainedByPerson, undrainByPerson, verifyHost } from './verdicts/recovery.ts'

export function handleRequest(ctx: Context, input: Input & { kind: 'request' }): void {
  const { idempotency } = ctx.state
  const asked = JSON.stringify(input.request)
  if (input.key !== null) {
    const before = idempotency.get(input.key)
    if (before !== undefined) {
      if (before.request !== digest(asked))
        throw new Refusal(
          'idempotency-mismatch',
          `Idempotency-Key '${input.key}' was used with another request`,
          'Idempotency-Key',
        )
      ctx.effects.push({ kind: 'answer-ok', value: before.answer })
      return
    }
  }
  const value = perform(ctx, input.principal, input.request)
  ctx.effects.push({ kind: 'answer-ok', value })
  if (input.key === null) return
  const answer = JSON.stringify(value).length < limits.rowBytes / 2 ? (value as Json) : null
  idempotency.put(input.key, { v: 1, key: input.key, request: digest(asked), answer, atMs: ctx.nowMs })
  dropOldKeys(ctx)
}

function perform(ctx: Context, principal: Principal, request: Request): object {
  const by = principal.id
  switch (request.op) {
    case 'submit-job':
      return submitJob(ctx, request.spec, by, null)
    case 'append-shards':
      return appendShards(ctx, request.job, request.count, request.items)
    case 'close-job':
      return closeJob(ctx, request.job)
    case 'act-on-slow':
      return actOnSlow(ctx, request.job, by)
    case 'cancel-job':
      return cancelJob(
        ctx,
        request.job,
        `cancelled by ${by}${request.reason === undefined ? '' : `: ${request.reason}`}`,
      )
    case 'submit-pipeline':
      return submitPipeline(ctx, request.spec, by)
    case 'add-segment':
      return addSegment(ctx, request.pipeline, request.window, request.artifact, request.final)
    case 'add-labels':
      return addLabels(ctx, request.pipeline, request.window, request.artifact)
    case 'retrain':
      return retrainRequested(ctx, request.pipeline, request.cause)
    case 'rollback':
      return rollback(ctx, request.model, request.alias, by)
    case 'cordon-host':
      return cordonHost(ctx, request.host, request.cordoned)
    case 'drain-host': {
      const row = drainHost(ctx, request.host, request, by)
      drainedByPerson(ctx, row.id)
      return ctx.state.hosts.must(row.id)
    }
    case 'undrain-host':
      return undrainByPerson(ctx, request.host, by)
    case 'confirm-lost':
      return confirmLost(ctx, request.host, by)
    case 'stop-foreign':
      return stopForeign(ctx, request.attempt, by)
    case 'set-quota': {
      const { op: _, ...change } = request
      return setQuota(ctx, change)
    }
    case 'set-spares':
      return setSpares(ctx, request.perLeaf, request.unit)
    case 'set-user':
      return setUser(ctx, request.of, request.name, request.osUser)
    case 'remove-host':
    case 'replace-host':
    case 'readmit-host':
    case 'release-gpus':
      return performMaintenance(ctx, by, request)
    default:
      return performHealth(ctx, by, request)
  }
}

function performMaintenance(ctx: Context, by: string, request: MaintenanceRequest): object {
  switch (request.op) {
    case 'remove-host':
      return removeHost(ctx, request.host, by)
    case 'replace-host':
      return replaceHost(ctx, request.host, request.replacement, by)
    case 'readmit-host':
      return readmitHost(ctx, request.host, by)
    case 'release-gpus':
      return releaseGpus(ctx, findHost(ctx.state, request.host), request.release, by)
    default:
      return assertNever(request, 'request')
  }
}

/** What people say about faults and alerts. */
function performHealth(ctx: Context, by: string, request: HealthRequest): object {
  switch (request.op) {
    case 'close-verdict':
      return closeVerdict(ctx, request.verdict, request.reason, by)
    case 'verify-host':
      return verifyHost(ctx, request.host, by)
    case 'set-health-policy':
      return setHealthPolicy(ctx, request, by)
    case 'reset-breaker':
      return resetBreaker(ctx, request.reason, by)
    case 'acknowledge-alert':
      return acknowledgeAlert(ctx, request.alert, request.note, by)
    case 'unacknowledge-alert':
      return unacknowledgeAlert(ctx, request.alert)
    case 'snooze-alert':
      return snoozeAlert(ctx, request.alert, request.forMs)
    case 'add-silence':
      return addSilence(ctx, request, by)
    case 'end-silence':
      return endSilence(ctx, request.silence)
    case 'put-receiver':
      return putReceiver(ctx, request, by)
    case 'remove-receiver':
      return removeReceiver(ctx, request.name)
    case 'test-receiver':
      return testReceiver(ctx, request.name, by)
    default:
      return assertNever(request, 'request')
  }
}

/** Keys are kept 24 h, and the newest 10,000 of them. */
function dropOldKeys(ctx: Context): void {
  const { idempotency } = ctx.state
  for (let i = 0; i < 2; i++) {
    const oldest = idempotency.values().next().value
    if (oldest === undefined) return
    if (idempotency.size <= 10_000 && ctx.nowMs - oldest.atMs < limits.idempotencyKeepMs) return
    idempotency.delete(oldest.key)
  }
}

/** FNV-1a over the text, twice with different offsets: tells a re-used key from a repeated request. */
function digest(text: string): string {
  let a = 2166136261
  let b = 3141592653
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 16777619)
    b = Math.imul(b ^ text.charCodeAt(i), 2246822519)
  }
  return `${text.length}-${(a >>> 0).toString(16)}-${(b >>> 0).toString(16)}`
}
