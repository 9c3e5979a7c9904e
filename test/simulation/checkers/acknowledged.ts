/** Promise 2: what was answered with 2xx is on disk then and stays, through every crash; [S4] a key that comes again gets the first answer. */
import type { Request } from '../../../coordinator/core/inputs.ts'
import type { HostRow, JobRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

export function checkAcknowledged(site: Site): { atEnd(): void } {
  const { observers, coordinator } = site
  const answers = new Map<string, string>()
  const submitted = new Map<string, string>()
  const cancelled = new Set<string>()
  const cordons = new Map<string, { cordoned: boolean; asked: number }>()
  let asked = 0

  const jobOf = (id: string): JobRow | undefined => {
    const text = coordinator.disk.row('jobs', id)
    return text === undefined ? undefined : (JSON.parse(text) as JobRow)
  }

  function check(): void {
    for (const [name, id] of submitted) {
      observers.exercise('acknowledged-kept')
      const job = jobOf(id)
      observers.hold('acknowledged-kept', job !== undefined, () => `job ${id} (${name}) was acknowledged and is gone`)
      if (cancelled.has(id))
        observers.hold(
          'acknowledged-kept',
          job?.state === 'cancelled',
          () => `job ${id} was cancelled and is ${job?.state}`,
        )
    }
  }

  function kept(request: Request, value: unknown): void {
    if (request.op === 'submit-job') {
      const { id } = value as JobRow
      const { name } = request.spec
      const before = submitted.get(name)
      observers.hold(
        'S4',
        before === undefined || before === id,
        () => `${name} was submitted once and is two jobs: ${before} and ${id}`,
      )
      submitted.set(name, id)
      observers.hold(
        'acknowledged-kept',
        jobOf(id) !== undefined,
        () => `${name} was answered with ${id}, which is not on disk`,
      )
    } else if (request.op === 'cancel-job') cancelled.add((value as JobRow).id)
    else if (request.op === 'cordon-host') cordons.set((value as HostRow).id, { cordoned: request.cordoned, asked })
  }

  observers.add({
    asked: () => {
      asked++
    },
    answered(request, key, answer) {
      if (!answer.ok) return
      const text = JSON.stringify(answer.value)
      const before = key === null ? undefined : answers.get(key)
      if (before !== undefined) {
        observers.exercise('S4')
        observers.hold('S4', before === text, () => `key ${key} was answered in two ways`)
        return
      }
      if (key !== null) answers.set(key, text)
      kept(request, answer.value)
    },
    loading: (_state, _rows, restored) => {
      if (restored === null) return check()
      submitted.clear()
      cancelled.clear()
      answers.clear()
    },
  })
  return { atEnd: check }
}
