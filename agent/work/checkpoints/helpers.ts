/** The files of checkpoints on a real host: a helper process for each user, started when it is needed, gone when it is not. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { TimerId, Timers } from '../../../shared/clock.ts'
import type { TaskSpec } from '../../../shared/model/job.ts'
import { type Account, becoming, findAccount } from '../drivers/identity.ts'
import type { HelperRequest } from './child.ts'
import type { CheckpointFiles, Listing, Survey } from './files.ts'

export interface HelperOptions {
  /** starts `child.ts` */
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly timers: Timers
  /** whom a task runs as; null: as the agent. Rejects where its user may not work here. */
  readonly accountOf: (spec: TaskSpec) => Promise<Account | null>
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
  const living = (uid: number): Helper | undefined => (helpers.get(uid)?.ended === false ? helpers.get(uid) : undefined)
  const ask = async (uid: number | null, request: HelperRequest): Promise<unknown> => {
    // only root may run helpers as others; any other agent reads what it can
    const as = own === 0 && uid !== null ? uid : own
    if (living(as) === undefined) {
      const become = as === own ? [] : becoming(await accountOfUid(as))
      if (living(as) === undefined) helpers.set(as, new Helper(options, become))
    }
    return living(as)!.ask(request)
  }
  return {
    ownerOf: async (spec) => (await options.accountOf(spec))?.uid ?? own,
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

/** With his groups: folders on NFS and Lustre are often a group's. */
async function accountOfUid(uid: number): Promise<Account> {
  // getent takes numbers too
  const account = await findAccount(String(uid))
  if (account?.uid !== uid) throw new Error(`user id ${uid} has no name on this host: what he has saved is left alone`)
  return account
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

  /** `become`: what stands before its argv so that it runs as somebody else */
  constructor({ argv, env, timers }: HelperOptions, become: readonly string[]) {
    this.#timers = timers
    const [program = '', ...args] = [...become, ...argv]
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env, cwd: '/' })
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
    let answer: { id?: number; value?: unknown; error?: string } | null
    try {
      answer = JSON.parse(line) as typeof answer
    } catch {
      // its user may stop it, or meddle with it
      return this.end('its helper said what is no answer')
    }
    const { id = 0, value, error } = answer ?? {}
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    this.#waiting.delete(id)
    this.#timers.clear(waiting.deadline)
    if (error === undefined) waiting.resolve(value)
    else waiting.reject(new Error(error))
    if (this.#waiting.size === 0) this.#idle = this.#timers.setTimeout(() => this.end('nothing is to be done'), idleMs)
  }
}
