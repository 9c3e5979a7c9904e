/** What happens to processes: every way to end, and every way not to. */
import { type FaultKind, onProcess, whileProcess } from './fault.ts'

/** `said`: its last line; by default one that no pattern knows. */
const ends = (name: string, code: number | null, signal: string | null, weight = 0.7, said = name): FaultKind =>
  onProcess(name, weight, [0, 0], ({ host, process }) => {
    host.endProcess(process, code, signal, said)
    return undefined
  })

export const processFaults: readonly FaultKind[] = [
  ends('process-exits-0-early', 0, null),
  ends('process-exits-1', 1, null),
  ends('process-sigkill', null, 'SIGKILL'),
  ends('process-sigsegv', null, 'SIGSEGV'),
  ends('process-out-of-memory', null, 'SIGKILL'),
  ends('process-says-do-not-retry', 93, null, 0.1),
  ends('process-out-of-gpu-memory', 1, null, 0.3, 'torch.OutOfMemoryError: CUDA out of memory.'),
  ends('process-cannot-import', 1, null, 0.2, "ModuleNotFoundError: No module named 'flash_attn'"),
  ends('process-loses-a-peer', 1, null, 0.4, 'NCCL error: ncclSystemError: System call failed.'),
  whileProcess('process-ignores-sigterm', 0.7, [0, 0], ({ process: { manners } }) => {
    manners.ignoresTerm = true
    return undefined
  }),
  whileProcess('process-slow-exit', 0.7, [0, 0], ({ process: { manners } }, fault) => {
    manners.exitMs = 2_000 + 40_000 * fault.value
    return undefined
  }),
  whileProcess('process-unkillable', 0.7, [0, 0], ({ process: { manners } }, fault, { world }) => {
    manners.unkillableUntilMs = world.nowMs + 10_000 + 120_000 * fault.value
    return undefined
  }),
  whileProcess('process-hangs', 0.7, [5_000, 400_000], ({ process }) => {
    process.manners.hung = true
    return () => {
      process.manners.hung = false
      process.resumed?.()
    }
  }),
  whileProcess('process-ends-at-result', 0.7, [0, 0], ({ process: { manners } }) => {
    manners.diesAtResult = true
    return undefined
  }),
  onProcess(
    'process-starts-over',
    1,
    [0, 0],
    ({ host, process }) => {
      host.startOver(process)
      return undefined
    },
    ({ process }) => process.spec.kind === 'batch' && !process.manners.hung,
  ),
  whileProcess('process-leaves-child', 0.7, [0, 0], ({ process: { manners } }) => {
    manners.leavesChild = true
    return undefined
  }),
  onProcess('process-dies-while-agent-is-away', 1, [0, 0], ({ host, process }, fault, { world }) => {
    if (!host.life?.alive) return 'nothing to do'
    host.killAgent('killed, and a worker dies meanwhile', 3_000 + 10_000 * fault.value)
    world.after(1_000, () => {
      if (host.powered) host.endProcess(process, 3, null, 'died while its agent was away')
    })
    return undefined
  }),
  onProcess('supervisor-killed', 0.4, [0, 0], ({ host, process }) => {
    host.processes.killSupervisor(process)
    return undefined
  }),
]
