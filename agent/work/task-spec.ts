/** A task's spec as this agent knows it: what an older coordinator or an older agent did not write gets its first value. */
import type { GangMember, TaskSpec } from '../../shared/model/job.ts'

export function taskSpecOf(json: string): TaskSpec {
  const spec: unknown = JSON.parse(json)
  if (typeof spec !== 'object' || spec === null) throw new Error('the task spec is not a JSON object')
  return withNewer(spec as TaskSpec)
}

export const withNewer = (spec: TaskSpec): TaskSpec => ({
  ...spec,
  gpus: spec.gpus ?? [],
  checkpointSignal: spec.checkpointSignal ?? 'SIGTERM',
  checkpoints: spec.checkpoints ?? null,
  member: spec.member ? { ...memberDefaults(spec.job, spec.member), ...spec.member } : null,
  code: spec.code ?? null,
  image: spec.image ?? null,
  secrets: spec.secrets ?? [],
  user: spec.user ?? null,
})

/** One rank a host, and no rendezvous: what members were before they were told more. */
const memberDefaults = (
  job: string,
  { rank, of, hosts, epoch }: Pick<GangMember, 'rank' | 'of' | 'hosts' | 'epoch'>,
): Omit<GangMember, 'rank' | 'of' | 'hosts' | 'epoch' | 'lostAfterMs'> => ({
  ranks: 1,
  firstRank: rank,
  worldSize: of,
  address: hosts[0] ?? '',
  port: 0,
  runId: `${job}.${epoch}`,
  restarts: 0,
  maxRestarts: 0,
  resume: null,
  saveEveryMs: null,
})
