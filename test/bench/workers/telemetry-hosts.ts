/**
 * Hosts of the ingest bench, in a process of their own: they speak what agents speak (a signed hello, digests, a frame a second), and
 * offer the same series as text to whoever scrapes. Told what to do by messages from the bench.
 */
import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { limits } from '../../../shared/limits.ts'
import { blockOf, encodeTelemetry, type SeriesDef } from '../../../shared/protocol/telemetry.ts'
import { TelemetryAgent } from '../../fakes/telemetry-agent.ts'
import { FrameTemplate } from '../parts/frame-template.ts'
import { BenchValues, benchSeries } from '../parts/telemetry-series.ts'

export type ToHosts =
  | { readonly kind: 'connect'; readonly address: string; readonly hosts: number; readonly name: string }
  /** back-filled rows of the last hour, a minute a frame, of the first `hosts` */
  | { readonly kind: 'fill'; readonly hosts: number; readonly minutes: number }
  /** a row of each host a second; `pace` real, or as soon as the coordinator has taken the last */
  | { readonly kind: 'send'; readonly rows: number; readonly pace: 'real' | 'full'; readonly wait: boolean }
  | { readonly kind: 'serve'; readonly hosts: number }
  | { readonly kind: 'leave' }

export interface FromHosts {
  readonly kind: 'done'
  readonly ids?: readonly string[]
  readonly samples?: number
  readonly seconds?: number
  readonly port?: number
}

/** Its series are made when they are told: those of 10,000 hosts at once would be gigabytes. */
interface Host {
  readonly agent: TelemetryAgent
  /** by dictionary, the number of its last frame */
  readonly frames: Map<string, number>
}

let hosts: Host[] = []
let address = ''
/** all hosts have the same columns */
const columns = benchSeries('any')
const ports = columns.findIndex(({ def }) => def.sensor === 'fabric')
const sensors = [
  { sensor: 'gpu', from: 0, to: ports },
  { sensor: 'fabric', from: ports, to: columns.length },
]
const template = new FrameTemplate('live', sensors)
let values = new BenchValues(0, columns, 1)
let digests: NodeJS.Timeout | undefined

async function connect(name: string): Promise<Host> {
  const uuids = [...new Set(benchSeries(name).flatMap(({ def }) => def.labels?.uuid ?? []))]
  const gpus = uuids.map((uuid, index) => ({ index, uuid, name: 'Bench GPU', memoryBytes: 80 * 1024 ** 3 }))
  const agent = new TelemetryAgent(name, gpus)
  await agent.connect(address)
  // it would wait for acknowledgements for ever
  agent.onCut = () => {
    if (hosts.length > 0) throw new Error(`${name} was cut off`)
  }
  return { agent, frames: new Map() }
}

async function connectAll(count: number, name: string): Promise<void> {
  hosts = []
  nextMs = 0
  startDigests(count > 1_000 ? 2 * limits.digestMs : limits.digestMs)
  for (let at = 0; at < count; at += 50) {
    const group = Array.from({ length: Math.min(50, count - at) }, (_, i) => connect(`${name}-${at + i}`))
    hosts.push(...(await Promise.all(group)))
  }
  values = new BenchValues(count, columns, 7)
}

/** One by one: a fleet's digests do not come all at once. A large one's come more slowly (DESIGN section 4). */
function startDigests(everyMs: number): void {
  const parts = 50
  let part = 0
  digests = setInterval(() => {
    for (let i = part; i < hosts.length; i += parts) hosts[i]!.agent.digest()
    part = (part + 1) % parts
  }, everyMs / parts)
}

/** `rows`: of all series. A block a sensor. */
function sendFrame(
  host: Host,
  dictionary: string,
  rows: readonly Float64Array[],
  firstMs: number,
  backfill: boolean,
): void {
  const timesMs = rows.map((_, row) => firstMs + row * 1_000)
  const blocks = sensors.map(({ sensor, from, to }) => {
    const values = new Float64Array((to - from) * rows.length)
    for (const [row, each] of rows.entries())
      for (let column = from; column < to; column++) values[(column - from) * rows.length + row] = each[column]!
    const series = Array.from({ length: to - from }, (_, i) => from + i + 1)
    return blockOf({ sensor, series, timesMs, values, absences: [] })
  })
  const number = (host.frames.get(dictionary) ?? 0) + 1
  host.frames.set(dictionary, number)
  const defs: SeriesDef[] = number === 1 || backfill ? benchSeries(host.agent.name).map(({ def }) => def) : []
  host.agent.send(dictionary, number, encodeTelemetry({ dictionary, number, oldest: 1, defs, blocks, backfill }))
}

function sendRow(host: Host, row: Float64Array, ms: number): void {
  const number = (host.frames.get('live') ?? 0) + 1
  // the first one on a link defines its series
  if (number === 1) return sendFrame(host, 'live', [row], ms, false)
  host.frames.set('live', number)
  host.agent.sendEncoded('live', number, template.message(number, ms, row))
}

async function fill(count: number, minutes: number): Promise<number> {
  const nowMs = Date.now()
  for (let minute = 0; minute < minutes; minute++) {
    for (const [index, host] of hosts.slice(0, count).entries()) {
      const rows = Array.from({ length: 60 }, () => values.row(index).slice())
      sendFrame(host, 'fill', rows, nowMs - (minutes - minute) * 60_000, true)
    }
    await taken()
  }
  await allAcked()
  return count * minutes * 60 * columns.length
}

/** the moment of the next row: goes on from one `send` to the next */
let nextMs = 0

/** `wait`: until all is acknowledged. */
async function send({
  rows,
  pace,
  wait: untilKept,
}: ToHosts & { kind: 'send' }): Promise<{ samples: number; seconds: number }> {
  const began = performance.now()
  if (nextMs === 0) nextMs = Date.now()
  const startMs = nextMs
  nextMs += rows * 1_000
  for (let row = 0; row < rows; row++) {
    for (const [index, host] of hosts.entries()) {
      // spread over the second, as a fleet is
      if (pace === 'real' && index % 10 === 0) {
        const dueMs = row * 1_000 + (index / hosts.length) * 1_000 - (performance.now() - began)
        if (dueMs > 1) await wait(dueMs)
      }
      if (pace === 'full' && index % 1_000 === 0) await taken()
      sendRow(host, values.row(index), startMs + row * 1_000)
    }
  }
  const seconds = (performance.now() - began) / 1_000
  if (untilKept) await allAcked()
  return { samples: rows * hosts.length * columns.length, seconds }
}

/** Until the coordinator has little before it: agents that send faster than it takes are held back by their own bounds. */
async function taken(): Promise<void> {
  for (;;) {
    const text = await (await fetch(`http://${address}/metrics`)).text()
    const waiting = /^millwright_telemetry_queue_bytes (\d+)/m.exec(text)?.[1]
    if (waiting === undefined) throw new Error('the coordinator does not say what its telemetry queue holds')
    if (Number(waiting) < 4 * 1024 * 1024 && hosts.every(({ agent }) => agent.bufferedAmount === 0)) return
    await wait(10)
  }
}

async function allAcked(): Promise<void> {
  for (const end = Date.now() + 240_000; hosts.some(({ agent }) => agent.unacked.size > 0); await wait(100))
    if (Date.now() > end) {
      const left = hosts.reduce((sum, { agent }) => sum + agent.unacked.size, 0)
      throw new Error(`${left} frames were not acknowledged within 4 minutes`)
    }
}

/** The same series as text, a row a second: each scrape of a host moves it on. */
async function serve(count: number): Promise<number> {
  const all = Array.from({ length: count }, (_, i) => benchSeries(`scraped-${i}`))
  values = new BenchValues(count, all[0]!, 7)
  const server = createServer((request, response) => {
    const index = Number(/^\/t\/(\d+)/.exec(request.url ?? '')?.[1] ?? 0)
    const series = all[index] ?? []
    const row = values.row(index)
    let text = ''
    for (const [column, { text: head, def }] of series.entries())
      text += `${head}${row[column]! / 10 ** (def.decimals ?? 0)}\n`
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

const done = (more: Omit<FromHosts, 'kind'> = {}): void => void process.send?.({ kind: 'done', ...more })

async function perform(message: ToHosts): Promise<void> {
  switch (message.kind) {
    case 'connect':
      address = message.address
      await connectAll(message.hosts, message.name)
      return done({ ids: hosts.map(({ agent }) => agent.host) })
    case 'fill':
      return done({ samples: await fill(message.hosts, message.minutes) })
    case 'send':
      return done(await send(message))
    case 'serve':
      return done({ port: await serve(message.hosts) })
    case 'leave':
      clearInterval(digests)
      for (const { agent } of hosts.splice(0)) agent.leave()
      return done()
  }
}

process.on('message', (message: ToHosts) => void perform(message))
