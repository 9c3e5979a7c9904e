/** [F2] nothing is granted beyond a project's quota; what was granted before the quota was lowered may stay. */
import type { AttemptRow, TaskRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

export function checkQuotas({ observers }: Site): void {
  observers.add({
    stepped({ state }, _input, _effects, { durable }) {
      for (const { table, row } of durable) {
        const grants =
          table === 'attempts' ? granted(row as AttemptRow | null) : table === 'tasks' && held(row as TaskRow | null)
        if (!grants || row === null) continue
        const project = state.jobs.get((row as { job: string }).job)?.project ?? ''
        const most = state.quotas.get(project)?.maxGpus ?? null
        if (most === null) continue
        const gpus = state.inUse.get(`project/${project}`)?.gpus ?? 0
        observers.exercise('F2')
        observers.hold(
          'F2',
          gpus <= most,
          () => `project ${project} was granted GPUs and has ${gpus}, at most ${most} are allowed`,
        )
      }
    },
  })

  const fresh = new Set<string>()
  function granted(row: AttemptRow | null): boolean {
    if (row === null || row.state !== 'placed' || row.grant.gpus.length === 0 || row.epoch > 0 || fresh.has(row.id))
      return false
    fresh.add(row.id)
    return true
  }
  function held(row: TaskRow | null): boolean {
    if (row === null || row.hold === null || row.hold.gpus.length === 0) return false
    const key = `${row.id}/${row.hold.host}/${row.hold.gpus.join('+')}`
    if (fresh.has(key)) return false
    fresh.add(key)
    return true
  }
}
