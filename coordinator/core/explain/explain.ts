/** Why is this job where it is? Answers with numbers, from the same code that places and lends ([P3]). Changes nothing. */
import { limits } from '../../../shared/limits.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import { sharesLine, slowLines } from '../../../shared/model/slow-words.ts'
import { heldGpuMs, usageText } from '../../../shared/model/words.ts'
import { explainCheckpoints } from '../checkpoints/list.ts'
import { findJob } from '../find-job.ts'
import { hostNameOf } from '../host-name.ts'
import type { State } from '../state.ts'
import { clockOf, countOf, spanOf } from '../words.ts'
import { tellRecovery } from './recovering.ts'
import { runningText, tellAttempts } from './running.ts'
import { type Waiting, whyWaiting } from './waiting.ts'

export interface Explanation {
  readonly job: string
  readonly name: string
  readonly state: JobRow['state']
  readonly summary: string
  readonly lines: readonly string[]
  /** when it is thought to start (or to get more); null when it waits for nothing or no time is known */
  readonly startMs: number | null
  /** the time hangs on nothing but declared ends; null without a time */
  readonly firm: boolean | null
}

/** Throws Refusal('no-such-job'). */
export function explainJob(state: State, idOrName: string, nowMs: number): Explanation {
  const job = findJob(state, idOrName)
  const told = job.endedMs === null ? live(state, job, nowMs) : ended(state, job, job.endedMs)
  return { job: job.id, name: job.spec.name, state: job.state, ...told }
}

type Told = Omit<Explanation, 'job' | 'name' | 'state'>

function live(state: State, job: JobRow, nowMs: number): Told {
  const waits = job.state === 'queued' || state.queue.has(job.id) || job.launch.notBeforeMs > nowMs
  const waiting: Waiting | null = waits ? whyWaiting(state, job, nowMs) : null
  const lines: string[] = []
  lines.push(...tellRecovery(state, job))
  if (job.state === 'running') lines.push(...slowOf(state, job))
  if (job.state === 'running') tellAttempts(state, job, nowMs, lines)
  if (waiting !== null && job.state === 'running') lines.push(`wants more: ${waiting.summary}`)
  lines.push(
    ...(waiting?.lines ?? []),
    ...explainCheckpoints(state, job, nowMs),
    ...failuresOf(state, job),
    ...happenings(state, job),
    ...usageOf(state, job),
  )
  return {
    summary:
      job.state === 'running'
        ? runningText(state, job)
        : `waits ${spanOf(nowMs - job.submittedMs)}: ${waiting?.summary ?? job.reason}`,
    lines,
    startMs: waiting?.startMs ?? null,
    firm: waiting?.firm ?? null,
  }
}

/** What slows it down, with the sum, while it is of this launch. */
function slowOf(state: State, job: JobRow): string[] {
  const { slow, gang, id } = job
  const shares = sharesLine(job)
  const lines = shares === '' ? [] : [`shares: ${shares}`]
  if (slow == null || slow.epoch !== gang?.epoch) return lines
  const host = slow.host === null ? null : hostNameOf(state, slow.host)
  return [...slowLines(slow, host, id), ...lines]
}

function ended(state: State, job: JobRow, endedMs: number): Told {
  const reason = job.reason === '' ? '' : `: ${job.reason}`
  return {
    summary: `${job.state} after ${spanOf(endedMs - job.submittedMs)}${reason}`,
    lines: [
      ...tellRecovery(state, job),
      ...explainCheckpoints(state, job, endedMs),
      ...failuresOf(state, job),
      ...happenings(state, job),
      ...usageOf(state, job),
    ],
    startMs: null,
    firm: null,
  }
}

function failuresOf(state: State, job: JobRow): string[] {
  const lines: string[] = []
  const { failures, last } = job.launch
  if (failures > 0 && last !== null)
    lines.push(
      `${countOf(failures, 'launch', 'launches')} failed, the last on ${hostNameOf(state, last.host)}: ${last.reason}`,
    )
  let shown = 0
  for (const row of state.failures.values()) {
    if (row.job !== job.id || shown++ >= 5) continue
    lines.push(`shard ${row.index} failed ${countOf(row.count, 'time')}: ${row.error.slice(0, 200)}`)
  }
  shown = 0
  for (const id of state.index.get(job.id)?.tasks ?? []) {
    const task = state.tasks.must(id)
    if (task.state !== 'pending' || task.crashes === 0 || shown++ >= 5) continue
    lines.push(`${task.id}: ${task.reason} (${task.crashes} of ${limits.crashesPerTask} crashes)`)
  }
  return lines
}

/** What happened to it that a person should know: the last few events above `info`. */
function happenings(state: State, job: JobRow): string[] {
  const found: string[] = []
  for (const event of state.events.values())
    if (event.about.job === job.id && event.level !== 'info') found.push(`${clockOf(event.atMs)}: ${event.text}`)
  return found.slice(-5)
}

/** What it holds now, and "GPU time so far: 12.3 GPU-h, 91% useful, 9% restart". */
function usageOf(state: State, job: JobRow): string[] {
  let gpus = 0
  for (const id of state.index.get(job.id)?.attempts ?? []) gpus += state.attempts.must(id).grant.gpus.length
  const holds = gpus === 0 ? [] : [`holds ${countOf(gpus, 'GPU')} now; their time is split when an attempt ends`]
  return heldGpuMs(job.usage) === 0 ? holds : [...holds, `GPU time split so far: ${usageText(job.usage)}`]
}
