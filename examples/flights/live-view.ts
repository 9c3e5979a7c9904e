/** The live block: the run's stages with bars and rates, a lane per agent, the replay. */

import type { RunRow, StageRow } from '../../shared/model/pipeline-rows.ts'
import type { AttemptRow, HostRow, JobRow } from '../../shared/model/rows.ts'
import type { Live } from './account.ts'
import type { Tables } from './factory-feed.ts'
import { bar, duration } from './render.ts'
import type { ReplayProgress } from './replay.ts'

export interface LiveSources {
  readonly tables: Tables
  readonly pipeline: string
  /** run ids of earlier starts, not shown */
  readonly old: ReadonlySet<string>
  readonly slowed: () => string | null
  readonly replay: () => ReplayProgress | null
  readonly replayDays: { readonly from: string; readonly to: string }
  readonly beganMs: number
}

/** Shards per second of a job over the last few seconds. */
export class Rates {
  readonly #samples = new Map<string, { atMs: number; committed: number }[]>()
  of(job: JobRow, nowMs: number): number {
    const samples = this.#samples.get(job.id) ?? []
    samples.push({ atMs: nowMs, committed: job.shards.committed })
    while (samples.length > 2 && nowMs - (samples[0]?.atMs ?? 0) > 5_000) samples.shift()
    this.#samples.set(job.id, samples)
    const first = samples[0]
    const ms = first === undefined ? 0 : nowMs - first.atMs
    return first === undefined || ms < 200 ? 0 : ((job.shards.committed - first.committed) * 1000) / ms
  }
}

export function makeLiveView(sources: LiveSources): Live {
  const rates = new Rates()
  const currentRun = (): RunRow | undefined => {
    const runs = [...sources.tables.runs.values()].filter(
      (run) => run.pipeline === sources.pipeline && !sources.old.has(run.id),
    )
    return runs.findLast((run) => run.state === 'running') ?? runs.at(-1)
  }
  return {
    block(width) {
      const run = currentRun()
      const elapsed = duration(performance.now() - sources.beganMs)
      const title = run === undefined ? `starting · ${elapsed}` : `${run.kind} run ${run.id}: ${run.state} · ${elapsed}`
      const stages = run?.stages.map((stage) => stageLine(stage, sources.tables.jobs, rates, width)) ?? []
      return ['─'.repeat(width - 1), title, ...stages, ...agentLanes(sources), ...replayLine(sources, width)]
    },
    line() {
      const run = currentRun()
      const stage = run?.state === 'running' ? run.stages.find((each) => each.state === 'running') : undefined
      const job = stage?.job == null ? undefined : sources.tables.jobs.get(stage.job)
      const parts: string[] = []
      if (run !== undefined && stage !== undefined) {
        const shards = job === undefined ? '' : ` ${job.shards.committed}/${job.shards.total} shards`
        parts.push(`${run.kind} run, ${stage.name}${shards}${rateText(job, rates)}`)
      }
      const progress = sources.replay()
      if (progress !== null) {
        parts.push(
          `replay ${progress.day}: ${progress.requests} requests, ${Math.round(progress.perSecond)}/s, ${progress.failed} failed`,
        )
      }
      return parts.length === 0 ? null : parts.join(' · ')
    },
  }
}

function rateText(job: JobRow | undefined, rates: Rates): string {
  if (job === undefined) return ''
  const rate = rates.of(job, performance.now())
  return rate > 0 ? `, ${rate.toFixed(1)}/s` : ''
}

const signs: Readonly<Record<StageRow['state'], string>> = {
  waiting: ' ',
  running: '▸',
  done: '✓',
  failed: '✗',
  skipped: '–',
}

function stageLine(stage: StageRow, jobs: ReadonlyMap<string, JobRow>, rates: Rates, width: number): string {
  const name = `${signs[stage.state]} ${stage.name.padEnd(9)}`
  const job = stage.job === null ? undefined : jobs.get(stage.job)
  if (stage.state !== 'running' || job === undefined) return `${name}${stage.summary}`
  const { committed, total } = job.shards
  const barWidth = Math.max(10, Math.min(40, width - 50))
  return `${name}${bar(total === 0 ? 0 : committed / total, barWidth)} ${committed}/${total} shards${rateText(job, rates)}`
}

function agentLanes(sources: LiveSources): string[] {
  const { hosts, attempts, liveness, jobs } = sources.tables
  const byHost = new Map<string, AttemptRow[]>()
  for (const attempt of attempts.values()) {
    if (attempt.state === 'ended') continue
    byHost.set(attempt.host, [...(byHost.get(attempt.host) ?? []), attempt])
  }
  const lane = (host: HostRow): string => {
    const state = liveness.get(host.id)?.state ?? 'unknown'
    const work = (byHost.get(host.id) ?? []).map((attempt) => {
      const name = jobs.get(attempt.job)?.spec.name ?? attempt.job
      const speed = attempt.shardMs === null ? '' : ` ${Math.round(attempt.shardMs)} ms/shard`
      return jobs.get(attempt.job)?.spec.kind === 'service'
        ? `${name}${attempt.ready ? ' ready' : ' starting'}`
        : `${name} ${attempt.committed}✓${speed}`
    })
    const slow = sources.slowed() === host.name ? ' (slowed 4×)' : ''
    return `  ${host.name.padEnd(8)} ${state}${slow}  ${work.join(' | ')}`
  }
  return [...hosts.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(lane)
}

function replayLine(sources: LiveSources, width: number): string[] {
  const progress = sources.replay()
  if (progress === null) return []
  const [from, to, at] = [sources.replayDays.from, sources.replayDays.to, progress.day].map(Date.parse) as [
    number,
    number,
    number,
  ]
  const { requests, failed, perSecond } = progress
  const barWidth = Math.max(10, Math.min(40, width - 60))
  return [
    `▸ replay   ${bar((at - from) / (to - from), barWidth)} ${progress.day}  ${requests} requests, ${Math.round(perSecond)}/s, ${failed} failed`,
  ]
}
