/** A frame of a host, taken in: into its open minutes, its newest values and, when it is live, under the eyes of its detectors. */
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import { WireError } from '../../shared/protocol/codec.ts'
import { decodeTelemetry, type TelemetryBlock, type TelemetryFrame } from '../../shared/protocol/telemetry.ts'
import { absentAt, type BlockRows, pickedRows, rowsOf } from './block-rows.ts'
import type { Dictionary } from './dictionary.ts'
import { newestWithin } from './frame-bounds.ts'
import type { HostState } from './host-state.ts'
import type { Layout } from './layout.ts'
import { minuteMs } from './open-minute.ts'
import type { SeriesBook } from './series-book.ts'

/**
 * `again`: it had come before. `undefined-series`: it needs definitions that did not come; the agent sends it again, with them. `held`:
 * there is no room for it now; the agent keeps it and sends it again.
 */
export type Taken =
  | { readonly what: 'taken'; readonly values: number; readonly findings: readonly Finding[]; readonly isOpen: boolean }
  | { readonly what: 'again'; readonly isKept: boolean }
  | { readonly what: 'undefined-series' }
  | { readonly what: 'held' }

export interface Arrived {
  readonly host: HostState
  readonly dictionary: Dictionary
  readonly number: number
  readonly taken: Taken
}

/** Throws WireError for a frame that is none; nothing of it was taken then. `isFull`: nothing is written now. */
export function takeFrame(
  { book, isFull }: { readonly book: SeriesBook; readonly isFull: boolean },
  host: HostState,
  bytes: Uint8Array,
  receivedMs: number,
): Arrived {
  const frame = decodeTelemetry(bytes)
  const newestMs = newestWithin(frame)
  const dictionary = host.dictionary(frame.dictionary ?? '')
  const number = frame.number ?? 0
  if (number === 0) throw new WireError('a telemetry frame without a number')
  const answer = (taken: Taken): Arrived => ({ host, dictionary, number, taken })
  if (dictionary.seen.has(number)) return answer({ what: 'again', isKept: !dictionary.pending.has(number) })
  if (dictionary.seen.ranges.length > limits.frameHoles)
    throw new WireError(`telemetry frame ${number}: more than ${limits.frameHoles} others before it are missing`)
  const isLive = frame.backfill !== true
  // What waited can wait on: the agent has room for two days, and live frames are newest values and for detectors, too.
  if ((isFull && !isLive) || host.openRoom > limits.openValuesPerHost) return answer({ what: 'held' })
  define(book, host, dictionary, frame)
  const layouts = layoutsOf(book, host, dictionary, frame.blocks ?? [])
  const texts = (frame.texts ?? []).map((text) => ({ text, id: dictionary.series[text.series ?? 0] }))
  if (layouts === undefined || texts.some(({ id }) => id === undefined)) return answer({ what: 'undefined-series' })
  const shiftMs = shiftOf(book, host, dictionary, { newestMs, receivedMs, isLive })
  const all = (frame.blocks ?? []).map((block) => rowsOf(block, shiftMs))
  // what is below `oldest` will not come any more: the set has no holes there
  if ((frame.oldest ?? 0) > 1) dictionary.seen.addRange(1, frame.oldest ?? 0)
  dictionary.seen.add(number)
  if (isLive) host.latest.life = dictionary.id
  let values = 0
  for (const [i, rows] of all.entries()) {
    const layout = layouts[i]!
    if (layout.ids.length === 0) continue
    const kept =
      layout.columns === null ? rows : pickedRows(rows, layout.columns, frame.blocks![i]!.series?.length ?? 0)
    values += layout.ids.length * kept.count
    addRows(host, layout, kept, { dictionary, number, receivedMs })
    if (isLive) {
      host.latest.take(layout, kept, receivedMs)
      if (layout.watched.length > 0) host.judge(() => showRows(layout, kept), undefined)
    }
  }
  for (const { text, id } of texts) if (id !== -1) takeText(host, id as number, text, { shiftMs, isLive, dictionary })
  if (isLive) host.latest.receivedMs = receivedMs
  const findings = isLive ? host.judge((detectors) => detectors.take(receivedMs), []) : []
  return answer({ what: 'taken', values, findings, isOpen: dictionary.pending.has(number) })
}

interface When {
  readonly newestMs: number
  readonly receivedMs: number
  readonly isLive: boolean
}

/** What is added to the times of the frame; kept on disk before samples with it are, for a frame that is sent again has to land there. */
function shiftOf(
  book: SeriesBook,
  host: HostState,
  dictionary: Dictionary,
  { newestMs, receivedMs, isLive }: When,
): number {
  const { clock, id } = dictionary
  const before = clock.shiftMs
  const shiftMs = clock.shiftOf(newestMs, receivedMs, isLive)
  if (isLive) host.clock = clock
  if (clock.shiftMs !== before) book.keepShift(host.series, id, clock.shiftMs)
  return shiftMs
}

function define(book: SeriesBook, host: HostState, dictionary: Dictionary, { defs }: TelemetryFrame): void {
  if (defs === undefined || defs === null || defs.length === 0) return
  const fresh = defs.filter(({ id }) => dictionary.series[id ?? 0] === undefined)
  if (fresh.length === 0) return
  if (dictionary.defined + fresh.length > 2 * limits.seriesPerHost)
    throw new WireError(`telemetry: one life of the agent defined more than ${2 * limits.seriesPerHost} series`)
  dictionary.defined += fresh.length
  const numbers = book.define(host.series, fresh)
  for (const [i, { id }] of fresh.entries()) dictionary.series[id ?? 0] = numbers[i]!
}

function layoutsOf(
  book: SeriesBook,
  host: HostState,
  dictionary: Dictionary,
  blocks: readonly TelemetryBlock[],
): Layout[] | undefined {
  const layouts: Layout[] = []
  for (const block of blocks) {
    const sensor = block.sensor ?? ''
    const steps = block.series ?? []
    let layout = dictionary.layout(sensor, steps)
    if (layout === undefined) {
      let number = 0
      const numbers = steps.map((step) => (number += step))
      layout = host.layoutOf(dictionary, (name) => book.sensor(name), numbers)
      if (layout === undefined) return undefined
      dictionary.remember(sensor, steps, layout)
    }
    layouts.push(layout)
  }
  return layouts
}

interface From {
  readonly dictionary: Dictionary
  readonly number: number
  readonly receivedMs: number
}

/** Into the minutes that the rows belong to; rows of one minute come one after another. */
function addRows(host: HostState, layout: Layout, rows: BlockRows, { dictionary, number, receivedMs }: From): void {
  const { timesMs, count, values, absences } = rows
  const columns = layout.ids.length
  for (let from = 0; from < count; ) {
    const at = Math.floor(timesMs[from]! / minuteMs)
    let to = from + 1
    while (to < count && Math.floor(timesMs[to]! / minuteMs) === at) to++
    // of what is so old nothing is kept
    if (timesMs[from]! < receivedMs - limits.minutesKeptMs) {
      from = to
      continue
    }
    const minute = host.minute(at)
    const table = minute.table(layout)
    const first = table.count
    const room = table.room
    table.add({ timesMs, values, from, to })
    minute.room += table.room - room
    for (const { column, row: begun, rows: length, reason, sinceMs } of absences) {
      const end = Math.min(to, begun + length)
      for (let row = Math.max(from, begun); row < end; row++) table.addHole(column, first + row - from, reason, sinceMs)
    }
    minute.values += columns * (to - from)
    minute.touchedMs = receivedMs
    hold(minute, dictionary, number)
    from = to
  }
}

/** The frame is kept when all minutes that it has rows in are. */
function hold(minute: ReturnType<HostState['minute']>, dictionary: Dictionary, number: number): void {
  if (minute.frames.get(dictionary)?.has(number)) return
  if (dictionary.pending.has(number)) dictionary.spanning.set(number, (dictionary.spanning.get(number) ?? 1) + 1)
  minute.holds(dictionary, number)
  dictionary.pending.add(number)
}

function showRows({ watched }: Layout, rows: BlockRows): void {
  const { timesMs, values, count } = rows
  const columns = values.length / count
  for (let row = 0; row < count; row++) {
    const hostMs = timesMs[row]!
    for (const { column, watcher, scale, states } of watched) {
      const value = values[row * columns + column]!
      if (Number.isNaN(value)) {
        const { reason } = absentAt(rows, row * columns + column)
        watcher.absent(hostMs, reason === '' ? null : reason)
      } else if (states.length > 0) watcher.word(hostMs, states[value] ?? String(value))
      else watcher.value(hostMs, value / scale)
    }
  }
}

type TextOf = NonNullable<TelemetryFrame['texts']>[number]

interface Told {
  readonly shiftMs: number
  readonly isLive: boolean
  readonly dictionary: Dictionary
}

/** Texts are told once: one that waited is all there is of it, unless something newer is known. Detectors see what is live. */
function takeText(host: HostState, id: number, text: TextOf, { shiftMs, isLive, dictionary }: Told): void {
  const hostMs = (text.hostMs ?? 0) + shiftMs
  if (!isLive && hostMs <= host.latest.newestMs(id)) return
  const reason = text.reason ?? ''
  const value = text.unsupported === true || reason !== '' ? undefined : (text.value ?? '')
  host.latest.text(id, { hostMs, life: dictionary.id, value, reason })
  if (!isLive) return
  host.judge(() => {
    const watcher = host.watcher(id)
    if (value !== undefined) watcher?.word(hostMs, value)
    else watcher?.absent(hostMs, reason === '' ? null : reason)
  }, undefined)
}
