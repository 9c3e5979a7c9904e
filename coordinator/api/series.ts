/** Which signals and series there are, and the newest readings of a whole fleet. */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { type SignalName, signalDef, signals } from '../../shared/model/signals.ts'
import type { HeatValue } from '../../shared/model/telemetry.ts'
import type { State } from '../core/state.ts'
import type { HeatCell, HostCells } from '../ports.ts'
import type { Add, ApiPorts } from './context.ts'
import { type AskedHost, gpuOf, hostsAsked, hostsQuery, rackOf } from './hosts-asked.ts'
import { byText, limitOf, pageOf, pageQuery, readCursor } from './pages.ts'
import { textQuery } from './route.ts'
import { streamJson } from './stream-json.ts'

const tag = 'telemetry'
const labelPrefix = 'label.'

type Query = Readonly<Record<string, string | undefined>>
type Labels = Readonly<Record<string, string>>

export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')

export function labelsIn(query: Query): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [key, value] of Object.entries(query))
    if (key.startsWith(labelPrefix) && value !== undefined) found[key.slice(labelPrefix.length)] = value
  return found
}

/** `label.gpu=0,3`: one of several values. */
const hasLabels = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] !== undefined && listOf(value).includes(labels[key]))

export function addSeriesRoutes(add: Add, ports: ApiPorts): void {
  addCatalogue(add, ports)
  addHeat(add, ports)
}

function addCatalogue(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/signals',
    tag,
    summary: 'Every signal by name: unit, kind and what it is',
    answers: '{rows: [{name, unit, kind, help, states}], cursor}',
    query: pageQuery,
    handle: ({ query }) => {
      const rows = Object.keys(signals).map((name) => {
        const { unit, kind, help, states } = signalDef(name) as NonNullable<ReturnType<typeof signalDef>>
        return [name, { name, unit, kind, help, states: states ?? null }] as const
      })
      return pageOf('signals', rows, byText, query)
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/series',
    tag,
    summary: 'The series of one host with their newest readings, or of one signal over many hosts (name=)',
    answers: '{rows: [{host, hostName, sensor, name, unit, labels, …}], cursor}',
    query: { ...pageQuery, ...hostsQuery, name: textQuery, 'label.*': textQuery },
    handle: async ({ query }) => {
      const { hosts } = hostsAsked(state, query)
      const keyed =
        query.name === undefined
          ? (await ofHost(ports, hosts)).filter(([, { labels }]) => hasLabels(labels, labelsIn(query)))
          : await ofSignal(ports, query.name, hosts, query)
      return pageOf('series', keyed, byText, query)
    },
  })
}

interface SeriesRow {
  readonly host: string
  readonly hostName: string
  readonly sensor?: string
  readonly name: string
  readonly unit: string
  readonly labels: Labels
}

/** Rows with their places in the list; those of a host follow one another. */
type Keyed = readonly (readonly [string, SeriesRow])[]

const placeOf = ({ name }: Pick<AskedHost, 'name'>): string => `${name} `
const keyed = (row: SeriesRow): Keyed[number] => [
  `${placeOf({ name: row.hostName })}${row.name} ${JSON.stringify(row.labels)} ${row.sensor ?? ''}`,
  row,
]

async function ofHost(ports: ApiPorts, hosts: readonly AskedHost[]): Promise<Keyed> {
  const [host] = hosts
  if (host === undefined) return []
  if (hosts.length > 1)
    throw new RequestError('bad-field', `${hosts.length} hosts are meant: name a signal too (name=), or one host`, {
      field: 'name',
    })
  const latest = await ports.telemetry.latest(host.id)
  return (latest?.signals ?? []).map((signal) => keyed({ host: host.id, hostName: host.name, ...signal }))
}

/** hosts asked about at a time */
const hostsPerAsk = 100

/** Rows enough for a page: a fleet has hundreds of thousands of links. */
async function ofSignal(ports: ApiPorts, name: string, hosts: readonly AskedHost[], query: Query): Promise<Keyed> {
  const { unit } = mustKnow(name)
  const after = readCursor('series', query.cursor) ?? ''
  const left = hosts
    .filter((host) => placeOf(host) >= after || after.startsWith(placeOf(host)))
    .sort((a, b) => byText(placeOf(a), placeOf(b)))
  const rows: Keyed[number][] = []
  for (let at = 0; at < left.length && rows.length <= limitOf(query); at += hostsPerAsk) {
    const names = new Map(left.slice(at, at + hostsPerAsk).map((host) => [host.id, host.name]))
    for (const { host, cells } of await ports.telemetry.heat(name, [...names.keys()], labelsIn(query)))
      for (const cell of cells) {
        const row = keyed({ ...cell, hostName: names.get(host) ?? host, name, unit })
        if (byText(after, row[0]) < 0) rows.push(row)
      }
  }
  return rows
}

/** The definition of a signal that is asked for by name. */
export function mustKnow(name: string) {
  const def = signalDef(name)
  if (def !== undefined) return def
  throw new RequestError(
    'no-such-signal',
    `no signal '${name.slice(0, 80)}': \`millwright query --signals\` lists them`,
    {
      field: 'name',
    },
  )
}

function addHeat(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/heat',
    tag,
    summary: 'The newest value of one signal on every device of every host; what is not known is there, as null',
    answers: '{name, unit, kind, nowMs, hosts: [{host, hostName, rack, cells: [{labels, value, ageMs, stale}]}]}',
    query: { name: textQuery, rack: textQuery, host: textQuery },
    handle: async ({ query }, reply) => {
      const name = query.name ?? ('gpu-temperature' satisfies SignalName)
      const { unit, kind, states } = mustKnow(name)
      const { hosts } = hostsAsked(state, query, limits.heatHosts)
      const found = await ports.telemetry.heat(
        name,
        hosts.map(({ id }) => id),
        {},
      )
      const head = { name, unit, kind, states: states ?? null, nowMs: ports.clock.nowMs() }
      return streamJson(reply, head, 'hosts', heatRows(state, name, hosts, found))
    },
  })
}

function* heatRows(
  state: State,
  name: string,
  hosts: readonly AskedHost[],
  found: Iterable<HostCells>,
): Generator<object> {
  const isOfGpu = name.startsWith('gpu-')
  const inOrder = found[Symbol.iterator]()
  let next = inOrder.next()
  for (const host of hosts) {
    const isKnown = next.done !== true && next.value.host === host.id
    const known: readonly HeatCell[] = isKnown ? next.value.cells : []
    if (isKnown) next = inOrder.next()
    const mine = [...known.map(({ host: _, ...cell }) => cell), ...(isOfGpu ? unheard(host, known) : [])]
    if (mine.length > 0) yield { host: host.id, hostName: host.name, rack: rackOf(state, host) ?? null, cells: mine }
  }
}

/** GPUs that the host has and that nothing has been heard of: unknown, not absent. */
function unheard(host: AskedHost, known: readonly HeatCell[]): HeatValue[] {
  const heard = new Set(known.map(({ labels }) => gpuOf(host, labels)))
  return (host.inventory.gpus ?? []).flatMap(({ index, uuid }) =>
    heard.has(uuid) ? [] : [{ labels: { gpu: String(index), uuid }, value: null, ageMs: null, stale: true }],
  )
}
