/**
 * Promise 2 on a host: a worker is told that a shard is kept only when its result is in the agent's spool, on disk; and an end is the last
 * that is said of an attempt: its results come before.
 */
import type { Site } from '../simulation.ts'

export function checkSpooled({ observers, coordinator }: Site): void {
  /** results written and not yet acknowledged to their worker */
  const written = new Map<string, number>()
  const ended = new Set<string>()
  /** results that were ever on a host's disk */
  const kept = new Set<string>()
  observers.add({
    spooled(host, { results, ended: end }) {
      if (end) ended.add(`${host.id}/${end.attempt}`)
      if (results) {
        observers.exercise('results-before-end')
        observers.hold('results-before-end', !ended.has(`${host.id}/${results.attempt}`), () => {
          return `${host.name} says results of ${results.attempt} after its end`
        })
      }
      for (const { shard, ok } of results?.results ?? []) {
        const key = `${results?.attempt}/${shard ?? 0}`
        if (ok) kept.add(key)
        written.set(key, (written.get(key) ?? 0) + 1)
      }
    },
    shardFinished(host, { attempt }, shard) {
      observers.exercise('not-done-again')
      observers.hold('not-done-again', !kept.has(`${attempt}/${shard}`) || coordinator.disk.restoredMs !== null, () => {
        return `${attempt} on ${host.name} has done shard ${shard} again, whose result was on its host's disk`
      })
    },
    workerTold(host, attempt, message) {
      if (message.type !== 'ack') return
      for (const shard of message.shards) {
        const key = `${attempt}/${shard}`
        const left = written.get(key) ?? 0
        written.set(key, left - 1)
        observers.exercise('ack-is-kept')
        observers.hold('ack-is-kept', left > 0, () => {
          return `${host.name} tells ${attempt} that its result of shard ${shard} is kept, which is on no disk`
        })
      }
    },
  })
}
