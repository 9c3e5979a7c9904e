/** What the parts of the fleet bench share: the site, the feed's client, the watch on the event loop; and one measured stretch of time. */
import type { Site } from '../../fakes/site.ts'
import type { FeedWatch } from './feed-watch.ts'
import type { LoopWatch } from './loop-watch.ts'
import { cpuMs, machineBusyMs } from './usage.ts'

export interface Rig {
  readonly site: Site
  readonly feed: FeedWatch
  readonly loop: LoopWatch
}

export interface Stretch {
  readonly wallMs: number
  readonly coordinatorCpuMs: number
  readonly simulatorCpuMs: number
  /** processors that neither of them nor this process used */
  readonly othersCores: number
}

/** Begins to measure; the answer ends it. */
export function stretch({ site }: Pick<Rig, 'site'>): () => Stretch {
  const pids = [site.pidOf('coordinator'), site.pidOf('simulator'), process.pid]
  const before = pids.map(cpuMs)
  const busyMs = machineBusyMs()
  const startMs = performance.now()
  return () => {
    const wallMs = performance.now() - startMs
    const [coordinatorCpuMs, simulatorCpuMs, ownMs] = pids.map((pid, i) => cpuMs(pid) - before[i]!) as [
      number,
      number,
      number,
    ]
    const othersMs = machineBusyMs() - busyMs - coordinatorCpuMs - simulatorCpuMs - ownMs
    return { wallMs, coordinatorCpuMs, simulatorCpuMs, othersCores: Math.max(0, othersMs / wallMs) }
  }
}
