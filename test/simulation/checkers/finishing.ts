/**
 * Promise 1 at a job's end: a worker that is well and whose host is linked leaves by itself, nobody signals it; and none is told to leave
 * with shards that it was lent still open.
 */
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { Life } from '../coordinator.ts'
import type { Process } from '../process.ts'
import type { Site } from '../simulation.ts'

const lookEveryMs = 5_000
/** what waited on a cut link is sent again within this time */
const resentMs = 3_500
/** the core lets a worker leave by itself for 10 s; its long work comes on top */
const lingersMs = 40_000

export function checkFinishing({ observers, world, coordinator, hosts }: Site): void {
  const byId = new Map(hosts.map((host) => [host.id, host]))
  /** leases of live attempts */
  const lent = new Map<string, AttemptRow['leases']>()
  /** once is enough: what was being stopped already when its job ended goes on being stopped */
  const signalled = new WeakSet<Process>()
  /** since when the coordinator has been at work, without a pause or a slow disk, by its own clock */
  let atWorkMs = 0
  let lookedMs = 0
  /** when jobs succeeded, and when hosts' links last ended */
  const succeeded = new Map<string, number>()
  const unlinked = new Map<string, number>()
  observers.add({
    durable(_life, { changes }) {
      for (const { table, key, row } of changes)
        if (table === 'jobs' && (row as JobRow | null)?.state === 'succeeded' && !succeeded.has(key))
          succeeded.set(key, world.nowMs)
    },
    loading(state) {
      lent.clear()
      for (const { id, leases } of state.attempts.values()) lent.set(id, leases)
    },
    started(life) {
      atWorkMs = life.nowMs()
    },
    stepped(life, input, _effects, { durable }) {
      const { state } = life
      const sinceMs = world.nowMs - lookedMs
      if (sinceMs > lookEveryMs) {
        lookedMs = world.nowMs
        if (sinceMs > 3 * lookEveryMs || coordinator.slowCommit > 1) atWorkMs = life.nowMs()
        lingering(life)
      }
      for (const { table, key, row } of durable) {
        if (table !== 'attempts') continue
        const attempt = row as AttemptRow | null
        const goesOn = state.jobs.get(attempt?.job ?? '')?.endedMs === null
        if (attempt?.state === 'ended' && goesOn) left(attempt, lent.get(key) ?? [])
        if (attempt === null || attempt.state === 'ended') lent.delete(key)
        else lent.set(key, attempt.leases)
      }
      if (input.kind === 'host-disconnected' || input.kind === 'host-connected') unlinked.set(input.host, world.nowMs)
    },
    processEnded(_host, process) {
      if (process.cause === 'finished' && succeeded.has(process.spec.job)) observers.exercise('leaves-by-itself')
    },
    signalled(host, process, signal) {
      if (signalled.has(process)) return
      signalled.add(process)
      const atMs = succeeded.get(process.spec.job)
      if (atMs === undefined || !process.alive || coordinator.disk.restoredMs !== null) return
      const { link, disk } = host
      const linked =
        coordinator.life?.state.liveness.get(host.id)?.state === 'connected' &&
        !link.blocked.up &&
        !link.blocked.down &&
        link.slow === 1 &&
        link.raw.drop === 0 &&
        link.changedMs + resentMs < atMs &&
        (unlinked.get(host.id) ?? 0) < atMs
      const well = !process.manners.hung && !disk.full && !disk.temporaryFull && host.canFence(world.nowMs)
      // it was on its way out for another reason as the job ended
      const stop = coordinator.life?.state.attempts.get(process.attempt)?.stop ?? null
      const wasStopped =
        stop !== null && stop.sinceMs <= (coordinator.life?.state.jobs.get(process.spec.job)?.endedMs ?? 0)
      observers.hold('leaves-by-itself', !linked || !well || wasStopped, () => {
        return `${host.name} sends ${signal} to ${process.attempt}, whose job ${process.spec.job} succeeded ${Math.round(world.nowMs - atMs)} ms before`
      })
    },
  })

  /** Whoever does not leave by itself is stopped, by a life that knew the end of the job or by one that has only its rows. */
  function lingering({ state, nowMs }: Life): void {
    for (const { id, job: of, state: is, stop } of state.attempts.values()) {
      const endedMs = state.jobs.get(of)?.endedMs ?? null
      if (endedMs === null || is === 'ended' || nowMs() - Math.max(endedMs, atWorkMs) < lingersMs) continue
      observers.exercise('is-let-go')
      observers.hold('is-let-go', stop !== null, () => `${id} is ${is} and its job ${of} ended long ago`)
    }
  }

  /** Results come before the end, so what is lent still when the end is heard was not done. */
  function left({ id, host, exit, stop }: AttemptRow, leases: AttemptRow['leases']): void {
    const cause = byId.get(host)?.processes.get(id)?.cause
    if (cause !== 'finished' || exit?.reason !== 'exited' || stop !== null) return
    observers.exercise('leaves-nothing')
    observers.hold('leaves-nothing', leases.length === 0 || coordinator.disk.restoredMs !== null, () => {
      return `${id} was told to leave with ${leases.length} shards that it was lent`
    })
  }
}
