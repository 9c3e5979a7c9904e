/** Why is this job where it is? Answers with numbers, from the same code that places and lends ([P3]). */
import { limits } from '../../shared/limits.ts'
import type { AttemptRow, JobRow, LeaseRow } from '../../shared/model/rows.ts'
import { describeExit } from './attempts.ts'
import { findJob } from './find-job.ts'
import { livenessOf } from './hosts.ts'
import { whyNot } from './placement/fit.ts'
import { askOf } from './placement/pass.ts'
import { wantedTasks } from './placement/wants.ts'
import type { JobIndex, State } from './state.ts'
import { causeOf, remainingMs } from './stragglers/speculation.ts'
import { waveAt, waveCount } from './waves.ts'

/** What is expected to take so many times the usual is told why. */
const longFrom = 1.5

export interface Explanation {
  readonly job: string
  readonly name: string
  readonly state: JobRow['state']
  readonly summary: string
  readonly lines: readonly string[]
}

/** Throws Refusal('no-such-job'). */
export function explainJob(state: State, idOrName: string, nowMs: number): Explanation {
  const job = findJob(state, idOrName)
  const lines: string[] = []
  const summary = summarise(state, job, nowMs, lines)
  return { job: job.id, name: job.spec.name, state: job.state, summary, lines }
}

function summarise(state: State, job: JobRow, nowMs: number, lines: string[]): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  if (job.endedMs !== null) {
    failures(state, job, lines)
    return `${job.state} after ${seconds(job.endedMs - job.submittedMs)}${job.reason === '' ? '' : `: ${job.reason}`}`
  }
  const ask = askOf(state, job)
  for (const host of state.capacity.hosts()) {
    const why = whyNot(host, ask)
    lines.push(`${host.offer.name}: ${why === '' ? `could take one more worker (${host.cpusFree} slots free)` : why}`)
  }
  if (state.hosts.size === 0)
    lines.push('no host has joined: start an agent with `millwright-agent run --coordinator ADDRESS`')
  if (job.state === 'queued') return `waiting ${seconds(nowMs - job.submittedMs)}: ${job.reason}`
  attempts(state, job, nowMs, lines)
  failures(state, job, lines)
  const index = state.index.get(job.id)
  if (job.spec.kind === 'service') return `runs ${index?.attempts.size ?? 0} of ${wantedTasks(job)} replicas`
  const at = waveAt(job, job.wave)
  const wave = waveCount(job) > 1 ? `, wave ${job.wave + 1} of ${waveCount(job)} ('${at.wave.name}')` : ''
  return `${job.shards.committed} of ${job.shards.total} shards done${wave}; ${index?.pending.size ?? 0} wait, ${index?.lent.size ?? 0} are being worked on by ${index?.attempts.size ?? 0} workers`
}

function attempts(state: State, job: JobRow, nowMs: number, lines: string[]): void {
  const index = state.index.get(job.id)
  const copied = job.spec.array === undefined && job.spec.policy?.speculate !== false
  for (const id of index?.attempts ?? []) {
    const attempt = state.attempts.must(id)
    const host = state.hosts.get(attempt.host)?.name ?? attempt.host
    const speed = attempt.shardMs === null ? 'no shard finished yet' : `${attempt.shardMs.toFixed(0)} ms a shard`
    const usual = index?.shardMs ?? null
    const slow =
      attempt.shardMs !== null && usual !== null && attempt.shardMs > 1.3 * usual
        ? ` (${(attempt.shardMs / Math.max(usual, 0.01)).toFixed(1)}× the median)`
        : ''
    const oldest = attempt.leases[0]
    const busy =
      oldest === undefined || index === undefined ? 'idle' : busyWith(state, index, attempt, oldest, nowMs, copied)
    lines.push(
      `${id} on ${host} (${attempt.state}, host ${livenessOf(state, attempt.host)}): ${attempt.committed} shards, ${speed}${slow}, ${busy}${attempt.exit === null ? '' : `, ${describeExit(attempt.exit)}`}`,
    )
  }
}

/** A shard that takes longer than usual is told with the reason, and whether it is worth a second attempt. */
function busyWith(
  state: State,
  index: JobIndex,
  attempt: AttemptRow,
  lease: LeaseRow,
  nowMs: number,
  copied: boolean,
): string {
  const elapsed = nowMs - lease.sinceMs
  const text = `on shard ${lease.shard} for ${(elapsed / 1000).toFixed(1)} s`
  const usual = index.shardMs
  const expected = elapsed + remainingMs(state, index, attempt, lease, nowMs)
  if (!copied || usual === null || expected < longFrom * usual) return text
  const times = `${(expected / Math.max(usual, 0.01)).toFixed(1)}× the usual ${(usual / 1000).toFixed(1)} s`
  const said = {
    long: `it is a long shard (${times} at this pace): the worker is as fast as others, so nobody else is given it`,
    slow: `expected to take ${times}: others are given it when they are free`,
    hangs: 'it does not move any more: others are given it when they are free',
  }
  return `${text}, ${said[causeOf(state, index, attempt, lease, nowMs)]}`
}

function failures(state: State, job: JobRow, lines: string[]): void {
  let shown = 0
  for (const row of state.failures.values()) {
    if (row.job !== job.id || shown++ >= 5) continue
    lines.push(`shard ${row.index} failed ${row.count} time${row.count === 1 ? '' : 's'}: ${row.error.slice(0, 200)}`)
  }
  for (const task of state.tasks.values())
    if (task.job === job.id && task.state === 'pending' && task.reason !== '')
      lines.push(`${task.id}: ${task.reason} (${task.crashes} of ${limits.crashesPerTask} crashes)`)
}
