/** What happens to processes: every way to end, and every way not to. */
import type { Process } from '../process.ts'
import { type Fault, type FaultKind, liveOf, pick, processOf, type Stage } from './fault.ts'

const ends = (name: string, code: number | null, signal: string | null): FaultKind => ({
  name,
  weight: 0.7,
  lastsMs: [0, 0],
  begin: (stage, fault) => {
    const found = processOf(stage, fault)
    if (found === undefined) return 'nothing to do'
    found.host.endProcess(found.process, code, signal, name)
    return undefined
  },
})

const changes = (
  name: string,
  lastsMs: readonly [number, number],
  change: (process: Process, fault: Fault, stage: Stage) => (() => void) | undefined,
): FaultKind => ({
  name,
  weight: 0.7,
  lastsMs,
  begin: (stage, fault) => {
    const found = processOf(stage, fault)
    if (found === undefined) return 'nothing to do'
    const undo = change(found.process, fault, stage)
    found.host.life?.timers.wake()
    return undo === undefined
      ? undefined
      : () => {
          undo()
          found.host.life?.timers.wake()
        }
  },
})

export const processFaults: readonly FaultKind[] = [
  ends('process-exits-0-early', 0, null),
  ends('process-exits-1', 1, null),
  ends('process-sigkill', null, 'SIGKILL'),
  ends('process-sigsegv', null, 'SIGSEGV'),
  ends('process-out-of-memory', null, 'SIGKILL'),
  changes('process-ignores-sigterm', [0, 0], ({ manners }) => {
    manners.ignoresTerm = true
    return undefined
  }),
  changes('process-slow-exit', [0, 0], ({ manners }, fault) => {
    manners.exitMs = 2_000 + 40_000 * fault.value
    return undefined
  }),
  changes('process-unkillable', [0, 0], ({ manners }, fault, { world }) => {
    manners.unkillableUntilMs = world.nowMs + 10_000 + 120_000 * fault.value
    return undefined
  }),
  changes('process-hangs', [5_000, 400_000], (process) => {
    process.manners.hung = true
    return () => {
      process.manners.hung = false
      process.resumed?.()
    }
  }),
  changes('process-ends-at-result', [0, 0], ({ manners }) => {
    manners.diesAtResult = true
    return undefined
  }),
  {
    name: 'process-starts-over',
    weight: 1,
    lastsMs: [0, 0],
    begin: (stage, fault) => {
      const found = pick(
        liveOf(stage).filter(({ process }) => process.spec.kind === 'batch' && !process.manners.hung),
        fault.target,
      )
      if (found === undefined) return 'nothing to do'
      found.host.startOver(found.process)
      return undefined
    },
  },
  changes('process-leaves-child', [0, 0], ({ manners }) => {
    manners.leavesChild = true
    return undefined
  }),
  {
    name: 'process-dies-while-agent-is-away',
    weight: 1,
    lastsMs: [0, 0],
    begin: (stage, fault) => {
      const found = processOf(stage, fault)
      if (found === undefined || !found.host.life?.alive) return 'nothing to do'
      const { host, process } = found
      host.killAgent('killed, and a worker dies meanwhile', 3_000 + 10_000 * fault.value)
      stage.world.after(1_000, () => {
        if (host.powered) host.endProcess(process, 3, null, 'died while its agent was away')
      })
      return undefined
    },
  },
  {
    name: 'supervisor-killed',
    weight: 0.4,
    lastsMs: [0, 0],
    begin: (stage, fault) => {
      const found = processOf(stage, fault)
      if (found === undefined) return 'nothing to do'
      found.host.processes.killSupervisor(found.process)
      return undefined
    },
  },
]
