/** After healing: every job ends, every acknowledged wish is met, and what runs is what should run (L1 … L5). */

import { explainJob } from '../../../coordinator/core/explain/explain.ts'
import type { State } from '../../../coordinator/core/state.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { Host } from '../host.ts'
import type { Site } from '../simulation.ts'

export function checkProgress(site: Site): { done(): boolean; atEnd(): void } {
  const { observers, coordinator, users, world } = site
  let looked = 0

  const live = (state: State): JobRow[] =>
    [...state.jobs.values()].filter(({ state: is }) => is === 'queued' || is === 'running')

  /** Attempts on hosts that live on, and processes there, which are not yet gone. */
  const lingering = (state: State): string[] => {
    const found: string[] = []
    const healed = new Map([...(site.healed ?? [])].map((host) => [host.id, host]))
    for (const attempt of state.attempts.values())
      if (attempt.state !== 'ended' && healed.has(attempt.host)) found.push(describe(attempt, healed.get(attempt.host)))
    for (const host of healed.values())
      for (const process of host.processes.live) found.push(`process of ${process.attempt} on ${host.name}`)
    return found
  }

  function describe(attempt: AttemptRow, host: Host | undefined): string {
    return `${attempt.id} (${attempt.state}) on ${host?.name}`
  }

  /** Where a job's shards are. */
  function shardsOf(state: State, job: JobRow): string {
    const index = state.index.get(job.id)
    if (job.spec.kind === 'gang') return `; ${JSON.stringify([job.spec.gang, job.spec.resources, job.gang])}`
    if (index === undefined || job.spec.kind !== 'batch') return ''
    const lent = [...index.lent].map(([shard, holders]) => `${shard} to ${holders.join(' and ')}`)
    return `; ${job.shards.committed} of ${job.shards.total} committed, ${index.pending.size} wait, lent: ${lent.join(', ') || 'none'}`
  }

  return {
    done() {
      // all users' wishes for the end of services come in the first minutes
      if (world.nowMs < site.healedMs + 6 * 60_000 || world.nowMs < looked + 5_000) return false
      looked = world.nowMs
      const { life } = coordinator
      if (!life?.alive || users.waiting > 0) return false
      return live(life.state).length === 0 && lingering(life.state).length === 0
    },
    atEnd() {
      const { life } = coordinator
      observers.hold('L1', life?.alive === true, () => 'the coordinator is down although nothing is wrong any more')
      if (!life?.alive) return
      observers.exercise('L1')
      observers.exercise('L4')
      for (const job of live(life.state))
        observers.breach(
          'L1',
          `job ${job.id} (${job.spec.name}) is ${job.state} 40 minutes after all faults: ${job.reason}${shardsOf(life.state, job)}; why: ${JSON.stringify(explainJob(life.state, job.id, life.nowMs()))}`,
        )
      observers.hold('L2', users.waiting === 0, () => `${users.waiting} requests were never answered`)
      const left = lingering(life.state)
      observers.hold('L4', left.length === 0, () => `left on healed hosts: ${left.slice(0, 8).join(', ')}`)
    },
  }
}
