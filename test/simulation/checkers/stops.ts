/** [A2] every stop has a reason that was committed first; no healthy process is stopped without one, nor killed within its grace. */
import type { AttemptRecord } from '../../../agent/work/attempt-store.ts'
import { limits } from '../../../shared/limits.ts'
import { stopReasons } from '../../../shared/model/job.ts'
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { ForeignRow } from '../../../shared/model/scheduling.ts'
import type { Host } from '../host.ts'
import type { Process } from '../process.ts'
import type { Site } from '../simulation.ts'

const reasons = new Set<string>(stopReasons)

export function checkStops({ observers, world }: Site): void {
  /** stops that were ever on the coordinator's disk: of each attempt the graces by reason, null where none is told */
  const asked = new Map<string, Map<string, number | null>>()
  const lineage = new Map<string, string>()
  /** processes that were asked to end */
  const warned = new WeakSet<Process>()
  /** gang members: when the coordinator first heard of a step of theirs */
  const heard = new Map<string, number>()
  observers.add({
    stepped(_life, input) {
      if (input.kind !== 'host-seen') return
      for (const { attempt } of input.digest?.steps ?? [])
        if (attempt && !heard.has(attempt)) heard.set(attempt, world.nowMs)
    },
    loading(_state, _rows, restored) {
      // the new life may find another reason for what it does not remember to have stopped
      if (restored !== null) lineage.clear()
    },
    durable(_life, { changes }) {
      for (const { table, key, row } of changes) {
        if (table === 'foreign' && (row as ForeignRow | null)?.stop)
          asked.set(key, (asked.get(key) ?? new Map()).set('cancelled', null))
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
        asked.set(key, (asked.get(key) ?? new Map()).set(stop.reason, stop.graceMs))
      }
    },
    signalled(host, process, signal) {
      observers.exercise('A2')
      const leftovers = !process.alive
      const record = host.disk.records.load().find((each) => each.attempt === process.attempt)
      // what a full disk could not take is not known here
      const unsaved = host.disk.unsaved && process.spec.member !== null
      const alone = record?.stop?.reason === 'lost-after' || unsaved
      observers.hold('A2', leftovers || alone || asked.has(process.attempt), () => {
        return `${host.name} sent ${signal} to ${process.attempt}, which nobody asked to stop`
      })
      // what could not be saved is not known here
      if (signal === 'SIGKILL' && !leftovers && !host.disk.unsaved) killed(host, process, record?.stop ?? null)
      if (signal !== 'SIGKILL') warned.add(process)
    },
    saved(host, record) {
      if (record.stop === null) return
      const known = asked.get(record.attempt)?.get(record.stop.reason)
      // the one reason for which an agent acts alone, and only for gangs that have a `lost_after`
      if (record.stop.reason === 'lost-after') {
        observers.exercise('lost-after')
        const { spec, stepped } = record
        const fenced = (spec?.member?.lostAfterMs ?? null) !== null || stepped === true
        observers.hold('A2', fenced, () => `${host.name} fences ${record.attempt}, which has no lost_after`)
        // or its coordinator has given it up, which heard of no step
        if (record.phase === 'running' && known === undefined) fencedWhileStepping(host, record)
        return
      }
      observers.hold(
        'A2',
        known !== undefined && (known === null || known === record.stop.graceMs),
        () =>
          `${host.name} stops ${record.attempt} for ${record.stop?.reason} within ${record.stop?.graceMs} ms, the coordinator said ${[...(asked.get(record.attempt) ?? [])].join(', ') || 'nothing'}`,
      )
    },
  })

  /** An agent that could hear its rank all the time stops it only when no step came for as long as its gang allows. */
  function fencedWhileStepping(host: Host, { attempt, spec }: AttemptRecord): void {
    const steppedMs = host.processes.get(attempt)?.steppedMs ?? null
    const lostAfterMs = spec?.member?.lostAfterMs ?? limits.lostAfterMs
    // Nobody counts on steps that were never heard of; an answer to the first that was may be lost with a link that is cut then.
    const heardMs = world.nowMs - (heard.get(attempt) ?? world.nowMs)
    if (heardMs * host.rate <= lostAfterMs + limits.fenceSlackMs) return
    if (steppedMs === null || !host.canFence(world.nowMs) || host.disk.temporaryFull) return
    const stillMs = Math.ceil((world.nowMs - steppedMs) * host.rate)
    observers.hold('A2', stillMs >= lostAfterMs - 1, () => {
      return `${host.name} fences ${attempt}, which stepped ${stillMs} ms before; its lost_after is ${lostAfterMs} ms`
    })
  }

  function killed(host: Host, process: Process, stop: AttemptRecord['stop']): void {
    const { attempt } = process
    observers.exercise('kill-after-grace')
    observers.hold('A2', warned.has(process), () => `${host.name} kills ${attempt}, which was not asked to end before`)
    const leftMs = stop === null ? Number.POSITIVE_INFINITY : stop.sinceMs + stop.graceMs - host.uptimeMs
    observers.hold('A2', leftMs <= 0, () => {
      return `${host.name} kills ${attempt} ${leftMs} ms before its grace is over: ${JSON.stringify(stop)}`
    })
  }
}
