/**
 * Where new work may go: [H1] only to hosts that are heard, [H3] not to refused ones, [N1] not to cordoned or drained ones; and the GPUs
 * granted are the host's and empty when the process starts.
 */
import type { State } from '../../../coordinator/core/state.ts'
import type { AttemptRow, TaskRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

const emptyBelowMb = 512

export function checkPlacing({ observers }: Site): void {
  const seen = new Set<string>()
  /** of gangs' tasks the hosts that they hold */
  const taken = new Map<string, string>()
  observers.add({
    loading(state) {
      taken.clear()
      for (const row of state.tasks.values()) if (row.hold !== null) taken.set(row.id, row.hold.host)
    },
    stepped({ state }, _input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        if (table === 'tasks') held(state, key, row as TaskRow | null)
        else if (table === 'attempts' && row !== null) placed(state, row as AttemptRow)
      }
    },
    processStarted(host, process) {
      for (const uuid of process.spec.gpus) {
        observers.exercise('gpu-empty')
        const usedMb = host.gpus.usedMb(uuid) ?? 0
        observers.hold(
          'gpu-empty',
          host.gpus.present(uuid),
          () => `${process.attempt} starts on ${uuid}, which is gone`,
        )
        observers.hold(
          'gpu-empty',
          usedMb < emptyBelowMb,
          () => `${process.attempt} starts on ${uuid}, which holds ${usedMb} MB`,
        )
      }
    },
  })

  /** A gang takes hosts that are open; its members are launched on them whatever has been said of them since (checkLaunches). */
  function held(state: State, id: string, row: TaskRow | null): void {
    const host = row?.hold?.host
    if (host === undefined) return void taken.delete(id)
    if (taken.get(id) !== host) isOpen(state, host, id)
    taken.set(id, host)
  }

  function placed(state: State, { id, host, epoch, state: is }: AttemptRow): void {
    if (seen.has(id)) return
    seen.add(id)
    if (is === 'placed' && epoch === 0) isOpen(state, host, id)
  }

  function isOpen(state: State, hostId: string, what: string): void {
    const host = state.hosts.get(hostId)
    const heard = state.liveness.get(hostId)?.state
    const on = `${what} is placed on ${host?.name}, which is`
    observers.exercise('H1')
    observers.hold('H1', heard === 'connected', () => `${on} ${heard}`)
    observers.hold('N1', host?.cordoned === false, () => `${on} cordoned`)
    observers.hold('N1', host?.drain === null, () => `${on} drained`)
    observers.hold('H3', host?.refusedReason === null, () => `${on} refused`)
  }
}
