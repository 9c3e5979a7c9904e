/**
 * GPUs let go for maintenance (SPEC [CI10]): while the desired state says so nothing of this agent has a file of a GPU open, over its restarts
 * too. Who else has is told, again as it changes; the GPUs of an attempt that runs are never let go.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TimerId, Timers } from '../../shared/clock.ts'
import type { NewFact } from './facts.ts'
import type { Log } from './log.ts'

/** The files of the host's GPUs; the program puts it together, simulated hosts have their own. */
export interface GpuFiles {
  /** Closes those of this agent; resolves when they are, or hang. */
  close(): Promise<void>
  /** processes that have some open, like "nvidia-persistenced (812)" */
  holders(): readonly string[]
  /** Reads the GPUs again; resolves when they were read, or could not be. */
  open(): Promise<void>
}

/** Outlives the agent. */
export interface ReleaseMemory {
  load(): boolean
  save(released: boolean): void
}

export function openReleaseMemory(stateDir: string): ReleaseMemory {
  const path = join(stateDir, 'gpus-released')
  return {
    load: () => existsSync(path),
    save(released) {
      if (released) writeFileSync(path, '')
      else rmSync(path, { force: true })
    },
  }
}

export interface GpuReleaseOptions {
  readonly files: GpuFiles
  readonly memory: ReleaseMemory
  readonly timers: Timers
  readonly log: Log
  readonly append: (fact: NewFact) => Promise<void>
  /** attempts that have GPUs */
  readonly users: () => readonly string[]
  /** the host as it is now, newly looked at */
  readonly inventoryJson: () => string
  readonly onFatal: (error: unknown) => void
}

/** between looks who has files open */
const lookEveryMs = 5_000

export class GpuRelease {
  readonly #options: GpuReleaseOptions
  #wanted: boolean
  #released: boolean
  #busy = false
  #told: string | undefined
  #timer: TimerId | undefined
  #closed = false

  constructor(options: GpuReleaseOptions) {
    this.#options = options
    this.#released = this.#wanted = options.memory.load()
  }

  apply(wanted: boolean): void {
    this.#wanted = wanted
    this.#work()
  }

  close(): void {
    this.#closed = true
    this.#options.timers.clear(this.#timer)
  }

  #work(): void {
    this.#options.timers.clear(this.#timer)
    if (this.#busy || this.#closed) return
    this.#busy = true
    const wanted = this.#wanted
    this.#step()
      .catch(this.#options.onFatal)
      .finally(() => {
        this.#busy = false
        if (this.#closed) return
        if (this.#wanted !== wanted) this.#work()
        else if (wanted || this.#released)
          this.#timer = this.#options.timers.setTimeout(() => this.#work(), lookEveryMs)
      })
  }

  async #step(): Promise<void> {
    if (this.#wanted && !this.#released) return this.#release()
    if (!this.#wanted && this.#released) return this.#takeBack()
    if (this.#wanted) await this.#tell()
  }

  async #release(): Promise<void> {
    const { files, log, users } = this.#options
    const using = users()
    if (using.length > 0) return log('warn', 'GPUs are in use, so they are not let go', { by: using.join(' ') })
    // before anything is closed: an agent that is started again in the middle keeps off them
    if (!this.#remember(true)) return
    this.#released = true
    await files.close()
    log('info', 'GPUs are let go for maintenance')
    this.#told = undefined
    await this.#tell()
  }

  async #takeBack(): Promise<void> {
    const { files, log, append } = this.#options
    this.#released = false
    await files.open()
    if (this.#wanted) return
    log('info', 'GPUs are read again')
    await append({ gpuHandles: { released: false, inventoryJson: this.#options.inventoryJson() } })
    // once it is told: a host of which that is never told takes no work any more
    this.#remember(false)
  }

  /** On a disk that takes nothing it is tried again at the next look. */
  #remember(released: boolean): boolean {
    try {
      this.#options.memory.save(released)
      return true
    } catch (error) {
      this.#options.log('error', 'whether GPUs are let go could not be saved', { released, cause: String(error) })
      return false
    }
  }

  async #tell(): Promise<void> {
    const holders = this.#options.files.holders()
    const told = holders.join('\n')
    if (told === this.#told || !this.#wanted) return
    this.#told = told
    await this.#options.append({ gpuHandles: { released: true, holders: [...holders] } })
  }
}
