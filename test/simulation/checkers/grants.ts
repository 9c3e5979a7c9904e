/**
 * What is granted when an attempt is placed: [P2] as many GPUs and slots as its job asks for, [X1] none that a foreign attempt has. And
 * [B8] no job goes on with a shard that has failed as often as the job allows.
 */
import type { FailureRow } from '../../../coordinator/core/internal-rows.ts'
import type { State } from '../../../coordinator/core/state.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

const attemptsPerShard = 3

export function checkGrants({ observers }: Site): void {
  const seen = new Set<string>()
  observers.add({
    stepped({ state }, _input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        if (row === null) continue
        if (table === 'failures') shardFailed(state, row as FailureRow)
        if (table !== 'attempts' || seen.has(key)) continue
        seen.add(key)
        const attempt = row as AttemptRow
        const job = state.jobs.get(attempt.job)
        if (attempt.state === 'placed' && job !== undefined) placed(state, job, attempt)
      }
    },
  })

  function placed(state: State, job: JobRow, { id, host, epoch, grant }: AttemptRow): void {
    const { cpus = 1, gpus = 0 } = job.spec.resources ?? {}
    observers.hold('P2', grant.gpus.length === gpus && grant.cpus === cpus, () => {
      return `${id} is granted ${grant.gpus.length} GPUs and ${grant.cpus} slots, ${gpus} and ${cpus} are asked for`
    })
    // a gang's hosts may have been held before the foreign attempt turned up
    if (epoch > 0) return
    const offered = state.hosts.get(host)?.slots ?? 0
    let slots = 0
    for (const each of state.byHost.get(host) ?? []) slots += state.attempts.must(each).grant.cpus
    let foreign = false
    for (const row of state.foreign.values()) {
      if (row.host !== host) continue
      foreign = true
      slots += row.grant.cpus
      const both = grant.gpus.filter((uuid) => row.grant.gpus.includes(uuid))
      observers.hold('X1', both.length === 0, () => `${id} is granted ${both.join(', ')}, which ${row.id} has`)
    }
    if (!foreign) return
    observers.exercise('X1')
    observers.hold('X1', slots <= offered, () => `${id} is placed on ${host}: ${slots} of ${offered} slots taken`)
  }

  function shardFailed(state: State, { job: id, index, count }: FailureRow): void {
    const job = state.jobs.get(id)
    const most = job?.spec.policy?.attemptsPerShard ?? attemptsPerShard
    if (count >= most) observers.exercise('B8')
    const goesOn = job?.state === 'queued' || job?.state === 'running'
    observers.hold('B8', count < most || !goesOn, () => `shard ${index} of ${id} failed ${count} times, and it goes on`)
  }
}
