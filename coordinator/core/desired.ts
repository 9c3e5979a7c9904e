/** A host's whole desired state, made from rows: what should run, what should stop and why, what may be forgotten. */

import { limits } from '../../shared/limits.ts'
import { compareIds } from '../../shared/model/ids.ts'
import type { GangMember, JobSpec, TaskSpec } from '../../shared/model/job.ts'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import type { Desired, DesiredAttempt, DesiredCheck } from '../../shared/protocol/codec.ts'
import { intervalsOf } from './checkpoints/interval.ts'
import { resumeFor } from './checkpoints/resume.ts'
import { discardsOf } from './checkpoints/retention.ts'
import { toLease } from './dispenser.ts'
import { membersOf } from './gangs/gangs.ts'
import { ranksPerHost, rendezvousAddress, rendezvousPort } from './gangs/rendezvous.ts'
import { healthOf } from './health.ts'
import { osUserOf } from './identities.ts'
import { defaultGraceMs, defaultResources, graceMsOf } from './job-terms.ts'
import type { State } from './state.ts'
import { sharesOf } from './stragglers/share-acts.ts'

export function desiredOf(state: State, hostId: string): Desired {
  const attempts: DesiredAttempt[] = []
  for (const id of [...(state.byHost.get(hostId) ?? [])].sort(compareIds)) {
    const attempt = state.attempts.must(id)
    const job = state.jobs.get(attempt.job)
    if (attempt.stop !== null) attempts.push(stopEntry(id, attempt.stop.reason, attempt.stop.graceMs))
    else if (job !== undefined) attempts.push(runEntry(state, job, attempt))
  }
  for (const row of state.foreign.values())
    if (row.host === hostId && row.stop !== null) attempts.push(stopEntry(row.id, 'cancelled', defaultGraceMs))
  return {
    incarnation: state.meta.must('meta').incarnation,
    generation: state.hostSync.must(hostId).generation,
    attempts,
    forget: [...(state.volatile.forget.get(hostId) ?? [])],
    checks: checksOf(state, hostId),
    discards: discardsOf(state, hostId),
    intervals: intervalsOf(state, hostId),
    shares: sharesOf(state, hostId),
    releaseGpus: isReleasing(state, hostId),
  }
}

function isReleasing(state: State, hostId: string): boolean {
  const { gpuRelease } = state.hosts.get(hostId) ?? {}
  return gpuRelease !== undefined && gpuRelease.state !== 'taking-back'
}

/** Asked until it is answered, or overtaken by another fault ([HR3]); a check reads the GPUs, so it waits while they are released. */
function checksOf(state: State, hostId: string): DesiredCheck[] {
  const { check } = healthOf(state.hosts.get(hostId))
  return check === null || isReleasing(state, hostId)
    ? []
    : [{ check: check.id, gpus: [...check.gpus], deadlineMs: limits.checkDeadlineMs }]
}

const stopEntry = (attempt: string, reason: string, graceMs: number): DesiredAttempt => ({
  attempt,
  action: 'stop',
  reason,
  graceMs,
})

function runEntry(state: State, job: JobRow, attempt: AttemptRow): DesiredAttempt {
  const entry = { attempt: attempt.id, action: 'run', specJson: taskSpecJson(state, job, attempt) }
  if (job.spec.array === undefined) return entry
  return { ...entry, leases: attempt.leases.map((lease) => toLease(state, job, lease.shard)) }
}

/** What every attempt of a job is told, as the inside of a JSON object; a desired state is made anew at every change on its host. */
const constants = new WeakMap<JobSpec, string>()

function constantsOf(spec: JobSpec): string {
  let text = constants.get(spec)
  if (text === undefined) {
    const fields: Omit<TaskSpec, OfAttempt> = {
      checkpoints: spec.checkpoints ?? null,
      jobName: spec.name,
      kind: spec.kind,
      run: spec.run,
      env: spec.env ?? {},
      params: spec.params ?? null,
      resources: spec.resources ?? defaultResources,
      graceMs: graceMsOf({ spec }),
      checkpointSignal: spec.policy?.checkpointSignal ?? 'SIGTERM',
      code: spec.code ?? null,
      image: spec.image ?? null,
      secrets: spec.secrets ?? [],
    }
    text = JSON.stringify(fields).slice(1, -1)
    constants.set(spec, text)
  }
  return text
}

/** What is not the same for all attempts of all jobs with that spec. */
type OfAttempt = 'job' | 'project' | 'gpus' | 'member' | 'user'

function taskSpecJson(state: State, job: JobRow, attempt: AttemptRow): string {
  const own: Pick<TaskSpec, OfAttempt> = {
    job: job.id,
    project: job.project,
    gpus: attempt.grant.gpus,
    member: job.spec.kind === 'gang' ? memberOf(state, job, attempt) : null,
    user: osUserOf(state, job),
  }
  return `{${constantsOf(job.spec)},${JSON.stringify(own).slice(1)}`
}

function memberOf(state: State, job: JobRow, attempt: AttemptRow): GangMember {
  const hosts = membersOf(state, job.id).map((task) => state.hosts.get(task.hold?.host ?? ''))
  const { epoch } = attempt
  const rank = state.tasks.get(attempt.task)?.rank ?? 0
  const ranks = ranksPerHost(job.spec)
  return {
    epoch,
    rank,
    of: hosts.length,
    hosts: hosts.map((host) => host?.name ?? ''),
    lostAfterMs: job.spec.policy?.lostAfterMs ?? null,
    ranks,
    firstRank: rank * ranks,
    worldSize: hosts.length * ranks,
    address: rendezvousAddress(hosts[0], hosts),
    port: rendezvousPort(job.id, epoch),
    runId: `${job.id}.${epoch}`,
    restarts: job.gang?.restarts ?? 0,
    maxRestarts: job.spec.policy?.maxRestarts ?? limits.gangRestarts,
    resume: resumeFor(job, attempt),
    saveEveryMs: job.gang?.saveEveryMs ?? null,
  }
}
