/** What happens to GPUs: they fall off the bus and come back, and memory stays in use after a process is gone. */
import { endHung, type FaultKind, onHost, pick } from './fault.ts'

export const gpuFaults: readonly FaultKind[] = [
  {
    name: 'gpu-falls-off',
    weight: 1,
    lastsMs: [20_000, 400_000],
    begin: (stage, fault) => {
      const host = pick(
        stage.hosts.filter(({ gpus, powered }) => powered && gpus.count > 0),
        fault.target,
      )
      const lost = host?.gpus.lose(Math.floor(fault.value * host.gpus.count))
      if (host === undefined || lost === undefined) return 'nothing to do'
      // what used it fails after a moment, or hangs in the driver
      for (const process of host.processes.live) {
        if (!process.spec.gpus.includes(lost)) continue
        if (fault.value * 8 - Math.floor(fault.value * 8) < 0.6)
          stage.world.after(2_000, () => {
            if (host.powered) host.endProcess(process, 1, null, 'CUDA error: unspecified launch failure')
          })
        else process.manners.hung = true
      }
      return () => {
        host.gpus.return(lost)
        // what nobody stopped meanwhile fails as the driver lets go of it
        endHung(host, [lost])
      }
    },
  },
  onHost('gpu-memory-held', 1, [30_000, 300_000], ({ gpus }, fault) => {
    if (gpus.count === 0) return 'nothing to do'
    gpus.holdMs = 3_000 + 70_000 * fault.value
    return () => {
      gpus.holdMs = 0
    }
  }),
]
