/** The live feed: committed changes, coalesced per client; a delta says which sequence it follows. */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import { type FeedMessage, type FeedTable, feedTables } from '../../shared/model/feed.ts'
import type { State } from '../core/state.ts'
import type { Table } from '../core/table.ts'
import type { Feed } from '../ports.ts'
import type { Committed } from './loop.ts'

export interface FeedHub extends Feed {
  published(committed: Committed): void
  /** Sends what is waiting; called by the shell's timer. */
  flush(): void
}

/** What a person waits for: not held back for others to join. */
const urgentTables: ReadonlySet<string> = new Set<FeedTable>(['alerts', 'verdicts'])

/** `urgent`: something waits that should be sent sooner than the timer would. */
export function makeFeed(state: State, clock: Clock, startSeq: number, urgent: () => void = () => {}): FeedHub {
  const watched = new Set<string>(feedTables)
  const subscribers = new Set<(message: FeedMessage) => void>()
  let changed = new Map<string, Map<string, object | null>>()
  let sentSeq = startSeq
  let seq = startSeq

  const snapshot = (): FeedMessage & { type: 'snapshot' } => {
    const tables: Record<string, Record<string, object>> = {}
    for (const name of feedTables)
      tables[name] = Object.fromEntries((state[name] as unknown as Table<object>).entries())
    const incarnation = state.meta.must('meta').incarnation
    return { type: 'snapshot', incarnation, seq: sentSeq, nowMs: clock.nowMs(), tables: tables as never }
  }

  const flush = (): void => {
    if (changed.size === 0) return
    const tables: { [T in FeedTable]?: Record<string, object | null> } = {}
    for (const [name, rows] of changed) tables[name as FeedTable] = Object.fromEntries(rows)
    changed = new Map()
    const message: FeedMessage = { type: 'delta', from: sentSeq, seq, nowMs: clock.nowMs(), tables: tables as never }
    sentSeq = seq
    for (const send of subscribers) send(message)
  }

  return {
    snapshot() {
      flush()
      return snapshot()
    },
    subscribe(send) {
      if (subscribers.size >= limits.feedClients) throw new Error(`more than ${limits.feedClients} feed clients`)
      subscribers.add(send)
      return () => subscribers.delete(send)
    },
    published(committed) {
      let isUrgent = false
      for (const { table, key, row } of [...committed.durable, ...committed.volatile]) {
        if (!watched.has(table)) continue
        let rows = changed.get(table)
        if (rows === undefined) {
          rows = new Map()
          changed.set(table, rows)
        }
        rows.set(key, row)
        if (urgentTables.has(table)) isUrgent = true
      }
      // Sequences of the feed count flushes of committed state, volatile changes included.
      seq = Math.max(seq + 1, committed.seq)
      if (isUrgent && subscribers.size > 0) urgent()
    },
    flush,
  }
}
