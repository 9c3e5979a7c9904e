/** Deletes checkpoints that the desired state does not keep, and says so. Asked again, it says so again. */
import type { TimerId } from '../../../shared/clock.ts'
import type { DiscardedCheckpoint } from '../../../shared/protocol/codec.ts'
import type { WorkContext } from '../context.ts'

/** What could not be deleted is tried again after this. */
const againMs = 60_000

const keyOf = ({ job, step, path }: DiscardedCheckpoint): string => `${job}/${step}/${path}`

export class Discards {
  readonly #context: WorkContext
  /** Is it being saved right now? */
  readonly #isSaving: (path: string) => boolean
  readonly #busy = new Set<string>()
  #wanted: readonly DiscardedCheckpoint[] = []
  #timer: TimerId | undefined
  #closed = false

  constructor(context: WorkContext, isSaving: (path: string) => boolean) {
    this.#context = context
    this.#isSaving = isSaving
  }

  apply(wanted: readonly DiscardedCheckpoint[]): void {
    this.#wanted = wanted
    for (const each of wanted) if (!this.#busy.has(keyOf(each))) void this.#delete(each)
  }

  close(): void {
    this.#closed = true
    this.#context.timers.clear(this.#timer)
  }

  async #delete(asked: DiscardedCheckpoint): Promise<void> {
    const { path, uid, job, step } = asked
    const { checkpointFiles, log, outbox, onFatal } = this.#context
    if (typeof path !== 'string' || this.#isSaving(path)) return this.#later()
    this.#busy.add(keyOf(asked))
    try {
      await checkpointFiles.remove(path, uid ?? 0)
    } catch (error) {
      log('warn', 'a checkpoint could not be deleted', {
        job,
        step: Number(step),
        path,
        cause: (error as Error).message,
      })
      this.#busy.delete(keyOf(asked))
      return this.#later()
    }
    if (this.#closed) return
    log('info', 'a checkpoint that is not kept was deleted', { job, step: Number(step), path })
    await outbox
      .append({ checkpointsDeleted: { checkpoints: [{ job: job ?? '', step: Number(step ?? 0), path }] } })
      .catch(onFatal)
    this.#busy.delete(keyOf(asked))
  }

  #later(): void {
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = this.#context.timers.setTimeout(() => {
      this.#timer = undefined
      this.apply(this.#wanted)
    }, againMs)
  }
}
