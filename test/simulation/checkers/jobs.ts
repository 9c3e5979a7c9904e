/** [J2] a job starts when everything it waits for has ended as it wished; [J1] none fails by its time limit before it has had that time. */
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

const isOver = ({ state }: JobRow): boolean => state !== 'queued' && state !== 'running'

export function checkJobs({ observers }: Site): void {
  const jobs = new Map<string, JobRow>()
  /** the newest job of each name */
  const named = new Map<string, string>()
  /** of each job, by id: what it waits for, as names were meant when it was submitted */
  const waits = new Map<string, readonly { readonly job: string; readonly on: string }[]>()
  observers.add({
    loading(state, _rows, restored) {
      if (restored === null) return
      for (const map of [jobs, named, waits]) map.clear()
      for (const row of [...state.jobs.values()].sort((a, b) => a.submittedMs - b.submittedMs)) changed(row)
    },
    durable(_life, { changes }) {
      for (const { table, row } of changes) if (table === 'jobs' && row !== null) changed(row as JobRow)
    },
  })

  function changed(row: JobRow): void {
    const before = jobs.get(row.id)
    jobs.set(row.id, row)
    if (before === undefined) submitted(row)
    else if (before.state === 'queued' && row.state === 'running') started(row)
    if (row.state === 'failed' && row.reason === 'time limit' && before?.state !== 'failed') outOfTime(row)
  }

  function submitted({ id, spec }: JobRow): void {
    const after = spec.after ?? []
    if (after.length > 0)
      waits.set(
        id,
        after.map(({ job, on }) => ({ job: jobs.has(job) ? job : (named.get(job) ?? job), on })),
      )
    named.set(spec.name, id)
  }

  function started({ id }: JobRow): void {
    for (const { job, on } of waits.get(id) ?? []) {
      const other = jobs.get(job)
      observers.exercise('J2')
      const met = other !== undefined && isOver(other) && (on === 'ended' || other.state === 'succeeded')
      observers.hold('J2', met, () => `${id} starts and waits for ${job} to have ${on}, which is ${other?.state}`)
    }
  }

  function outOfTime({ id, spec, startedMs, endedMs }: JobRow): void {
    const limitMs = spec.policy?.timeLimitMs ?? Number.POSITIVE_INFINITY
    const ranMs = (endedMs ?? 0) - (startedMs ?? Number.POSITIVE_INFINITY)
    observers.exercise('J1')
    observers.hold('J1', ranMs >= limitMs, () => `${id} failed by its limit of ${limitMs} ms after ${ranMs} ms`)
  }
}
