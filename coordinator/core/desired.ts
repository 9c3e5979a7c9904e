/** A host's whole desired state, made from rows: what should run, what should stop and why, what may be forgotten. */
import { compareIds } from '../../shared/model/ids.ts'
import type { Desired, DesiredAttempt } from '../../shared/protocol/codec.ts'
import { taskSpecOf } from './attempts.ts'
import type { State } from './state.ts'

export function desiredOf(state: State, hostId: string): Desired {
  const attempts: DesiredAttempt[] = []
  for (const id of [...(state.byHost.get(hostId) ?? [])].sort(compareIds)) {
    const attempt = state.attempts.must(id)
    const job = state.jobs.get(attempt.job)
    if (attempt.stop !== null)
      attempts.push({ attempt: id, action: 'stop', reason: attempt.stop.reason, graceMs: attempt.stop.graceMs })
    else if (job !== undefined)
      attempts.push({ attempt: id, action: 'run', specJson: JSON.stringify(taskSpecOf(job, attempt)) })
  }
  return {
    incarnation: state.meta.must('meta').incarnation,
    generation: state.hostSync.must(hostId).generation,
    attempts,
    forget: [...(state.volatile.forget.get(hostId) ?? [])],
  }
}
