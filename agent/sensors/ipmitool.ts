/** Runs ipmitool: one process at a time, never past its deadline. BMCs are slow, and processes that wait for them pile up. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Timers } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'

export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export class Ipmitool {
  readonly #program: string
  readonly #args: readonly string[]
  readonly #deadlineMs: number
  readonly #timers: Timers
  #child: ChildProcess | undefined
  #closed = false

  /** `args`: how the BMC is reached; commands come behind them. */
  constructor(args: readonly string[], deadlineMs: number, timers: Timers, program = 'ipmitool') {
    this.#program = program
    this.#args = args
    this.#deadlineMs = deadlineMs
    this.#timers = timers
  }

  /** Rejects where it could not be run, or was killed as overdue. A status other than 0 is an answer. */
  run(command: readonly string[]): Promise<Ran> {
    if (this.#closed) return Promise.reject(new Error('closed'))
    if (this.#child !== undefined)
      return Promise.reject(new Error(`an earlier ipmitool still hangs (process ${this.#child.pid})`))
    const child = spawn(this.#program, [...this.#args, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LANG: 'C' },
    })
    this.#child = child
    return this.#ended(child)
  }

  close(): void {
    this.#closed = true
    this.#child?.kill('SIGKILL')
  }

  #ended(child: ChildProcess): Promise<Ran> {
    const said = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        if (said[stream].length < limits.ipmiOutputBytes) said[stream] += text
      })
    }
    return new Promise((resolve, reject) => {
      // It may sit in the driver and not die either: then it is waited for no longer, and no other is started beside it.
      const timer = this.#timers.setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`no answer for ${this.#deadlineMs / 1000} s: ipmitool was killed`))
      }, this.#deadlineMs)
      const over = (): void => {
        this.#timers.clear(timer)
        if (this.#child === child) this.#child = undefined
      }
      child.once('error', (error: NodeJS.ErrnoException) => {
        over()
        reject(new Error(error.code === 'ENOENT' ? 'ipmitool is not installed' : error.message, { cause: error }))
      })
      child.once('close', (code, signal) => {
        over()
        if (code === null) reject(new Error(`ipmitool ended by ${signal}`))
        else resolve({ status: code, ...said })
      })
    })
  }
}
