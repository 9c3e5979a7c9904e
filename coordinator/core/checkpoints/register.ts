/**
 * What hosts say of checkpoints becomes rows. A checkpoint counts once it is durable, of the epoch that runs ([CK1]); the ones before
 * stay until then ([CK2]).
 */
import { assertNever } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { CheckpointRow } from '../../../shared/model/checkpoints.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { GangState } from '../../../shared/model/scheduling.ts'
import { type Context, note } from '../context.ts'
import { unstartedFailure } from '../gangs/blame.ts'
import { failEpoch, membersOf } from '../gangs/gangs.ts'
import { hostNameOf } from '../host-name.ts'
import type { FactBody } from '../inputs.ts'
import { hostCleared, hostFailed } from '../launches.ts'
import type { State } from '../state.ts'
import { refreshInterval } from './interval.ts'
import { trimCheckpoints } from './retention.ts'
import { checkpointKey, checkpointsOf, dropCheckpoint, putCheckpoint } from './rows.ts'

type Done = FactBody & { readonly kind: 'checkpoint-done' }

export function checkpointDone(ctx: Context, attempt: AttemptRow, done: Done): void {
  const job = ctx.state.jobs.get(attempt.job)
  if (job === undefined || job.gang === null) return
  switch (done.state) {
    case 'durable':
      return becameDurable(ctx, job, attempt, done)
    case 'digested':
      return digested(ctx, job, attempt, done)
    case 'broken':
      return broke(ctx, job, attempt, done)
    case 'unreadable':
      return unreadable(ctx, job, attempt, done)
    case 'refused':
      return refuse(ctx, job, attempt, done, done.why)
    default:
      return assertNever(done.state, 'state of a checkpoint')
  }
}

function refuse(ctx: Context, job: JobRow, attempt: AttemptRow, { step }: Done, why: string): void {
  const host = hostNameOf(ctx.state, attempt.host)
  const text = `${job.spec.name}: the checkpoint of step ${step} from ${host} does not count: ${why}`
  note(ctx, 'warning', 'checkpoint-refused', text, { job: job.id, attempt: attempt.id, host: attempt.host })
}

function becameDurable(ctx: Context, job: JobRow, attempt: AttemptRow, done: Done): void {
  const { state } = ctx
  const gang = job.gang as GangState
  const why = whyNot(gang, attempt, done)
  if (why !== '') return refuse(ctx, job, attempt, done, why)
  const known = state.checkpoints.get(checkpointKey(job.id, done.step))
  if (known !== undefined && isTaken(state, attempt, known, done)) return
  dropOverwritten(ctx, job, attempt, done)
  putCheckpoint(state, rowOf(ctx, job, attempt, done))
  supersede(state, job.id, attempt.epoch, gang.resume?.step ?? -1)
  trimCheckpoints(ctx, job, attempt.host)
  learnCost(ctx, job.id, done.costMs)
}

/** Its digest is known now, and perhaps what it cost. */
function digested(ctx: Context, job: JobRow, attempt: AttemptRow, done: Done): void {
  const { step, path, sha256, costMs } = done
  const row = ctx.state.checkpoints.get(checkpointKey(job.id, step))
  if (row?.attempt === attempt.id && row.path === path) {
    putCheckpoint(ctx.state, { ...row, sha256: sha256 ?? row.sha256, costMs: costMs ?? row.costMs })
    trimCheckpoints(ctx, job, attempt.host)
  }
  learnCost(ctx, job.id, costMs)
}

/** Why it does not count; '' when it does. */
function whyNot(gang: GangState, attempt: AttemptRow, { step }: Done): string {
  if (attempt.epoch !== gang.epoch) return `epoch ${attempt.epoch} is over, epoch ${gang.epoch} has been launched`
  const from = gang.resume?.step ?? -1
  return step >= from ? '' : `epoch ${gang.epoch} went on from step ${from}; does its program read MILLWRIGHT_RESUME?`
}

/** Several ranks may tell of one step: on a shared path it is one checkpoint; of parts on disks that of rank 0 is kept. */
function isTaken(state: State, attempt: AttemptRow, known: CheckpointRow, done: Done): boolean {
  if (known.state !== 'durable' || known.epoch !== attempt.epoch || known.attempt === attempt.id) return false
  if (known.host === null) return true
  if (done.shared || state.tasks.get(attempt.task)?.rank === 0) return false
  const why =
    'other ranks saved parts on their own disks: those are not gone on from; save to a path that all hosts share'
  if (known.why === '') putCheckpoint(state, { ...known, why })
  return true
}

/** A program that saves to the same path each time has written over what was there: nobody is to delete it by its old step. */
function dropOverwritten(ctx: Context, job: JobRow, { host }: AttemptRow, { step, path }: Done): void {
  for (const row of checkpointsOf(ctx.state, job.id))
    if (row.step !== step && row.path === path && (row.host === null || row.host === host)) dropCheckpoint(ctx, row)
}

function rowOf(ctx: Context, job: JobRow, attempt: AttemptRow, done: Done): CheckpointRow {
  const { step, path, sha256, bytes, savedMs, costMs, uid } = done
  const hosts = membersOf(ctx.state, job.id).flatMap(({ hold }) => (hold === null ? [] : [hold.host]))
  return {
    v: 1,
    job: job.id,
    step,
    path,
    sha256,
    bytes,
    host: done.shared ? null : attempt.host,
    savedMs,
    epoch: attempt.epoch,
    attempt: attempt.id,
    state: 'durable',
    why: '',
    registeredMs: ctx.nowMs,
    parent: parentOf(ctx.state, job, attempt.epoch, step),
    code: codeOf(job),
    hosts: hosts.slice(0, limits.checkpointHosts),
    costMs,
    uid,
    unreadable: [],
    askedHost: null,
  }
}

/** The step before it of its epoch, else what the epoch went on from. */
function parentOf(state: State, job: JobRow, epoch: number, step: number): number | null {
  const before = checkpointsOf(state, job.id).find((row) => row.epoch === epoch && row.step < step)
  return before?.step ?? job.gang?.resume?.step ?? null
}

/** What ran, as a person would look for it: the uploaded directory or the folder on the hosts, and the command. */
function codeOf({ spec: { run, code } }: JobRow): string {
  const from = code === undefined ? '' : 'dir' in code ? `sha256:${code.dir.sha256} ` : `${code.workdir} `
  return `${from}${run.kind === 'engine' ? run.engine : run.argv.join(' ')}`.slice(0, limits.shortTextChars)
}

/** [CK3] what earlier epochs saved beyond the step that this one went on from is of another branch. */
function supersede(state: State, job: string, epoch: number, from: number): void {
  for (const row of checkpointsOf(state, job)) {
    if (row.state !== 'durable' || row.epoch >= epoch || row.step <= from) continue
    const why = `epoch ${epoch} went on ${from < 0 ? 'from the beginning' : `from step ${from}`} without it`
    putCheckpoint(state, { ...row, state: 'superseded', why })
  }
}

function learnCost(ctx: Context, jobId: string, costMs: number | null): void {
  const job = ctx.state.jobs.must(jobId)
  const gang = job.gang as GangState
  const before = gang.saveCostMs ?? null
  if (costMs === null) return
  const saveCostMs = before === null ? costMs : 0.7 * before + 0.3 * costMs
  ctx.state.jobs.patch(jobId, { gang: { ...gang, saveCostMs } })
  refreshInterval(ctx, jobId)
}

/** It is not what was registered: gone, or other bytes than its digest says. */
function broke(ctx: Context, job: JobRow, attempt: AttemptRow, { step, path, why }: Done): void {
  const row = ctx.state.checkpoints.get(checkpointKey(job.id, step))
  if (row?.attempt !== attempt.id || row.path !== path || row.state === 'deleting' || row.state === 'lost') return
  lose(ctx, job, row, why)
}

/** Hosts that could not read it before are not to blame for that. */
function lose(ctx: Context, job: JobRow, row: CheckpointRow, why: string): void {
  for (const host of row.unreadable) if (row.host === null) hostCleared(ctx, host)
  putCheckpoint(ctx.state, { ...row, state: 'lost', why })
  const text = `${job.spec.name}: the checkpoint of step ${row.step} is lost: ${why}; the newest before it is gone on from`
  note(ctx, 'critical', 'checkpoint-lost', text, { job: job.id })
}

/**
 * [CK7] a member could not read what it should go on from: its epoch is over. One on a shared path is lost when a second host cannot
 * read it either, or the same one again; before that the host is at fault, and swapped.
 */
function unreadable(ctx: Context, job: JobRow, attempt: AttemptRow, { step, path, why }: Done): void {
  const { state } = ctx
  const { epoch, resume, phase } = job.gang as GangState
  if (attempt.epoch !== epoch || resume == null || resume.step !== step || resume.path !== path) return
  const row = state.checkpoints.get(checkpointKey(job.id, step))
  const text = `the checkpoint of step ${step} cannot be read: ${why}`
  const isLost = row?.state === 'durable' && (row.host !== null || row.unreadable.length > 0)
  if (isLost) lose(ctx, job, row, why)
  else if (row?.state === 'durable') {
    putCheckpoint(state, { ...row, unreadable: [attempt.host] })
    hostFailed(ctx, attempt, text)
  }
  const told = isLost ? ({ resumeLost: true } as const) : {}
  const { gang } = state.jobs.must(job.id)
  if (phase === 'running' || phase === 'launching')
    failEpoch(ctx, job.id, { ...unstartedFailure(ctx, job, attempt, text), ...told }, ctx.nowMs)
  else if (gang?.failing != null) state.jobs.patch(job.id, { gang: { ...gang, failing: { ...gang.failing, ...told } } })
}
