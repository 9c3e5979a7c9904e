/** What a running job is doing: how far it is, on which hosts, how fast, and who is slow. */
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { describeExit } from '../attempts.ts'
import { livenessOf } from '../hosts.ts'
import { wantedTasks } from '../placement/wants.ts'
import type { State } from '../state.ts'
import { waveAt, waveCount } from '../waves.ts'
import { countOf } from '../words.ts'

const attemptsTold = 8

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
  return `${committed} of ${total} shards done${wave}; ${index?.pending.size ?? 0} wait, ${index?.lent.size ?? 0} are being worked on by ${attempts} workers`
}

/** One line an attempt, the first few of them. */
export function tellAttempts(state: State, job: JobRow, nowMs: number, lines: string[]): void {
  const index = state.index.get(job.id)
  let told = 0
  for (const id of index?.attempts ?? []) {
    if (told++ >= attemptsTold) continue
    lines.push(attemptText(state, state.attempts.must(id), index?.shardMs ?? null, nowMs))
  }
  if (told > attemptsTold) lines.push(`and ${told - attemptsTold} attempts more`)
}

function attemptText(state: State, attempt: AttemptRow, usualMs: number | null, nowMs: number): string {
  const host = state.hosts.get(attempt.host)?.name ?? attempt.host
  const doing = attempt.stop === null ? attempt.state : `stopping: ${attempt.stop.reason}`
  const head = `${attempt.id} on ${host} (${doing}, host ${livenessOf(state, attempt.host)})`
  const exit = attempt.exit === null ? '' : `, ${describeExit(attempt.exit)}`
  const job = state.jobs.get(attempt.job)
  if (job?.spec.kind !== 'batch' || job.spec.array !== undefined) return `${head}${exit}`
  const speed = attempt.shardMs === null ? 'no shard finished yet' : `${attempt.shardMs.toFixed(0)} ms a shard`
  const slow =
    attempt.shardMs !== null && usualMs !== null && attempt.shardMs > 1.3 * usualMs
      ? ` (${(attempt.shardMs / Math.max(usualMs, 0.01)).toFixed(1)}× the median)`
      : ''
  const oldest = attempt.leases[0]
  const busy =
    oldest === undefined ? 'idle' : `on shard ${oldest.shard} for ${((nowMs - oldest.sinceMs) / 1000).toFixed(1)} s`
  return `${head}: ${attempt.committed} shards, ${speed}${slow}, ${busy}${exit}`
}
