/** [A2] every stop has a reason that was committed first; no healthy process is stopped without one. */
import { stopReasons } from '../../../shared/model/job.ts'
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { ForeignRow } from '../../../shared/model/scheduling.ts'
import type { Site } from '../simulation.ts'

const reasons = new Set<string>(stopReasons)

export function checkStops({ observers }: Site): void {
  /** stops that were ever on the coordinator's disk */
  const asked = new Map<string, Set<string>>()
  const lineage = new Map<string, string>()
  observers.add({
    loading(_state, _rows, restored) {
      // the new life may find another reason for what it does not remember to have stopped
      if (restored !== null) lineage.clear()
    },
    durable(_life, { changes }) {
      for (const { table, key, row } of changes) {
        if (table === 'foreign' && (row as ForeignRow | null)?.stop)
          asked.set(key, (asked.get(key) ?? new Set()).add('cancelled'))
        if (table !== 'attempts' || row === null) continue
        const { stop, state } = row as AttemptRow
        observers.hold('A2', state !== 'stopping' || stop !== null, () => `${key} is stopping without a reason`)
        if (stop === null) continue
        const before = lineage.get(key)
        observers.hold(
          'A2',
          reasons.has(stop.reason),
          () => `${key} is stopped for '${stop.reason}', which is not in the list`,
        )
        observers.hold(
          'A2',
          before === undefined || before === stop.reason,
          () => `${key} was stopped for ${before}, now for ${stop.reason}`,
        )
        lineage.set(key, stop.reason)
        asked.set(key, (asked.get(key) ?? new Set()).add(stop.reason))
      }
    },
    signalled(host, process, signal) {
      observers.exercise('A2')
      const leftovers = !process.alive
      const alone = host.disk.records
        .load()
        .some((each) => each.attempt === process.attempt && each.stop?.reason === 'lost-after')
      observers.hold('A2', leftovers || alone || asked.has(process.attempt), () => {
        return `${host.name} sent ${signal} to ${process.attempt}, which nobody asked to stop`
      })
    },
    saved(host, record) {
      if (record.stop === null) return
      const known = asked.get(record.attempt)
      // the one reason for which an agent acts alone, and only for gangs that have a `lost_after`
      if (record.stop.reason === 'lost-after') {
        observers.exercise('lost-after')
        const { spec, stepped } = record
        const fenced = (spec?.member?.lostAfterMs ?? null) !== null || stepped === true
        observers.hold('A2', fenced, () => `${host.name} fences ${record.attempt}, which has no lost_after`)
        return
      }
      observers.hold(
        'A2',
        known?.has(record.stop.reason) === true,
        () =>
          `${host.name} stops ${record.attempt} for ${record.stop?.reason}, the coordinator said ${[...(known ?? [])].join(', ') || 'nothing'}`,
      )
    },
  })
}
