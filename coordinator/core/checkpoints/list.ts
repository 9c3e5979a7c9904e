/** A job's checkpoints as API and `why` tell them. */

import { checkpointText } from '../../../shared/model/checkpoint-words.ts'
import type { CheckpointList, CheckpointRow } from '../../../shared/model/checkpoints.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import { hostNameOf } from '../host-name.ts'
import { livenessOf } from '../liveness.ts'
import type { State } from '../state.ts'
import { spanOf } from '../words.ts'
import { adviceFor } from './advice.ts'
import { keepOf } from './retention.ts'
import { checkpointsOf } from './rows.ts'

export function listCheckpoints(state: State, job: JobRow, nowMs: number): CheckpointList {
  return {
    job: job.id,
    rows: checkpointsOf(state, job.id).map((row) => ({ ...row, ...whereOf(state, row) })),
    resumed: job.gang?.resume ?? null,
    keep: keepOf(job),
    advice: adviceFor(state, job, nowMs),
    nowMs,
  }
}

/** One on a host's disk can be reached while that host is heard; one on a shared path always, as far as is known. */
function whereOf(state: State, { host }: CheckpointRow): { hostName: string | null; reachable: boolean } {
  if (host === null) return { hostName: null, reachable: true }
  return { hostName: hostNameOf(state, host), reachable: livenessOf(state, host) === 'connected' }
}

const ageOf = (registeredMs: number, { endedMs }: JobRow, nowMs: number): string =>
  endedMs === null
    ? `${spanOf(nowMs - registeredMs)} old`
    : `${spanOf(Math.max(0, endedMs - registeredMs))} before the end`

/** Lines of `why`: what it could go on from, and how often it should save. */
export function explainCheckpoints(state: State, job: JobRow, nowMs: number): string[] {
  if (job.gang === null) return []
  const { rows, resumed, advice } = listCheckpoints(state, job, nowMs)
  if (rows.length === 0 && job.spec.checkpoints === undefined) return []
  const durable = rows.filter((row) => row.state === 'durable')
  const [newest] = durable
  const lines = [
    newest === undefined
      ? 'no durable checkpoint yet: a failure would begin it from the beginning'
      : `newest checkpoint: ${checkpointText(newest)}, ${ageOf(newest.registeredMs, job, nowMs)} (${durable.length} kept)`,
  ]
  if (job.gang.epoch > 1)
    lines.push(`epoch ${job.gang.epoch} went on from ${resumed === null ? 'the beginning' : `step ${resumed.step}`}`)
  for (const row of rows) if (row.state === 'lost') lines.push(`the checkpoint of step ${row.step} is lost: ${row.why}`)
  if (job.endedMs === null) lines.push(`checkpoints: ${advice.sentence}`)
  return lines
}
