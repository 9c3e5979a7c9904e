/** Status, health and Prometheus metrics of the coordinator. */
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { metricsContentTypes, metricsFormat } from '../../shared/metrics-text.ts'
import { spentOf } from '../../shared/model/restarts.ts'
import { recoveryParts } from '../../shared/model/scheduling.ts'
import { livenessOf } from '../core/liveness.ts'
import type { State } from '../core/state.ts'
import type { Add, ApiPorts } from './context.ts'
import { healthCounts, healthFamilies } from './health-metrics.ts'
import type { KnownPaths } from './route.ts'
import { shellMetrics } from './shell-metrics.ts'
import { telemetryMetrics } from './telemetry-metrics.ts'

const livenessStates = ['connected', 'suspect', 'unreachable', 'unknown'] as const
const jobStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const
const attemptStates = ['placed', 'running', 'stopping', 'lost', 'ended'] as const

const incarnationOf = (state: State): number => state.meta.get('meta')?.incarnation ?? 0

function countBy<S extends string>(states: readonly S[], found: Iterable<S>): Record<S, number> {
  const counts = Object.fromEntries(states.map((each) => [each, 0])) as Record<S, number>
  for (const each of found) counts[each] += 1
  return counts
}

/** Kept jobs, attempts and hosts by state, and what sets hosts apart. */
function counts(state: State) {
  const shards = { total: 0, committed: 0, failedAttempts: 0, speculative: 0, duplicateResults: 0, duplicateCommits: 0 }
  for (const job of state.jobs.values())
    for (const key of Object.keys(shards) as (keyof typeof shards)[]) shards[key] += job.shards[key]
  return {
    hosts: countBy(
      livenessStates,
      [...state.hosts.keys()].map((id) => livenessOf(state, id)),
    ),
    jobs: countBy(
      jobStates,
      [...state.jobs.values()].map((each) => each.state),
    ),
    attempts: countBy(
      attemptStates,
      [...state.attempts.values()].map((each) => each.state),
    ),
    shards,
    ...hostCounts(state),
    foreign: state.foreign.size,
    queue: state.queue.size,
    pipelines: state.pipelines.size,
    runs: state.runs.size,
    models: state.models.size,
    health: healthCounts(state),
  }
}

function hostCounts(state: State) {
  let [simulatedHosts, drainingHosts, suspendedHosts] = [0, 0, 0]
  const gpus = { total: 0, used: 0 }
  for (const host of state.hosts.values()) {
    if (host.inventory.simulated) simulatedHosts++
    if (host.drain !== null) drainingHosts++
    if (host.backoff !== null) suspendedHosts++
  }
  for (const { offer, unitsFree } of state.capacity.hosts()) {
    gpus.total += offer.units.length
    gpus.used += offer.units.length - unitsFree
  }
  return { simulatedHosts, drainingHosts, suspendedHosts, spareHosts: state.volatile.spares.size, gpus }
}

export function addStatusRoutes(app: FastifyInstance, known: KnownPaths, add: Add, ports: ApiPorts): void {
  const { door, version } = ports
  const startedMs = ports.clock.nowMs()
  add({
    method: 'GET',
    url: '/api/v1/status',
    tag: 'status',
    summary: 'Version, incarnation and counts',
    answers: '{version, incarnation, startedMs, nowMs, waiting, loopDelay, counts}',
    handle: () => ({
      version,
      incarnation: incarnationOf(door.state),
      startedMs,
      nowMs: ports.clock.nowMs(),
      waiting: door.waiting,
      loopDelay: ports.measures?.loopDelay() ?? null,
      counts: counts(door.state),
    }),
  })
  for (const [url, summary] of [
    ['/healthz', 'Alive: it answers'],
    ['/metrics', 'Prometheus metrics'],
  ] as const) {
    known.set(url, new Set(['GET']))
    app.get(url, { schema: { tags: ['status'], summary } }, async (_request, reply) => {
      if (url === '/healthz') return reply.type('text/plain; charset=utf-8').send('ok\n')
      const text = `${metricsText(ports)}${await telemetryMetrics(ports)}`
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text)
    })
  }
  addHostMetrics(app, known, ports)
}

/** Apart from `/metrics`: of a large fleet these are many megabytes, family by family. */
function addHostMetrics(app: FastifyInstance, known: KnownPaths, ports: ApiPorts): void {
  const url = '/metrics/hosts'
  const summary = "Newest readings of all hosts, GPUs also under dcgm-exporter's names: Prometheus text or OpenMetrics"
  known.set(url, new Set(['GET']))
  app.get(url, { schema: { tags: ['status'], summary } }, async (request, reply) => {
    const format = metricsFormat(request.headers.accept)
    const names = new Map([...ports.door.state.hosts.values()].map((host) => [host.id, host.name]))
    const pieces = ports.telemetry.metrics(format, names)[Symbol.asyncIterator]()
    // before the head of the answer: what is refused is to be seen
    const first = await pieces.next()
    return reply.type(metricsContentTypes[format]).send(Readable.from(after(first, pieces), { objectMode: false }))
  })
}

async function* after(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  for (let each = first; each.done !== true; each = await rest.next()) yield each.value
}

const hostMarksOf = (found: ReturnType<typeof counts>): Record<string, number> => ({
  simulated: found.simulatedHosts,
  draining: found.drainingHosts,
  suspended: found.suspendedHosts,
  spare: found.spareHosts,
})
const gpuStates = ({ total, used }: { total: number; used: number }): Record<string, number> => ({
  used,
  free: total - used,
})

function gangStarts(state: State): Record<string, number> {
  const found = { failed: 0, moved: 0, hosts: 0 }
  for (const { gang } of state.jobs.values()) {
    if (gang === null) continue
    const { failures, hosts, moves } = spentOf(gang)
    found.failed += failures
    found.hosts += hosts
    found.moved += moves
  }
  return found
}

/** Seconds of recoveries by part, and of how many each part is known. */
function recoveries(state: State): {
  readonly seconds: Record<string, number>
  readonly known: Record<string, number>
} {
  const seconds: Record<string, number> = {}
  const known: Record<string, number> = {}
  for (const { gang } of state.jobs.values())
    for (const part of recoveryParts) {
      const sum = gang?.recovered?.parts[part]
      if (sum === undefined) continue
      seconds[part] = (seconds[part] ?? 0) + sum.ms / 1_000
      known[part] = (known[part] ?? 0) + sum.of
    }
  return { seconds, known }
}

function quotaUse(state: State): [string, number][] {
  return [...state.quotas.keys()].map((project) => [
    `{project="${project}"}`,
    state.inUse.get(`project/${project}`)?.gpus ?? 0,
  ])
}

function gpuSeconds(state: State): [string, number][] {
  const samples: [string, number][] = []
  for (const { id, usage } of state.ledger.values()) {
    if (!id.startsWith('project/')) continue
    for (const [kind, ms] of Object.entries(usage))
      samples.push([`{project="${id.slice('project/'.length)}",kind="${kind}"}`, (ms as number) / 1_000])
  }
  return samples
}

/** Sums over kept jobs are gauges: they fall when old jobs move to the history. */
function metricsText(ports: ApiPorts): string {
  const { state, waiting } = ports.door
  const found = counts(state)
  const lines: string[] = []
  const family = (
    name: string,
    type: 'gauge' | 'counter',
    help: string,
    samples: readonly [string, number][],
  ): void => {
    lines.push(`# HELP millwright_${name} ${help}`, `# TYPE millwright_${name} ${type}`)
    for (const [labels, value] of samples) lines.push(`millwright_${name}${labels} ${value}`)
  }
  const by = (label: string, values: Readonly<Record<string, number>>): [string, number][] =>
    Object.entries(values).map(([key, value]) => [`{${label}="${key}"}`, value])
  family('build_info', 'gauge', 'Version of the coordinator.', [[`{version="${ports.version}"}`, 1]])
  family('incarnation', 'gauge', 'Life of the coordinator state.', [['', incarnationOf(state)]])
  family('inputs_waiting', 'gauge', 'Inputs not yet stepped.', [['', waiting]])
  family('hosts', 'gauge', 'Known hosts by liveness.', by('liveness', found.hosts))
  family('jobs', 'gauge', 'Kept jobs by state.', by('state', found.jobs))
  family('attempts', 'gauge', 'Kept attempts by state.', by('state', found.attempts))
  family('job_shards', 'gauge', 'Shards of kept jobs.', by('count', found.shards))
  family('queue_jobs', 'gauge', 'Jobs that wait for hosts.', [['', found.queue]])
  family('reservations', 'gauge', 'Reservations that the queue holds.', [['', state.volatile.claims.size]])
  family('host_marks', 'gauge', 'Hosts that are set apart.', by('mark', hostMarksOf(found)))
  family('foreign_attempts', 'gauge', 'Attempts on hosts that this store does not know.', [['', found.foreign]])
  family('gpus', 'gauge', 'GPUs or MIG slices of known hosts.', by('state', gpuStates(found.gpus)))
  family(
    'gang_restarts',
    'gauge',
    'Launches of kept gangs beyond the first, by what they were charged to.',
    by('cause', gangStarts(state)),
  )
  const { seconds, known } = recoveries(state)
  family('gang_recovery_seconds', 'gauge', 'Time of recoveries of kept gangs, by part.', by('part', seconds))
  family('gang_recovery_parts', 'gauge', 'Recoveries of kept gangs whose part is known.', by('part', known))
  family('quota_gpus_used', 'gauge', 'GPUs in use by projects that have a quota.', quotaUse(state))
  family('gpu_seconds_total', 'counter', 'GPU time held by kept and past jobs, by what came of it.', gpuSeconds(state))
  healthFamilies(state, family)
  let slots = 0
  for (const host of state.hosts.values()) slots += host.slots
  family('host_slots', 'gauge', 'Scheduling slots of all known hosts.', [['', slots]])
  lines.push(...shellMetrics(ports))
  return `${lines.join('\n')}\n`
}
