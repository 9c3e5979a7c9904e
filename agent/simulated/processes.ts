/** The processes of one simulated host, as its agent's driver. They and their exit records outlive the agent. */

import type { Timers } from '../../shared/clock.ts'
import { makeRng, type Rng } from '../../shared/rng.ts'
import type { ProcessMark } from '../work/attempt-store.ts'
import type { ProcessDriver, ProcessExit, TaskLaunch } from '../work/driver.ts'
import { behaviourOf, type Defaults } from './behaviour.ts'
import type { SimulatedGpus } from './gpus.ts'
import { noSpace } from './memory-attempts.ts'
import { SimulatedProcess } from './process.ts'
import type { WorkerHub } from './worker-hub.ts'

export interface ProcessesOptions {
  readonly timers: Timers
  readonly hub: WorkerHub
  readonly gpus: SimulatedGpus
  readonly defaults: Defaults
  readonly seed: number
}

interface Entry {
  readonly mark: ProcessMark
  readonly process: SimulatedProcess
  exit: ProcessExit | undefined
  lastLines: readonly string[]
  alive: boolean
}

export class SimulatedProcesses implements ProcessDriver {
  readonly #options: ProcessesOptions
  readonly #entries = new Map<string, Entry>()
  readonly #replicas = new Set<string>()
  #pids = 0
  bootId: string
  slowdown = 1
  diskFull = false

  constructor(options: ProcessesOptions, bootId: string) {
    this.#options = options
    this.bootId = bootId
  }

  prepare(attempt: string): string {
    const dir = `/simulated/attempts/${attempt}/work`
    if (this.diskFull) throw noSpace(`mkdir '${dir}'`)
    return dir
  }

  async launch({ attempt, spec, socketPath, onExit }: TaskLaunch): Promise<void> {
    if (this.#entries.has(attempt)) return
    const behaviour = behaviourOf(spec, this.#options.defaults)
    if (behaviour.failLaunch !== null) throw new Error(behaviour.failLaunch)
    const { timers, hub, gpus, seed } = this.#options
    const pid = ++this.#pids
    const mark: ProcessMark = { supervisor: pid, pid, startTicks: String(pid), bootId: this.bootId }
    const replicas = this.#replicas
    let replica: string | null = null
    const process = new SimulatedProcess({
      spec,
      socketPath,
      behaviour,
      timers,
      hub,
      rng: lazily(() => makeRng(seed, attempt)),
      slowdown: () => this.slowdown,
      onReplica(path) {
        if (replica !== null) replicas.delete(replica)
        replica = path
        if (path !== null) replicas.add(path)
      },
      onExit(exit, lastLines) {
        Object.assign(entry, { exit, lastLines, alive: false })
        gpus.use(spec.gpus, false, behaviour.memoryStuckMs)
        onExit()
      },
    })
    const entry: Entry = { mark, process, exit: undefined, lastLines: [], alive: true }
    this.#entries.set(attempt, entry)
    gpus.use(spec.gpus, true)
    // as a real one, it starts beside its agent, not inside the launch
    timers.soon(() => {
      if (entry.alive) process.start()
    })
  }

  wasLaunched(attempt: string): boolean {
    return this.#entries.has(attempt)
  }

  readMark(attempt: string): ProcessMark | undefined {
    return this.#entries.get(attempt)?.mark
  }

  readExit(attempt: string): ProcessExit | undefined {
    return this.#entries.get(attempt)?.exit
  }

  mayStillReport(_attempt: string, mark: ProcessMark): boolean {
    return this.#of(mark)?.alive === true
  }

  signal(mark: ProcessMark, signals: readonly NodeJS.Signals[]): number {
    const entry = this.#of(mark)
    if (entry?.alive !== true) return 0
    for (const name of signals) entry.process.signal(name)
    return 1
  }

  willStop(attempt: string): void {
    if (this.diskFull) throw noSpace(`write '/simulated/attempts/${attempt}/stopping'`)
  }

  lastLines(attempt: string): string[] {
    return [...(this.#entries.get(attempt)?.lastLines ?? [])]
  }

  /** The attempt's folder is removed. */
  forget(attempt: string): void {
    if (this.#entries.get(attempt)?.alive !== true) this.#entries.delete(attempt)
  }

  /** What is wrong with the replica that listens there. */
  readonly askReady = async (path: string): Promise<string | undefined> =>
    this.#replicas.has(path) ? undefined : 'nobody listens'

  running(): number {
    return [...this.#entries.values()].filter(({ alive }) => alive).length
  }

  /** The host starts anew: every process is gone, and none could say how it ended. */
  reboot(bootId: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.alive) entry.process.vanish()
      entry.alive = false
    }
    this.bootId = bootId
  }

  #of(mark: ProcessMark): Entry | undefined {
    if (mark.bootId !== this.bootId) return undefined
    return [...this.#entries.values()].find((entry) => entry.mark.pid === mark.pid)
  }
}

/** Most processes draw nothing. */
function lazily(make: () => Rng): Rng {
  let made: Rng | undefined
  const rng = (): Rng => {
    made ??= make()
    return made
  }
  return { next: () => rng().next(), below: (n) => rng().below(n), normal: () => rng().normal() }
}
