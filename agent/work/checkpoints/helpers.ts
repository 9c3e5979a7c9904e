/** The files of checkpoints on a real host: a helper process for each user, started when it is needed, gone when it is not. */
import { type ChildProcess, spawn } from 'node:child_process'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TimerId, Timers } from '../../../shared/clock.ts'
import { rankDir } from '../rank-files.ts'
import type { HelperRequest } from './child.ts'
import type { CheckpointFiles, Listing, Survey } from './files.ts'

export interface HelperOptions {
  /** starts `child.ts` */
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly timers: Timers
}

const idleMs = 60_000
/** A file system that does not answer for so long hangs. What is large takes long to become durable or to be deleted. */
const quickMs = 30_000
const slowMs = 30 * 60_000
const digestMs = 24 * 3600_000
const deadlines: { readonly [Op in HelperRequest['op']]: number } = {
  list: quickMs,
  survey: quickMs,
  settle: slowMs,
  remove: slowMs,
  digest: digestMs,
}

export function helperFiles(options: HelperOptions): CheckpointFiles {
  const helpers = new Map<number, Helper>()
  const own = process.getuid?.() ?? 0
  const ask = (uid: number | null, request: HelperRequest): Promise<unknown> => {
    // only root may run helpers as others; any other agent reads what it can
    const as = own === 0 && uid !== null ? uid : own
    let helper = helpers.get(as)
    if (helper === undefined || helper.ended) {
      helper = new Helper(options, as === own ? undefined : as)
      helpers.set(as, helper)
    }
    return helper.ask(request)
  }
  return {
    // the supervisor is the agent's own, its ranks may be another user's
    ownerOf: (pid, attemptDir) => ownerOf(rankPid(attemptDir)) ?? ownerOf(pid),
    list: (path, known, uid) => ask(uid, { op: 'list', path, known }) as Promise<Listing>,
    survey: (path, uid) => ask(uid, { op: 'survey', path }) as Promise<Survey>,
    settle: (path, uid) => ask(uid, { op: 'settle', path, uid }) as Promise<Survey>,
    digest: (path, uid) => ask(uid, { op: 'digest', path }) as ReturnType<CheckpointFiles['digest']>,
    remove: (path, uid) => ask(uid, { op: 'remove', path }) as Promise<void>,
    close() {
      for (const helper of helpers.values()) helper.end('the agent ends')
    },
  }
}

function rankPid(attemptDir: string): number {
  try {
    return Number(readFileSync(join(rankDir(attemptDir, 0), 'pid'), 'utf8').split(' ')[0])
  } catch {
    return 0
  }
}

function ownerOf(pid: number): number | null {
  try {
    return pid > 0 ? lstatSync(`/proc/${pid}`).uid : null
  } catch {
    return null
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly deadline: TimerId
}

class Helper {
  ended = false
  readonly #timers: Timers
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #ids = 0
  #idle: TimerId | undefined

  constructor({ argv, env, timers }: HelperOptions, uid: number | undefined) {
    this.#timers = timers
    const [program = '', ...args] = argv
    const as = uid === undefined ? {} : { uid, gid: uid }
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env, cwd: '/', ...as })
    this.#child.on('error', (error) => this.end(`its helper could not be started: ${error.message}`))
    this.#child.on('exit', (code, signal) => this.end(`its helper ended with ${signal ?? `exit code ${code}`}`))
    this.#child.stdin?.on('error', () => {})
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#take(line))
    this.#child.unref()
  }

  ask(request: HelperRequest): Promise<unknown> {
    const id = ++this.#ids
    this.#timers.clear(this.#idle)
    return new Promise((resolve, reject) => {
      const late = (): void => {
        // what hangs in the kernel cannot be taken back: the next request has a helper of its own
        this.end(`${request.path} was not answered for within ${deadlines[request.op] / 1_000} s`)
      }
      const deadline = this.#timers.setTimeout(late, deadlines[request.op])
      this.#waiting.set(id, { resolve, reject, deadline })
      this.#child.stdin?.write(`${JSON.stringify({ id, ...request })}\n`)
    })
  }

  end(why: string): void {
    if (this.ended) return
    this.ended = true
    this.#timers.clear(this.#idle)
    this.#child.kill('SIGKILL')
    for (const { reject, deadline } of this.#waiting.values()) {
      this.#timers.clear(deadline)
      reject(new Error(why))
    }
    this.#waiting.clear()
  }

  #take(line: string): void {
    const { id, value, error } = JSON.parse(line) as { id: number; value?: unknown; error?: string }
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    this.#waiting.delete(id)
    this.#timers.clear(waiting.deadline)
    if (error === undefined) waiting.resolve(value)
    else waiting.reject(new Error(error))
    if (this.#waiting.size === 0) this.#idle = this.#timers.setTimeout(() => this.end('nothing is to be done'), idleMs)
  }
}
