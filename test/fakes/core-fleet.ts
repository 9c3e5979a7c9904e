/** Hosts with GPUs and jobs that want them: what tests of scheduling share. */
import type { JobSpec } from '../../shared/model/job.ts'
import { batch, exited, type World } from './core-world.ts'

export const minute = 60_000
/** One task with that many GPUs, for so long at most. */
export const one = (name: string, gpus: number, limitMs: number | null, fields: Partial<JobSpec> = {}): JobSpec =>
  batch({
    name,
    count: 1,
    workers: { max: 1 },
    resources: { cpus: 1, gpus },
    ...fields,
    policy: { ...(limitMs === null ? {} : { timeLimitMs: limitMs }), ...fields.policy },
  })
export const stateOf = (world: World, id: string) => world.state.jobs.must(id).state
/** Hosts h1, h2, … */
export function fleet(world: World, count: number, gpus = 8): void {
  for (let i = 1; i <= count; i++) world.host(`h${i}`, 64, 'boot-1', { gpus })
}
/** Hosts h01, h02, …, all under one leaf. Returns their names. */
export const underOneLeaf = (world: World, count: number, gpus = 8): string[] =>
  Array.from({ length: count }, (_, i) => `h${String(i + 1).padStart(2, '0')}`).map((name) => {
    world.host(name, 64, 'boot-1', { gpus, topology: { leaf: `leaf-${name.slice(0, 2)}` } })
    return name
  })
/** Time passes with everybody heard again and again, but for the silent ones. */
export function pass(world: World, ms: number, silent: readonly string[] = []): void {
  for (let left = ms; left > 0; left -= 5_000) {
    for (const host of world.state.hosts.keys())
      if (!silent.includes(host)) world.step({ kind: 'host-seen', host, digest: null })
    world.tick(Math.min(5_000, left))
  }
}
/** The job's attempts report their shards and exit 0. */
export function finish(world: World, job: string): void {
  for (const id of world.attemptsOf(job)) {
    for (const shard of world.leases(id)) world.done(id, shard)
    world.end(id, exited(0))
  }
}
