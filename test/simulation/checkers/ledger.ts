/** [U1] every GPU-millisecond that attempts and gangs' holds had, from the grant to the end, is once in the ledger of its project and host and in its job's row. */
import { noUsage } from '../../../coordinator/core/usage.ts'
import type { AttemptRow, TaskRow } from '../../../shared/model/rows.ts'
import { heldGpuMs } from '../../../shared/model/words.ts'
import type { Site } from '../simulation.ts'

export function checkLedger({ observers }: Site): void {
  const attempts = new Map<string, AttemptRow>()
  const tasks = new Map<string, TaskRow>()
  const held = new Map<string, number>()
  observers.add({
    loading(state) {
      for (const map of [attempts, tasks, held]) map.clear()
      for (const row of state.attempts.values()) attempts.set(row.id, row)
      for (const row of state.tasks.values()) tasks.set(row.id, row)
      for (const [key, row] of state.ledger.entries()) held.set(key, heldGpuMs(row.usage))
      for (const [key, row] of state.jobs.entries()) held.set(key, heldGpuMs(row.usage))
    },
    stepped({ state, nowMs }, _input, _effects, { durable }) {
      const touched = new Set<string>()
      const add = (id: string, host: string, ms: number): void => {
        const job = state.jobs.get(id)
        if (job === undefined) return
        for (const key of [`project/${job.project}`, `host/${host}`, id]) {
          held.set(key, (held.get(key) ?? 0) + ms)
          touched.add(key)
        }
      }
      for (const { table, key, row } of durable) {
        if (table === 'attempts') attemptChanged(key, row as AttemptRow | null, add)
        else if (table === 'tasks') taskChanged(key, row as TaskRow | null, nowMs(), add)
      }
      for (const key of touched) {
        const booked = heldGpuMs((state.jobs.get(key) ?? state.ledger.get(key))?.usage ?? noUsage)
        observers.exercise('U1')
        observers.hold('U1', booked === held.get(key), () => {
          return `${key} held GPUs for ${held.get(key)} ms, ${booked} are booked`
        })
      }
    },
  })

  type Add = (job: string, host: string, ms: number) => void
  function attemptChanged(id: string, row: AttemptRow | null, add: Add): void {
    const before = attempts.get(id)
    if (row === null) return void attempts.delete(id)
    attempts.set(id, row)
    if (row.state !== 'ended' || before?.state === 'ended') return
    add(row.job, row.host, Math.max(0, (row.endedMs ?? 0) - row.placedMs) * row.grant.gpus.length)
  }
  function taskChanged(id: string, row: TaskRow | null, nowMs: number, add: Add): void {
    const before = tasks.get(id)
    if (row === null) tasks.delete(id)
    else tasks.set(id, row)
    if (before === undefined || before.hold === null || before.attempt !== null) return
    const stays = row !== null && row.attempt === null && row.hold?.sinceMs === before.hold.sinceMs
    if (!stays) add(before.job, before.hold.host, Math.max(0, nowMs - before.hold.sinceMs) * before.hold.gpus.length)
  }
}
