/** Where a job's last attempt failed in a way that says: try elsewhere ([RT4]). */
import { exitRules } from '../../shared/model/exits.ts'
import type { JobRow } from '../../shared/model/rows.ts'

/** The host to keep away from while another is free; null: none. */
export function failedHost({ gang, crash }: JobRow): string | null {
  // A gang that has moved since is not kept away from where it failed before.
  const failed = gang === null ? crash : gang.failure?.epoch === gang.epoch ? gang.failure : null
  return failed != null && exitRules[failed.class].where === 'other' ? failed.host : null
}
