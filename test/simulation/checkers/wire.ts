/** [W2] facts count once; agents refuse an older (incarnation, generation) and bear the same one twice. */
import { isOlder } from '../../../agent/link/desired-memory.ts'
import type { Site } from '../simulation.ts'

export function checkWire({ observers }: Site): void {
  const lastFact = new Map<string, { spool: string; number: number }>()
  observers.add({
    desiredSeen(host, mark, before, taken) {
      const older = isOlder(mark, before)
      observers.hold('W1', taken !== older, () => {
        const text = (m: typeof mark): string => `(${m.incarnation}, ${m.generation})`
        return `${host.name} ${taken ? 'took' : 'refused'} ${text(mark)} after ${text(before)}`
      })
      if (older) observers.exercise('W1-older-refused')
      else if (mark.generation === before.generation && mark.incarnation === before.incarnation)
        observers.exercise('W1-same-again')
    },
    stepped(_life, input, _effects, { durable }) {
      if (input.kind !== 'fact-received') return
      const last = lastFact.get(input.host)
      const repeated = last !== undefined && last.spool === input.spool && input.number <= last.number
      if (!repeated) {
        lastFact.set(input.host, { spool: input.spool, number: input.number })
        return
      }
      observers.exercise('W2')
      const { fact } = input
      const touched = durable.filter(({ table, key }) => {
        return (
          table === 'shards' ||
          table === 'failures' ||
          ('attempt' in fact && table === 'attempts' && key === fact.attempt)
        )
      })
      observers.hold('W2', touched.length === 0, () => {
        return `fact ${input.number} of ${input.host} came again and changed ${touched.map(({ table, key }) => `${table} ${key}`).join(', ')}`
      })
    },
    crashed() {
      lastFact.clear()
    },
  })
}
