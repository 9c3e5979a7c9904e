/** Figures the panels draw, worked out from rows. Pure. */
import type { AttemptRow, HostRow, JobRow, Liveness } from '../../shared/model/rows.ts'
import { type GpuUse, gpuUse, hostMarks } from '../../shared/model/words.ts'
import type { Tables } from './feed-state.ts'
import { duration, newerFirst } from './format.ts'

export interface HostSummary extends GpuUse {
  readonly host: HostRow
  readonly liveness: Liveness
  readonly lastSeenMs: number | null
  readonly usedSlots: number
  readonly running: readonly AttemptRow[]
  readonly committed: number
  /** of all shards committed by kept attempts; null when none are */
  readonly share: number | null
}

export const isLive = (job: JobRow): boolean => job.state === 'queued' || job.state === 'running'

export function summariseHosts(tables: Tables): HostSummary[] {
  const byHost = new Map<string, AttemptRow[]>()
  let all = 0
  for (const attempt of Object.values(tables.attempts)) {
    all += attempt.committed
    const mine = byHost.get(attempt.host)
    if (mine === undefined) byHost.set(attempt.host, [attempt])
    else mine.push(attempt)
  }
  const foreignOf = Map.groupBy(Object.values(tables.foreign), ({ host }) => host)
  const hosts = Object.values(tables.hosts).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  return hosts.map((host) => {
    const mine = byHost.get(host.id) ?? []
    const running = mine.filter((each) => each.state !== 'ended')
    const foreign = foreignOf.get(host.id) ?? []
    const committed = mine.reduce((sum, each) => sum + each.committed, 0)
    return {
      host,
      liveness: tables.liveness[host.id]?.state ?? 'unknown',
      lastSeenMs: tables.liveness[host.id]?.lastSeenMs ?? null,
      usedSlots: running.reduce((sum, each) => sum + each.grant.cpus, 0),
      ...gpuUse(
        host.inventory,
        [...running, ...foreign].map(({ grant }) => grant),
      ),
      running,
      committed,
      share: all === 0 ? null : committed / all,
    }
  })
}

export interface WorkerSummary {
  readonly attempt: AttemptRow
  readonly host: string
  /** its shard time ÷ the median of this job's workers; null while either is unknown */
  readonly ratio: number | null
}

export function summariseWorkers(tables: Tables, job: JobRow): WorkerSummary[] {
  const mine = Object.values(tables.attempts).filter((each) => each.job === job.id && each.state !== 'ended')
  const times = mine.flatMap((each) => (each.shardMs === null ? [] : [each.shardMs])).sort((a, b) => a - b)
  const median = times.length < 2 ? null : (times[Math.floor((times.length - 1) / 2)] as number)
  return mine
    .map((attempt) => ({
      attempt,
      host: tables.hosts[attempt.host]?.name ?? attempt.host.slice(0, 8),
      ratio: attempt.shardMs === null || median === null || median === 0 ? null : attempt.shardMs / median,
    }))
    .sort((a, b) => a.host.localeCompare(b.host, 'en', { numeric: true }) || newerFirst(b.attempt.id, a.attempt.id))
}

export interface Concern {
  readonly level: 'critical' | 'warning'
  readonly what: string
  /** what it affects and what was done about it */
  readonly effect: string
  /** a command that says or does more */
  readonly action: string
}

const recentMs = 3_600_000

/** What a person woken up should look at first; empty when there is nothing. */
export function concerns(tables: Tables, nowMs: number): Concern[] {
  return [...hostConcerns(tables, nowMs), ...workConcerns(tables, nowMs), ...modelConcerns(tables)].sort(
    (a, b) => Number(b.level === 'critical') - Number(a.level === 'critical'),
  )
}

type Silence = Exclude<Liveness, 'connected'>
interface SilentHost {
  readonly name: string
  readonly seen: string
  readonly work: number
}

const silences: Readonly<
  Record<Silence, { readonly level: Concern['level']; readonly what: string; readonly effect: string }>
> = {
  unreachable: { level: 'critical', what: 'unreachable', effect: 'shards are lent to others, nothing was stopped' },
  unknown: { level: 'warning', what: 'in an unknown state', effect: 'what runs there goes on, no new work is given' },
  suspect: { level: 'warning', what: 'suspect', effect: 'no new work is given until it speaks' },
}
/** more of them are told in one line */
const silentShown = 3

function silentConcerns(state: Silence, hosts: readonly SilentHost[]): Concern[] {
  const { level, what, effect } = silences[state]
  const line = (who: string, work: number): Concern => ({
    level,
    what: who,
    effect: `${work} attempts were placed there; ${effect}`,
    action: 'millwright hosts',
  })
  if (hosts.length <= silentShown) return hosts.map(({ name, seen, work }) => line(`${name} is ${what}, ${seen}`, work))
  const names = hosts.slice(0, silentShown).map(({ name }) => name)
  const all = hosts.reduce((sum, { work }) => sum + work, 0)
  return [line(`${hosts.length} hosts are ${what}: ${names.join(', ')} and ${hosts.length - silentShown} more`, all)]
}

function hostConcerns(tables: Tables, nowMs: number): Concern[] {
  const found: Concern[] = []
  const silent: Record<Silence, SilentHost[]> = { unreachable: [], unknown: [], suspect: [] }
  for (const { host, liveness, lastSeenMs, running } of summariseHosts(tables)) {
    const seen =
      lastSeenMs === null ? 'not heard since the coordinator started' : `silent for ${duration(nowMs - lastSeenMs)}`
    const work = `${running.length} attempts were placed there`
    if (host.refusedReason !== null)
      found.push({
        level: 'warning',
        what: `${host.name} gets no new work: ${host.refusedReason}`,
        effect: work,
        action: 'millwright hosts',
      })
    for (const { word, detail } of hostMarks(host, nowMs))
      if (word === 'suspended' || word === 'given up')
        found.push({
          level: 'warning',
          what: `${host.name} is ${word}: ${detail}`,
          effect: `${work}; it gets no new work`,
          action: word === 'suspended' ? `millwright uncordon ${host.name}` : 'millwright hosts',
        })
    if (liveness !== 'connected') silent[liveness].push({ name: host.name, seen, work: running.length })
  }
  for (const [state, hosts] of Object.entries(silent)) found.push(...silentConcerns(state as Silence, hosts))
  return found
}

/** What there is of a job that failed. */
function keptText(tables: Tables, { id, spec, shards }: JobRow): string {
  if (spec.kind !== 'gang') return `${shards.committed} of ${shards.total} shards are kept`
  const newest = Object.values(tables.checkpoints)
    .filter((each) => each.job === id && each.state === 'durable')
    .reduce((most, { step }) => Math.max(most, step), -1)
  return newest < 0 ? 'no checkpoint of it is kept' : `its checkpoint of step ${newest} is kept`
}

function workConcerns(tables: Tables, nowMs: number): Concern[] {
  const found: Concern[] = []
  const foreign = Object.values(tables.foreign)
  if (foreign.length > 0)
    found.push({
      level: 'warning',
      what: `${foreign.length} attempts run that this coordinator does not know (a restored backup?)`,
      effect: 'they are left alone and what they hold counts as taken',
      action: 'millwright foreign',
    })
  for (const job of Object.values(tables.jobs).sort((a, b) => newerFirst(a.id, b.id))) {
    if (job.state === 'failed' && job.endedMs !== null && nowMs - job.endedMs < recentMs)
      found.push({
        level: job.owner === null ? 'warning' : 'critical',
        what: `job ${job.spec.name} failed ${duration(nowMs - job.endedMs)} ago: ${job.reason}`,
        effect: `${keptText(tables, job)}${job.owner === null ? '' : `; it belongs to ${job.owner}`}`,
        action: `millwright why ${job.id}`,
      })
    if (job.shards.duplicateCommits > 0)
      found.push({
        level: 'critical',
        what: `job ${job.spec.name} committed ${job.shards.duplicateCommits} shards twice`,
        effect: 'its results are not to be trusted; this is a defect of Millwright',
        action: `millwright job ${job.id}`,
      })
  }
  return found
}

function modelConcerns(tables: Tables): Concern[] {
  const found: Concern[] = []
  for (const { id, monitor, spec } of Object.values(tables.pipelines)) {
    if (monitor.episode === null) continue
    const { openedWindow, cause, run } = monitor.episode
    found.push({
      level: 'warning',
      what: `${id} drifts since ${openedWindow}: ${cause}`,
      effect:
        run === null
          ? `no retrain yet (${monitor.retrains} of ${spec.retrain.budget} used)`
          : `retrain ${run} was started`,
      action: run === null ? 'millwright pipelines' : `millwright run ${run}`,
    })
  }
  for (const row of Object.values(tables.deployments)) {
    if (row.version === null || row.version === row.ready) continue
    found.push({
      level: row.ready === null ? 'critical' : 'warning',
      what: `${row.id} should serve version ${row.version}`,
      effect:
        row.ready === null
          ? 'no version has all its replicas ready'
          : `version ${row.ready} serves on until its replicas are ready`,
      action: 'millwright jobs --state live',
    })
  }
  return found
}
