import { compareIds } from '../../shared/model/ids.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { Refusal } from './context.ts'
import type { State } from './state.ts'

/** The newest job of that id or name; a job-level request names either. Throws Refusal('no-such-job') about the field. */
export function findJob(state: State, idOrName: string, field = 'job'): JobRow {
  const byId = state.jobs.get(idOrName)
  if (byId !== undefined) return byId
  let found: JobRow | undefined
  for (const job of state.jobs.values()) {
    if (job.spec.name !== idOrName) continue
    if (found === undefined || compareIds(found.id, job.id) < 0) found = job
  }
  if (found === undefined)
    throw new Refusal('no-such-job', `no job '${idOrName}': \`millwright jobs\` lists those that are kept`, field)
  return found
}
