import type { JobRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
export function tryPreempt(_ctx: Context, _job: JobRow): boolean {
  return false
}
