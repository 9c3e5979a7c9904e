/** Results of a batch job: from rows while they are there, from the manifest artifact once the job's rows are swept. */
import { createInterface } from 'node:readline'
import { shardKey } from '../../shared/model/ids.ts'
import type { ShardOutput } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { waveOfShard } from '../core/waves.ts'
import type { ApiPorts } from './context.ts'
import { limitOf, readCursor, writeCursor } from './pages.ts'

interface Result {
  readonly index: number
  readonly wave: string
  readonly round: number
  readonly output: ShardOutput
  readonly attempt: string
  readonly committedMs: number
}
interface ResultsPage {
  readonly results: readonly Result[]
  readonly cursor: string | null
}
interface Found {
  readonly index: number
  readonly attempt: string
  readonly output: ShardOutput
  readonly committedMs: number
}

/** Indices looked at in one request; a page may be short, its cursor goes on. */
const indicesPerPage = 100_000

export async function resultsPage(
  ports: ApiPorts,
  job: JobRow,
  query: {
    readonly limit?: string | undefined
    readonly cursor?: string | undefined
    readonly wave?: string | undefined
  },
): Promise<ResultsPage> {
  const list = `results/${job.id}`
  const after = readCursor(list, query.cursor)
  const from = after === undefined ? 0 : Number(after) + 1
  const limit = limitOf(query)
  const results: Result[] = []
  const take = ({ index, attempt, output, committedMs }: Found): void => {
    const { wave, round } = waveOfShard(job, index)
    if (query.wave === undefined || query.wave === wave.name)
      results.push({ index, wave: wave.name, round, output, attempt, committedMs })
  }
  const last =
    job.manifest === null
      ? fromRows(ports, job, from, () => results.length >= limit, take)
      : await fromManifest(ports, job.manifest.sha256, from, () => results.length >= limit, take)
  return { results, cursor: last === null ? null : writeCursor(list, String(last)) }
}

/** The last index looked at, null when there are no more. */
function fromRows(
  ports: ApiPorts,
  job: JobRow,
  from: number,
  full: () => boolean,
  take: (found: Found) => void,
): number | null {
  const end = Math.min(job.shards.total, from + indicesPerPage)
  for (let index = from; index < end; index++) {
    if (full()) return index - 1
    const row = ports.door.state.shards.get(shardKey(job.id, index))
    if (row !== undefined) take(row)
  }
  return end < job.shards.total ? end - 1 : null
}

async function fromManifest(
  ports: ApiPorts,
  sha256: string,
  from: number,
  full: () => boolean,
  take: (found: Found) => void,
): Promise<number | null> {
  const { stream } = await ports.artifacts.open(sha256)
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  try {
    for await (const line of lines) {
      if (line === '') continue
      const found = JSON.parse(line) as Found
      if (found.index < from) continue
      if (full()) return found.index - 1
      take(found)
    }
    return null
  } finally {
    lines.close()
    stream.destroy()
  }
}
