/** What the processes of a job share beyond their hosts: misfortunes of shards, checkpoints of gangs, and who is in which epoch. */
import type { Process } from './process.ts'

export class Fates {
  readonly #misfortunes = new Map<string, number>()
  readonly #checkpoints = new Map<string, number>()
  readonly #epochs = new Map<string, Map<number, Process>>()

  /** How often a shard of the job has failed, or killed its process, or a rank has ended by itself; counts one more. */
  misfortune(job: string, kind: 'failing' | 'poison' | 'ends', shard: number): number {
    const key = `${job}/${kind}/${shard}`
    const times = (this.#misfortunes.get(key) ?? 0) + 1
    this.#misfortunes.set(key, times)
    return times
  }

  /** The last step of the job that is saved. */
  checkpoint(job: string): number {
    return this.#checkpoints.get(job) ?? 0
  }
  save(job: string, step: number): void {
    if (step > this.checkpoint(job)) this.#checkpoints.set(job, step)
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
