/**
 * A rank of a gang, as synchronous training behaves: it steps only with all others, notices after a while that one is gone (its
 * collective fails) or silent (its collective times out), and ends with 1 then. Steps since the checkpoint that it
 * goes on from are done again.
 */
import type { GangMember } from '../../shared/model/job.ts'
import type { StepMessage } from '../../shared/model/worker-protocol.ts'
import { checkpointBytes } from './checkpoint-disks.ts'
import type { Process } from './process.ts'
import type { Program } from './program.ts'
import type { WorkerOptions } from './worker.ts'
import type { Scheduled } from './world.ts'

/** how long a collective waits for a silent rank */
const collectiveTimeoutMs = 120_000

/** What a rank tells its agent. */
export interface Says {
  step(step: number, times: Partial<StepMessage>): void
  saved(step: number, path: string, bytes: number): void
}
/** As NCCL and its watchdog say it: by these words a rank whose peer died is told from one that failed. */
const peerGone =
  'ncclRemoteError: A call failed possibly due to a network error or a remote process exiting prematurely.'
const timedOut = 'Watchdog caught collective operation timeout: ran for 120000 milliseconds before timing out.'

export class Rank {
  readonly #options: WorkerOptions
  readonly #program: Program
  readonly #member: GangMember
  readonly #says: Says
  #next: Scheduled | undefined
  /** null: not told yet by rank 0 */
  #step: number | null
  #waitingSinceMs: number | null = null
  #ended = false
  /** of an even part of the work, as it was told */
  share = 1
  /** of the step that is under way */
  #times: Partial<StepMessage> = {}
  #saved: number | null = null
  #savedMs: number
  #heldFor = 0
  /** as it was told last */
  saveEveryMs: number

  constructor(options: WorkerOptions, program: Program, member: GangMember, says: Says) {
    this.#options = options
    this.#program = program
    this.#member = member
    this.#says = says
    this.#savedMs = options.world.nowMs
    this.saveEveryMs = member.saveEveryMs ?? Number.POSITIVE_INFINITY
    this.#step = member.rank === 0 ? (member.resume?.step ?? 0) : null
    if (this.#step !== null) options.fates.beginAt(options.process.spec.job, member.epoch, this.#step)
    options.fates.join(options.process)
    this.#later(program.beginMs ?? 500)
  }

  get done(): boolean {
    return (this.#step ?? 0) >= this.#program.steps
  }

  end(): void {
    this.#ended = true
    this.#options.world.cancel(this.#next)
  }

  #later(afterMs: number): void {
    const { world, enter } = this.#options
    this.#next = world.after(afterMs, () =>
      enter(() => {
        if (!this.#ended) this.#turn()
      }),
    )
  }

  #turn(): void {
    const { process, rng, slow, world, fates, end } = this.#options
    if (process.manners.hung) return this.#later(1_000)
    if (this.done) return end(0, null, 'finished')
    const others = this.#others()
    if (others === 'gone') {
      const atMs = 1_000 + 15_000 * rng.next()
      this.#next = world.after(atMs, () =>
        this.#options.enter(() => {
          if (!this.#ended) end(1, null, peerGone)
        }),
      )
      return
    }
    if (others === 'waiting') {
      this.#waitingSinceMs ??= world.nowMs
      if (world.nowMs - this.#waitingSinceMs > collectiveTimeoutMs) return end(1, null, timedOut)
      return this.#later(1_000)
    }
    this.#waitingSinceMs = null
    this.#step ??= fates.beginsAt(process.spec.job, this.#member.epoch)
    this.#step++
    const { ends } = this.#program
    if (ends !== undefined && this.#member.rank === 0 && this.#step >= ends.step)
      if (fates.misfortune(process.spec.job, 'ends', 0) <= ends.times) return end(ends.code, null, ends.said)
    if (this.#isTimeToSave(this.#step)) this.save()
    if (this.#program.progress) this.#says.step(this.#step, this.#times)
    const stepMs =
      this.#program.ms * Math.max(0.2, 1 + this.#program.noise * rng.normal()) * slow() * this.#slow() * this.share
    if (this.#program.shares) this.#times = { computeMs: stepMs, share: this.share }
    this.#later(stepMs + this.#heldMs())
  }

  #slow(): number {
    const { slowRank } = this.#program
    return slowRank?.rank === this.#member.rank ? slowRank.times : 1
  }

  #isTimeToSave(step: number): boolean {
    const { checkpointEvery } = this.#program
    if (checkpointEvery !== 'told') return step % checkpointEvery === 0
    return this.#options.world.nowMs - this.#savedMs >= this.saveEveryMs
  }

  /** Each save of rank 0 holds every rank up once. */
  #heldMs(): number {
    const { fates, process } = this.#options
    const saves = fates.savesIn(process.spec.job, this.#member.epoch)
    const heldMs = (saves - this.#heldFor) * (this.#program.saveHoldsMs ?? 0)
    this.#heldFor = saves
    return heldMs
  }

  /** Rank 0 saves where it is: what is cut off by its end stays torn. */
  save(): void {
    const { world, enter, process, fates } = this.#options
    const { saves, saveMs } = this.#program
    const step = this.#step
    if (this.#member.rank !== 0 || step === null || step === this.#saved || process.manners.hung) return
    this.#saved = step
    this.#savedMs = world.nowMs
    fates.saveBegan(process.spec.job, this.#member.epoch)
    const file = fates.checkpoints.begin(`/${saves}/${process.spec.job}/step_${step}`, process.host, step)
    world.after(saveMs, () =>
      enter(() => {
        if (this.#ended) return
        fates.checkpoints.finish(file)
        this.#says.saved(step, file.path, checkpointBytes)
      }),
    )
  }

  /** Are all other ranks of this launch there and at work? */
  #others(): 'there' | 'waiting' | 'gone' {
    const { fates, process } = this.#options
    const ranks = fates.ranks(process.spec.job, this.#member.epoch)
    let waiting = ranks.size < this.#member.of
    for (const [rank, other] of ranks) {
      if (rank === this.#member.rank) continue
      if (!other.alive && !finishedWell(other)) return 'gone'
      if (other.alive && (other.manners.hung || other.frozen())) waiting = true
    }
    return waiting ? 'waiting' : 'there'
  }
}

/** It has done its last step: the others are about to. */
function finishedWell(process: Process): boolean {
  return process.cause === 'finished'
}
