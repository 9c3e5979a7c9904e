/** A frame of a host, taken in: into its open minutes, its newest values and, when it is live, under the eyes of its detectors. */
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import { WireError } from '../../shared/protocol/codec.ts'
import { decodeTelemetry, type TelemetryBlock, type TelemetryFrame } from '../../shared/protocol/telemetry.ts'
import { type BlockRows, rowsOf } from './block-rows.ts'
import type { Dictionary } from './dictionary.ts'
import type { HostState } from './host-state.ts'
import { reasonAt } from './latest.ts'
import type { Layout } from './layout.ts'
import { minuteMs } from './open-minute.ts'
import type { SeriesBook } from './series-book.ts'

/** `again`: it had come before. `undefined-series`: it needs definitions that did not come; the agent sends it again, with them. */
export type Taken =
  | { readonly what: 'taken'; readonly values: number; readonly findings: readonly Finding[]; readonly isOpen: boolean }
  | { readonly what: 'again'; readonly isKept: boolean }
  | { readonly what: 'undefined-series' }

export interface Arrived {
  readonly host: HostState
  readonly dictionary: Dictionary
  readonly number: number
  readonly taken: Taken
}

/** Throws WireError for a frame that is none; nothing of it was taken then. */
export function takeFrame(book: SeriesBook, host: HostState, bytes: Uint8Array, receivedMs: number): Arrived {
  const frame = decodeTelemetry(bytes)
  const dictionary = host.dictionary(frame.dictionary ?? '')
  const number = frame.number ?? 0
  if (number === 0) throw new WireError('a telemetry frame without a number')
  const answer = (taken: Taken): Arrived => ({ host, dictionary, number, taken })
  if (dictionary.seen.has(number)) return answer({ what: 'again', isKept: !dictionary.pending.has(number) })
  define(book, host, dictionary, frame)
  const layouts = layoutsOf(book, host, dictionary, frame.blocks ?? [])
  const texts = (frame.texts ?? []).map((text) => ({ text, id: dictionary.series[text.series ?? 0] }))
  if (layouts === undefined || texts.some(({ id }) => id === undefined)) return answer({ what: 'undefined-series' })
  const isLive = frame.backfill !== true
  const shiftMs = host.clock.shiftOf(newestOf(frame), receivedMs, isLive)
  const all = (frame.blocks ?? []).map((block) => rowsOf(block, shiftMs))
  // what is below `oldest` will not come any more: the set has no holes there
  if ((frame.oldest ?? 0) > 1) dictionary.seen.addRange(1, frame.oldest ?? 0)
  dictionary.seen.add(number)
  let values = 0
  for (const [i, rows] of all.entries()) {
    const layout = layouts[i]!
    const kept = layout.columns === null ? rows : picked(rows, layout.columns, frame.blocks![i]!.series?.length ?? 0)
    values += layout.ids.length * kept.count
    addRows(host, layout, kept, { dictionary, number, receivedMs })
    if (isLive) {
      host.latest.take(layout, kept, receivedMs)
      if (layout.watched.length > 0) showRows(layout, kept)
    }
  }
  if (isLive) {
    for (const { text, id } of texts) if (id !== -1) takeText(host, id as number, text, shiftMs)
    host.latest.receivedMs = receivedMs
  }
  const findings = isLive && host.detectors !== undefined ? host.detectors.take(receivedMs) : []
  return answer({ what: 'taken', values, findings, isOpen: dictionary.pending.has(number) })
}

function define(book: SeriesBook, host: HostState, dictionary: Dictionary, { defs }: TelemetryFrame): void {
  if (defs === undefined || defs === null || defs.length === 0) return
  const fresh = defs.filter(({ id }) => dictionary.series[id ?? 0] === undefined)
  if (fresh.length === 0) return
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
      layout = host.layoutOf(dictionary, book.sensor(sensor), numbers)
      if (layout === undefined) return undefined
      dictionary.remember(sensor, steps, layout)
    }
    layouts.push(layout)
  }
  return layouts
}

function newestOf({ blocks }: TelemetryFrame): number {
  let newest = Number.NaN
  for (const { firstMs, stepMs } of blocks ?? []) {
    let ms = firstMs ?? 0
    for (const step of stepMs ?? []) ms += step
    if (!(ms <= newest)) newest = ms
  }
  return newest
}

/** Only the columns of series that were taken: a host over its bound of series keeps those that it had. */
function picked(rows: BlockRows, columns: readonly number[], of: number): BlockRows {
  const values = new Float64Array(rows.count * columns.length)
  for (let row = 0, at = 0; row < rows.count; row++)
    for (const column of columns) values[at++] = rows.values[row * of + column]!
  const absences = rows.absences.flatMap((each) => {
    const column = columns.indexOf(each.column ?? 0)
    return column < 0 ? [] : [{ ...each, column }]
  })
  return { ...rows, values, absences }
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
    table.add({ timesMs, values, from, to })
    for (const absence of absences) {
      const begin = Math.max(from, absence.row ?? 0)
      const end = Math.min(to, (absence.row ?? 0) + (absence.rows ?? 0))
      for (let row = begin; row < end; row++)
        table.addHole(absence.column ?? 0, first + row - from, absence.reason ?? '', absence.sinceMs ?? 0)
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

function showRows({ watched }: Layout, { timesMs, values, count, absences }: BlockRows): void {
  const columns = values.length / count
  for (let row = 0; row < count; row++) {
    const hostMs = timesMs[row]!
    for (const { column, watcher, scale, states } of watched) {
      const value = values[row * columns + column]!
      if (Number.isNaN(value)) {
        const { reason } = reasonAt(absences, column, row)
        watcher.absent(hostMs, reason === '' ? null : reason)
      } else if (states.length > 0) watcher.word(hostMs, states[value] ?? String(value))
      else watcher.value(hostMs, value / scale)
    }
  }
}

type TextOf = NonNullable<TelemetryFrame['texts']>[number]

function takeText(host: HostState, id: number, text: TextOf, shiftMs: number): void {
  const hostMs = (text.hostMs ?? 0) + shiftMs
  const reason = text.reason ?? ''
  const value = text.unsupported === true || reason !== '' ? undefined : (text.value ?? '')
  host.latest.text(id, hostMs, value, reason)
  const watcher = host.watcher(id)
  if (value !== undefined) watcher?.word(hostMs, value)
  else watcher?.absent(hostMs, reason === '' ? null : reason)
}
