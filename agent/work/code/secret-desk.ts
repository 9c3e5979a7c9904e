/** Asks the coordinator for the secrets of attempts that are about to start, over the agent's own link; they are written down nowhere here. */
import type { Secrets } from '../../../shared/protocol/codec.ts'

export type SecretValues = Readonly<Record<string, Uint8Array>>

interface Waiting {
  readonly resolve: (values: SecretValues) => void
  readonly reject: (error: Error) => void
}

export class SecretDesk {
  readonly #send: (attempt: string) => boolean
  readonly #waiting = new Map<string, Waiting>()

  /** `send`: false while the link is down; then it is asked when that is up again. */
  constructor(send: (attempt: string) => boolean) {
    this.#send = send
  }

  /** Rejects with why there are none. */
  ask(attempt: string): Promise<SecretValues> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(attempt, { resolve, reject })
      this.#send(attempt)
    })
  }

  /** It is not wanted any more: the start was cancelled. */
  drop(attempt: string): void {
    this.#waiting.delete(attempt)
  }

  onLinkUp(): void {
    for (const attempt of this.#waiting.keys()) this.#send(attempt)
  }

  onAnswer({ attempt, values, refused }: Secrets): void {
    const waiting = this.#waiting.get(attempt ?? '')
    if (waiting === undefined) return
    this.#waiting.delete(attempt ?? '')
    if (refused) waiting.reject(new Error(`its secrets were not given: ${refused}`))
    else waiting.resolve(values ?? {})
  }
}
