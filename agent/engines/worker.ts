/**
 * What every engine does between its agent and its work: lease shards, run them one at a time, report them until the
 * agent has acknowledged them, survive an agent's restart (`shared/model/worker-protocol.ts`).
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactRef, Json } from '../../shared/model/job.ts'
import type { AgentToWorker, LentShard, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import { workerEnv } from '../../shared/model/worker-protocol.ts'
import { BadInputError, messageOf } from './bad-input.ts'
import { AgentConnection } from './connection.ts'

export type Welcome = Extract<AgentToWorker, { type: 'welcome' }>

export interface ShardContext {
  readonly params: Json
  /** A folder of this shard, removed once its result is acknowledged. */
  readonly dir: string
  /** Lives as long as the worker. */
  readonly workerDir: string
  /** Local path of an artifact; brings it to this host first. */
  readonly fetch: (artifact: Pick<ArtifactRef, 'sha256'>) => Promise<string>
  readonly progress: (fraction: number) => void
  /** Aborted when someone else finished the shard first. */
  readonly signal: AbortSignal
}
export interface HandlerOutput {
  readonly result: Json
  /** Paths of files by artifact name. */
  readonly artifacts?: Readonly<Record<string, string>>
}
export interface WorkerOptions {
  readonly socket: string
  readonly dir: string
  /** Shards asked for beyond the one that runs. */
  readonly prefetch?: number
  readonly handle: (shard: LentShard, context: ShardContext) => Promise<HandlerOutput>
}

interface Waiting {
  readonly promise: Promise<string>
  readonly resolve: (path: string) => void
  readonly reject: (error: Error) => void
}
type Report = Extract<WorkerMessage, { type: 'done' | 'failed' }>

/** Fetches under way; asked again on each new connection. */
export class Fetches {
  readonly #send: (message: WorkerMessage) => boolean
  readonly #waiting = new Map<string, Waiting>()

  constructor(send: (message: WorkerMessage) => boolean) {
    this.#send = send
  }

  fetch(sha256: string): Promise<string> {
    const known = this.#waiting.get(sha256)
    if (known !== undefined) return known.promise
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    this.#waiting.set(sha256, { promise, resolve, reject })
    this.#send({ type: 'fetch', sha256 })
    return promise
  }

  again(): void {
    for (const sha256 of this.#waiting.keys()) this.#send({ type: 'fetch', sha256 })
  }

  settle(message: AgentToWorker): void {
    if (message.type !== 'fetched' && message.type !== 'fetch-failed') return
    const waiting = this.#waiting.get(message.sha256)
    this.#waiting.delete(message.sha256)
    if (message.type === 'fetched') waiting?.resolve(message.path)
    else waiting?.reject(new Error(`artifact ${message.sha256}: ${message.error}`))
  }
}

class Worker {
  readonly #options: WorkerOptions
  readonly #connection: AgentConnection
  readonly #fetches: Fetches
  readonly #finished = Promise.withResolvers<void>()
  readonly #queue: LentShard[] = []
  /** Reports that the agent has not acknowledged. */
  readonly #reports = new Map<number, Report>()
  #running: { readonly shard: number; readonly abort: AbortController } | undefined
  #params: Json | undefined
  #asked = 0

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#connection = new AgentConnection(options.socket, {
      opened: () => this.#opened(),
      received: (message) => this.#received(message),
    })
    this.#fetches = new Fetches((message) => this.#connection.send(message))
  }

  run(): Promise<void> {
    this.#connection.open()
    return this.#finished.promise
  }

  #opened(): void {
    const running = this.#running === undefined ? [] : [this.#running.shard]
    const holding = [...running, ...this.#queue.map((s) => s.shard), ...this.#reports.keys()]
    this.#connection.send({ type: 'hello', holding })
    for (const report of this.#reports.values()) this.#connection.send(report)
    this.#fetches.again()
    this.#asked = 0
    this.#ask()
  }

  #received(message: AgentToWorker): void {
    switch (message.type) {
      case 'welcome':
        this.#params = message.params
        this.#next()
        return
      case 'shards':
        this.#asked = Math.max(0, this.#asked - message.shards.length)
        for (const shard of message.shards) if (!this.#holds(shard.shard)) this.#queue.push(shard)
        this.#next()
        return
      case 'ack':
        for (const shard of message.shards) this.#forget(shard)
        return
      case 'drop':
        for (const shard of message.shards) this.#drop(shard)
        this.#ask()
        return
      case 'finish':
        this.#connection.close()
        this.#finished.resolve()
        return
      case 'error':
        console.error(`agent: ${message.error}`)
        return
      default:
        this.#fetches.settle(message)
    }
  }

  #holds(shard: number): boolean {
    return this.#running?.shard === shard || this.#reports.has(shard) || this.#queue.some((s) => s.shard === shard)
  }

  #drop(shard: number): void {
    const at = this.#queue.findIndex((s) => s.shard === shard)
    if (at >= 0) this.#queue.splice(at, 1)
    if (this.#running?.shard === shard) this.#running.abort.abort()
    this.#forget(shard)
  }

  #forget(shard: number): void {
    if (this.#reports.delete(shard)) rm(this.#dirOf(shard), { recursive: true, force: true }).catch(() => {})
  }

  #dirOf(shard: number): string {
    return join(this.#options.dir, `shard-${shard}`)
  }

  #ask(): void {
    const held = this.#queue.length + (this.#running === undefined ? 0 : 1)
    const want = 1 + (this.#options.prefetch ?? 1) - held - this.#asked
    if (want > 0 && this.#connection.send({ type: 'lease', want })) this.#asked += want
  }

  #next(): void {
    if (this.#running === undefined && this.#params !== undefined) {
      const shard = this.#queue.shift()
      if (shard !== undefined) {
        const abort = new AbortController()
        this.#running = { shard: shard.shard, abort }
        void this.#runOne(shard, this.#params, abort.signal)
      }
    }
    this.#ask()
  }

  async #runOne(shard: LentShard, params: Json, signal: AbortSignal): Promise<void> {
    const report = await this.#report(shard, params, signal)
    this.#running = undefined
    if (signal.aborted) await rm(this.#dirOf(shard.shard), { recursive: true, force: true })
    else {
      this.#reports.set(shard.shard, report)
      this.#connection.send(report)
    }
    this.#next()
  }

  async #report(shard: LentShard, params: Json, signal: AbortSignal): Promise<Report> {
    const dir = this.#dirOf(shard.shard)
    try {
      await rm(dir, { recursive: true, force: true })
      await mkdir(dir, { recursive: true })
      const context: ShardContext = {
        params,
        dir,
        workerDir: this.#options.dir,
        signal,
        fetch: ({ sha256 }) => this.#fetches.fetch(sha256),
        progress: (fraction) => void this.#connection.send({ type: 'progress', shard: shard.shard, fraction }),
      }
      const { result, artifacts } = await this.#options.handle(shard, context)
      return { type: 'done', shard: shard.shard, result, ...(artifacts === undefined ? {} : { artifacts }) }
    } catch (error) {
      if (!(error instanceof BadInputError)) console.error(error)
      return { type: 'failed', shard: shard.shard, error: messageOf(error), retry: !(error instanceof BadInputError) }
    }
  }
}

/** Resolves when the agent says that no more work will come. */
export function runWorker(options: WorkerOptions): Promise<void> {
  return new Worker(options).run()
}

export interface WorkerPlace {
  readonly socket: string
  readonly dir: string
}

/** Where this process works, from its environment; ends the process with a readable line when it was not started by an agent. */
export function placeFromEnv(env: NodeJS.ProcessEnv): WorkerPlace {
  const socket = env[workerEnv.socket]
  const dir = env[workerEnv.dir]
  if (socket !== undefined && dir !== undefined) return { socket, dir }
  console.error(`an engine is started by the agent: ${workerEnv.socket} and ${workerEnv.dir} must be set`)
  process.exit(2)
}
