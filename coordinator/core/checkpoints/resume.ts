/** What a launch goes on from ([CK4]): the newest durable checkpoint that its rank 0 can read. Fixed with the launch, the same for all members. */
import type { CheckpointRef, CheckpointRow } from '../../../shared/model/checkpoints.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { type Context, note } from '../context.ts'
import { livenessOf } from '../liveness.ts'
import type { State } from '../state.ts'
import { checkpointsOf, dropCheckpoint, refOf } from './rows.ts'

/** Can it be read on this host? One on a host's disk is there only. */
export const isOn = ({ host }: Pick<CheckpointRef, 'host'>, there: string): boolean => host === null || host === there

/** What the member on this host is told to go on from. */
export function resumeFor({ gang }: JobRow, attempt: AttemptRow): CheckpointRef | null {
  const resume = gang?.resume ?? null
  return resume !== null && isOn(resume, attempt.host) ? resume : null
}

/** Chosen for a launch whose rank 0 is on that host; says so where it is not the newest. */
export function chooseResume(ctx: Context, job: JobRow, rankZeroHost: string): CheckpointRef | null {
  const { state } = ctx
  const rows = checkpointsOf(state, job.id)
  const durable = rows.filter((row) => row.state === 'durable')
  const chosen = durable.find((row) => isOn(row, rankZeroHost))
  const [newest] = durable
  if (newest !== undefined && newest !== chosen) tellFallback(ctx, job, newest, chosen)
  // What it saves from now on may lie where these were: nobody is to delete that.
  for (const row of rows) if (row.state === 'deleting' && row.step > (chosen?.step ?? -1)) dropCheckpoint(ctx, row)
  return chosen === undefined ? null : refOf(chosen)
}

function tellFallback(ctx: Context, job: JobRow, newest: CheckpointRow, chosen: CheckpointRow | undefined): void {
  const from = chosen === undefined ? 'from the beginning' : `from step ${chosen.step}`
  const text = `${job.spec.name} goes on ${from}: its newest checkpoint, of step ${newest.step}, ${whereNot(ctx.state, newest)}`
  note(ctx, 'warning', 'checkpoint-out-of-reach', text, { job: job.id })
}

/** "lies on the disk of node-3, which is unreachable". */
function whereNot(state: State, { host }: CheckpointRow): string {
  const row = state.hosts.get(host ?? '')
  if (row === undefined) return 'lies on the disk of a host that is gone'
  const lost = row.confirmedLost || livenessOf(state, row.id) !== 'connected'
  const why = row.confirmedLost
    ? 'which is dead'
    : lost
      ? `which is ${livenessOf(state, row.id)}`
      : 'where rank 0 is not'
  return `lies on the disk of ${row.name}, ${why}`
}
