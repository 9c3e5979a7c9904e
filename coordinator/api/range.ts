/** Readings over time, by host, rack, job and label. */
import type { FastifyReply } from 'fastify'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { hostNameOf } from '../core/host-name.ts'
import type { SeriesAnswer } from '../ports.ts'
import type { Add, ApiPorts } from './context.ts'
import { gpuOf, type HostsAsked, hostsAsked, hostsQuery, type Stay } from './hosts-asked.ts'
import { oneOfQuery, textQuery, wholeQuery } from './route.ts'
import { labelsIn, listOf, mustKnow } from './series.ts'
import { streamJson } from './stream-json.ts'
import { momentOf, momentQuery } from './times.ts'

type Query = Readonly<Record<string, string | undefined>>

export function addRangeRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/range',
    tag: 'telemetry',
    summary:
      'Samples over time by host (names or ids, with commas), rack or job: of a job, those of the hosts and GPUs that it had, while it had them',
    answers:
      '{resolution, fromMs, toMs, nowMs, series: [{host, hostName, name, labels, points | buckets}], stays, more}',
    query: {
      ...hostsQuery,
      name: textQuery,
      'label.*': textQuery,
      from: momentQuery,
      to: momentQuery,
      resolution: oneOfQuery(['auto', 'raw', 'minute', 'hour']),
      maxPoints: wholeQuery(2, limits.queryPointsOfSeries),
    },
    handle: ({ query }, reply) => range(ports, query, hostsAsked(state, query), reply),
  })
}

async function range(ports: ApiPorts, query: Query, asked: HostsAsked, reply: FastifyReply): Promise<FastifyReply> {
  const nowMs = ports.clock.nowMs()
  const names = listOf(query.name)
  for (const name of names) mustKnow(name)
  if (names.length === 0 && asked.hosts.length > 1 && asked.stays === null)
    throw new RequestError(
      'bad-field',
      `${asked.hosts.length} hosts are meant: name a signal too (name=), or one host`,
      {
        field: 'name',
      },
    )
  const { fromMs, toMs } = spanOf(query, asked.stays, nowMs)
  const maxPoints = Number(query.maxPoints ?? limits.queryPointsOfSeriesDefault)
  const maxSeries = Math.min(limits.querySeries, Math.floor(limits.queryPoints / maxPoints))
  const resolution = (query.resolution ?? 'auto') as 'auto' | 'raw' | 'minute' | 'hour'
  const hosts = asked.hosts.map(({ id }) => id)
  const found =
    hosts.length === 0
      ? { resolution: resolution === 'auto' ? ('raw' as const) : resolution, count: 0, series: [] }
      : await ports.telemetry.range({
          hosts,
          names,
          labels: labelsIn(query),
          fromMs,
          toMs,
          resolution,
          maxPoints,
          maxSeries,
        })
  const { stays } = asked
  const head = {
    resolution: found.resolution,
    fromMs,
    toMs,
    nowMs,
    stays: stays?.map(({ gpus, ...stay }) => ({ ...stay, gpus: [...gpus] })) ?? null,
    more: found.count >= maxSeries,
  }
  return streamJson(reply, head, 'series', rowsOf(ports, found.series, stays, widths[found.resolution]))
}

function* rowsOf(
  ports: ApiPorts,
  series: Iterable<SeriesAnswer>,
  stays: readonly Stay[] | null,
  widthMs: number,
): Generator<object> {
  for (const each of series) {
    const hostName = hostNameOf(ports.door.state, each.host)
    const found = stays === null ? each : ofStays(ports, each, stays, widthMs)
    if (found !== null) yield { ...found, hostName }
  }
}

/** The last hour, or as long as the job ran, where nothing else is said. */
function spanOf(query: Query, stays: readonly Stay[] | null, nowMs: number): { fromMs: number; toMs: number } {
  const began = stays === null || stays.length === 0 ? nowMs - 3_600_000 : Math.min(...stays.map((each) => each.fromMs))
  const ended = stays === null || stays.length === 0 ? nowMs : Math.max(...stays.map((each) => each.toMs ?? nowMs))
  const fromMs = query.from === undefined ? began : (momentOf(query.from, nowMs) as number)
  const toMs = query.to === undefined ? Math.max(ended, fromMs + 1) : (momentOf(query.to, nowMs) as number)
  if (fromMs < toMs) return { fromMs, toMs }
  throw new RequestError('bad-field', `from (${when(fromMs)}) must lie before to (${when(toMs)})`, { field: 'from' })
}

const when = (ms: number): string => (Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : String(ms))

const widths = { raw: 0, minute: 60_000, hour: 3_600_000 } as const

/** What of a series belongs to a job: samples while it was there, of GPUs that it had; null where nothing does. */
function ofStays(ports: ApiPorts, series: SeriesAnswer, stays: readonly Stay[], widthMs: number): SeriesAnswer | null {
  const host = ports.door.state.hosts.get(series.host)
  if (host === undefined) return null
  const gpu = gpuOf(host, series.labels)
  const mine = stays.filter((stay) => stay.host === series.host && (gpu === undefined || stay.gpus.has(gpu)))
  if (mine.length === 0) return null
  const within = (atMs: number): boolean =>
    mine.some((stay) => atMs + widthMs >= stay.fromMs && (stay.toMs === null || atMs <= stay.toMs))
  const { points, buckets, ...rest } = series
  return {
    ...rest,
    ...(points === undefined ? {} : { points: points.filter(([atMs]) => within(atMs)) }),
    ...(buckets === undefined ? {} : { buckets: buckets.filter(({ atMs }) => within(atMs)) }),
  }
}
