/**
 * Keeps the factory's processes running: starts them, writes `run/<name>.pid` and `log/<name>.log`, starts again what dies.
 * Children get their own process group, so that Ctrl-C reaches only this process, which then stops them in order.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine, endProcess, pidsIn, signal } from './processes.ts'

export interface Part {
  readonly name: string
  /** arguments of node; asked at each start, so that a restart can name the port in use */
  readonly args: () => readonly string[]
  /** file that the process writes its address to once it listens */
  readonly addressFile?: string
}
export interface SupervisorOptions {
  readonly stateDir: string
  readonly onDeath: (name: string, how: string) => void
  readonly restartMs?: number
  readonly cwd?: string
}
interface Held {
  readonly part: Part
  child: ChildProcess | null
  stopping: boolean
  timer: NodeJS.Timeout | undefined
  startedMs: number
  quickDeaths: number
}

export class Supervisor {
  readonly #options: Required<Omit<SupervisorOptions, 'cwd'>> & Pick<SupervisorOptions, 'cwd'>
  readonly #parts = new Map<string, Held>()
  readonly #run: string
  readonly #log: string

  constructor(options: SupervisorOptions) {
    this.#options = { restartMs: 200, ...options }
    this.#run = join(options.stateDir, 'run')
    this.#log = join(options.stateDir, 'log')
    mkdirSync(this.#run, { recursive: true })
    mkdirSync(this.#log, { recursive: true })
  }

  /** Ends what a killed start left running: only processes whose command line names this state directory. */
  async stopLeftovers(): Promise<string[]> {
    const ended: string[] = []
    const pids = pidsIn(this.#run)
    const other = pids.get('start')
    if (other !== undefined && other !== process.pid && (await commandLine(other))?.includes('flights/main.ts'))
      throw new Error(`another start (pid ${other}) uses ${this.#options.stateDir}; stop it first`)
    for (const [name, pid] of pids) {
      if (pid === process.pid) continue
      const command = await commandLine(pid)
      if (name !== 'start' && command?.includes(this.#options.stateDir)) {
        await endProcess(pid, 5_000)
        ended.push(name)
      }
      this.removePid(name)
    }
    return ended
  }

  writePid(name: string, pid: number): void {
    writeFileSync(join(this.#run, `${name}.pid`), `${pid}\n`)
  }

  removePid(name: string): void {
    rmSync(join(this.#run, `${name}.pid`), { force: true })
  }

  /** Starts a part; resolves with its address (or '' when it writes none). */
  async start(part: Part): Promise<string> {
    if (part.addressFile !== undefined) rmSync(part.addressFile, { force: true })
    writeFileSync(join(this.#log, `${part.name}.log`), '')
    const held: Held = { part, child: null, stopping: false, timer: undefined, startedMs: 0, quickDeaths: 0 }
    this.#parts.set(part.name, held)
    this.#spawn(held)
    if (part.addressFile === undefined) return ''
    for (let waited = 0; waited < 30_000; waited += 20) {
      const address = readText(part.addressFile)
      if (address !== '') return address
      if (held.quickDeaths > 3) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error(`${part.name} does not start; its log ends:\n${this.logTail(part.name)}`)
  }

  logTail(name: string): string {
    return readText(join(this.#log, `${name}.log`))
      .split('\n')
      .slice(-8)
      .join('\n')
  }

  #spawn(held: Held): void {
    const { part } = held
    const log = openSync(join(this.#log, `${part.name}.log`), 'a')
    const child = spawn(process.execPath, [...part.args()], {
      stdio: ['ignore', log, log],
      detached: true,
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
      cwd: this.#options.cwd,
    })
    closeSync(log)
    held.child = child
    held.startedMs = performance.now()
    if (child.pid !== undefined) this.writePid(part.name, child.pid)
    let ended = false
    const end = (how: string): void => {
      if (ended) return
      ended = true
      held.child = null
      if (held.stopping) return
      const quick = performance.now() - held.startedMs < 2_000
      held.quickDeaths = quick ? held.quickDeaths + 1 : 0
      this.#options.onDeath(part.name, how)
      const waitMs = Math.min(5_000, this.#options.restartMs * 2 ** Math.max(0, held.quickDeaths - 1))
      held.timer = setTimeout(() => this.#spawn(held), waitMs)
    }
    child.once('exit', (code, by) => end(by ?? `exit ${code}`))
    child.once('error', (error) => end(error.message))
  }

  pid(name: string): number | null {
    return this.#parts.get(name)?.child?.pid ?? null
  }

  /** Sends a signal to a part; it is started again when it dies of it. */
  kill(name: string, by: NodeJS.Signals): boolean {
    const pid = this.pid(name)
    return pid !== null && signal(pid, by)
  }

  /** Stops a part for good: SIGTERM, then SIGKILL after `graceMs`. */
  async stop(name: string, graceMs = 5_000): Promise<void> {
    const held = this.#parts.get(name)
    if (held === undefined) return
    held.stopping = true
    clearTimeout(held.timer)
    const { child } = held
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit')
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      child.kill('SIGTERM')
      await exit
      clearTimeout(timer)
    }
    this.removePid(name)
  }

  /** Kills everything at once. */
  killAll(): void {
    for (const [name, held] of this.#parts) {
      held.stopping = true
      clearTimeout(held.timer)
      held.child?.kill('SIGKILL')
      this.removePid(name)
    }
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
