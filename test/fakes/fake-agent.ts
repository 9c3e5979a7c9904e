/** An agent's end of the worker protocol on a Unix socket, in memory: what tests of engines talk to. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArtifactRef, Json, ShardOutput } from '../../shared/model/job.ts'
import type { AgentToWorker, LentShard, WorkerMessage } from '../../shared/model/worker-protocol.ts'

export type ShardEnd = ShardOutput | { readonly error: string; readonly retry: boolean }

export class FakeAgent {
  readonly root = mkdtempSync(join(tmpdir(), 'mw-'))
  readonly socket = join(this.root, 's')
  readonly dir = join(this.root, 'work')
  readonly messages: WorkerMessage[] = []
  readonly sockets = new Set<Socket>()
  /** Off: results are taken and not acknowledged, as by an agent that dies just then. */
  acknowledge = true
  readonly #params: Json
  readonly #server: Server = createServer((socket) => this.#serve(socket))
  readonly #artifacts = new Map<string, string>()
  readonly #pending: LentShard[] = []
  readonly #ends = new Map<number, (end: ShardEnd) => void>()
  readonly #watchers: { readonly test: (m: WorkerMessage) => boolean; readonly resolve: (m: WorkerMessage) => void }[] =
    []
  #wanted = 0
  #number = 0

  constructor(params: Json) {
    this.#params = params
  }

  async listen(): Promise<this> {
    await mkdir(this.dir, { recursive: true })
    await mkdir(join(this.root, 'store'), { recursive: true })
    await new Promise<void>((resolve) => this.#server.listen(this.socket, resolve))
    return this
  }

  /** Takes a file into the store. */
  async keep(path: string): Promise<ArtifactRef> {
    const bytes = readFileSync(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const stored = join(this.root, 'store', sha256)
    await copyFile(path, stored)
    this.#artifacts.set(sha256, stored)
    return { sha256, bytes: bytes.length }
  }

  pathOf(artifact: ArtifactRef | undefined): string {
    const path = this.#artifacts.get(artifact?.sha256 ?? '')
    if (path === undefined) throw new Error(`no artifact ${artifact?.sha256}`)
    return path
  }

  run(shard: Pick<LentShard, 'wave' | 'item'> & Partial<LentShard>): Promise<ShardEnd> {
    const number = this.#number++
    const { promise, resolve } = Promise.withResolvers<ShardEnd>()
    this.#ends.set(number, resolve)
    this.#pending.push({ shard: number, round: 0, position: 0, of: 1, ...shard })
    this.#lend()
    return promise
  }

  async done(shard: Pick<LentShard, 'wave' | 'item'> & Partial<LentShard>): Promise<ShardOutput> {
    const end = await this.run(shard)
    if ('error' in end) throw new Error(end.error)
    return end
  }

  /** Runs a wave of items and gives its outputs in order. */
  wave(wave: string, items: readonly Json[], more: Partial<LentShard> = {}): Promise<ShardOutput[]> {
    return Promise.all(items.map((item, position) => this.done({ wave, item, position, of: items.length, ...more })))
  }

  next(test: (message: WorkerMessage) => boolean): Promise<WorkerMessage> {
    const { promise, resolve } = Promise.withResolvers<WorkerMessage>()
    this.#watchers.push({ test, resolve })
    return promise
  }

  send(message: AgentToWorker): void {
    for (const socket of this.sockets) socket.write(`${JSON.stringify(message)}\n`)
  }

  /** As an agent's restart looks to a worker. */
  disconnect(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return
    this.send({ type: 'finish' })
    await new Promise((resolve) => {
      this.#server.close(resolve)
      for (const socket of this.sockets) socket.end()
    })
    rmSync(this.root, { recursive: true, force: true })
  }

  #serve(socket: Socket): void {
    this.sockets.add(socket)
    this.#wanted = 0
    let rest = ''
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) void this.#received(JSON.parse(line) as WorkerMessage)
    })
  }

  #lend(): void {
    if (this.sockets.size === 0) return
    const shards = this.#pending.splice(0, this.#wanted)
    this.#wanted -= shards.length
    if (shards.length > 0) this.send({ type: 'shards', shards })
  }

  async #received(message: WorkerMessage): Promise<void> {
    this.messages.push(message)
    if (message.type === 'hello')
      this.send({
        type: 'welcome',
        attempt: 'a-1-1',
        job: 'j-1-1',
        jobName: 'test',
        params: this.#params,
        dir: this.dir,
      })
    if (message.type === 'lease') this.#wanted += message.want
    if (message.type === 'lease') this.#lend()
    if (message.type === 'fetch') this.#fetch(message.sha256)
    if (message.type === 'failed') this.#end(message.shard, { error: message.error, retry: message.retry ?? true })
    if (message.type === 'done') {
      const artifacts: Record<string, ArtifactRef> = {}
      for (const [name, path] of Object.entries(message.artifacts ?? {})) artifacts[name] = await this.keep(path)
      this.#end(message.shard, { result: message.result ?? null, artifacts })
    }
    for (const watcher of this.#watchers) if (watcher.test(message)) watcher.resolve(message)
  }

  #fetch(sha256: string): void {
    const path = this.#artifacts.get(sha256)
    if (path === undefined) this.send({ type: 'fetch-failed', sha256, error: 'no host has it' })
    else this.send({ type: 'fetched', sha256, path, bytes: 0 })
  }

  #end(shard: number, end: ShardEnd): void {
    if (!this.acknowledge) return
    this.send({ type: 'ack', shards: [shard] })
    this.#ends.get(shard)?.(end)
    this.#ends.delete(shard)
  }
}
