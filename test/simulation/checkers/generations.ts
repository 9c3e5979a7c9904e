/** [W1] every desired state of a host that a life makes has a higher generation than the one before it. */
import type { Site } from '../simulation.ts'

export function checkGenerations({ observers }: Site): void {
  const last = new Map<string, number>()
  observers.add({
    loading(state) {
      last.clear()
      for (const [host, { generation }] of state.hostSync.entries()) last.set(host, generation)
    },
    stepped({ state }, _input, effects) {
      for (const effect of effects) {
        if (effect.kind !== 'send-desired') continue
        const { generation } = state.hostSync.must(effect.host)
        const before = last.get(effect.host) ?? 0
        observers.exercise('W1')
        observers.hold('W1', generation > before, () => `generation ${generation} of ${effect.host} after ${before}`)
        last.set(effect.host, generation)
      }
    },
  })
}
