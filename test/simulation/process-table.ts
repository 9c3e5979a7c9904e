/** A host's processes, and the driver through which its agent starts, watches and signals them. */
import type { ProcessMark } from '../../agent/work/attempt-store.ts'
import type { ProcessDriver, ProcessExit, TaskLaunch } from '../../agent/work/driver.ts'
import type { Rng } from '../../shared/rng.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

export interface TableOptions {
  readonly world: World
  readonly host: string
  readonly rng: Rng
  /** runs in a process of the host: later while the host is frozen */
  readonly enter: (run: () => void) => void
  readonly frozen: () => boolean
  readonly onStart: (process: Process) => void
  readonly onEnd: (process: Process) => void
  readonly onSignal: (process: Process, signal: string) => void
  /** the agent's watches should look */
  readonly wake: () => void
  /** why a launch fails now, as the kernel says it; undefined: it works */
  readonly launchFault: () => string | undefined
  /** why a folder cannot be made now */
  readonly prepareFault: () => string | undefined
}

interface Kept {
  /** the supervisor's `launched` folder: only one launch of an attempt goes on */
  launched: boolean
  process: Process | undefined
}

export class ProcessTable {
  readonly #options: TableOptions
  readonly #kept = new Map<string, Kept>()
  readonly #prepared = new Set<string>()
  readonly #byMark = new Map<string, Process>()
  readonly #onExit = new Map<Process, () => void>()
  readonly live = new Set<Process>()
  #bootId = ''
  #pid = 1_000
  #ticks = 0

  constructor(options: TableOptions) {
    this.#options = options
  }

  boot(bootId: string): void {
    this.#bootId = bootId
    this.#pid = 1_000
    this.#ticks = 0
  }

  get(attempt: string): Process | undefined {
    return this.#kept.get(attempt)?.process
  }

  /** The attempt's folder is removed. */
  forget(attempt: string): void {
    const process = this.get(attempt)
    if (process !== undefined && !process.alive) this.#byMark.delete(`${process.mark.bootId}/${process.mark.pid}`)
    this.#kept.delete(attempt)
    this.#prepared.delete(attempt)
  }

  /** The folders of all other attempts are lost. */
  keepOnly(attempts: ReadonlySet<string>): void {
    for (const attempt of [...this.#kept.keys()]) if (!attempts.has(attempt)) this.#kept.delete(attempt)
  }

  /** The power is gone: everything ends, nothing is written down. */
  powerOff(): void {
    for (const process of [...this.live]) {
      process.supervisorAlive = false
      process.children = 0
      this.#gone(process, 'power off')
    }
  }

  /** Ends a process now, as the kernel or itself would; its supervisor writes that down if it lives. */
  end(process: Process, exit: ProcessExit, cause: string): void {
    if (!process.alive) return
    if (process.manners.leavesChild) {
      process.children = 1
      process.manners.leavesChild = false
    }
    if (process.supervisorAlive) process.exit = exit
    this.#gone(process, cause)
    process.supervisorAlive = false
  }

  killSupervisor(process: Process): void {
    process.supervisorAlive = false
    this.#options.wake()
  }

  /** For one life of the agent: a dead one starts and signals nothing. */
  driver(enterAgent: (run: () => void) => void, alive: () => boolean): ProcessDriver {
    return {
      prepare: (attempt) => {
        const fault = this.#prepared.has(attempt) ? undefined : this.#options.prepareFault()
        if (fault !== undefined) throw new Error(fault)
        this.#prepared.add(attempt)
        return `/simulated/work/${attempt}`
      },
      wasLaunched: (attempt) => this.#kept.get(attempt)?.launched === true,
      launch: (launch) => (alive() ? this.#launch(launch, enterAgent) : new Promise(() => {})),
      readMark: (attempt) => this.get(attempt)?.mark,
      readExit: (attempt) => this.get(attempt)?.exit,
      willStop: () => {},
      mayStillReport: (_attempt, mark) => {
        const process = this.#of(mark)
        return process !== undefined && (process.alive || process.supervisorAlive)
      },
      signal: (mark, signals) => (alive() ? this.#signal(mark, signals) : 0),
      lastLines: (attempt) => this.#lastLines(attempt),
    }
  }

  #of(mark: ProcessMark): Process | undefined {
    if (mark.bootId !== this.#bootId) return undefined
    return this.#byMark.get(`${mark.bootId}/${mark.pid}`)
  }

  async #launch(launch: TaskLaunch, enterAgent: (run: () => void) => void): Promise<void> {
    const { world, rng, enter, launchFault } = this.#options
    const { attempt } = launch
    const fault = launchFault()
    if (fault !== undefined) throw new Error(fault)
    const before = this.#kept.get(attempt)
    if (before?.launched) return
    this.#kept.set(attempt, { launched: true, process: undefined })
    const bootId = this.#bootId
    world.after(2 + 30 * rng.next(), () =>
      enter(() => {
        if (bootId === this.#bootId) this.#start(launch, enterAgent)
      }),
    )
  }

  #start({ attempt, spec, onExit }: TaskLaunch, enterAgent: (run: () => void) => void): void {
    const { world, host, rng, onStart, wake } = this.#options
    const supervisor = ++this.#pid
    const mark: ProcessMark = {
      supervisor,
      pid: ++this.#pid,
      startTicks: String(++this.#ticks),
      bootId: this.#bootId,
    }
    const process: Process = {
      attempt,
      host,
      mark,
      spec,
      startedMs: world.nowMs,
      manners: {
        ignoresTerm: false,
        exitMs: 20 + 200 * rng.next(),
        unkillableUntilMs: 0,
        hung: false,
        diesAtResult: false,
        leavesChild: false,
      },
      alive: true,
      supervisorAlive: true,
      exit: undefined,
      children: 0,
      cause: '',
      ending: undefined,
      resumed: undefined,
      steppedMs: null,
      idleSinceMs: null,
      frozen: this.#options.frozen,
    }
    this.#kept.set(attempt, { launched: true, process })
    this.#byMark.set(`${mark.bootId}/${mark.pid}`, process)
    this.live.add(process)
    this.#onExit.set(process, () => enterAgent(onExit))
    onStart(process)
    wake()
  }

  #gone(process: Process, cause: string): void {
    const { world, onEnd, wake } = this.#options
    world.cancel(process.ending)
    process.alive = false
    process.cause = cause
    this.live.delete(process)
    onEnd(process)
    const hint = this.#onExit.get(process)
    this.#onExit.delete(process)
    if (hint !== undefined && cause !== 'power off') world.after(1, hint)
    wake()
  }

  #signal(mark: ProcessMark, signals: readonly NodeJS.Signals[]): number {
    const process = this.#of(mark)
    if (process === undefined) return 0
    const { onSignal } = this.#options
    const members = Number(process.alive) + process.children
    for (const signal of signals) {
      if (members === 0 || signal === 'SIGCONT') continue
      onSignal(process, signal)
      this.#deliver(process, signal)
    }
    return members
  }

  #deliver(process: Process, signal: string): void {
    const { world } = this.#options
    const { manners } = process
    if (signal === 'SIGKILL') {
      process.children = 0
      const waitMs = Math.max(0, manners.unkillableUntilMs - world.nowMs)
      this.#endLater(process, waitMs, { code: null, signal: 'SIGKILL' }, 'killed by its agent')
      return
    }
    process.children = 0
    if (manners.ignoresTerm || process.ending?.run) return
    const waitMs = Math.max(manners.exitMs, manners.unkillableUntilMs - world.nowMs)
    this.#endLater(process, waitMs, { code: null, signal: 'SIGTERM' }, 'stopped by its agent')
  }

  #endLater(process: Process, waitMs: number, exit: ProcessExit, cause: string): void {
    const { world, enter } = this.#options
    if (!process.alive) return
    const atMs = world.nowMs + waitMs
    if (process.ending?.run && process.ending.atMs <= atMs) return
    world.cancel(process.ending)
    process.ending = world.at(atMs, () => enter(() => this.end(process, exit, cause)))
  }

  #lastLines(attempt: string): string[] {
    const process = this.get(attempt)
    return process === undefined || process.cause === '' ? [] : [process.cause]
  }
}
