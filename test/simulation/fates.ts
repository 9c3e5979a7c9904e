/** What the processes of a job share beyond their hosts: misfortunes of shards, where an epoch of a gang begins, and who is in which epoch. */
import type { CheckpointDisks } from './checkpoint-disks.ts'
import type { Process } from './process.ts'

export class Fates {
  readonly checkpoints: CheckpointDisks
  readonly #misfortunes = new Map<string, number>()
  readonly #begins = new Map<string, number>()
  readonly #saves = new Map<string, number>()
  readonly #epochs = new Map<string, Map<number, Process>>()

  constructor(checkpoints: CheckpointDisks) {
    this.checkpoints = checkpoints
  }

  /** How often a shard of the job has failed, or killed its process, or a rank has ended by itself; counts one more. */
  misfortune(job: string, kind: 'failing' | 'poison' | 'ends', shard: number): number {
    const key = `${job}/${kind}/${shard}`
    const times = (this.#misfortunes.get(key) ?? 0) + 1
    this.#misfortunes.set(key, times)
    return times
  }

  /** Rank 0 reads the checkpoint, and tells the others of its epoch where they are. */
  beginAt(job: string, epoch: number, step: number): void {
    this.#begins.set(`${job}/${epoch}`, step)
  }
  beginsAt(job: string, epoch: number): number {
    return this.#begins.get(`${job}/${epoch}`) ?? 0
  }

  saveBegan(job: string, epoch: number): void {
    this.#saves.set(`${job}/${epoch}`, this.savesIn(job, epoch) + 1)
  }
  savesIn(job: string, epoch: number): number {
    return this.#saves.get(`${job}/${epoch}`) ?? 0
  }

  join(process: Process): void {
    const { member, job } = process.spec
    if (member === null) return
    const key = `${job}/${member.epoch}`
    const ranks = this.#epochs.get(key) ?? new Map<number, Process>()
    this.#epochs.set(key, ranks)
    ranks.set(member.rank, process)
  }
  /** Processes of one epoch by rank, as far as they have started. */
  ranks(job: string, epoch: number): ReadonlyMap<number, Process> {
    return this.#epochs.get(`${job}/${epoch}`) ?? new Map()
  }
}
