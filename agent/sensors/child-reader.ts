/**
 * A program that asks a driver can hang for ever when a device dies, even against SIGKILL. So it runs in a child process, which
 * answers each line `read` with JSON lines, the last of which has `done`. A child that misses its deadline is sent SIGKILL, and says
 * so; it is never waited for, and not replaced while it still exists, so that stuck processes do not pile up.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Line = Readonly<Record<string, unknown>>

export interface Reply {
  readonly lines: readonly Line[]
  /** Set when the reply broke off: why. */
  readonly broken?: string
}

/** What to run for a child program, by its path here without `.ts`; in the package it is `sensors/<path with ->.mjs`. */
export function childArgv(name: string, url: string = import.meta.url): readonly string[] {
  const folder = dirname(fileURLToPath(url))
  const file = url.endsWith('.mjs')
    ? join(folder, 'sensors', `${name.replaceAll('/', '-')}.mjs`)
    : join(folder, `${name}.ts`)
  if (!existsSync(file)) throw new Error(`${file} is missing: the installation is damaged`)
  return [process.execPath, file]
}

export class ChildReader {
  readonly #argv: readonly string[]
  readonly #deadlineMs: number
  #child: ChildProcess | undefined
  #take: ((line: Line) => void) | undefined
  #lost: ((why: string) => void) | undefined
  #stuck = false

  constructor(argv: readonly string[], deadlineMs: number) {
    this.#argv = argv
    this.#deadlineMs = deadlineMs
  }

  /** One round. Never rejects, and always comes back within the deadline. One at a time. */
  ask(): Promise<Reply> {
    if (this.#stuck) {
      const broken = `an earlier call into the driver still hangs (process ${this.#child?.pid})`
      return Promise.resolve({ lines: [], broken })
    }
    const child = this.#child ?? this.#start()
    return new Promise((resolve) => {
      const lines: Line[] = []
      const end = (broken?: string): void => {
        clearTimeout(timer)
        this.#take = undefined
        this.#lost = undefined
        resolve(broken === undefined ? { lines } : { lines, broken })
      }
      const timer = setTimeout(() => {
        this.#abandon()
        end(`no answer for ${this.#deadlineMs / 1000} s: process ${child.pid} was sent SIGKILL`)
      }, this.#deadlineMs)
      timer.unref()
      this.#lost = end
      this.#take = (line) => {
        if ('done' in line) end()
        else lines.push(line)
      }
      child.stdin?.write('read\n')
    })
  }

  /** It did not answer, and has not ended since it was sent SIGKILL. */
  get isStuck(): boolean {
    return this.#stuck
  }

  /** Ends the child without waiting for it. */
  close(): void {
    this.#lost?.('closed')
    this.#abandon()
  }

  #start(): ChildProcess {
    const [program, ...args] = this.#argv as [string, ...string[]]
    // A process group of its own: what the child started is killed with it.
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], detached: true, env: childEnv() })
    this.#child = child
    child.unref()
    for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref?: () => void }).unref?.()
    child.stdin.on('error', () => undefined)
    const gone = (why: string): void => {
      if (this.#child !== child) return
      this.#child = undefined
      this.#stuck = false
      this.#lost?.(why)
    }
    child.on('error', (error) => gone(`the reader did not start: ${error.message}`))
    child.on('exit', (code, signal) => gone(`the reader ended (${signal ?? `status ${code}`})`))
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parseLine(text)
      if (line !== undefined && this.#child === child) this.#take?.(line)
    })
    return child
  }

  #abandon(): void {
    const child = this.#child
    if (child === undefined) return
    this.#stuck = true
    child.stdin?.destroy()
    child.stdout?.destroy()
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It is gone already: its exit event clears the rest.
    }
  }
}

export function parseLine(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null ? (line as Line) : undefined
  } catch {
    return undefined
  }
}

/** Only what finding a library or a program needs: a driver's process holds no secrets. */
export function childEnv(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, LANG } = process.env
  return {
    PATH,
    ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }),
    ...(LANG === undefined ? {} : { LANG }),
  }
}
