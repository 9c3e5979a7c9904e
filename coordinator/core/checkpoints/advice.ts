/**
 * How often to save ([CK8]). C is what a checkpoint costs, M the mean time to a failure of the gang: Young's √(2CM) from the begin of one
 * to the begin of the next, which is Daly's √(2CM) − C of training in between.
 */
import { limits } from '../../../shared/limits.ts'
import type { CheckpointAdvice } from '../../../shared/model/checkpoints.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { State } from '../state.ts'
import { countOf, spanOf } from '../words.ts'

const dayMs = 24 * 3600_000
/** Meta RSC-1, before lemon nodes were removed: 6.50 failures per 1,000 node-days. It counts as one failure in 154 days. */
const prior = { failures: 1, hostMs: (1_000 / 6.5) * dayMs }
/** what of its hosts' past is looked at */
const pastMs = 30 * dayMs

interface Seen {
  readonly failures: number
  readonly hostMs: number
}

const nothing: Seen = { failures: 0, hostMs: 0 }

export function adviceFor(state: State, job: JobRow, nowMs: number): CheckpointAdvice {
  const own = seenOfJob(job, job.endedMs ?? nowMs)
  // Sites and jobs differ by more than the uncertainty of a count of one, and √ halves what is left of it: a job that has failed tells its own rate.
  const isOwn = own.failures > 0
  const past = isOwn ? nothing : seenOfHosts(state, job, nowMs)
  const seen = { failures: own.failures + past.failures, hostMs: own.hostMs + past.hostMs }
  const hasHistory = seen.failures > 0 || seen.hostMs >= prior.hostMs / 10
  const basis = isOwn ? 'job' : hasHistory ? 'history' : 'prior'
  const given = isOwn ? nothing : prior
  const perHostMs = (seen.failures + given.failures) / Math.max(1, seen.hostMs + given.hostMs)
  const hosts = Math.max(1, job.gang?.size || job.spec.gang?.hosts || 1)
  const costMs = job.gang?.saveCostMs ?? null
  const mtbfMs = 1 / (perHostMs * hosts)
  const youngMs = costMs === null ? null : Math.sqrt(2 * costMs * mtbfMs)
  const advice = {
    costMs,
    failuresPer1000HostDays: perHostMs * dayMs * 1_000,
    basis,
    failures: seen.failures,
    hostDays: seen.hostMs / dayMs,
    hosts,
    mtbfMs,
    youngMs,
    dalyMs: youngMs === null || costMs === null ? null : Math.max(0, youngMs - costMs),
    intervalMs: intervalFor(job, youngMs),
  } as const
  return { ...advice, sentence: sentenceOf(advice, job) }
}

/** Its epochs so far, and those of them that failed. */
function seenOfJob({ gang }: JobRow, nowMs: number): Seen {
  if (gang === null) return { failures: 0, hostMs: 0 }
  const running = gang.phase === 'running' ? gang.size * (nowMs - gang.sinceMs) : 0
  return { failures: gang.restarts, hostMs: (gang.ranHostMs ?? 0) + running }
}

/** Faults that stop work, found on its hosts in the 30 days before the job: what came since shows in its own epochs. */
function seenOfHosts(state: State, job: JobRow, nowMs: number): Seen {
  const fromMs = nowMs - pastMs
  const hosts = new Set<string>()
  for (const id of state.index.get(job.id)?.tasks ?? []) {
    const hold = state.tasks.must(id).hold
    if (hold !== null) hosts.add(hold.host)
  }
  let hostMs = 0
  let failures = 0
  for (const host of hosts) {
    hostMs += Math.max(0, job.submittedMs - Math.max(fromMs, state.hosts.get(host)?.firstSeenMs ?? nowMs))
    for (const id of state.faults.stops.get(host) ?? []) {
      const { sinceMs } = state.verdicts.must(id)
      if (sinceMs >= fromMs && sinceMs < job.submittedMs) failures++
    }
  }
  return { failures, hostMs }
}

function intervalFor({ spec }: JobRow, youngMs: number | null): number | null {
  const wanted = spec.checkpoints?.intervalMs ?? null
  if (wanted !== 'auto') return wanted
  if (youngMs === null) return limits.checkpointIntervalFirstMs
  return Math.floor(Math.min(limits.checkpointIntervalMaxMs, Math.max(limits.checkpointIntervalLeastMs, youngMs)))
}

const basisTexts = {
  prior: 'as published of other sites (6.5 per 1,000 host-days), until there is a history here',
  history: 'of this job and its hosts, with what is published of other sites as one failure more in 154 host-days',
  job: 'of this job',
} as const

type Figures = Omit<CheckpointAdvice, 'sentence'>

function sentenceOf(advice: Figures, { spec }: JobRow): string {
  const { costMs, mtbfMs, youngMs, intervalMs, basis, failures, hostDays, hosts } = advice
  const rate = `a failure every ${spanOf(mtbfMs)} on ${countOf(hosts, 'host')} (${countOf(failures, 'failure')} in ${daysText(hostDays)}; ${basisTexts[basis]})`
  const told = spec.checkpoints?.intervalMs === 'auto'
  const first = told ? `; saved every ${spanOf(intervalMs ?? 0)} until then` : ''
  if (costMs === null || youngMs === null) return `what a checkpoint costs is not known yet${first}; ${rate}`
  const how = intervalMs === null ? '' : ` (saved every ${spanOf(intervalMs)})`
  return `best saved every ${spanOf(youngMs)}${how}: a checkpoint costs ${spanOf(costMs)}, ${rate}`
}

const daysText = (days: number): string => `${days < 10 ? Math.floor(days * 10) / 10 : Math.floor(days)} host-days`
