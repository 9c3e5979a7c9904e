/** Readings over time and over the fleet, and what changed of late. */
import type { EventLevel } from '../../../shared/model/rows.ts'
import type { HeatAnswer, RangeAnswer } from '../../../shared/model/telemetry.ts'
import { deviceText } from '../../../shared/model/words.ts'
import { queryText } from '../client.ts'
import { heatText } from '../heat-map.ts'
import { type Call, type Command, exits, flag, isSet, printJson, UsageError, wholeFlag } from '../io.ts'
import { plain } from '../readings.ts'
import { duration, table, when } from '../render.ts'
import { sparkline, statsOf } from '../spark.ts'
import { paint } from './events.ts'

interface Change {
  readonly atMs: number
  readonly kind: string
  readonly level: EventLevel
  readonly text: string
}

async function changes(call: Call): Promise<number> {
  const limit = wholeFlag(call, 'limit', 1, 1_000)
  const query = {
    for: flag(call, 'for'),
    host: flag(call, 'host'),
    rack: flag(call, 'rack'),
    limit: limit === undefined ? undefined : String(limit),
  }
  const answer = await call.client.get<{ rows: Change[]; fromMs: number; nowMs: number; more: boolean }>(
    `/api/v1/changes${queryText(query)}`,
  )
  if (call.json) {
    printJson(call, answer)
    return exits.ok
  }
  const span = duration(answer.nowMs - answer.fromMs)
  if (answer.rows.length === 0) call.io.out(`Nothing changed in the last ${span}.\n`)
  for (const { atMs, level, text } of answer.rows) {
    const line = `${when(atMs)}  ${`${duration(answer.nowMs - atMs)} ago`.padEnd(10)}  ${level.padEnd(8)}  ${text}`
    call.io.out(call.io.color && paint[level] !== '' ? `${paint[level]}${line}\x1b[0m\n` : `${line}\n`)
  }
  if (answer.more) call.io.out(`and more in the last ${span}: --limit, --host or a shorter --for shows it\n`)
  return exits.ok
}

async function query(call: Call): Promise<number> {
  if (isSet(call, 'signals')) return listSignals(call)
  const [name] = call.args
  const asked = ['host', 'rack', 'job'].filter((each) => isSet(call, each))
  if (name === undefined && asked.length === 0)
    throw new UsageError(
      'which? millwright query SIGNAL [--host HOST | --rack RACK | --job JOB]; millwright query --signals lists the signals',
    )
  const labels = Object.fromEntries((call.flags.get('label') ?? []).map(labelOf))
  const given = ['host', 'rack', 'job', 'from', 'to', 'resolution'].map((each) => [each, flag(call, each)] as const)
  const path = `/api/v1/range${queryText({ ...Object.fromEntries(given), name, ...labels })}`
  const answer = await call.client.get<RangeAnswer>(path)
  if (call.json) printJson(call, answer)
  else if (isSet(call, 'csv')) call.io.out(csvText(answer))
  else call.io.out(rangeText(answer, call.io.columns()))
  return exits.ok
}

function labelOf(pair: string): [string, string] {
  const at = pair.indexOf('=')
  if (at < 1) throw new UsageError(`--label must be NAME=VALUE, like gpu=0 or gpu=0,3; got '${pair}'`)
  return [`label.${pair.slice(0, at)}`, pair.slice(at + 1)]
}

function rangeText({ series, fromMs, toMs, resolution, more }: RangeAnswer, columns: number): string {
  const times = `${when(fromMs)} to ${when(toMs)} UTC`
  if (series.length === 0) return `No such readings from ${times}.\n`
  const span = `${times}, ${resolution === 'raw' ? 'samples' : `by the ${resolution}`}`
  const width = columns === 0 ? 40 : Math.max(10, Math.min(60, columns - 80))
  const cells = series.map((each) => {
    const stats = statsOf(each)
    const shown = (value: number | null): string => (value === null ? 'unknown' : plain(value))
    return [
      each.hostName,
      each.name,
      deviceText(each.labels),
      sparkline(each, fromMs, toMs, width),
      shown(stats.min),
      shown(stats.mean),
      shown(stats.max),
      shown(stats.last),
      each.unit,
    ]
  })
  const head = ['HOST', 'SIGNAL', 'DEVICE', 'FROM … TO', 'MIN', 'MEAN', 'MAX', 'LAST', 'UNIT']
  return `${span}\n${table(head, cells, columns)}${more ? 'and more series: narrow it with --host, --rack, --job or --label\n' : ''}`
}

/** One line a sample or rollup; an empty value is a gap. */
function csvText({ series, resolution }: RangeAnswer): string {
  const isRaw = resolution === 'raw'
  const lines = [`time,host,sensor,signal,labels,unit,${isRaw ? 'value' : 'min,mean,max,last,count,gaps'}`]
  for (const { hostName, sensor, name, labels, unit, points, buckets } of series) {
    const device = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')
    const what = [hostName, sensor, name, device, unit].map(quoted).join(',')
    for (const [atMs, value] of points ?? []) lines.push(`${new Date(atMs).toISOString()},${what},${value ?? ''}`)
    for (const { atMs, min, mean, max, last, count, gaps } of buckets ?? [])
      lines.push(
        `${new Date(atMs).toISOString()},${what},${[min, mean, max, last].map((each) => each ?? '').join(',')},${count},${gaps}`,
      )
  }
  return `${lines.join('\n')}\n`
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

async function listSignals(call: Call): Promise<number> {
  const rows = await call.client.all<{ name: string; unit: string; kind: string; help: string }>('/api/v1/signals')
  if (call.json) printJson(call, rows)
  else
    call.io.out(
      table(
        ['SIGNAL', 'UNIT', 'KIND', 'WHAT'],
        rows.map((each) => [each.name, each.unit, each.kind, each.help]),
        call.io.columns(),
      ),
    )
  return exits.ok
}

async function heat(call: Call): Promise<number> {
  const [name] = call.args
  const answer = await call.client.get<HeatAnswer>(
    `/api/v1/heat${queryText({ name, rack: flag(call, 'rack'), host: flag(call, 'host') })}`,
  )
  if (call.json) printJson(call, answer)
  else call.io.out(heatText(answer, call.io.color, call.io.columns()))
  return exits.ok
}

export const telemetryCommands: readonly Command[] = [
  {
    name: 'changes',
    summary: 'What changed of late: faults, alerts, hosts, jobs, drains, signals',
    usage: '[--for TIME] [--host HOST | --rack RACK]',
    args: [0, 0],
    flags: [
      { name: 'for', value: 'TIME', help: 'how far back: 90s, 10m, 2h, 1d (default 10m)' },
      { name: 'host', value: 'HOST', help: 'on one host' },
      { name: 'rack', value: 'RACK', help: 'in one rack' },
      { name: 'limit', value: 'N', help: 'at most N (default 200)' },
    ],
    run: changes,
  },
  {
    name: 'query',
    summary: 'Readings over time',
    usage: 'SIGNAL[,SIGNAL] [--host HOST | --rack RACK | --job JOB] [--from TIME] [--to TIME]',
    detail:
      'TIME is -10m (before now), 2026-03-01T12:00:00Z or milliseconds since 1970. --job takes the hosts and GPUs that it had, while it had them.\n? in a line stands for what is not known.',
    args: [0, 1],
    flags: [
      { name: 'host', value: 'HOST', help: 'of these hosts, with commas' },
      { name: 'rack', value: 'RACK', help: 'of a rack' },
      { name: 'job', value: 'JOB', help: 'during a job' },
      { name: 'label', value: 'K=V', help: 'of one device: gpu=0, port=1; may be given again' },
      { name: 'from', value: 'TIME', help: 'default -1h, of a job its begin' },
      { name: 'to', value: 'TIME', help: 'default now, of a job its end' },
      { name: 'resolution', value: 'R', help: 'raw, minute, hour or auto (default)' },
      { name: 'csv', help: 'one line a sample' },
      { name: 'signals', help: 'list the signals that there are' },
    ],
    run: query,
  },
  {
    name: 'heat',
    summary: 'The newest value of one signal on every device of the fleet, by rack',
    usage: '[SIGNAL] [--rack RACK]',
    detail: 'SIGNAL is gpu-temperature where none is given. ? stands for what is not known, or is stale.',
    args: [0, 1],
    flags: [
      { name: 'rack', value: 'RACK', help: 'of one rack' },
      { name: 'host', value: 'HOST', help: 'of these hosts, with commas' },
    ],
    run: heat,
  },
]
