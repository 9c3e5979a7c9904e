/** Logs as the rest of the work sees them. The real ones are `open-logs.ts`; a simulated host has none. */
import type { ServerResponse } from 'node:http'
import { RequestError } from '../../../shared/errors.ts'
import type { ExitRecord } from '../../../shared/model/job.ts'
import type { RankSpan } from './layout.ts'

export interface AttemptLogs {
  /** From now on they are looked after, and can be read; again is harmless. */
  watch(attempt: string, span: RankSpan): void
  /** Nothing more is written: the rest is stored, and the last of it goes to the coordinator. */
  ended(attempt: string, span: RankSpan, exit: ExitRecord): void
  /** Its folder goes. */
  drop(attempt: string): void
  /** Rejects with a RequestError before anything is written. */
  serve(attempt: string, query: URLSearchParams, answer: ServerResponse): Promise<void>
  gauges(): Readonly<Record<string, number>>
  close(): void
}

export const noLogs: AttemptLogs = {
  watch: () => {},
  ended: () => {},
  drop: () => {},
  serve: (attempt) => Promise.reject(new RequestError('no-such-attempt', `attempt ${attempt} has no log here`)),
  gauges: () => ({}),
  close: () => {},
}
