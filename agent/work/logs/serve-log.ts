/** Answers with the log of an attempt: records, one JSON object a line, once or until it ends, as fast as the reader takes them. */
import type { ServerResponse } from 'node:http'
import type { Clock } from '../../../shared/clock.ts'
import { RequestError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import type { LogRecord } from '../../../shared/model/logs.ts'
import { AttemptReader, type ReadWish } from './attempt-reader.ts'
import type { HostLogs, OneLog } from './host-logs.ts'

/** records gather up to so many characters before they are written */
const writeChars = 64 * 1024

export class LogServer {
  readonly #logs: HostLogs
  readonly #clock: Clock
  /** ranks, each once for each reader */
  #reading = 0

  constructor(logs: HostLogs, clock: Clock) {
    this.#logs = logs
    this.#clock = clock
  }

  /** Rejects with a RequestError before anything is written. */
  async serve(attempt: string, query: URLSearchParams, answer: ServerResponse): Promise<void> {
    const log = this.#logs.of(attempt)
    if (log === undefined) throw new RequestError('no-such-attempt', `attempt ${attempt} is not held by this host`)
    const wish = wishOf(query)
    const follow = query.get('follow') === '1'
    const ranks = wish.rank === null ? log.ranks.length : 1
    if (this.#reading > 0 && this.#reading + ranks > limits.logRanksRead)
      throw new RequestError('too-many-requests', `logs of ${this.#reading} ranks are being read here; try again later`)
    this.#reading += ranks
    try {
      const reader = await AttemptReader.open(log.ranks, wish)
      answer.writeHead(200, { 'content-type': 'application/x-ndjson' })
      await this.#pass({ log, reader, wish, follow, out: new Writer(answer) })
    } finally {
      this.#reading -= ranks
    }
  }

  async #pass({ log, reader, wish, follow, out }: Passing): Promise<void> {
    let toldMs = Number.NEGATIVE_INFINITY
    while (!out.gone) {
      // read before the records: with it set, nothing comes after them
      const ended = log.exit !== null
      const nowMs = this.#clock.nowMs()
      const record = await reader.next(ended || !follow, nowMs)
      if (record !== undefined) {
        await out.write(record)
        continue
      }
      if (ended || !follow) return out.end({ kind: 'end' })
      if (nowMs - toldMs >= limits.logLiveMs) {
        toldMs = nowMs
        wish.skips = true
        await out.write({ kind: 'live', ms: nowMs })
      }
      await out.flush()
      await this.#logs.changed(log.attempt, limits.logOpenLineMs)
    }
  }
}

interface Passing {
  readonly log: OneLog
  readonly reader: AttemptReader
  readonly wish: ReadWish
  readonly follow: boolean
  readonly out: Writer
}

/** Waits for a reader that is slow: the log does not. */
class Writer {
  readonly #answer: ServerResponse
  #text = ''

  constructor(answer: ServerResponse) {
    this.#answer = answer
  }

  get gone(): boolean {
    return this.#answer.destroyed || this.#answer.closed
  }

  async write(record: LogRecord): Promise<void> {
    this.#text += `${JSON.stringify(record)}\n`
    if (this.#text.length >= writeChars) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.#text === '' || this.gone) return
    const taken = this.#answer.write(this.#text)
    this.#text = ''
    if (!taken) await drained(this.#answer)
  }

  end(record: LogRecord): void {
    if (!this.gone) this.#answer.end(`${this.#text}${JSON.stringify(record)}\n`)
  }
}

function drained(answer: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      answer.off('drain', done).off('close', done)
      resolve()
    }
    answer.on('drain', done).on('close', done)
  })
}

function wishOf(query: URLSearchParams): ReadWish {
  const tail = whole(query, 'tail', limits.logTailLines)
  const since = whole(query, 'since', Number.MAX_SAFE_INTEGER)
  const grep = query.get('grep') ?? ''
  if (grep.length > limits.logSearchChars)
    throw new RequestError('bad-field', `grep has at most ${limits.logSearchChars} characters`, { field: 'grep' })
  return {
    rank: whole(query, 'rank', Number.MAX_SAFE_INTEGER),
    tail,
    sinceMs: since ?? 0,
    grep: grep === '' ? null : Buffer.from(grep),
    from: placesIn(query.get('from') ?? ''),
    skips: query.get('follow') === '1' && tail === null && since === null,
  }
}

function whole(query: URLSearchParams, field: string, most: number): number | null {
  const text = query.get(field)
  if (text === null) return null
  if (/^\d{1,16}$/.test(text) && Number(text) <= most) return Number(text)
  throw new RequestError('bad-field', `${field} is a whole number from 0 to ${most}; got ${JSON.stringify(text)}`, {
    field,
  })
}

/** `0:1200,1:900`: rank and offset. */
function placesIn(text: string): Map<number, number> {
  const places = new Map<number, number>()
  for (const pair of text === '' ? [] : text.split(',')) {
    const match = /^(\d{1,9}):(\d{1,16})$/.exec(pair)
    if (match === null)
      throw new RequestError('bad-field', `from is like 0:1200,1:900 (rank and offset); got ${JSON.stringify(pair)}`, {
        field: 'from',
      })
    places.set(Number(match[1]), Number(match[2]))
  }
  return places
}
