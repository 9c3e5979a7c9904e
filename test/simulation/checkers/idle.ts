/** Promise 1 for shards: what a worker is lent is worked on. One that has nothing to do and waits, on a linked host, has no lease open. */
import type { Host } from '../host.ts'
import type { Process } from '../process.ts'
import type { Site } from '../simulation.ts'

const lookEveryMs = 3_000
/** from a lease to its worker and from its result back, a reconnect between included */
const onItsWayMs = 15_000

export function checkIdle({ observers, world, coordinator, hosts }: Site): void {
  /** since when workers wait although they are lent something */
  const idle = new Map<Process, number>()
  let lookedMs = 0
  observers.add({
    stepped({ nowMs }) {
      const sinceMs = world.nowMs - lookedMs
      if (sinceMs < lookEveryMs) return
      lookedMs = world.nowMs
      // nobody looked for a while: the coordinator was away
      if (sinceMs > 3 * lookEveryMs) idle.clear()
      for (const host of hosts) for (const process of host.processes.live) look(host, process, nowMs())
    },
    crashed: () => idle.clear(),
  })

  function look(host: Host, process: Process, nowMs: number): void {
    const { attempt, idleSinceMs, manners } = process
    const row = coordinator.life?.state.attempts.get(attempt)
    const { link, disk } = host
    const linked =
      host.canFence(world.nowMs) &&
      coordinator.life?.state.liveness.get(host.id)?.state === 'connected' &&
      !link.blocked.up &&
      !link.blocked.down &&
      link.slow === 1
    if (idleSinceMs === null || manners.hung || disk.temporaryFull || !linked || row === undefined || row.stop !== null)
      return void idle.delete(process)
    const old = row.leases.filter((lease) => nowMs - lease.sinceMs > onItsWayMs)
    observers.exercise('lent-is-worked-on')
    if (old.length === 0 || world.nowMs - idleSinceMs < onItsWayMs) return void idle.delete(process)
    const sinceMs = idle.get(process) ?? world.nowMs
    idle.set(process, sinceMs)
    observers.hold('lent-is-worked-on', world.nowMs - sinceMs < onItsWayMs, () => {
      return `${attempt} on ${host.name} waits for work and is lent ${old.map(({ shard }) => shard).join(', ')}`
    })
  }
}
