/** [B5] after every step that changes leases: each shard that was lent or taken back is committed, pending or lent, and one of them only. */
import type { State } from '../../../coordinator/core/state.ts'
import { shardKey } from '../../../shared/model/ids.ts'
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

export function checkLeases({ observers }: Site): void {
  const lent = new Map<string, AttemptRow>()
  observers.add({
    loading(state) {
      lent.clear()
      for (const row of state.attempts.values()) if (row.leases.length > 0) lent.set(row.id, row)
    },
    stepped({ state }, _input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        if (table !== 'attempts') continue
        const before = lent.get(key)
        const now = row as AttemptRow | null
        if (now !== null && now.leases.length > 0) lent.set(key, now)
        else lent.delete(key)
        if (before?.leases === now?.leases) continue
        for (const { shard } of before?.leases ?? []) once(state, before as AttemptRow, shard)
        for (const { shard } of now?.leases ?? []) {
          once(state, now as AttemptRow, shard)
          // A job that ends forgets who holds what at once, and takes the leases back in slices.
          if (!isLive(state, now?.job ?? '')) continue
          const holders = state.index.get(now?.job ?? '')?.lent.get(shard)
          observers.hold(
            'S3',
            holders?.includes(key) === true,
            () => `${key} has a lease of ${shard}, no index says so`,
          )
        }
      }
    },
  })

  function once(state: State, { job: id }: AttemptRow, shard: number): void {
    const index = state.index.get(id)
    if (index === undefined || !isLive(state, id)) return
    const ways =
      Number(state.shards.has(shardKey(id, shard))) + Number(index.pending.has(shard)) + Number(index.lent.has(shard))
    observers.exercise('B5')
    observers.hold('B5', ways === 1, () => `shard ${shard} of ${id} is ${ways === 0 ? 'nowhere' : 'in two places'}`)
  }
}

function isLive(state: State, id: string): boolean {
  const job = state.jobs.get(id)
  return job?.state === 'running' || job?.state === 'queued'
}
