/** What the page knows, from the feed: a snapshot, then deltas by sequence. Pure; a gap is told, never papered over. */
import type { FeedMessage, FeedTable, FeedTables } from '../../shared/model/feed.ts'

export type Tables = { readonly [T in FeedTable]: Readonly<Record<string, FeedTables[T]>> }

export interface FeedState {
  readonly incarnation: number
  readonly seq: number
  readonly tables: Tables
}

export interface Applied {
  readonly state: FeedState | null
  /** something was missed: ask for a new snapshot */
  readonly gap: boolean
}

export function applyMessage(state: FeedState | null, message: FeedMessage): Applied {
  if (message.type === 'snapshot')
    return { state: { incarnation: message.incarnation, seq: message.seq, tables: message.tables }, gap: false }
  if (state === null) return { state, gap: true }
  // sent before the snapshot we have: its rows are in it
  if (message.seq < state.seq) return { state, gap: false }
  if (message.from !== state.seq) return { state, gap: true }
  const tables: Record<string, Readonly<Record<string, unknown>>> = { ...state.tables }
  for (const [name, rows] of Object.entries(message.tables)) tables[name] = applyRows(tables[name] ?? {}, rows)
  return { state: { ...state, seq: message.seq, tables: tables as unknown as Tables }, gap: false }
}

function applyRows(before: Readonly<Record<string, unknown>>, changed: Readonly<Record<string, unknown>>) {
  const rows = { ...before }
  for (const [key, row] of Object.entries(changed)) {
    if (row === null) delete rows[key]
    else rows[key] = row
  }
  return rows
}
