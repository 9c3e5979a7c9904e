/** The NVML children of the agent: the one that is asked, and those that hang in the driver and were left alone. */

import { NvmlProcess } from './child-process.ts'
import { type Earlier, findEarlier, stillHangs } from './earlier.ts'
import { type Deadlines, overdue, suspectsOf } from './judge.ts'
import type { ChildLine, ChildOptions } from './lines.ts'

export interface ChildrenOptions extends Deadlines, Omit<ChildOptions, 'exclude'> {
  /** the child's program */
  readonly argv: readonly string[]
  readonly library: string
  /** a child that ended by itself is replaced after so long */
  readonly restartMs: number
  /** a GPU that hung and came back is asked again after so long */
  readonly retryMs: number
  readonly line: (line: ChildLine) => void
}

/** A driver in which two children hang is given up until one of them comes back: each costs memory, and none helps. */
const mostLeft = 2

interface Left {
  readonly process: NvmlProcess
  /** one of them holds what the others wait for */
  readonly suspects: readonly number[]
  readonly sinceMs: number
}

export class NvmlChildren {
  readonly #options: ChildrenOptions
  #current: NvmlProcess | undefined
  #left: Left[] = []
  #earlier: Earlier[] | undefined
  /** children that ended by themselves, one after the other */
  #endings = 0
  #startMs = 0
  /** when a child that asks all GPUs again takes the place of this one */
  #freshMs: number | undefined
  #ended: string | undefined

  constructor(options: ChildrenOptions) {
    this.#options = options
  }

  /** Processes that hang: of this life of the agent and of earlier ones. */
  get left(): number {
    return this.#left.length + this.earlier.length
  }

  /** Children that hung before this agent started; looked for once, and then until their calls come back. */
  get earlier(): readonly Earlier[] {
    this.#earlier ??= findEarlier(this.#options.library)
    return this.#earlier
  }

  /** Processes in which the driver is locked. */
  get #lockedPids(): readonly (number | undefined)[] {
    const earlier = this.earlier.filter(({ locked }) => locked)
    return [...this.#left.map(({ process }) => process), ...earlier].map(({ pid }) => pid)
  }

  /** Why there is no child to ask. */
  get why(): string {
    const pids = this.#lockedPids
    if (pids.length < mostLeft) return this.#ended ?? 'the NVML process is being started'
    return `the driver is locked: processes ${pids.join(', ')} hang in it and were left alone`
  }

  /** GPUs that are not asked, because a child that was left may hang on them. */
  get excluded(): readonly number[] {
    return [
      ...new Set([...this.#left.flatMap(({ suspects }) => suspects), ...this.earlier.flatMap(({ gpus }) => gpus)]),
    ]
  }

  /** The child to ask, started when there can be one. */
  ready(): NvmlProcess | undefined {
    const nowMs = performance.now()
    this.#lookForEarlier()
    if (this.#freshMs !== undefined && nowMs >= this.#freshMs) this.#refresh()
    if (this.#current !== undefined || this.#lockedPids.length >= mostLeft || nowMs < this.#startMs)
      return this.#current
    this.#current = this.#start()
    return this.#current
  }

  /** After a round: leaves a child that is of no more use, which is true then; plans the return of GPUs that came back. */
  judge(asked: readonly number[]): boolean {
    const child = this.#current
    if (child === undefined) return false
    const suspects = suspectsOf(child.done, child.unansweredMs, this.#options, asked)
    if (suspects !== undefined) {
      this.#left.push({ process: child, suspects, sinceMs: performance.now() - hungMs(child) })
      this.#current = undefined
      this.#startMs = 0
      this.#ended = `NVML process ${child.pid} hangs and was left alone; another is started`
      child.leave()
      return true
    }
    const { over = [], busy = [] } = child.done ?? {}
    if (over.some((gpu) => !busy.some((call) => call.gpu === gpu))) this.#plan()
    return false
  }

  /** How long a call about no single GPU has not come back: of the child that is asked, else of those that were left. */
  get blockedMs(): number {
    const child = this.#current
    if (child === undefined) return Math.max(0, ...this.#left.map(({ sinceMs }) => performance.now() - sinceMs))
    const own = child.done?.busy.find(({ gpu }) => gpu === undefined)
    return Math.max(child.unansweredMs, own?.ms ?? 0)
  }

  /** Lets the child go that is asked; those that were left are not waited for. */
  stop(): void {
    this.#current?.leave()
    this.#current = undefined
  }

  #plan(): void {
    this.#freshMs ??= performance.now() + this.#options.retryMs
  }

  #refresh(): void {
    const child = this.#current
    // Not while a call hangs: it would be a process more that is left.
    if (child !== undefined && overdue(child.done?.busy ?? [], this.#options.deadlineMs).length > 0) return
    this.#freshMs = undefined
    this.#current = undefined
    child?.leave()
  }

  #lookForEarlier(): void {
    const before = this.earlier
    if (before.length === 0) return
    this.#earlier = before.filter((one) => stillHangs(one, this.#options.library))
    if (this.#earlier.length < before.length) this.#plan()
  }

  #start(): NvmlProcess {
    const { argv, library, deadlineMs, slowMs, rareMs, patienceMs, restartMs, retryMs, line } = this.#options
    const options: ChildOptions = { exclude: this.excluded, deadlineMs, slowMs, rareMs, patienceMs }
    // One that dies each time costs its start each time: less and less often.
    this.#startMs = performance.now() + Math.min(retryMs, restartMs * 2 ** this.#endings)
    const child: NvmlProcess = new NvmlProcess([...argv, library, JSON.stringify(options)], line, () =>
      this.#gone(child),
    )
    return child
  }

  #gone(child: NvmlProcess): void {
    if (this.#current === child) {
      this.#current = undefined
      this.#ended = child.ended
      this.#endings = child.agedMs > this.#options.retryMs ? 0 : this.#endings + 1
    }
    const before = this.#left.length
    this.#left = this.#left.filter(({ process }) => process !== child)
    // What it hung on has come back: the GPUs that were not asked can be.
    if (this.#left.length < before) this.#plan()
  }
}

/** How long its oldest call has hung. */
const hungMs = ({ done, unansweredMs }: NvmlProcess): number =>
  Math.max(unansweredMs, ...(done?.busy ?? []).map(({ ms }) => ms))
