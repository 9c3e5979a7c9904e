/** Promise 2 on a host: a worker is told that a shard is kept only when its result is in the agent's spool, on disk. */
import type { Site } from '../simulation.ts'

export function checkSpooled({ observers }: Site): void {
  /** results written and not yet acknowledged to their worker */
  const written = new Map<string, number>()
  observers.add({
    spooled(_host, { results }) {
      for (const { shard } of results?.results ?? []) {
        const key = `${results?.attempt}/${shard ?? 0}`
        written.set(key, (written.get(key) ?? 0) + 1)
      }
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
