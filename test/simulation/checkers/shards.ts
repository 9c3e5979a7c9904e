/** [B1] each shard counts once, with the right result, by an attempt that really finished it; [B7] waves wait for each other. */
import type { AttemptRow, JobRow, ShardRow } from '../../../shared/model/rows.ts'
import { resultOf } from '../program.ts'
import type { Site } from '../simulation.ts'

export function checkShards({ observers }: Site): void {
  const finished = new Set<string>()
  const committed = new Map<string, string>()
  const counts = new Map<string, number>()
  const jobs = new Map<string, JobRow>()
  observers.add({
    shardFinished(_host, process, shard) {
      finished.add(`${process.attempt}/${shard}`)
    },
    loading(state, _rows, restored) {
      if (restored === null) return
      committed.clear()
      counts.clear()
      jobs.clear()
      for (const [key, row] of state.shards.entries()) shardChanged(key, row)
      for (const [key, row] of state.jobs.entries()) {
        // the rows of an ended job's shards may have gone into its manifest
        if (row.endedMs !== null) counts.set(key, row.shards.committed)
        jobChanged(key, row)
      }
    },
    durable(_life, { changes }) {
      for (const { table, key, row } of changes) if (table === 'shards') shardChanged(key, row as ShardRow | null)
      for (const { table, key, row } of changes) {
        if (table === 'jobs') jobChanged(key, row as JobRow | null)
        else if (table === 'attempts') leasesChanged(row as AttemptRow | null)
      }
    },
  })

  function shardChanged(key: string, row: ShardRow | null): void {
    if (row === null) {
      committed.delete(key)
      return
    }
    const before = committed.get(key)
    observers.hold('B1', before === undefined || before === row.attempt, () => {
      return `shard ${key} was committed by ${before} and again by ${row.attempt}`
    })
    if (before !== undefined) return
    committed.set(key, row.attempt)
    counts.set(row.job, (counts.get(row.job) ?? 0) + 1)
    observers.exercise('B1')
    observers.hold('B1', finished.has(`${row.attempt}/${row.index}`), () => {
      return `shard ${key} is committed for ${row.attempt}, which never finished it`
    })
    const job = jobs.get(row.job)
    if (job === undefined) return
    const right = resultOf(job.spec.name, row.index)
    observers.hold(
      'B1',
      row.output.result === right,
      () => `shard ${key} has ${JSON.stringify(row.output)}, not ${right}`,
    )
  }

  function jobChanged(id: string, row: JobRow | null): void {
    if (row === null) return void jobs.delete(id)
    const before = jobs.get(id)
    jobs.set(id, row)
    const count = counts.get(id) ?? 0
    observers.hold(
      'B1',
      row.shards.committed === count,
      () => `job ${id} counts ${row.shards.committed} shards, ${count} are committed`,
    )
    observers.hold('B1', row.shards.duplicateCommits === 0, () => `job ${id} has duplicate commits`)
    if (row.state === 'succeeded' && before?.state !== 'succeeded' && row.spec.kind === 'batch') {
      observers.exercise('success-is-whole')
      observers.hold(
        'success-is-whole',
        count === row.shards.total,
        () => `job ${id} succeeded with ${count} of ${row.shards.total} shards`,
      )
    }
  }

  function leasesChanged(row: AttemptRow | null): void {
    if (row === null || row.leases.length === 0) return
    const job = jobs.get(row.job)
    if (job === undefined || job.wave === 0 || job.spec.shards?.open === true) return
    observers.exercise('B7')
    const sizes = job.spec.shards?.waves.map((wave) => wave.items?.length ?? wave.count ?? 0) ?? []
    let start = 0
    for (let wave = 0; wave < job.wave; wave++) start += sizes[wave % sizes.length] ?? 0
    observers.hold(
      'B7',
      count(row.job, start),
      () => `job ${row.job} lends wave ${job.wave} and not all of the ${start} shards before are committed`,
    )
    for (const lease of row.leases)
      observers.hold(
        'B7',
        lease.shard < start + (sizes[job.wave % sizes.length] ?? 0),
        () => `${row.id} is lent shard ${lease.shard} of a wave that has not begun`,
      )
  }

  function count(job: string, start: number): boolean {
    return (counts.get(job) ?? 0) >= start
  }
}
