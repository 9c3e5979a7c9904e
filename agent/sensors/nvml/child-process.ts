/** The NVML child as the agent sees it. It is never killed: a process that dies in a call can take the GPU with it (dcgm-exporter#84). */
import { type ChildProcess, spawn } from 'node:child_process'
import { childEnv, parseLine } from '../child-reader.ts'
import type { ChildLine, DoneLine } from './lines.ts'

/** libuv has 4 threads; a call that hangs holds one. Room for 64 GPUs; a thread that is not used costs 8 kB. */
const threads = 64 + 4

export class NvmlProcess {
  readonly #child: ChildProcess
  readonly #line: (line: ChildLine) => void
  #rest = ''
  #left = false
  readonly #startedMs = performance.now()
  #askedMs: number | undefined
  #wake: (() => void) | undefined
  /** why it is not there any more */
  ended: string | undefined
  /** what it said last of itself */
  done: DoneLine | undefined

  constructor(argv: readonly string[], line: (line: ChildLine) => void, end: () => void) {
    this.#line = line
    const [program, ...args] = argv as [string, ...string[]]
    // One malloc arena: the threads never allocate at the same time much, and each arena keeps what it once had.
    const env = { ...childEnv(), UV_THREADPOOL_SIZE: String(threads), MALLOC_ARENA_MAX: '1' }
    // A session of its own: what stops the agent's group does not kill it within a call.
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], detached: true, env })
    this.#unref()
    const gone = (why: string): void => {
      if (this.ended !== undefined) return
      this.ended = why
      this.#wake?.()
      end()
    }
    this.#child.on('error', (error) => gone(`the NVML process did not start: ${error.message}`))
    this.#child.on('exit', (code, signal) => gone(`the NVML process ended (${signal ?? `status ${code}`})`))
    this.#child.stdin!.on('error', () => undefined)
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => this.#take(text))
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get agedMs(): number {
    return performance.now() - this.#startedMs
  }

  /** How long it has not answered; 0 when it has. */
  get unansweredMs(): number {
    return this.#askedMs === undefined ? 0 : performance.now() - this.#askedMs
  }

  /** Asks for a round, unless one is under way. */
  ask(at: number): void {
    if (this.#askedMs !== undefined || this.ended !== undefined) return
    this.#askedMs = performance.now()
    this.#child.stdin!.write(`{"read":${at}}\n`)
  }

  /** Resolves when it has ended, or said something after which this holds, or so much time has passed. */
  until(holds: () => boolean, ms: number): Promise<void> {
    if (holds() || this.ended !== undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(end, ms)
      timer.unref()
      this.#wake = () => {
        if (holds() || this.ended !== undefined) end()
      }
    })
  }

  /** Lets it go: it ends by itself, at once or when its last call has come back. */
  leave(): void {
    this.#left = true
    this.#child.stdin!.destroy()
    this.#child.stdout!.destroy()
    this.#wake?.()
  }

  #unref(): void {
    this.#child.unref()
    for (const stream of [this.#child.stdin, this.#child.stdout])
      (stream as unknown as { unref?: () => void }).unref?.()
  }

  #take(text: string): void {
    if (this.#left) return
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      const said = parseLine(line) as ChildLine | undefined
      // Not ours: a library may print what it likes.
      if (said === undefined) continue
      if ('done' in said) {
        this.done = said
        this.#askedMs = undefined
      }
      this.#line(said)
    }
    this.#wake?.()
  }
}
