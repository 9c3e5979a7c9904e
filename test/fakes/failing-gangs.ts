/** Gangs that fail, by hand: how members end, what hosts say, what the core makes of it. */
import { loadState } from '../../coordinator/core/load.ts'
import { type State, tablesOf } from '../../coordinator/core/state.ts'
import type { ExitRecord } from '../../shared/model/job.ts'
import type { GangState } from '../../shared/model/scheduling.ts'
import type { StepReport } from '../../shared/protocol/codec.ts'
import { exited, type World } from './core-world.ts'

export const gangOf = (world: World, job: string) => world.state.jobs.must(job).gang as GangState
export const hostOf = (world: World, attempt: string): string => world.state.attempts.must(attempt).host
export const hostsOf = (world: World, job: string): string[] => world.attemptsOf(job).map((id) => hostOf(world, id))
export const stoppedByUs: ExitRecord = exited(0, {
  code: null,
  signal: 'SIGTERM',
  reason: 'epoch-failed',
  sentByUs: true,
})
export const says = (line: string, code = 1): ExitRecord => exited(code, { lastLines: ['Traceback', line] })

/** The gang's first member of that number ends so, the others are stopped; whatever waits is waited for. */
export function failOnce(world: World, job: string, exit: ExitRecord, member = 0): string {
  world.startAll()
  const attempts = world.attemptsOf(job)
  const host = hostOf(world, attempts[member] as string)
  world.end(attempts[member] as string, exit)
  for (const id of attempts) if (world.state.attempts.must(id).state !== 'ended') world.end(id, stoppedByUs)
  world.tick(250)
  return host
}

/** Every host tells of a step of the job's attempts there. */
export function stepAll(world: World, job: string, step: number, more: Partial<StepReport> = {}): void {
  for (const attempt of world.attemptsOf(job)) {
    const digest = { number: step, steps: [{ attempt, step, ageMs: 100, ...more }] }
    world.step({ kind: 'host-seen', host: hostOf(world, attempt), digest })
  }
}

/** The host comes back with another boot id, and none of its attempts. */
export function reboot(world: World, host: string, bootId: string): void {
  const { name, slots, inventory } = world.state.hosts.must(host)
  const told = { inventoryJson: JSON.stringify(inventory), attempts: [], appliedIncarnation: 1, appliedGeneration: 1e6 }
  const hello = { name, slots, bootId, spool: bootId, bytesAddress: '127.0.0.1:1', labels: {}, ...told }
  world.step({ kind: 'host-disconnected', host, connection: world.state.volatile.connections.get(host) ?? 0 })
  world.step({ kind: 'host-connected', host, connection: 1_000 + world.nowMs, hello })
}

/** The state as a next life of the coordinator loads it. */
export function loaded(world: World): State {
  const rows = tablesOf(world.state).flatMap((table) =>
    table.durable ? [...table.entries()].map(([key, row]) => ({ table: table.name, key, row })) : [],
  )
  return loadState(rows, world.nowMs)
}
