/** [A1] ends are absorbing; unknown is never reported as ended: what the coordinator calls ended does not run any more. */
import type { DesiredMark } from '../../../agent/link/desired-memory.ts'
import { incarnationOf } from '../../../shared/model/ids.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

const ended = new Set(['succeeded', 'failed', 'cancelled'])

export function checkEnds({ observers, hosts }: Site): void {
  const attempts = new Map<string, AttemptRow>()
  const jobs = new Map<string, JobRow>()
  /** of each host the newest desired state that it took */
  const taken = new Map<string, DesiredMark>()
  const byId = new Map(hosts.map((host) => [host.id, host]))
  observers.add({
    loading(_state, _rows, restored) {
      if (restored === null) return
      attempts.clear()
      jobs.clear()
    },
    stepped(_life, input) {
      if (input.kind !== 'fact-received' || input.fact.kind !== 'attempt-ended') return
      if (attempts.get(input.fact.attempt)?.state === 'ended') observers.exercise('A1')
    },
    desiredTaken(host, mark) {
      taken.set(host.id, mark)
    },
    durable(_life, { changes }) {
      for (const { table, key, row } of changes) {
        if (table === 'attempts') attemptChanged(key, row as AttemptRow | null)
        else if (table === 'jobs') jobChanged(key, row as JobRow | null)
      }
    },
  })

  function attemptChanged(id: string, row: AttemptRow | null): void {
    const before = attempts.get(id)
    if (row === null) return void attempts.delete(id)
    attempts.set(id, row)
    if (before?.state === 'ended') {
      observers.hold('A1', row.state === 'ended', () => `${id} was ended and is ${row.state}`)
      const same = JSON.stringify(before.exit) === JSON.stringify(row.exit)
      observers.hold('A1', same, () => `${id}: its exit record was changed after its end`)
      return
    }
    if (row.state !== 'ended') return
    if (row.stop === null && row.exit?.reason === 'unknown') {
      observers.exercise('H5')
      observers.hold('H5', wasTold(row), () => `${id} was called ended, and its host was never told to run it`)
    }
    const host = byId.get(row.host)
    const process = host?.processes.get(id)
    observers.exercise('no-false-end')
    const runs = process !== undefined && (process.alive || process.children > 0)
    observers.hold('no-false-end', !runs, () => {
      return `${id} was called ended (${JSON.stringify(row.exit)}) and runs on ${host?.name}`
    })
  }

  function wasTold({ id, host, generation }: AttemptRow): boolean {
    const mark = taken.get(host) ?? { incarnation: 0, generation: 0 }
    const placedIn = incarnationOf(id)
    return placedIn < mark.incarnation || (placedIn === mark.incarnation && generation <= mark.generation)
  }

  function jobChanged(id: string, row: JobRow | null): void {
    const before = jobs.get(id)
    if (row === null) return void jobs.delete(id)
    jobs.set(id, row)
    if (before === undefined || !ended.has(before.state)) return
    observers.hold('A1', row.state === before.state, () => `job ${id} had ${before.state} and is ${row.state}`)
    observers.exercise('job-ends-absorb')
  }
}
