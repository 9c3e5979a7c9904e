/**
 * [B3] Of each shard at most one copy, on another host than the shard's holder. What a worker says that it holds after a reconnect is
 * adopted whoever else has the shard by then ([B6]): a third holder comes only so, and is no copy that the coordinator chose to make.
 * On its own host a shard is copied only from a worker that is being stopped, or where the job has no worker on another.
 */
import type { Input } from '../../../coordinator/core/inputs.ts'
import type { State } from '../../../coordinator/core/state.ts'
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

const none: ReadonlySet<number> = new Set()

export function checkCopies({ observers }: Site): void {
  /** copies that each attempt has */
  const copies = new Map<string, ReadonlySet<number>>()
  const copiesOf = ({ leases }: AttemptRow): ReadonlySet<number> =>
    new Set(leases.flatMap(({ shard, speculative }) => (speculative ? [shard] : [])))

  observers.add({
    loading(state) {
      copies.clear()
      for (const row of state.attempts.values()) if (row.leases.length > 0) copies.set(row.id, copiesOf(row))
    },
    stepped({ state }, input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        if (table !== 'attempts') continue
        const now = row === null ? none : copiesOf(row as AttemptRow)
        const before = copies.get(key) ?? none
        if (now.size > 0) copies.set(key, now)
        else copies.delete(key)
        for (const shard of now)
          if (!before.has(shard) && !isAdopted(input, key, shard)) copied(state, row as AttemptRow, shard)
      }
    },
  })

  function copied(state: State, { id, job }: AttemptRow, shard: number): void {
    const holders = state.index.get(job)?.lent.get(shard) ?? []
    const stay = holders.map((each) => state.attempts.must(each)).filter((row) => row.id === id || row.stop === null)
    const workers = [...(state.index.get(job)?.attempts ?? [])].map((each) => state.attempts.must(each).host)
    const apart = new Set(workers).size === 1 || new Set(stay.map(({ host }) => host)).size === stay.length
    observers.exercise('B3')
    observers.hold('B3', holders.length <= 2 && apart, () => {
      return `${id} is lent a copy of shard ${shard} of ${job}, which ${holders.join(', ')} have${apart ? '' : ' on one host'}`
    })
  }
}

const isAdopted = (input: Input, attempt: string, shard: number): boolean =>
  input.kind === 'lease-requested' && input.attempt === attempt && input.whole?.includes(shard) === true
