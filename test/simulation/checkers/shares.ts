/** [SL9] work that is moved away from slow ranks is done by the others, in that epoch only. */
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

export function checkShares({ observers }: Site): void {
  const seen = new Map<string, number>()
  observers.add({
    durable(_life, { changes }) {
      for (const { table, key, row } of changes) if (table === 'jobs' && row !== null) jobChanged(key, row as JobRow)
    },
  })

  function jobChanged(id: string, { gang, spec, endedMs }: JobRow): void {
    const shares = gang?.shares
    if (gang == null || shares == null || endedMs !== null) return
    observers.exercise('SL9')
    const world = gang.size * (spec.gang?.ranksPerHost ?? Math.max(1, spec.resources?.gpus ?? 1))
    const { ranks, others } = shares
    const sum = ranks.reduce((total, { share }) => total + share, others * (world - ranks.length))
    const right = Math.abs(sum - world) < 1e-6 && ranks.every(({ rank, share }) => rank < world && share > 0)
    observers.hold('SL9', right, () => `${id}: ${ranks.length} of ${world} ranks do less, ${sum} in all`)
    const epoch = seen.get(`${id}/${shares.atMs}`) ?? gang.epoch
    seen.set(`${id}/${shares.atMs}`, epoch)
    observers.hold('SL9', epoch === gang.epoch, () => `${id}: shares of epoch ${epoch} in epoch ${gang.epoch}`)
  }
}
