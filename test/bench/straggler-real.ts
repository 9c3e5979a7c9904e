/**
 * B1 on real processes: 8 local agents, 128 shards of 500 ms ± 10 % that wait on a timer, one agent's taking 4×. Makespan against
 * W/(N−1+1/s), the time of a perfect division of the work W; beside it what a static split gives with the same shards.
 */

import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Json } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { makeRng } from '../../shared/rng.ts'
import { type Site, startSite } from '../fakes/site.ts'

export const name = 'straggler-real'
const agents = Array.from({ length: 8 }, (_, i) => `agent-${i + 1}`)
const slow = { name: 'agent-3', factor: 4 }
const shardMs = 500
const shards = 128
const runs = 5

interface Figure {
  ratio: number
  duplicates: number
}

async function once(site: Site, seed: number, adaptiveLease: boolean): Promise<Figure> {
  const rng = makeRng(seed, 'straggler-real')
  const items = Array.from({ length: shards }, () => ({ ms: Math.round(shardMs * (0.9 + 0.2 * rng.next())) }))
  const workMs = items.reduce((sum, item) => sum + item.ms, 0)
  const spec = {
    name: `straggler-${seed}-${adaptiveLease}`,
    kind: 'batch',
    run: { kind: 'worker', argv: [process.execPath, join(import.meta.dirname, 'workers/plain-worker.ts')] },
    env: { MW_BENCH_MS: String(shardMs), MW_BENCH_SLOW: `${slow.name}:${slow.factor}` },
    workers: { max: agents.length, perHost: 1 },
    shards: { waves: [{ name: 'main' }], open: true },
    policy: { adaptiveLease },
  }
  const { id } = await site.api<JobRow>('POST', '/api/v1/jobs', { spec })
  await site.until(
    'eight workers run',
    async () => (await site.attempts(id)).filter((attempt) => attempt.state === 'running').length === agents.length,
  )
  // The clock starts when the processes have started and asked: a Node process takes some 100 ms to its first line, eight on 2 cores more.
  await wait(2_000)
  const startMs = performance.now()
  await site.api('POST', `/api/v1/jobs/${id}/shards`, { items: items as unknown as Json[] })
  await site.api('POST', `/api/v1/jobs/${id}/close`, {})
  const job = await site.until('the job ends', async () => {
    const row = await site.job(id)
    return row.endedMs !== null && row
  })
  const makespanMs = performance.now() - startMs
  if (job.state !== 'succeeded' || job.shards.committed !== shards)
    throw new Error(`the job ${job.state}: ${job.reason}`)
  return {
    ratio: makespanMs / (workMs / (agents.length - 1 + 1 / slow.factor)),
    duplicates: job.shards.speculative / shards,
  }
}

/** Every worker gets the same number of shards up front: what a job array does. */
function staticRatio(): number {
  const perAgent = (shards / agents.length) * shardMs
  return (perAgent * slow.factor) / ((shards * shardMs) / (agents.length - 1 + 1 / slow.factor))
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number

export async function run(
  log: (line: string) => void,
): Promise<{ ok: boolean; figures: Record<string, unknown>; targets: Record<string, string> }> {
  const site = await startSite(agents)
  try {
    const figures: Record<string, unknown> = { staticSplitRatio: staticRatio() }
    let ok = true
    for (const adaptive of [true, false]) {
      const found: Figure[] = []
      for (let seed = 1; seed <= runs; seed++) {
        found.push(await once(site, seed, adaptive))
        log(
          `adaptive ${adaptive ? 'on' : 'off'}, run ${seed}: ratio ${found.at(-1)?.ratio.toFixed(3)}, second attempts ${((found.at(-1)?.duplicates ?? 0) * 100).toFixed(1)} %`,
        )
      }
      const key = adaptive ? 'adaptiveOn' : 'adaptiveOff'
      const ratio = median(found.map((each) => each.ratio))
      const duplicates = median(found.map((each) => each.duplicates))
      figures[`${key}Ratio`] = ratio
      figures[`${key}Duplicates`] = duplicates
      figures[`${key}Ratios`] = found.map((each) => each.ratio)
      ok &&= ratio <= 1.1 && duplicates <= 0.05
    }
    return { ok, figures, targets: { ratio: '≤ 1.10 (median of 5)', duplicates: '≤ 5 %' } }
  } finally {
    await site.close()
  }
}
