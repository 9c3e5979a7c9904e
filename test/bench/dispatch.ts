/**
 * No-op shards per second through coordinator, agent and worker on one machine: `level` with fsync, each shard its own committed
 * result, the depth of the queue held by topping up. CPU-milliseconds per shard of each process from /proc.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobRow } from '../../shared/model/rows.ts'
import { type Site, startSite } from '../fakes/site.ts'
import { cpuMs } from './parts/usage.ts'

export const name = 'dispatch'
const depths = [1_000, 10_000, 100_000]
const warmUpMs = 5_000
const measureMs = 10_000

interface Figure {
  shardsPerSecond: number
  coordinatorCpuMs: number
  agentCpuMs: number
  workerCpuMs: number
}

async function at(site: Site, depth: number): Promise<Figure> {
  const spec = {
    name: `dispatch-${depth}`,
    kind: 'batch',
    run: { kind: 'worker', argv: [process.execPath, join(import.meta.dirname, 'workers/plain-worker.ts')] },
    workers: { max: 1 },
    shards: { waves: [{ name: 'main' }], open: true },
  }
  const { id } = await site.api<JobRow>('POST', '/api/v1/jobs', { spec })
  let total = 0
  let row: JobRow | undefined
  // Topped up by a tenth at least, as often as the answers come: at 30,000 shards/s a queue of 1,000 lasts 33 ms.
  const topUp = async (): Promise<JobRow> => {
    const missing = depth - (total - (row?.shards.committed ?? 0))
    if (missing < depth / 10) row = await site.job(id)
    else {
      row = await site.api<JobRow>('POST', `/api/v1/jobs/${id}/shards`, { count: missing })
      total += missing
    }
    return row
  }
  await topUp()
  const worker = await site.until(
    'the worker runs',
    async () => (await site.attempts(id)).find((attempt) => attempt.pid !== null)?.pid ?? undefined,
  )
  const pids = [site.pidOf('coordinator'), site.pidOf('agent-1'), worker]
  const hold = async (ms: number): Promise<JobRow> => {
    const end = performance.now() + ms
    for (;;) {
      const now = await topUp()
      if (performance.now() >= end) return now
      await wait(2)
    }
  }
  const before = await hold(warmUpMs)
  const startMs = performance.now()
  const cpuBefore = pids.map(cpuMs)
  const after = await hold(measureMs)
  const seconds = (performance.now() - startMs) / 1000
  const done = after.shards.committed - before.shards.committed
  const [coordinator, agent, workerMs] = pids.map((pid, i) => (cpuMs(pid) - (cpuBefore[i] as number)) / done) as [
    number,
    number,
    number,
  ]
  await site.api('POST', `/api/v1/jobs/${id}/cancel`, {})
  await site.until('the worker is gone', async () =>
    (await site.attempts(id)).every((attempt) => attempt.state === 'ended'),
  )
  return { shardsPerSecond: done / seconds, coordinatorCpuMs: coordinator, agentCpuMs: agent, workerCpuMs: workerMs }
}

export async function run(
  log: (line: string) => void,
): Promise<{ ok: boolean; figures: Record<string, unknown>; targets: Record<string, string> }> {
  const site = await startSite(['agent-1'])
  try {
    const figures: Record<string, unknown> = {}
    const rates: number[] = []
    for (const depth of depths) {
      const figure = await at(site, depth)
      rates.push(figure.shardsPerSecond)
      for (const [key, value] of Object.entries(figure)) figures[`depth${depth}.${key}`] = value
      log(
        `${depth} queued: ${figure.shardsPerSecond.toFixed(0)} shards/s; CPU-ms a shard: coordinator ${figure.coordinatorCpuMs.toFixed(3)}, agent ${figure.agentCpuMs.toFixed(3)}, worker ${figure.workerCpuMs.toFixed(3)}`,
      )
    }
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
    const spread = Math.max(...rates.map((rate) => Math.abs(rate / mean - 1)))
    figures.spread = spread
    return {
      ok: Math.min(...rates) >= 4_000 && spread <= 0.2,
      figures,
      targets: { shardsPerSecond: '≥ 4,000 at every depth', spread: '≤ ±20 %' },
    }
  } finally {
    await site.close()
  }
}
