/** People and programs: they ask over HTTP, try again with the same Idempotency-Key until they are answered, and sometimes ask twice. */
import type { Principal, Request } from '../../coordinator/core/inputs.ts'
import type { Answer } from '../../coordinator/ports.ts'
import type { Rng } from '../../shared/rng.ts'
import type { Coordinator } from './coordinator.ts'
import type { Observers } from './observers.ts'
import type { Trace } from './trace.ts'
import type { World } from './world.ts'

const principal: Principal = { kind: 'local', id: 'someone', project: 'default', role: 'admin' }

/** a request that was not answered by then is asked again */
const patienceMs = 8_000

export class Users {
  readonly #world: World
  readonly #trace: Trace
  readonly #coordinator: Coordinator
  readonly #observers: Observers
  readonly #rng: Rng
  #asked = 0
  /** requests that wait for an answer */
  waiting = 0

  constructor(world: World, trace: Trace, coordinator: Coordinator, observers: Observers) {
    this.#world = world
    this.#trace = trace
    this.#coordinator = coordinator
    this.#observers = observers
    this.#rng = world.rng('users')
  }

  /** Asks until an answer comes that is not "try again". `twice`: as a nervous client does. */
  ask(request: Request, done: (answer: Answer) => void = () => {}, twice = false): void {
    const key = `key-${++this.#asked}`
    this.waiting++
    let answered = false
    const take = (answer: Answer): void => {
      this.#observers.answered(request, key, answer)
      if (answered) return
      answered = true
      this.waiting--
      this.#trace.event('answered', request.op, answer.ok ? 'ok' : `${answer.code}: ${answer.detail}`)
      done(answer)
    }
    this.#try(request, key, () => answered, take)
    if (twice) this.#try(request, key, () => answered, take)
  }

  #try(request: Request, key: string, over: () => boolean, take: (answer: Answer) => void): void {
    let finished = false
    const again = (afterMs: number): void => {
      if (finished) return
      finished = true
      this.#world.after(afterMs, () => {
        if (!over()) this.#try(request, key, over, take)
      })
    }
    this.#world.after(0.5 + 2 * this.#rng.next(), () => {
      if (!this.#coordinator.up) return again(500 + 1_000 * this.#rng.next())
      this.#observers.asked(request, key)
      this.#coordinator.request({ kind: 'request', principal, key, request }, (answer) => {
        if (finished) return
        // the answer may be lost on its way; then it is asked again
        if (this.#rng.next() < 0.05) return again(500)
        const later = !answer.ok && (answer.code === 'disk-full' || answer.code === 'store-unavailable')
        if (later) return again(2_000)
        finished = true
        this.#world.after(0.5 + 2 * this.#rng.next(), () => take(answer))
      })
      this.#world.after(patienceMs, () => again(100))
    })
  }
}
