/** A gang in a core that saves checkpoints as a test says. */
import { checkpointsOf } from '../../coordinator/core/checkpoints/rows.ts'
import { desiredOf } from '../../coordinator/core/desired.ts'
import type { FactBody } from '../../coordinator/core/inputs.ts'
import type { CheckpointSpec } from '../../shared/model/checkpoints.ts'
import type { JobSpec, TaskSpec } from '../../shared/model/job.ts'
import { exited, gang, makeWorld, submit, type World } from './core-world.ts'

type Done = FactBody & { kind: 'checkpoint-done' }

export class Gang {
  readonly world: World
  readonly id: string

  constructor(hosts: number, size: number, checkpoints: CheckpointSpec | null = {}, more: Partial<JobSpec> = {}) {
    this.world = makeWorld()
    for (let i = 1; i <= hosts; i++) this.world.host(`h${i}`, 8, 'boot-1', { gpus: 8 })
    this.id = submit(this.world, gang(size, { ...(checkpoints === null ? {} : { checkpoints }), ...more })).id
    this.world.startAll()
  }

  get row() {
    return this.world.state.jobs.must(this.id)
  }
  get rows() {
    return checkpointsOf(this.world.state, this.id)
  }
  /** "500 durable", newest step first */
  get told(): string[] {
    return this.rows.map(({ step, state }) => `${step} ${state}`)
  }
  /** attempts of the current epoch by rank */
  get attempts(): string[] {
    const { tasks, attempts } = this.world.state
    const live = this.world.attemptsOf(this.id).map((id) => attempts.must(id))
    const rankOf = (task: string): number => tasks.get(task)?.rank ?? 99
    return live.sort((a, b) => rankOf(a.task) - rankOf(b.task)).map(({ id }) => id)
  }
  host(attempt = this.attempts[0]!): string {
    return this.world.state.attempts.must(attempt).host
  }
  resumeOf(attempt: string) {
    const entry = desiredOf(this.world.state, this.host(attempt)).attempts?.find((each) => each.attempt === attempt)
    return (JSON.parse(entry?.specJson ?? '{}') as TaskSpec).member?.resume
  }

  say(step: number, more: Partial<Done> = {}, attempt = this.attempts[0]!): void {
    this.world.fact(this.world.state.attempts.must(attempt).host, {
      kind: 'checkpoint-done',
      attempt,
      step,
      path: `${more.shared === false ? '/nvme' : '/shared'}/step_${step}`,
      bytes: 1_000,
      sha256: null,
      shared: true,
      savedMs: 1_000 + step,
      costMs: null,
      uid: 7,
      state: 'durable',
      why: '',
      ...more,
    })
  }

  /** Durable, and read again. */
  save(step: number, more: Partial<Done> = {}, attempt = this.attempts[0]!): void {
    this.say(step, more, attempt)
    this.say(step, { ...more, state: 'digested', sha256: 'a'.repeat(64) }, attempt)
  }

  /** Rank 0 fails, the others are stopped, and the next epoch is launched. */
  fail(): void {
    const [first, ...others] = this.attempts
    this.world.end(first!, exited(1))
    for (const id of others) this.world.end(id, exited(1, { reason: 'epoch-failed', sentByUs: true }))
    for (let i = 0; i < 10; i++) this.heard(1_000)
    this.world.startAll()
  }

  heard(ms: number, silent: readonly string[] = []): void {
    for (const host of this.world.state.hosts.keys())
      if (!silent.includes(host)) this.world.step({ kind: 'host-seen', host, digest: null })
    this.world.tick(ms)
  }

  events(kind: string): string[] {
    return [...this.world.state.events.values()].filter((each) => each.kind === kind).map(({ text }) => text)
  }
}

/** On a host's own disk. */
export const local = { shared: false } as const
