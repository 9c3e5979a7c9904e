/** [W2] facts count once; agents refuse an older (incarnation, generation) and bear the same one twice. */
import type { DesiredMark } from '../../../agent/link/desired-memory.ts'
import type { Host } from '../host.ts'
import type { Site } from '../simulation.ts'

const same = (a: DesiredMark, b: DesiredMark): boolean =>
  a.incarnation === b.incarnation && a.generation === b.generation

/** As DESIGN section 5 says it: by incarnation, then by generation. */
const older = (a: DesiredMark, b: DesiredMark): boolean =>
  a.incarnation < b.incarnation || (a.incarnation === b.incarnation && a.generation < b.generation)

export function checkWire({ observers }: Site): void {
  const lastFact = new Map<string, { spool: string; number: number }>()
  /** of each host: the newest that was taken, and the one that came last unless it was taken */
  const newest = new Map<Host, DesiredMark>()
  const offered = new Map<Host, DesiredMark>()
  const text = (mark: DesiredMark): string => `(${mark.incarnation}, ${mark.generation})`
  const newestOf = (host: Host): DesiredMark => newest.get(host) ?? { incarnation: 0, generation: 0 }

  observers.add({
    desiredOffered(host, mark) {
      const refused = offered.get(host)
      offered.set(host, mark)
      if (refused === undefined) return
      observers.exercise('W1-older-refused')
      observers.hold('W1', older(refused, newestOf(host)), () => {
        return `${host.name} refused ${text(refused)} after ${text(newestOf(host))}`
      })
    },
    desiredTaken(host, mark) {
      const before = newestOf(host)
      offered.delete(host)
      observers.hold('W1', !older(mark, before), () => `${host.name} took ${text(mark)} after ${text(before)}`)
      if (same(mark, before)) observers.exercise('W1-same-again')
      else newest.set(host, mark)
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
