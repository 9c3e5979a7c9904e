/** Logs of many attempts as one, by time: strictly where all is there; while it comes, within a short wait for those that are slower. */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { MergedRecord } from '../../shared/model/logs.ts'
import type { SourceRecord } from './log-source.ts'

interface Head {
  readonly records: AsyncGenerator<SourceRecord>
  record: Exclude<SourceRecord, { kind: 'live' }> | null
  /** when it came here, by `performance.now()` */
  arrivedMs: number
  asked: boolean
  /** all that was there has come: nothing earlier need be waited for */
  live: boolean
  done: boolean
}

export interface MergeOptions {
  /** it goes on: others are waited for only shortly */
  readonly follow: boolean
  /** called now and then: adds the sources that are new; true: there will be no more */
  readonly more: (add: (records: AsyncGenerator<SourceRecord>) => void) => boolean
  readonly lookMs: number
  readonly clock: Clock
  readonly gone: AbortSignal
}

export async function* mergeLogs(options: MergeOptions): AsyncGenerator<MergedRecord> {
  const merge = new Merge(options)
  try {
    for (let record = await merge.next(); record !== undefined; record = await merge.next()) yield record
    yield { kind: 'end' }
  } finally {
    merge.close()
  }
}

class Merge {
  readonly #options: MergeOptions
  #heads: Head[] = []
  #over = false
  #wake: () => void = () => {}
  #lookedMs = Number.NEGATIVE_INFINITY
  #toldMs = Number.NEGATIVE_INFINITY

  constructor(options: MergeOptions) {
    this.#options = options
  }

  /** Undefined at the end. */
  async next(): Promise<MergedRecord | undefined> {
    const { gone, lookMs } = this.#options
    while (!gone.aborted) {
      const nowMs = performance.now()
      if (!this.#over && nowMs - this.#lookedMs >= lookMs) this.#look(nowMs)
      for (const head of this.#heads) if (head.record === null && !head.asked) this.#ask(head)
      const first = this.#ripe(nowMs)
      if (first !== undefined) {
        const { record } = first
        first.record = null
        return record!
      }
      this.#heads = this.#heads.filter(({ done, record }) => !done || record !== null)
      if (this.#heads.length === 0 && this.#over) return undefined
      if (this.#tellsLive(nowMs)) return { kind: 'live', ms: this.#options.clock.nowMs() }
      await this.#something()
    }
    return undefined
  }

  close(): void {
    for (const { records } of this.#heads) records.return(undefined).catch(() => {})
  }

  #look(nowMs: number): void {
    this.#lookedMs = nowMs
    this.#over = this.#options.more((records) => {
      this.#heads.push({ records, record: null, arrivedMs: 0, asked: false, live: false, done: false })
    })
  }

  #ask(head: Head): void {
    if (head.done) return
    head.asked = true
    const came = (result: IteratorResult<SourceRecord>): void => {
      head.asked = false
      head.arrivedMs = performance.now()
      if (result.done === true) head.done = true
      else if (result.value.kind === 'live') head.live = true
      else {
        // a host that does not answer is not waited for
        if (result.value.kind === 'note') head.live = true
        head.record = result.value
      }
      this.#wake()
    }
    head.records.next().then(came, () => came({ done: true, value: undefined }))
  }

  /** The earliest, once nothing earlier can come, or was waited for. */
  #ripe(nowMs: number): Head | undefined {
    let first: Head | undefined
    let stale: Head | undefined
    let missing = false
    let behind = false
    for (const head of this.#heads) {
      if (head.record === null) {
        missing ||= !head.done
        behind ||= !head.done && !head.live
        continue
      }
      if (first === undefined || head.record.ms < first.record!.ms) first = head
      const old = nowMs - head.arrivedMs >= limits.logMergeMaxMs
      if (old && (stale === undefined || head.record.ms < stale.record!.ms)) stale = head
    }
    if (first === undefined || !missing) return first
    if (!this.#options.follow) return undefined
    if (stale !== undefined) return stale
    return !behind && nowMs - first.arrivedMs >= limits.logMergeMs ? first : undefined
  }

  #tellsLive(nowMs: number): boolean {
    if (!this.#options.follow || nowMs - this.#toldMs < limits.logLiveMs) return false
    if (this.#heads.some((head) => !head.live || head.record !== null)) return false
    this.#toldMs = nowMs
    return true
  }

  #something(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake(), Math.min(this.#options.lookMs, limits.logMergeMs))
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = () => {}
        resolve()
      }
    })
  }
}

/** Of what is there only the last lines; what comes then as it comes. */
export async function* lastOf(records: AsyncGenerator<MergedRecord>, count: number): AsyncGenerator<MergedRecord> {
  let held: MergedRecord[] | null = []
  let lines = 0
  for await (const record of records) {
    if (held === null) yield record
    else if (record.kind === 'live' || record.kind === 'end') {
      yield* cutFirst(held, lines - count)
      held = null
      yield record
    } else {
      held.push(record)
      lines += linesOf(record)
      while (held.length > 1 && lines - linesOf(held[0]!) >= count) lines -= linesOf(held.shift()!)
    }
  }
}

const linesIn = (text: string): string[] => text.split(/(?<=\n)/)
const linesOf = (record: MergedRecord): number => (record.kind === 'lines' ? linesIn(record.text).length : 0)

/** Without the first `excess` lines. */
function* cutFirst(records: readonly MergedRecord[], excess: number): Generator<MergedRecord> {
  let left = Math.max(0, excess)
  for (const record of records) {
    const lines = linesOf(record)
    if (record.kind !== 'lines' || left === 0) yield record
    else if (left < lines) yield { ...record, text: linesIn(record.text).slice(left).join('') }
    left = Math.max(0, left - lines)
  }
}
