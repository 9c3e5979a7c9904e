/** Small fleets with work on them, at 13:55 UTC: what the golden examples of `plan` and `why` are told about. */
import type { JobPolicy, JobSpec } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { makeWorld, submit, type World } from './core-world.ts'

export const minuteMs = 60_000
export const startMs = Date.UTC(2026, 0, 5, 13, 55)

/** Hosts sim-0001… of 8 GPUs, four under each leaf. */
export function fleet(hosts: number): World {
  const world = makeWorld()
  world.nowMs = startMs
  for (let i = 1; i <= hosts; i++)
    world.host(`sim-${String(i).padStart(4, '0')}`, 64, 'boot-1', {
      gpus: 8,
      topology: { leaf: String(Math.ceil(i / 4)) },
    })
  world.tick(250)
  return world
}

/** Time passes, and every host is heard all the while. */
export function pass(world: World, ms: number): void {
  for (let left = ms; left > 0; left -= 5_000) {
    for (const host of world.state.hosts.keys()) world.step({ kind: 'host-seen', host, digest: null })
    world.tick(Math.min(left, 5_000))
  }
}

export function gang(name: string, hosts: number, more: Partial<JobSpec> = {}): JobSpec {
  return {
    name,
    kind: 'gang',
    run: { kind: 'command', argv: ['train'] },
    gang: { hosts },
    resources: { cpus: 32, gpus: 8 },
    ...more,
  }
}

export function array(name: string, count: number, more: Partial<JobSpec> = {}): JobSpec {
  return {
    name,
    kind: 'batch',
    run: { kind: 'command', argv: ['point'] },
    array: { count },
    shards: { waves: [{ name: 'main', count }] },
    resources: { cpus: 8, gpus: 1 },
    ...more,
  }
}

export function service(name: string, replicas: number, more: Partial<JobSpec> = {}): JobSpec {
  return {
    name,
    kind: 'service',
    run: { kind: 'worker', argv: ['serve'] },
    workers: { max: replicas, perHost: 1 },
    resources: { cpus: 8, gpus: 4 },
    ...more,
  }
}

/** Submits, lets the scheduler place it, and starts what it placed. */
export function run(world: World, spec: JobSpec): JobRow {
  const job = submit(world, spec)
  world.tick(1_250)
  world.startAll()
  return world.state.jobs.must(job.id)
}

export const limit = (minutes: number): JobPolicy => ({ timeLimitMs: minutes * minuteMs })
