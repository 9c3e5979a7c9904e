/** A coordinator for benches of the agent, in a process of its own: acknowledges telemetry and counts what comes. */
import { limits } from '../../../shared/limits.ts'
import { FakeCoordinator } from '../../fakes/fake-coordinator.ts'

export type SinkReport =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'counts'; readonly frames: number; readonly samples: number; readonly series: number }

const coordinator = new FakeCoordinator()
coordinator.digestMs = limits.digestMs
await coordinator.listen()
const say = (report: SinkReport): void => void process.send?.(report)
say({ kind: 'listening', url: coordinator.url })

let samples = 0
let frames = 0
const series = new Set<string>()

/** Frames are counted and let go. */
function count(): void {
  for (const frame of coordinator.frames.splice(0)) {
    frames++
    for (const { id } of frame.defs ?? []) series.add(`${frame.dictionary} ${id}`)
    for (const { series: columns, stepMs } of frame.blocks ?? [])
      samples += (columns?.length ?? 0) * ((stepMs?.length ?? 0) + 1)
  }
}

setInterval(count, 1000)
process.on('message', () => {
  count()
  say({ kind: 'counts', frames, samples, series: series.size })
})
process.on('disconnect', () => process.exit())
