/**
 * A fleet of simulated agents over real WebSockets on one real coordinator (`level` on disk), in processes apart: arrays of zero-second
 * tasks with the queue held at 1,000 and 10,000, then 100,000 submitted at once, then single jobs. A client of the live feed says what is
 * seen and when. Both processes, the bench and whatever else runs share this machine: `othersCores` says what others took of it.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startSite } from '../fakes/site.ts'
import { FeedWatch } from './parts/feed-watch.ts'
import { type ArraysFigure, drainArrays, holdDepth } from './parts/fleet-arrays.ts'
import { idleFigures, runSingles } from './parts/fleet-rest.ts'
import { LoopWatch } from './parts/loop-watch.ts'
import type { Rig } from './parts/rig.ts'
import { residentMb } from './parts/usage.ts'

export const name = 'fleet'
const hosts = 1_000
const arrays = { count: 100, size: 1_000 }
const singles = 5_000
const depths = [1_000, 10_000]
const idleMs = 15_000

type Log = (line: string) => void

export async function run(
  log: Log,
): Promise<{ ok: boolean; figures: Record<string, unknown>; targets: Record<string, string> }> {
  const site = await startSite([])
  try {
    return await measure(await startFleet(site, log), log)
  } finally {
    await site.kill('simulator', 'SIGTERM')
    await site.close()
  }
}

async function startFleet(site: Rig['site'], log: Log): Promise<Rig & { emptyMb: number }> {
  await wait(2_000)
  const emptyMb = residentMb(site.pidOf('coordinator'))
  const args = ['--coordinator', `ws://${site.address}`, '--hosts', hosts, '--gpus', 8, '--slots', 8, '--task-ms', 0]
  site.start('simulator', [join(import.meta.dirname, '../../agent/main.ts'), 'simulate', ...args.map(String)])
  const startMs = performance.now()
  await site.until(
    `${hosts} hosts are connected`,
    async () =>
      (await site.api<{ counts: { hosts: { connected: number } } }>('GET', '/api/v1/status')).counts.hosts.connected >=
      hosts,
    120_000,
  )
  log(`${hosts} simulated hosts connected in ${((performance.now() - startMs) / 1000).toFixed(1)} s`)
  const feed = await FeedWatch.open(site.address, (job) => job.startsWith('fleet-'))
  return { site, feed, loop: new LoopWatch(site), emptyMb }
}

async function measure(rig: Rig & { emptyMb: number }, log: Log): ReturnType<typeof run> {
  const figures: Record<string, unknown> = {}
  figures.idle = await idleFigures(rig, { hosts, idleMs, emptyMb: rig.emptyMb }, log)
  const rates: ArraysFigure[] = []
  for (const depth of depths) {
    const figure = await holdDepth(rig, depth, log)
    figures[`queued${depth}`] = figure
    rates.push(figure)
  }
  const drained = await drainArrays(rig, arrays, hosts, log)
  figures[`queued${arrays.count * arrays.size}`] = drained
  rates.push(drained)
  const single = await runSingles(rig, singles, log)
  figures.singles = single
  rig.loop.close()
  rig.feed.close()
  const spread = spreadOf(rates.map(({ tasksPerSecond }) => tasksPerSecond))
  figures.spread = spread
  figures.loopDelay = rig.loop.figures()
  figures.feed = { gaps: rig.feed.gaps, messages: rig.feed.messages, mb: rig.feed.bytes / 1e6 }
  const worstP99Ms = rig.loop.worstP99Ms
  const ok =
    rates.every(({ tasksPerSecond }) => tasksPerSecond >= 1_000) &&
    spread <= 0.2 &&
    worstP99Ms <= 50 &&
    rig.feed.gaps === 0
  return {
    ok,
    figures,
    targets: {
      tasksPerSecond: '≥ 1,000 at every depth',
      spread: '≤ 0.2 (flat from 1,000 to 100,000 queued)',
      'loopDelay.worstP99Ms': '≤ 50 in every window of 5 s',
      'feed.gaps': '0',
    },
  }
}

function spreadOf(rates: readonly number[]): number {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  return Math.max(...rates.map((rate) => Math.abs(rate / mean - 1)))
}
