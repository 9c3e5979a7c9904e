/** [S1] every life has a new incarnation; [S3] what is loaded equals what was in memory, indexes included; [S2] steps are bounded. */
import { checkInvariants, checkRebuilt, checkStepSize } from '../../../coordinator/core/invariants.ts'
import { type State, tablesOf } from '../../../coordinator/core/state.ts'
import type { AttemptRow, JobRow, TaskRow } from '../../../shared/model/rows.ts'
import type { Life } from '../coordinator.ts'
import type { Site } from '../simulation.ts'

/** The invariants cost much: they are held after one step in so many. */
const invariantsEvery = 64
/** a load from rows costs ten times as much */
const rebuiltEvery = 1_600
const storeEvery = 512

/** Two jobs of one name are told apart by when they were submitted. */
const submissionOf = ({ spec, submittedMs }: JobRow): string => `${spec.name} of ${submittedMs}`

export function checkStore({ observers, coordinator }: Site): void {
  const ids = new Map<string, string>()
  let incarnation = 0
  let steps = 0
  let commits = 0
  observers.add({
    loading(state) {
      observers.attempt(() => checkInvariants(state))
      for (const attempt of state.attempts.values()) observers.attempt(() => isWatched(state, attempt))
    },
    started(life) {
      const next = life.state.meta.must('meta').incarnation
      observers.exercise('S1')
      observers.hold('S1', next > incarnation, () => `incarnation ${next} after ${incarnation}`)
      incarnation = next
    },
    stepped(life, _input, _effects, { durable }) {
      steps++
      observers.exercise('S2')
      observers.attempt(() => checkStepSize(durable.length))
      for (const { table, key, row } of durable) {
        if (row === null || (table !== 'attempts' && table !== 'jobs' && table !== 'tasks')) continue
        const whose = table === 'jobs' ? submissionOf(row as JobRow) : (row as AttemptRow | TaskRow).job
        const before = ids.get(key)
        observers.hold('S1', before === undefined || before === whose, () => {
          return `${key} was of ${before} and is of ${whose}`
        })
        ids.set(key, whose)
      }
      if (steps % invariantsEvery !== 0) return
      observers.attempt(() => checkInvariants(life.state))
      if (steps % rebuiltEvery === 0) observers.attempt(() => checkRebuilt(life.state, life.nowMs()))
    },
    committed(life) {
      if (++commits % storeEvery === 0) observers.attempt(() => compare(life))
    },
  })

  /** What still runs of a job that has ended is stopped, or looked at again. */
  function isWatched(state: State, { id, job, state: is, stop }: AttemptRow): void {
    const over = state.jobs.get(job)?.endedMs !== null
    if (is === 'ended' || !over) return
    observers.exercise('S3')
    if (stop === null && !state.deadlines.has('finish-grace', id))
      throw new Error(`[S3] nobody looks at ${id} any more`)
  }

  /** Every durable row in memory is on disk as it is, and no other is there. */
  function compare({ state }: Life): void {
    observers.exercise('S3')
    const { rows } = coordinator.disk
    let count = 0
    for (const table of tablesOf(state)) {
      if (!table.durable) continue
      for (const [key, row] of table.entries()) {
        count++
        const kept = rows.get(`${table.name}!${key}`)
        if (kept !== JSON.stringify(row)) throw new Error(`[S3] ${table.name} ${key} differs: ${kept} on disk`)
      }
    }
    if (count !== rows.size) throw new Error(`[S3] ${count} rows in memory, ${rows.size} on disk`)
  }
}
