/** Promise 1 at a job's end: a worker that is well and whose host is linked leaves by itself, nobody signals it. */
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

export function checkFinishing({ observers, world, coordinator }: Site): void {
  /** when jobs succeeded, and when hosts' links last ended */
  const succeeded = new Map<string, number>()
  const unlinked = new Map<string, number>()
  observers.add({
    durable(_life, { changes }) {
      for (const { table, key, row } of changes)
        if (table === 'jobs' && (row as JobRow | null)?.state === 'succeeded' && !succeeded.has(key))
          succeeded.set(key, world.nowMs)
    },
    stepped(_life, input) {
      if (input.kind === 'host-disconnected' || input.kind === 'host-connected') unlinked.set(input.host, world.nowMs)
    },
    processEnded(_host, process) {
      if (process.cause === 'finished' && succeeded.has(process.spec.job)) observers.exercise('leaves-by-itself')
    },
    signalled(host, process, signal) {
      const atMs = succeeded.get(process.spec.job)
      if (atMs === undefined || !process.alive || coordinator.disk.restoredMs !== null) return
      const { link, disk } = host
      const linked =
        coordinator.life?.state.liveness.get(host.id)?.state === 'connected' &&
        !link.blocked.up &&
        !link.blocked.down &&
        link.slow === 1 &&
        link.raw.drop === 0 &&
        (unlinked.get(host.id) ?? 0) < atMs
      const well = !process.manners.hung && !disk.full && !disk.temporaryFull && host.canFence(world.nowMs)
      observers.hold('leaves-by-itself', !linked || !well, () => {
        return `${host.name} sends ${signal} to ${process.attempt}, whose job ${process.spec.job} succeeded ${Math.round(world.nowMs - atMs)} ms before`
      })
    },
  })
}
