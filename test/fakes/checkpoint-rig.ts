/** The checkpoints of one attempt on a simulated host, with files that are as the test says and a connection of its own. */
import { createHash } from 'node:crypto'
import type { CheckpointFiles, Listing, Survey } from '../../agent/work/checkpoints/files.ts'
import type { GangMember, TaskSpec } from '../../shared/model/job.ts'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import type { Fact } from '../../shared/protocol/codec.ts'
import { taskSpec } from './agent-process.ts'
import { SimulatedWork } from './simulated-work.ts'

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Files that are as the test says, at once. */
class FakeFiles implements CheckpointFiles {
  readonly there = new Map<string, Partial<Survey>>()
  readonly removed: string[] = []
  listing: Listing = { entries: [], there: [], temporary: [], latest: null }
  digests: Record<string, string> = {}
  ownerOf = async (): Promise<number> => 7
  async survey(path: string): Promise<Survey> {
    const found = this.there.get(path)
    if (found === undefined) throw new Error(`ENOENT: no such file, ${path}`)
    return { path, uid: 7, bytes: 10, files: 1, newestMs: 5_000, fingerprint: 'f', shared: true, ...found }
  }
  settle = (path: string): Promise<Survey> => this.survey(path)
  list = async (): Promise<Listing> => this.listing
  async digest(path: string): Promise<{ sha256: string; fingerprint: string }> {
    const { fingerprint } = await this.survey(path)
    return { sha256: this.digests[path] ?? sha(path), fingerprint }
  }
  async remove(path: string): Promise<void> {
    if (path.includes('busy')) throw new Error('EBUSY')
    this.removed.push(path)
  }
  close(): void {}
}

export const member = (more: Partial<GangMember> = {}): GangMember =>
  ({
    epoch: 1,
    rank: 0,
    of: 1,
    hosts: ['h'],
    lostAfterMs: null,
    resume: null,
    saveEveryMs: null,
    ...more,
  }) as GangMember
export const spec = (more: Partial<TaskSpec> = {}): TaskSpec =>
  taskSpec({ kind: 'gang', member: member(), params: { sim: { steps: 0, taskMs: 1e9 } }, graceMs: 5_000, ...more })

export class Rig {
  readonly files = new FakeFiles()
  readonly heard: AgentToWorker[] = []
  host!: SimulatedWork
  #say: ((message: WorkerMessage) => void) | undefined

  static async start(task: TaskSpec, prepare: (files: FakeFiles) => void = () => {}): Promise<Rig> {
    const rig = new Rig()
    prepare(rig.files)
    rig.host = await SimulatedWork.start(rig.files)
    await rig.host.run('a-1-1', task)
    return rig
  }

  /** Takes the place of the simulated process's connection, which comes back after a while. */
  async connect(): Promise<void> {
    const end = this.host.hub.connect('/s/a-1-1.sock', {
      received: (message) => void this.heard.push(message),
      closed: () => {
        this.#say = undefined
      },
    })
    this.#say = (message) => end?.send(message)
    await this.say({ type: 'hello' })
  }
  async say(message: WorkerMessage): Promise<void> {
    if (this.#say === undefined) await this.connect()
    this.#say?.(message)
    await this.host.time.settle()
    await this.host.time.settle()
  }
  async facts(): Promise<NonNullable<Fact['checkpoint']>[]> {
    return (await this.host.facts()).flatMap(({ checkpoint: each }) =>
      each ? [{ ...each, step: Number(each.step), bytes: Number(each.bytes) }] : [],
    )
  }
}
