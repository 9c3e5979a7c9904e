/** One life of an agent: the real link, work and spool put together as on a real host, over the host's virtual parts. */
import { Life } from '../../agent/life.ts'
import type { Dial } from '../../agent/link/connection.ts'
import type { DesiredMark, DesiredMemory } from '../../agent/link/desired-memory.ts'
import type { Identity } from '../../agent/link/identity.ts'
import type { HelloParts } from '../../agent/link/link.ts'
import { FactSpool, type SpoolDisk } from '../../agent/link/spool.ts'
import { noArtifacts } from '../../agent/simulated/artifacts.ts'
import type { AttemptStore } from '../../agent/work/attempt-store.ts'
import type { CheckpointFiles } from '../../agent/work/checkpoints/files.ts'
import type { CheckParts } from '../../agent/work/checks/checks.ts'
import type { WorkContext } from '../../agent/work/context.ts'
import type { ProcessDriver } from '../../agent/work/driver.ts'
import type { NewFact } from '../../agent/work/facts.ts'
import type { FenceMemory } from '../../agent/work/fence-memory.ts'
import type { Log } from '../../agent/work/log.ts'
import { noLogs } from '../../agent/work/logs/attempt-logs.ts'
import type { AskReady } from '../../agent/work/probe.ts'
import { Work } from '../../agent/work/work.ts'
import type { ServeWorker } from '../../agent/work/worker-socket.ts'
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Inventory } from '../../shared/model/reading.ts'
import type { Desired } from '../../shared/protocol/codec.ts'
import type { VirtualGpus } from './gpus.ts'
import { type VirtualTimers, watchEveryMs } from './virtual-timers.ts'

export interface AgentParts {
  readonly identity: Identity
  readonly bootId: string
  readonly clock: Clock
  /** since the host's boot */
  readonly uptime: Clock
  readonly gpus: VirtualGpus
  readonly fenceMemory: FenceMemory
  readonly checks: CheckParts
  readonly checkpointFiles: CheckpointFiles
  readonly inventory: Inventory
  readonly timers: VirtualTimers
  readonly dial: Dial
  readonly spoolDisk: SpoolDisk
  readonly memory: DesiredMemory
  /** the link hands a desired state to the work */
  readonly onDesired: (mark: DesiredMark) => void
  readonly store: AttemptStore
  readonly driver: ProcessDriver
  readonly serveWorker: ServeWorker
  readonly askReady: AskReady
  readonly random: () => number
  readonly log: Log
  readonly hello: () => Omit<HelloParts, 'attempts' | 'inventoryJson'>
  readonly onFatal: (error: unknown) => void
}

/** The work of an agent, and what its link hands to it. */
class SeenWork extends Work {
  readonly #onDesired: (mark: DesiredMark) => void

  constructor(onDesired: (mark: DesiredMark) => void, context: WorkContext) {
    super(context)
    this.#onDesired = onDesired
  }

  override apply(desired: Desired): void {
    this.#onDesired({ incarnation: desired.incarnation ?? 0, generation: Number(desired.generation ?? 0) })
    super.apply(desired)
  }
}

/** Resolves once the spool is open and the agent runs, with what puts facts of sensors into the spool. */
export async function startAgent(parts: AgentParts): Promise<(fact: NewFact) => void> {
  const { identity, bootId, clock, timers, dial, memory, log, random, hello, onFatal } = parts
  const spool = await FactSpool.open(parts.spoolDisk)
  new Life({
    coordinator: 'ws://simulated',
    identity,
    bootId,
    dial,
    uptime: parts.uptime,
    timers,
    spool,
    memory,
    log,
    random,
    inventory: parts.inventory,
    gpus: () => parts.gpus.list(),
    openWork: (seams) =>
      new SeenWork(parts.onDesired, {
        clock,
        timers: timers.watching(),
        log,
        socketDir: '/simulated/sockets',
        tickMs: watchEveryMs,
        attemptsKept: limits.attemptDirsKept,
        store: parts.store,
        logs: noLogs,
        driver: parts.driver,
        serveWorker: parts.serveWorker,
        askReady: parts.askReady,
        preflight: async () => {},
        ...noArtifacts,
        bootId,
        uptime: parts.uptime,
        gpus: parts.gpus,
        fenceMemory: parts.fenceMemory,
        checks: parts.checks,
        checkpointFiles: parts.checkpointFiles,
        ...seams,
      }),
    hello,
    onFatal,
  }).start()
  return (fact) => void spool.append(fact).catch(onFatal)
}
