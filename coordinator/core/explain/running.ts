/** What a running job is doing: how far it is, on which hosts, how fast, and who is slow. */
import type { AttemptRow, JobRow, LeaseRow } from '../../../shared/model/rows.ts'
import { hostNameOf } from '../host-name.ts'
import { livenessOf } from '../liveness.ts'
import { wantedTasks } from '../placement/wants.ts'
import type { JobIndex, State } from '../state.ts'
import { causeOf, remainingMs } from '../stragglers/speculation.ts'
import { waveAt, waveCount } from '../waves.ts'
import { countOf, describeExit } from '../words.ts'

const attemptsTold = 8
/** What is expected to take so many times the usual is told why. */
const longFrom = 1.5

export function runningText(state: State, job: JobRow): string {
  const index = state.index.get(job.id)
  const attempts = index?.attempts.size ?? 0
  if (job.spec.kind === 'service') return `runs ${attempts} of ${wantedTasks(job)} replicas`
  if (job.gang !== null) return `runs on ${countOf(job.gang.size, 'host')} (asked for ${job.spec.gang?.hosts})`
  const { committed, total } = job.shards
  if (job.spec.array !== undefined)
    return `${committed} of ${total} tasks done; ${index?.pending.size ?? 0} wait, ${attempts} run (at most ${job.spec.array.parallel ?? total} at once)`
  const at = waveAt(job, job.wave)
  const wave = waveCount(job) > 1 ? `, wave ${job.wave + 1} of ${waveCount(job)} ('${at.wave.name}')` : ''
  return `${committed} of ${total} shards done${wave}; ${index?.pending.size ?? 0} wait, ${index?.lent.size ?? 0} with ${countOf(attempts, 'worker')}`
}

/** One line an attempt, the first few of them. */
export function tellAttempts(state: State, job: JobRow, nowMs: number, lines: string[]): void {
  const index = state.index.get(job.id)
  let told = 0
  for (const id of index?.attempts ?? []) {
    if (told++ >= attemptsTold) continue
    lines.push(attemptText(state, job, index as JobIndex, state.attempts.must(id), nowMs))
  }
  if (told > attemptsTold) lines.push(`and ${told - attemptsTold} attempts more`)
}

function attemptText(state: State, job: JobRow, index: JobIndex, attempt: AttemptRow, nowMs: number): string {
  const host = hostNameOf(state, attempt.host)
  const doing = attempt.stop === null ? attempt.state : `stopping: ${attempt.stop.reason}`
  const head = `${attempt.id} on ${host} (${doing}, host ${livenessOf(state, attempt.host)})`
  const exit = attempt.exit === null ? '' : `, ${describeExit(attempt.exit)}`
  if (job.spec.kind !== 'batch' || job.spec.array !== undefined) return `${head}${exit}`
  const speed = attempt.shardMs === null ? 'no shard finished yet' : `${attempt.shardMs.toFixed(0)} ms a shard`
  const slow =
    attempt.shardMs !== null && index.shardMs !== null && attempt.shardMs > 1.3 * index.shardMs
      ? ` (${(attempt.shardMs / Math.max(index.shardMs, 0.01)).toFixed(1)}× the median)`
      : ''
  const oldest = attempt.leases[0]
  const busy = oldest === undefined ? 'idle' : busyWith(state, job, index, attempt, oldest, nowMs)
  return `${head}: ${countOf(attempt.committed, 'shard')}, ${speed}${slow}, ${busy}${exit}`
}

/** [B9] a shard that takes longer than usual is told with the reason, and whether it is worth a second attempt. */
function busyWith(
  state: State,
  job: JobRow,
  index: JobIndex,
  attempt: AttemptRow,
  lease: LeaseRow,
  nowMs: number,
): string {
  const elapsed = nowMs - lease.sinceMs
  const text = `on shard ${lease.shard} for ${(elapsed / 1000).toFixed(1)} s`
  const usual = index.shardMs
  const expected = elapsed + remainingMs(state, index, attempt, lease, nowMs)
  if (job.spec.policy?.speculate === false || usual === null || expected < longFrom * usual) return text
  const times = `${(expected / Math.max(usual, 0.01)).toFixed(1)}× the usual ${(usual / 1000).toFixed(1)} s`
  const said = {
    long: `it is a long shard (${times} at this pace): the worker is as fast as others, so nobody else is given it`,
    slow: `expected to take ${times}: others are given it when they are free`,
    hangs: 'it does not move any more: others are given it when they are free',
  }
  return `${text}, ${said[causeOf(state, index, attempt, lease, nowMs)]}`
}
