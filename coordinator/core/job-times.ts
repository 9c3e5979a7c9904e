/** Times of a job that follow from its spec and its row. */
import type { JobRow } from '../../shared/model/rows.ts'

/** Between the first signal to a process and SIGKILL, where nobody says otherwise. */
export const defaultGraceMs = 30_000

export const graceMsOf = ({ spec }: Pick<JobRow, 'spec'>): number => spec.policy?.graceMs ?? defaultGraceMs

/** When its time limit comes; null: no limit, or not started. */
export function limitEndMs({ spec, startedMs }: JobRow): number | null {
  const limitMs = spec.policy?.timeLimitMs
  return limitMs === undefined || startedMs === null ? null : startedMs + limitMs
}
