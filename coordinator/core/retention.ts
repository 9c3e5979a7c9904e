/** What is kept of ended jobs, and which artifacts anything still names (mark and sweep, DESIGN section 7). */
import { compareIds } from '../../shared/model/ids.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { isLive } from './attempts.ts'
import type { Context } from './context.ts'
import { enqueue } from './outbox.ts'
import { type State, tablesOf } from './state.ts'

/** Ended user jobs whose shard rows are kept; older ones become a manifest artifact. Jobs of pipelines are swept at once. */
const sweptAfter = 20

/** [R1] a committed shard is a row while its job is young, then a line of the job's manifest. */
export function jobEndedForSweep(ctx: Context, jobId: string): void {
  const { state } = ctx
  const ended = state.jobs.get(jobId)
  if (ended === undefined || isLive(ended) || ended.spec.kind !== 'batch') return
  if (ended.owner !== null) return sweep(ctx, ended)
  const candidates = [...state.jobs.values()].filter(
    (job) => !isLive(job) && job.owner === null && job.spec.kind === 'batch' && job.manifest === null,
  )
  if (candidates.length <= sweptAfter) return
  const oldest = candidates.sort((a, b) => compareIds(a.id, b.id))[0]
  if (oldest !== undefined) sweep(ctx, oldest)
}

function sweep(ctx: Context, job: JobRow): void {
  for (const row of ctx.state.outbox.values()) if (row.body.job === job.id) return
  if (job.manifest === null) enqueue(ctx, { kind: 'write-manifest', job: job.id })
}

/** [R2] an artifact that any row names is kept. Rows name artifacts by objects with a `sha256`; manifests of swept jobs keep only themselves. */
export function namedArtifacts(state: State): Set<string> {
  const found = new Set<string>()
  for (const table of tablesOf(state)) {
    // A remembered answer names nothing: it says what was true when it was given.
    if (table.name === 'idempotency') continue
    for (const row of table.values()) collect(row, found)
  }
  return found
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'sha256' && typeof inner === 'string') into.add(inner)
    else if (typeof inner === 'object' && inner !== null) collect(inner, into)
  }
}
