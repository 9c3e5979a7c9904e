/** A kill that waits for its moment: an agent in the middle of a launch, of a write to its spool, of an end, of a new desired state. */
export type Moment = 'launch' | 'write' | 'end' | 'desired'

export interface Aim {
  readonly moment: Moment
  /** so many of these moments pass first */
  readonly skip: number
  readonly afterMs: number
  /** it has struck */
  readonly fired: () => void
}

export class AimedKill {
  #aim: Aim | undefined
  #left = 0

  arm(aim: Aim): void {
    this.#aim = aim
    this.#left = aim.skip
  }

  disarm(): void {
    this.#aim = undefined
  }

  /** Such a moment has come: what is to happen after it, if this is the one. */
  at(moment: Moment): Aim | undefined {
    const aim = this.#aim
    if (aim?.moment !== moment || this.#left-- > 0) return undefined
    this.#aim = undefined
    return aim
  }
}
