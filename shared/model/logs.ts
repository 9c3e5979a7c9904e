/** Logs of ranks as they travel from a host to a person: records, one JSON object a line, merged by time. */

/** Why a stretch of a log is not there. */
const gapReasons = ['budget', 'backlog', 'disk-full', 'cut', 'unreadable'] as const
export type GapReason = (typeof gapReasons)[number]

/** Where a record comes from. `rank` is the rank in the gang's world; 0 of what is no gang. */
export interface LogPlace {
  readonly rank: number
  /** of the record's first byte in what the rank has written so far */
  readonly offset: number
  /** where to go on after it */
  readonly next: number
  /** the host's wall clock when the agent saw it */
  readonly ms: number
}

/** Whole lines that were read at one moment; a line too long for one record goes on in the next, and the last one may be open. */
export interface LogLines extends LogPlace {
  readonly kind: 'lines'
  readonly text: string
}

/** Bytes that the host does not have (any more). `bytes` null: it is not known how many; likewise `lines`. */
export interface LogGap extends LogPlace {
  readonly kind: 'gap'
  readonly bytes: number | null
  readonly lines: number | null
  readonly reason: GapReason
}

/** Bytes that the host has and this reader was too slow for. */
export interface LogSkipped extends LogPlace {
  readonly kind: 'skipped'
  readonly bytes: number
  readonly lines: number
}

/** What a host says of one attempt. `live`: all that is there was told, and again now and then while nothing new is. */
export type LogRecord =
  | LogLines
  | LogGap
  | LogSkipped
  | { readonly kind: 'live'; readonly ms: number }
  | { readonly kind: 'end' }

/** With whose attempt it is, on which host. */
export interface LogSource {
  readonly attempt: string
  /** the host's name */
  readonly host: string
}

/** A word of the coordinator's own: a host that does not answer, and as of when what follows is kept. */
export interface LogNote extends LogSource {
  readonly kind: 'note'
  readonly ms: number
  readonly text: string
}

/** What the API answers, merged over ranks and hosts. */
export type MergedRecord =
  | ((LogLines | LogGap | LogSkipped) & LogSource)
  | LogNote
  | { readonly kind: 'live'; readonly ms: number }
  | { readonly kind: 'end' }

/** What the host keeps of an attempt's log, sent to the coordinator now and then and at its end. */
export interface KeptLog {
  /** the host's wall clock when it was taken */
  readonly asOfMs: number
  readonly ended: boolean
  readonly records: readonly (LogLines | LogGap)[]
}
