/**
 * [RT3] a gang's launches beyond the first are all charged, and none is made beyond a bound; [RT5] the same failure twice in a row is not
 * tried a third time, and launches that get no further wait; [RT2] a rank that only noticed a dead peer is blamed only when nobody else failed.
 * S13 and L7 of the reference. The bounds are written down here apart from the core.
 */
import type { State } from '../../../coordinator/core/state.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { GangFailure, GangState } from '../../../shared/model/scheduling.ts'
import type { Site } from '../simulation.ts'

const ownMost = 10
const hostsMost = 100
const movesMost = 100
/** after the second launch in a row without a step forward, doubled up to the last */
const firstWaitMs = 5_000
const lastWaitMs = 300_000
const again: ReadonlySet<string> = new Set(['code-error', 'out-of-memory'])

export function checkRestarts({ observers }: Site): void {
  const gangs = new Map<string, GangState>()
  observers.add({
    loading(state) {
      gangs.clear()
      for (const { id, gang } of state.jobs.values()) if (gang !== null) gangs.set(id, gang)
    },
    stepped({ state, nowMs }, _input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        const job = row as JobRow | null
        if (table !== 'jobs' || job === null || job.gang === null) continue
        const before = gangs.get(key)
        gangs.set(key, job.gang)
        if (before === undefined) continue
        if (job.gang.epoch > before.epoch && job.gang.epoch > 1) launched(job, job.gang, nowMs())
        if (before.failing != null && job.gang.failing == null) settled(state, job, job.gang.failure ?? null)
      }
    },
  })

  function launched({ id, spec }: JobRow, gang: GangState, nowMs: number): void {
    const { epoch, restarts, moves, hostRestarts = 0, failure } = gang
    observers.exercise('RT3')
    observers.hold(
      'RT3',
      epoch - 1 <= restarts + moves,
      () => `${id} is launched as epoch ${epoch} and has paid for ${restarts + moves} restarts`,
    )
    const most = spec.policy?.maxRestarts
    const spent: readonly (readonly [number, number])[] = [
      [restarts - hostRestarts, most ?? ownMost],
      [hostRestarts, most ?? hostsMost],
      [moves, movesMost],
    ]
    for (const [paid, bound] of spent)
      observers.hold('RT3', paid <= bound, () => `${id} is launched again after ${paid} restarts of at most ${bound}`)
    if (failure == null || failure.epoch !== epoch - 1) return
    observers.exercise('RT5')
    const over = (again.has(failure.class) && failure.same >= 2) || failure.class === 'do-not-retry'
    observers.hold('RT5', !over, () => `${id} is launched again after ${JSON.stringify(failure)}`)
    const waitMs = failure.inARow < 2 ? 0 : Math.min(lastWaitMs, firstWaitMs * 2 ** (failure.inARow - 2))
    observers.hold('RT5', nowMs - failure.atMs >= waitMs, () => {
      return `${id} is launched ${nowMs - failure.atMs} ms after its failure ${failure.inARow} in a row`
    })
  }

  function settled(state: State, { id }: JobRow, failure: GangFailure | null): void {
    if (failure?.class !== 'network') return
    observers.exercise('RT2')
    const index = state.index.get(id)
    for (const attempt of [...(index?.attempts ?? []), ...(index?.endedAttempts ?? [])].map((each) =>
      state.attempts.must(each),
    ))
      if (attempt.epoch === failure.epoch)
        observers.hold('RT2', !failedItself(attempt), () => {
          return `${id} blames ${failure.attempt}, which lost a peer; ${attempt.id} ended with ${JSON.stringify(attempt.exit)}`
        })
  }
}

/** It ended on its own, in a way that no peer's death explains. */
function failedItself({ exit, state }: AttemptRow): boolean {
  if (state === 'lost') return true
  if (exit === null || exit.sentByUs || exit.code === 0) return false
  return !exit.lastLines.some((line) => /NCCL error|ncclRemoteError|collective operation timeout/.test(line))
}
