/** What must hold after every step. Run in tests and simulations; a breach is a bug, named with its rule. */
import { limits } from '../../shared/limits.ts'
import { shardKey } from '../../shared/model/ids.ts'
import { isLive } from './attempts.ts'
import { loadState } from './load.ts'
import { takenOn } from './placement/place.ts'
import { type State, tablesOf } from './state.ts'
import type { Change } from './table.ts'
import { waveAt } from './waves.ts'

function hold(rule: string, holds: boolean, what: string): void {
  if (!holds) throw new Error(`[${rule}] ${what}`)
}

/** Throws on the first breach. O(state): for tests. */
export function checkInvariants(state: State): void {
  for (const job of state.jobs.values()) {
    const index = state.index.get(job.id)
    hold('S3', index !== undefined, `job ${job.id} has no index`)
    if (index === undefined || !isLive(job) || job.spec.kind !== 'batch') continue
    let committed = 0
    for (let shard = 0; shard < job.shards.total; shard++) if (state.shards.has(shardKey(job.id, shard))) committed++
    hold(
      'B1',
      committed === job.shards.committed,
      `job ${job.id} counts ${job.shards.committed} committed shards, has ${committed}`,
    )
    const at = waveAt(job, job.wave)
    for (let shard = at.start; shard < at.start + at.size; shard++) {
      const ways =
        Number(state.shards.has(shardKey(job.id, shard))) +
        Number(index.pending.has(shard)) +
        Number(index.lent.has(shard))
      hold('B5', ways === 1, `shard ${shard} of ${job.id} is ${ways === 0 ? 'nowhere' : 'in two places'}`)
    }
    for (const [shard, holders] of index.lent)
      for (const id of holders) {
        const leased = state.attempts.must(id).leases.some((lease) => lease.shard === shard)
        hold('S3', leased, `${id} is said to hold shard ${shard} and has no lease`)
      }
  }
  for (const host of state.hosts.values()) {
    const taken = takenOn(state, host.id)
    hold('P2', taken.slots <= host.slots, `host ${host.name} has ${taken.slots} of ${host.slots} slots taken`)
  }
  for (const attempt of state.attempts.values())
    if (attempt.state === 'stopping') hold('A2', attempt.stop !== null, `${attempt.id} is stopping without a reason`)
}

/** [S3] indexes rebuilt from rows equal those kept by steps. */
export function checkRebuilt(state: State, nowMs: number): void {
  const rows: Change[] = []
  for (const table of tablesOf(state))
    if (table.durable)
      for (const [key, row] of table.entries())
        rows.push({ table: table.name, key, row: JSON.parse(JSON.stringify(row)) as object })
  const rebuilt = loadState(rows, nowMs)
  for (const job of state.jobs.values()) {
    if (!isLive(job) || job.spec.kind !== 'batch') continue
    const kept = state.index.get(job.id)
    const made = rebuilt.index.get(job.id)
    hold(
      'S3',
      kept?.pending.size === made?.pending.size,
      `job ${job.id}: ${kept?.pending.size} pending kept, ${made?.pending.size} rebuilt`,
    )
    hold(
      'S3',
      kept?.committedInWave === made?.committedInWave,
      `job ${job.id}: ${kept?.committedInWave} committed in wave kept, ${made?.committedInWave} rebuilt`,
    )
    hold(
      'S3',
      kept?.lent.size === made?.lent.size,
      `job ${job.id}: ${kept?.lent.size} lent kept, ${made?.lent.size} rebuilt`,
    )
  }
}

/** [S2] one step changes a bounded number of rows. */
export function checkStepSize(changes: number): void {
  hold('S2', changes <= limits.rowsPerStep + 20, `a step changed ${changes} rows`)
}
