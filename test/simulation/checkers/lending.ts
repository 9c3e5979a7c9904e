/** [H2] an unreachable host is lent nothing; [B6] an agent that lists all it holds is told of every difference. */
import type { Effect } from '../../../coordinator/core/effects.ts'
import type { State } from '../../../coordinator/core/state.ts'
import type { LivenessRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

/** Leases are taken back in slices. */
const takenWithinMs = 20_000
const lookEvery = 256

export function checkLending({ observers }: Site): void {
  const unreachableSince = new Map<string, number>()
  let steps = 0
  observers.add({
    loading: () => unreachableSince.clear(),
    stepped({ state, nowMs }, input, effects, { volatile }) {
      for (const { table, key, row } of volatile) {
        if (table !== 'liveness') continue
        if ((row as LivenessRow | null)?.state !== 'unreachable') unreachableSince.delete(key)
        else if (!unreachableSince.has(key)) unreachableSince.set(key, nowMs())
      }
      if (input.kind === 'lease-requested' && input.whole !== null)
        listed(state, input.host, input.attempt, input.whole, effects)
      if (++steps % lookEvery === 0) look(state, nowMs())
    },
  })

  function look(state: State, nowMs: number): void {
    for (const [host, sinceMs] of unreachableSince) {
      if (nowMs - sinceMs < takenWithinMs) continue
      observers.exercise('H2')
      for (const id of state.byHost.get(host) ?? []) {
        const { leases } = state.attempts.must(id)
        observers.hold('H2', leases.length === 0, () => {
          return `${host} is unreachable for ${nowMs - sinceMs} ms, and ${id} there is lent ${leases.length} shards`
        })
      }
    }
  }

  function listed(state: State, host: string, id: string, whole: readonly number[], effects: readonly Effect[]): void {
    const attempt = state.attempts.get(id)
    const job = attempt && state.jobs.get(attempt.job)
    if (attempt === undefined || attempt.host !== host || attempt.state === 'ended' || job?.state !== 'running') return
    const agreed = new Set(whole)
    for (const effect of effects) {
      if (effect.kind !== 'send-leases' || effect.attempt !== id) continue
      for (const { shard } of effect.leases) if (shard != null) agreed.add(shard)
      for (const shard of effect.revoked) agreed.delete(shard)
    }
    const leased = new Set(attempt.leases.map(({ shard }) => shard))
    const missing = [...leased].filter((shard) => !agreed.has(shard))
    const surplus = [...agreed].filter((shard) => !leased.has(shard))
    observers.exercise('B6')
    observers.hold('B6', missing.length + surplus.length === 0, () => {
      return `${id} listed its shards and was not told to take ${missing.join(', ') || 'none'} and to drop ${surplus.join(', ') || 'none'}`
    })
  }
}
