/** Manifests: an ended job's committed shards as one artifact, a line of JSON each, in index order. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { shardKey } from '../../shared/model/ids.ts'
import type { ArtifactRef } from '../../shared/model/job.ts'
import type { ShardRow } from '../../shared/model/rows.ts'
import type { State } from '../core/state.ts'
import type { ArtifactStore } from '../ports.ts'

/** `rows`: how many different shards it holds, counted here apart from the job's own counters. */
export interface Manifest extends ArtifactRef {
  readonly rows: number
}

export async function writeManifest(state: State, artifacts: ArtifactStore, job: string): Promise<Manifest | null> {
  const rows: ShardRow[] = []
  const total = state.jobs.get(job)?.shards.total ?? 0
  for (let index = 0; index < total; index++) {
    const row = state.shards.get(shardKey(job, index))
    if (row !== undefined) rows.push(row)
  }
  if (rows.length === 0) return null
  const text = rows
    .map(({ index, attempt, output, committedMs }) => `${JSON.stringify({ index, attempt, output, committedMs })}\n`)
    .join('')
  const bytes = Buffer.from(text)
  const ref = await artifacts.put(createHash('sha256').update(bytes).digest('hex'), Readable.from([bytes]))
  return { ...ref, rows: rows.length }
}
