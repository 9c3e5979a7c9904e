/** A task's spec as this agent knows it: what an older coordinator or an older agent did not write gets its first value. */
import type { TaskSpec } from '../../shared/model/job.ts'

export function taskSpecOf(json: string): TaskSpec {
  const spec: unknown = JSON.parse(json)
  if (typeof spec !== 'object' || spec === null) throw new Error('the task spec is not a JSON object')
  return withNewer(spec as TaskSpec)
}

export const withNewer = (spec: TaskSpec): TaskSpec => ({
  ...spec,
  gpus: spec.gpus ?? [],
  checkpointSignal: spec.checkpointSignal ?? 'SIGTERM',
  member: spec.member
    ? { ...spec.member, resume: spec.member.resume ?? null, saveEveryMs: spec.member.saveEveryMs ?? null }
    : null,
  checkpoints: spec.checkpoints ?? null,
})
