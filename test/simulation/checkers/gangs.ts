/**
 * Gangs as they really run: [Y3] no two epochs at once on hosts whose agents could act, epochs rise; [Y2] success means that every
 * rank of one epoch exited 0; [Y1] one member a host, ranks without holes.
 */
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Process } from '../process.ts'
import type { Site } from '../simulation.ts'

export function checkGangs({ observers, hosts, coordinator }: Site): void {
  const live = new Map<string, Set<Process>>()
  /** attempts that exited 0, by launch and rank */
  const finished = new Map<string, Map<number, string>>()
  /** Attempts that an old backup does not know: their launch was made again under the same number. */
  const strangers = new Set<string>()
  const sizes = new Map<string, number>()
  const epochs = new Map<string, number>()
  const succeeded = new Set<string>()
  const confirmed = new Set<string>()
  const byId = new Map(hosts.map((host) => [host.id, host]))
  observers.add({
    loading({ attempts }, _rows, restored) {
      if (restored === null) return
      epochs.clear()
      for (const { attempt } of [...live.values()].flatMap((each) => [...each]))
        if (!attempts.has(attempt)) strangers.add(attempt)
      for (const ranks of finished.values())
        for (const [rank, attempt] of ranks) if (!attempts.has(attempt)) ranks.delete(rank)
    },
    answered(request, _key, answer) {
      if (request.op === 'confirm-lost' && answer.ok) confirmed.add(request.host)
    },
    processStarted(_host, process) {
      const { member, job } = process.spec
      if (member === null) return
      const others = live.get(job) ?? new Set<Process>()
      live.set(job, others)
      for (const other of others) overlap(process, other)
      others.add(process)
      sizes.set(`${job}/${member.epoch}`, member.of)
      observers.exercise('Y1')
      observers.hold('Y1', member.rank < member.of && member.hosts.length === member.of, () => {
        return `${process.attempt} is rank ${member.rank} of ${member.of} on ${member.hosts.length} hosts`
      })
    },
    processEnded(_host, process) {
      const { member, job } = process.spec
      if (member === null) return
      live.get(job)?.delete(process)
      if (process.exit?.code !== 0 || strangers.has(process.attempt)) return
      const key = `${job}/${member.epoch}`
      finished.set(key, (finished.get(key) ?? new Map()).set(member.rank, process.attempt))
    },
    durable(_life, { changes }) {
      for (const { table, key, row } of changes) if (table === 'jobs' && row !== null) jobChanged(key, row as JobRow)
    },
  })

  function overlap(process: Process, other: Process): void {
    const mine = process.spec.member
    const theirs = other.spec.member
    if (mine === null || theirs === null) return
    if (mine.epoch === theirs.epoch) {
      // an old backup does not know which epochs there were: the strangers of one are left alone
      const apart = process.host !== other.host && mine.rank !== theirs.rank
      observers.hold('Y1', apart || coordinator.disk.restoredMs !== null, () => {
        return `${process.attempt} and ${other.attempt} are one epoch's members on one host or of one rank`
      })
      return
    }
    observers.exercise('Y3-late')
    // A fence cannot bind an agent that is gone or frozen, nor a process in the kernel; a person or an old backup may know better.
    const host = byId.get(other.host)
    const could = host?.canFence(process.startedMs) === true && other.manners.unkillableUntilMs === 0
    const excused = !could || confirmed.has(other.host) || coordinator.disk.restoredMs !== null
    observers.hold('Y3', excused, () => {
      return `epoch ${mine.epoch} of ${process.spec.job} starts with ${process.attempt} while ${other.attempt} of epoch ${theirs.epoch} runs on ${host?.name}`
    })
  }

  function jobChanged(id: string, row: JobRow): void {
    if (row.gang === null) return
    const before = epochs.get(id) ?? 0
    observers.hold('Y3', row.gang.epoch >= before, () => `epoch ${row.gang?.epoch} of ${id} after ${before}`)
    if (row.gang.epoch > before) observers.exercise('Y3')
    epochs.set(id, row.gang.epoch)
    if (row.state !== 'succeeded' || succeeded.has(id)) return
    succeeded.add(id)
    observers.exercise('Y2')
    const key = `${id}/${row.gang.epoch}`
    const ranks = finished.get(key)?.size ?? 0
    observers.hold('Y2', ranks === sizes.get(key), () => {
      return `gang ${id} succeeded in epoch ${row.gang?.epoch} with ${ranks} of ${sizes.get(key)} ranks that exited 0`
    })
  }
}
