/**
 * What hosts and placement are told is what the rows say: [W1] a host's desired states have rising generations, [A2] they name every stop;
 * [H1] a host is open to placement when nothing closes it, and only then.
 */
import { desiredOf } from '../../../coordinator/core/desired.ts'
import { closedWhy } from '../../../coordinator/core/holdings.ts'
import type { State } from '../../../coordinator/core/state.ts'
import type { Site } from '../simulation.ts'

const lookEvery = 64

export function checkTold({ observers }: Site): void {
  const last = new Map<string, number>()
  let steps = 0
  observers.add({
    loading(state) {
      last.clear()
      for (const [host, { generation }] of state.hostSync.entries()) last.set(host, generation)
    },
    stepped({ state }, _input, effects) {
      for (const effect of effects) if (effect.kind === 'send-desired') told(state, effect.host)
      if (++steps % lookEvery === 0) offers(state)
    },
  })

  function told(state: State, host: string): void {
    const { generation } = state.hostSync.must(host)
    const before = last.get(host) ?? 0
    observers.exercise('W1')
    observers.hold('W1', generation > before, () => `generation ${generation} of ${host} after ${before}`)
    last.set(host, generation)
    const stops = new Set<string>()
    for (const { attempt, action } of desiredOf(state, host).attempts ?? [])
      if (action === 'stop') stops.add(attempt ?? '')
    for (const id of state.byHost.get(host) ?? []) {
      const { stop } = state.attempts.must(id)
      observers.hold('A2', (stop !== null) === stops.has(id), () => {
        return `${host} is ${stops.has(id) ? '' : 'not '}told to stop ${id}, whose stop is ${JSON.stringify(stop)}`
      })
    }
  }

  function offers(state: State): void {
    for (const { id, offer } of state.capacity.hosts()) {
      const host = state.hosts.get(id)
      if (host === undefined) continue
      const why = closedWhy(state, host)
      observers.hold('H1', (why === '') === (offer.closed === ''), () => {
        return `${host.name} is offered as '${offer.closed || 'open'}' and is '${why || 'open'}'`
      })
    }
  }
}
