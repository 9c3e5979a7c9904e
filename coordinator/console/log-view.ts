/** What the page shows of a log: the last lines that came, bounded, each with whose it is. Pure. */
import type { MergedRecord } from '../../shared/model/logs.ts'
import { gapText, shownLines, skippedText } from '../../shared/model/words.ts'

export interface LogRow {
  /** unique within the view */
  readonly key: number
  readonly attempt: string
  readonly rank: number
  readonly ms: number
  readonly text: string
  /** said by Millwright, not by a rank */
  readonly said: boolean
}

export interface LogView {
  readonly rows: readonly LogRow[]
  readonly nextKey: number
  /** lines that came and are not shown any more */
  readonly gone: number
  /** hosts that did not answer, and as of when what is shown of them is; each once, the newest last */
  readonly notes: readonly string[]
  readonly ended: boolean
}

export const emptyLog: LogView = { rows: [], nextKey: 0, gone: 0, notes: [], ended: false }

/** one of each attempt that is merged (limits.logSources) */
const notesKept = 256

export function addRecords(view: LogView, records: readonly MergedRecord[], mostRows: number): LogView {
  const rows = [...view.rows]
  const notes = [...view.notes]
  let { nextKey, ended } = view
  for (const record of records) {
    if (record.kind === 'end') ended = true
    else if (record.kind === 'note') {
      const known = notes.indexOf(record.text)
      if (known >= 0) notes.splice(known, 1)
      notes.push(record.text)
    } else if (record.kind !== 'live') {
      const { attempt, rank, ms } = record
      for (const text of textsOf(record))
        rows.push({ key: nextKey++, attempt, rank, ms, text, said: record.kind !== 'lines' })
    }
  }
  const over = Math.max(0, rows.length - mostRows)
  const kept = notes.slice(-notesKept)
  return { rows: rows.slice(over), nextKey, gone: view.gone + over, notes: kept, ended }
}

function textsOf(record: Exclude<MergedRecord, { kind: 'end' | 'note' | 'live' }>): string[] {
  if (record.kind === 'gap') return [gapText(record)]
  if (record.kind === 'skipped') return [skippedText(record)]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal mean nothing here
  return shownLines(record.text).map((line) => line.replace(/\x1b\[[\d;]*[A-Za-z]/g, ''))
}

/** NDJSON in pieces: whole records, and what is left of the last. */
export function recordsIn(text: string): { readonly records: readonly MergedRecord[]; readonly rest: string } {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  return { records: lines.map((line) => JSON.parse(line) as MergedRecord), rest }
}
