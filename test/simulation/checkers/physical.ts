/** [P2] what really runs: no slot or GPU twice, one process an attempt, nothing started that was not committed first. */
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

export function checkPhysical({ observers, coordinator }: Site): void {
  observers.add({
    processStarted(host, process) {
      const { attempt } = process
      if (coordinator.hasForeign(host.id)) return observers.exercise('X1-host')
      let slots = 0
      const gpus = new Set<string>()
      for (const other of host.processes.live) {
        slots += other.spec.resources.cpus
        for (const gpu of other.spec.gpus) {
          observers.hold('P2', !gpus.has(gpu), () => `${gpu} is used by two processes, one of ${attempt}`)
          gpus.add(gpu)
        }
        if (other !== process)
          observers.hold('P2', other.attempt !== attempt, () => `${attempt} runs twice on ${host.name}`)
      }
      observers.exercise('P2')
      observers.hold('P2', slots <= host.shape.slots, () => {
        const live = [...host.processes.live].map((each) => each.attempt).join(', ')
        return `${host.name} runs ${slots} slots of ${host.shape.slots}: ${live}`
      })
      const text = coordinator.disk.row('attempts', attempt)
      const row = text === undefined ? undefined : (JSON.parse(text) as AttemptRow)
      observers.hold(
        'commit-then-act',
        row !== undefined || coordinator.disk.restoredMs !== null,
        () => `${attempt} started and no row was committed`,
      )
      observers.exercise('commit-then-act')
    },
  })
}
