/** The telemetry worker's own thread: keeps the samples of all hosts, runs their detectors and answers questions about them. */
import { rename, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { steadyClock } from '../../shared/clock.ts'
import { RequestError } from '../../shared/errors.ts'
import { makeHostDetectors } from '../core/verdicts/detect.ts'
import { makeFleetDetectors } from '../core/verdicts/fleet-compare.ts'
import { changesOf, heatOf, latestOf, rangeReply, statsOf } from './answers.ts'
import { type OpenBookDisk, openBookDisk } from './book-disk.ts'
import { FleetWatch } from './fleet-watch.ts'
import { GangWatch } from './gang-watch.ts'
import { Keeper } from './keeper.ts'
import {
  type FromTelemetry,
  headNumbers,
  type Question,
  type Replies,
  type ThreadData,
  type ToTelemetry,
} from './messages.ts'
import { Scrapes } from './metrics.ts'
import type { Ack } from './minute-writer.ts'
import { range } from './range.ts'
import { SeriesBook } from './series-book.ts'
import { RingReader } from './shared-ring.ts'
import { isCorrupt, openWindows, type Windows } from './windows.ts'

/** how often minutes that are over are looked for */
const tickMs = 250

const port = parentPort
if (port === null) throw new Error('telemetry-thread.ts is started by telemetry.ts')
const { folder, budgetBytes, clockAheadMs, ring } = workerData as ThreadData
const frames = new RingReader(ring)
const wall = steadyClock()
const clock = { nowMs: () => wall.nowMs() + clockAheadMs }
const say = (message: FromTelemetry, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer])

let acks: Ack[] = []
/** What was kept within one turn of the event loop goes in one message. */
function acknowledge(ack: Ack): void {
  if (acks.length === 0)
    setImmediate(() => {
      say({ kind: 'kept', acks })
      acks = []
    })
  acks.push(ack)
}

/** Without the book of series no sample can be told from another: all is set aside with it. */
async function openAll(): Promise<{ windows: Windows; bookDisk: OpenBookDisk }> {
  try {
    return { windows: await openWindows(folder), bookDisk: await openBookDisk(join(folder, 'series')) }
  } catch (error) {
    if (!isCorrupt(error)) throw error
    const aside = `${folder}.broken-${Date.now()}`
    await rename(folder, aside)
    const text = `telemetry: its book of series is broken; all samples were set aside in ${aside}`
    say({ kind: 'said', level: 'error', text })
    return { windows: await openWindows(folder), bookDisk: await openBookDisk(join(folder, 'series')) }
  }
}

const { windows, bookDisk } = await openAll()
const keeper = await Keeper.open({
  windows,
  book: await SeriesBook.open(bookDisk),
  clock,
  budgetBytes,
  freeBytes: async () => {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  },
  makeDetectors: (host) => makeHostDetectors(host),
  acknowledge,
  found: (host, findings) => say({ kind: 'found', host, findings }),
  relink: (host) => say({ kind: 'relink', host }),
  say: (level, text) => say({ kind: 'said', level, text }),
})
const hosts: string[] = []
const scrapes = new Scrapes(keeper)
const watch = new FleetWatch({
  hosts: keeper.hosts,
  fleet: makeFleetDetectors(),
  found: (host, findings) => say({ kind: 'found', host, findings }),
})
const gangs = new GangWatch({
  hosts: keeper.hosts,
  unlike: (job, host, unlike) => say({ kind: 'unlike', job, host, unlike }),
})
const ticks = setInterval(() => {
  keeper.tick()
  watch.tick(clock.nowMs())
  gangs.tick(clock.nowMs())
}, tickMs)

async function answer(question: Question): Promise<Replies[keyof Replies]> {
  switch (question.what) {
    case 'latest':
      return latestOf(keeper, question.host)
    case 'range':
      return rangeReply(keeper, await range(keeper, question.query))
    case 'heat':
      return heatOf(keeper, question.name, question.hosts, question.labels)
    case 'changes':
      return changesOf(keeper, question.fromMs, question.hosts, question.most)
    case 'metrics':
      return { text: scrapes.piece(question.scrape, question.format, question.names) }
    case 'stats':
      return statsOf(keeper)
    case 'close':
      clearInterval(ticks)
      await keeper.close()
      await bookDisk.close()
      return null
  }
}

async function asked(id: number, question: Question): Promise<void> {
  try {
    const reply = await answer(question)
    say({ kind: 'answer', id, reply }, buffersOf(reply))
  } catch (error) {
    if (error instanceof RequestError)
      return say({ kind: 'refused', id, code: error.code, detail: error.message, field: error.field })
    // whatever it is, it is of this question: samples and their agents are not to pay for it
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    say({
      kind: 'said',
      level: 'error',
      text: `telemetry: a question (${question.what}) could not be answered: ${text}`,
    })
    const detail = "the telemetry worker could not answer; the coordinator's log has the cause"
    say({ kind: 'refused', id, code: 'internal', detail, field: undefined })
  }
}

/** Arrays that change threads instead of being copied. */
function buffersOf(reply: Replies[keyof Replies]): ArrayBuffer[] {
  if (reply === null || reply === undefined || !('series' in reply) || !Array.isArray(reply.series)) return []
  return (reply as Replies['range']).series.flatMap(({ timesMs, values, more }) =>
    [timesMs, values, more].flatMap((each) => (each === null ? [] : [each.buffer as ArrayBuffer])),
  )
}

port.on('message', (message: ToTelemetry) => {
  if (message.kind === 'host') hosts[message.number] = message.host
  else if (message.kind === 'stood') watch.stood(message.host, message.faults)
  else if (message.kind === 'gang') gangs.watch(message.job, message.members)
  else if (message.kind === 'ask') void asked(message.id, message.question)
  else {
    const { heads } = message
    for (let i = 0; i < heads.length; i += headNumbers) {
      const length = heads[i + 1]!
      keeper.frame(hosts[heads[i]!] as string, frames.take(length), heads[i + 2]!)
      frames.done(length)
    }
  }
})
say({ kind: 'ready' })
