/** What happens to processes: every way to end, and every way not to. */
import { type FaultKind, onProcess, whileProcess } from './fault.ts'

const ends = (name: string, code: number | null, signal: string | null): FaultKind =>
  onProcess(name, 0.7, [0, 0], ({ host, process }) => {
    host.endProcess(process, code, signal, name)
    return undefined
  })

export const processFaults: readonly FaultKind[] = [
  ends('process-exits-0-early', 0, null),
  ends('process-exits-1', 1, null),
  ends('process-sigkill', null, 'SIGKILL'),
  ends('process-sigsegv', null, 'SIGSEGV'),
  ends('process-out-of-memory', null, 'SIGKILL'),
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
