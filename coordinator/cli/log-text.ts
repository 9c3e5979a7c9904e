/** Records of logs as lines for a terminal: with whose they are where that is not clear, and in colour where there is one. */
import type { LogSource, MergedRecord } from '../../shared/model/logs.ts'
import { gapText, shownLines, skippedText } from '../../shared/model/words.ts'

export interface LogTextOptions {
  /** what stands before each line; '' where all are of one rank */
  readonly prefix: (place: LogSource & { readonly rank: number }) => string
  readonly timestamps: boolean
  readonly color: boolean
}

export interface LogText {
  readonly out: string
  readonly err: string
}

/** Of 256 colours those that can be read on light and on dark ground. */
const colors = [33, 37, 71, 136, 166, 161, 97, 31, 64, 130, 125, 61] as const
const reset = '\x1b[0m'

export function logText(record: MergedRecord, options: LogTextOptions): LogText {
  switch (record.kind) {
    case 'lines':
      return { out: linesText(record, options), err: '' }
    case 'gap':
      return { out: `${headOf(record, options)}[millwright: ${gapText(record)}]\n`, err: '' }
    case 'skipped':
      return { out: `${headOf(record, options)}[millwright: ${skippedText(record)}]\n`, err: '' }
    case 'note':
      return { out: '', err: `millwright: ${record.text}\n` }
    default:
      return { out: '', err: '' }
  }
}

type Placed = LogSource & { readonly rank: number; readonly ms: number }

function headOf(record: Placed, { prefix, timestamps, color }: LogTextOptions): string {
  const time = timestamps ? `${new Date(record.ms).toISOString()} ` : ''
  const whose = prefix(record)
  if (whose === '') return time
  return color ? `${time}\x1b[38;5;${colorOf(whose)}m${whose} |${reset} ` : `${time}${whose} | `
}

/** The same for the same rank, and another for the next. */
function colorOf(whose: string): number {
  const number = Number(whose.split('-').at(-1)) || 0
  return colors[number % colors.length] as number
}

function linesText(record: Placed & { readonly text: string }, options: LogTextOptions): string {
  const head = headOf(record, options)
  let out = ''
  for (const line of shownLines(record.text)) out += `${head}${options.color ? forTerminal(line) : line}\n`
  return out
}

/** Colours pass; what would move the cursor, ring or rename the window is shown as a sign. */
function forTerminal(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return line.replace(/\x1b\[[\d;]*m|[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/g, (found) =>
    found.length > 1 ? found : '\ufffd',
  )
}
