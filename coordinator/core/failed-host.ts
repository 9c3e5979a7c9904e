/** Where a job's last attempt failed in a way that says: try elsewhere ([RT4]). */
import { exitRules } from '../../shared/model/exits.ts'
import type { JobRow } from '../../shared/model/rows.ts'

/** The host to keep away from while another is free; null: none. */
export function failedHost({ spec, gang, crash, shards }: JobRow): string | null {
  // A gang that has moved since, and workers that have done something, are not kept away from where they failed before.
  const failed =
    gang !== null
      ? gang.failure?.epoch === gang.epoch && gang.failure
      : spec.kind === 'batch' && crash?.committed === shards.committed && crash
  return failed && exitRules[failed.class].where === 'other' ? failed.host : null
}
