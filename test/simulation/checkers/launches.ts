/** [Y1] when an epoch is launched its gang is whole, and every member's host is heard, not refused and not being drained. */
import { checkInvariants } from '../../../coordinator/core/invariants.ts'
import type { State } from '../../../coordinator/core/state.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

export function checkLaunches({ observers }: Site): void {
  const launched = new Map<string, number>()
  observers.add({
    loading(state) {
      launched.clear()
      for (const { id, gang } of state.jobs.values()) if (gang !== null) launched.set(id, gang.epoch)
    },
    stepped({ state }, _input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        if (table !== 'jobs' || row === null) continue
        const { gang } = row as JobRow
        if (gang === null || gang.epoch <= (launched.get(key) ?? 0)) continue
        launched.set(key, gang.epoch)
        if (gang.phase !== 'launching') continue
        observers.exercise('Y1-launch')
        observers.attempt(() => checkInvariants(state))
        for (const task of state.index.get(key)?.tasks ?? []) member(state, key, task)
      }
    },
  })

  function member(state: State, job: string, id: string): void {
    const { role, hold } = state.tasks.must(id)
    if (role !== 'member') return
    const host = state.hosts.get(hold?.host ?? '')
    const heard = state.liveness.get(hold?.host ?? '')?.state
    const open = heard === 'connected' && host?.refusedReason === null && host.drain === null
    observers.hold('Y1', open, () => {
      return `${job} is launched with a member on ${host?.name ?? 'no host'}: ${heard}, ${JSON.stringify([host?.refusedReason, host?.drain])}`
    })
  }
}
