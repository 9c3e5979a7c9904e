/** Bugs in what is saved, kept and gone on from. */
import type { Mutant } from './mutant.ts'

const core = 'coordinator/core/checkpoints'
const agent = 'agent/work/checkpoints'

export const checkpointBugs: readonly Mutant[] = [
  {
    name: 'stale-checkpoint-counts',
    file: `${core}/register.ts`,
    find: '  if (attempt.epoch !== gang.epoch) return `epoch',
    replace: '  if (attempt.epoch > gang.epoch) return `epoch',
    why: 'what an epoch that is over has saved counts',
  },
  {
    name: 'newest-is-deleted',
    file: `${core}/retention.ts`,
    find: "      (row.state === 'durable' && !kept.has(row) && isOutlived(row)) ||\n",
    replace: "      (row.state === 'durable' && durable.length > keep && row === durable[0]) ||\n",
    why: 'the newest checkpoint is deleted instead of the oldest',
  },
  {
    name: 'older-goes-unread',
    file: `${core}/retention.ts`,
    find: 'newer.some(({ sha256 }) => sha256 !== null)',
    replace: 'newer.some(({ bytes }) => bytes > 0)',
    why: 'an older checkpoint is deleted before the newer one was read again',
  },
  {
    name: 'oldest-is-resumed',
    file: `${core}/resume.ts`,
    find: '  const chosen = durable.find((row)',
    replace: '  const chosen = durable.findLast((row)',
    why: 'a launch goes back behind the newest durable checkpoint',
  },
  {
    name: 'disk-read-elsewhere',
    file: `${core}/resume.ts`,
    find: 'host === null || host === there',
    replace: "host === null || there !== ''",
    why: 'a launch goes on from a checkpoint that lies on the disk of another host',
  },
  {
    name: 'broken-stays-durable',
    file: `${core}/register.ts`,
    find: "  putCheckpoint(ctx.state, { ...row, state: 'lost', why })\n",
    replace: '  putCheckpoint(ctx.state, { ...row, why })\n',
    why: 'what cannot be read is gone on from again and again',
  },
  {
    name: 'resume-not-checked',
    file: 'agent/work/steps/resume-check.ts',
    find: '  if (resume === null) return\n',
    replace: '  if (resume === null || mostLooks > 0) return\n',
    why: 'a process starts from whatever is left of a checkpoint',
  },
  {
    name: 'torn-checkpoint-counts',
    file: `${agent}/attempt-checkpoints.ts`,
    find: '    if (told?.bytes !== undefined && told.bytes !== bytes)\n',
    replace: '    if (told?.bytes !== undefined && told.bytes < bytes)\n',
    why: 'a checkpoint that was cut off counts as durable',
  },
  {
    name: 'digest-brings-back',
    file: `${agent}/attempt-checkpoints.ts`,
    find: '      await this.#say({ ...fact, costMs',
    replace: "      await this.#say({ ...fact, state: fact.state === 'digested' ? 'durable' : 'broken', costMs",
    why: 'a digest that comes late registers again what was deleted',
  },
  {
    name: 'deletions-forgotten',
    file: 'coordinator/core/load.ts',
    find: '  for (const row of state.checkpoints.values()) indexCheckpoint(state, row)\n',
    replace: '',
    why: 'after a restart nobody knows which checkpoints there are, or asks for their deletion',
  },
]
