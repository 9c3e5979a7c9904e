/**
 * Two faults on purpose, announced: during the first training one agent's workers are slowed four times, another agent is
 * killed with SIGKILL. What they cost is measured and goes into the summary.
 */

import type { RunRow } from '../../shared/model/pipeline-rows.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import type { FactoryFeed, Tables } from './factory-feed.ts'
import type { Supervisor } from './supervisor.ts'
import { type Throttle, throttle } from './throttle.ts'

export interface FaultCosts {
  readonly slowed: null | {
    readonly agent: string
    readonly factor: number
    readonly seconds: number
    /** shards its workers committed while slow, and the mean of the other agents */
    readonly shards: number
    readonly othersMeanShards: number
    /** milliseconds a shard took it, and the median of the other agents */
    readonly shardMs: number | null
    readonly othersMedianShardMs: number | null
  }
  readonly killed: null | {
    readonly agent: string
    readonly awaySeconds: number | null
    /** its worker processes that were still running when it was back */
    readonly workersKept: number
    readonly workersLost: number
  }
  /** of the training job they hit */
  readonly training: {
    readonly failedAttempts: number
    readonly speculative: number
    readonly duplicateResults: number
  }
}

export interface FaultOptions {
  readonly feed: FactoryFeed
  readonly supervisor: Supervisor
  readonly slow: string | null
  readonly kill: string | null
  readonly say: (line: string) => void
  readonly onSlow?: (on: boolean) => void
}

const factor = 4

/** Runs the faults over the initial run's training; resolves with their costs when it has ended. */
export async function runFaults(options: FaultOptions, runId: string): Promise<FaultCosts> {
  const { feed } = options
  const job = await feed.until((tables) => trainingJob(tables, runId), 'training')
  if (job === 'none') return { slowed: null, killed: null, training: costsOf(undefined) }
  let last: JobRow | undefined
  const off = feed.onMessage((tables) => {
    last = tables.jobs.get(job) ?? last
  })
  const slowing = options.slow === null ? null : slow(options, options.slow, job)
  const killing = options.kill === null ? null : kill(options, options.kill, job)
  await feed.until((tables) => ended(tables.jobs.get(job)), 'the end of training')
  const slowed = (await slowing) ?? null
  const killed = (await killing) ?? null
  off()
  return { slowed, killed, training: costsOf(last) }
}

function costsOf(job: JobRow | undefined): FaultCosts['training'] {
  const { failedAttempts = 0, speculative = 0, duplicateResults = 0 } = job?.shards ?? {}
  return { failedAttempts, speculative, duplicateResults }
}

/** The running training job; 'none' once the run ended without one. */
function trainingJob(tables: Tables, runId: string): string | null {
  const run: RunRow | undefined = tables.runs.get(runId)
  const train = run?.stages.find((stage) => stage.name === 'train')
  if (train?.state === 'running' && train.job !== null) return train.job
  return run !== undefined && run.state !== 'running' ? 'none' : null
}

function ended(job: JobRow | undefined): boolean {
  return job === undefined || job.state === 'succeeded' || job.state === 'failed' || job.state === 'cancelled'
}

function hostNamed(tables: Tables, name: string): string | null {
  return [...tables.hosts.values()].find((host) => host.name === name)?.id ?? null
}

function liveAttempts(tables: Tables, job: string, host: string | null) {
  return [...tables.attempts.values()].filter(
    (each) => each.job === job && each.host === host && each.state !== 'ended' && each.pid !== null,
  )
}

async function slow(options: FaultOptions, agent: string, job: string): Promise<FaultCosts['slowed']> {
  const { feed } = options
  const host = hostNamed(feed.tables, agent)
  const began = performance.now()
  const pids = (): number[] => liveAttempts(feed.tables, job, host).map((each) => each.pid as number)
  options.say(
    `on purpose: ${agent}’s workers get a quarter of their CPU time until this training ends (--no-slow: not)`,
  )
  options.onSlow?.(true)
  const running: Throttle = throttle(pids, 1 / factor)
  /** by host; attempts end and go from the feed, so it is kept as it grows */
  const seen = new Map<string, { host: string; committed: number; shardMs: number | null }>()
  const off = feed.onMessage((tables) => {
    for (const each of tables.attempts.values())
      if (each.job === job) seen.set(each.id, { host: each.host, committed: each.committed, shardMs: each.shardMs })
  })
  try {
    await feed.until((tables) => ended(tables.jobs.get(job)), 'the end of training')
  } finally {
    running.stop()
    options.onSlow?.(false)
    off()
  }
  const own = [...seen.values()].filter((each) => each.host === host)
  const others = [...seen.values()].filter((each) => each.host !== host)
  const otherHosts = new Set(others.map((each) => each.host)).size
  const total = (list: typeof own): number => list.reduce((sum, each) => sum + each.committed, 0)
  return {
    agent,
    factor,
    seconds: round((performance.now() - began) / 1000),
    shards: total(own),
    othersMeanShards: otherHosts === 0 ? 0 : round(total(others) / otherHosts),
    shardMs: median(own.map((each) => each.shardMs)),
    othersMedianShardMs: median(others.map((each) => each.shardMs)),
  }
}

async function kill(options: FaultOptions, agent: string, job: string): Promise<FaultCosts['killed']> {
  const { feed, supervisor } = options
  const quarter = (row: JobRow | undefined): boolean =>
    row !== undefined && row.shards.total > 0 && row.shards.committed >= row.shards.total / 4
  const end = await feed.until((tables) => {
    const row = tables.jobs.get(job)
    return ended(row) ? 'ended' : quarter(row) ? 'quarter' : null
  }, 'a quarter of training')
  if (end === 'ended') return null
  const host = hostNamed(feed.tables, agent)
  const workers = liveAttempts(feed.tables, job, host).map((each) => each.id)
  const generation = supervisor.pid(agent)
  if (host === null || generation === null || !supervisor.kill(agent, 'SIGKILL')) return null
  options.say(`on purpose: ${agent} is killed (SIGKILL, pid ${generation}) and started again (--no-kill: not)`)
  const began = performance.now()
  const seenAtMs = feed.tables.liveness.get(host)?.lastSeenMs ?? 0
  let backAfter: number | null = null
  try {
    await feed.until(
      ({ liveness }) => {
        const row = liveness.get(host)
        const back = supervisor.pid(agent) !== generation && row?.state === 'connected' && row.lastSeenMs > seenAtMs
        return back
      },
      `${agent} to be back`,
      60_000,
    )
    backAfter = round((performance.now() - began) / 1000)
    options.say(`${agent} is back after ${backAfter} s`)
  } catch {
    options.say(`${agent} is not back after 60 s`)
  }
  const kept = workers.filter((id) => {
    const attempt = feed.tables.attempts.get(id)
    return (
      attempt !== undefined && attempt.exit?.reason !== 'unknown' && (attempt.exit === null || attempt.exit.code === 0)
    )
  })
  return { agent, awaySeconds: backAfter, workersKept: kept.length, workersLost: workers.length - kept.length }
}

function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  const middle = sorted[sorted.length >> 1]
  return middle === undefined ? null : Math.round(middle)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
