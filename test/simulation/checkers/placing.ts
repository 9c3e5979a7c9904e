/**
 * Where new work may go: [H1] only to hosts that are heard, [H3] not to refused ones, [N1] not to cordoned or drained ones; and the GPUs
 * granted are the host's and empty when the process starts.
 */
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

const emptyBelowMb = 512

export function checkPlacing({ observers }: Site): void {
  const seen = new Set<string>()
  observers.add({
    stepped({ state }, _input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        if (table !== 'attempts' || row === null) continue
        const attempt = row as AttemptRow
        if (seen.has(key)) continue
        seen.add(key)
        if (attempt.state !== 'placed') continue
        const host = state.hosts.get(attempt.host)
        const heard = state.liveness.get(attempt.host)?.state
        const gang = attempt.epoch > 0
        observers.exercise('H1')
        // a gang's members are launched on hosts that it holds, whatever has been said of them since
        observers.hold(
          'H1',
          gang || heard === 'connected',
          () => `${key} is placed on ${host?.name}, which is ${heard}`,
        )
        observers.hold(
          'N1',
          gang || host?.cordoned === false,
          () => `${key} is placed on ${host?.name}, which is cordoned`,
        )
        observers.hold('N1', gang || host?.drain === null, () => `${key} is placed on ${host?.name}, which is drained`)
        observers.hold('H3', host?.refusedReason === null, () => `${key} is placed on ${host?.name}, which is refused`)
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
}
