/** A core with hosts that answer by hand: every input is stepped, checked, and its effects collected. For tests of the core alone. */

import type { Effect } from '../../coordinator/core/effects.ts'
import type { FactBody, Input, Request } from '../../coordinator/core/inputs.ts'
import { checkInvariants, checkQuotas, checkRebuilt, checkStepSize } from '../../coordinator/core/invariants.ts'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { type State, takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import type { ExitRecord, JobSpec, Json, ShardOutput } from '../../shared/model/job.ts'
import type { Inventory, Topology } from '../../shared/model/reading.ts'
import type { JobRow } from '../../shared/model/rows.ts'

export interface World {
  readonly state: State
  nowMs: number
  step(input: Input): readonly Effect[]
  request(request: Request, key?: string): unknown
  host(name: string, slots?: number, bootId?: string, more?: HostMore): readonly Effect[]
  fact(host: string, fact: FactBody): readonly Effect[]
  /** starts every placed attempt */
  startAll(): void
  tick(ms: number): readonly Effect[]
  /** leases the attempt holds now */
  leases(attempt: string): number[]
  ask(attempt: string, want: number): void
  done(attempt: string, shard: number, output?: ShardOutput, tookMs?: number): readonly Effect[]
  attemptsOf(job: string): string[]
  /** the attempt's process ended so */
  end(attempt: string, exit: ExitRecord): readonly Effect[]
}

export interface HostMore {
  readonly gpus?: number
  readonly topology?: Topology
  readonly labels?: Record<string, string>
}

/** GPUs as an inventory lists them; uuids are `<host>/<index>`. */
export const gpusOf = (host: string, count: number): Inventory['gpus'] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    uuid: `${host}/${index}`,
    name: 'NVIDIA H100',
    memoryBytes: 80 * 2 ** 30,
  }))

export const exited = (code: number, more: Partial<ExitRecord> = {}): ExitRecord => ({
  code,
  signal: null,
  reason: 'exited',
  sentByUs: false,
  lastLines: [],
  endedHostMs: 0,
  ...more,
})

/** `check`: everything after every step, or (for large worlds) the size of steps alone. */
export function makeWorld({ check = 'all' }: { check?: 'all' | 'steps' } = {}): World {
  const state = loadState([], 0)
  beginIncarnation(state)
  takeChanges(state)
  const facts = new Map<string, number>()
  let connection = 0
  const world: World = {
    state,
    nowMs: 1_000,
    step(input) {
      const effects = [...step(state, input, world.nowMs)]
      checkStepSize(takeChanges(state).durable.length)
      if (check === 'all') {
        checkInvariants(state)
        checkQuotas(state)
        checkRebuilt(state, world.nowMs)
      }
      if (effects.some((effect) => effect.kind === 'continue')) effects.push(...world.step({ kind: 'continued' }))
      return effects
    },
    request(request, key) {
      const effects = world.step({
        kind: 'request',
        principal: { kind: 'local', id: 'test', project: 'default', role: 'admin' },
        key: key ?? null,
        request,
      })
      const answer = effects.find((effect) => effect.kind === 'answer-ok' || effect.kind === 'answer-error')
      if (answer?.kind === 'answer-ok') return answer.value
      throw Object.assign(new Error(answer?.kind === 'answer-error' ? answer.detail : 'no answer'), answer)
    },
    host(name, slots = 1, bootId = 'boot-1', more = {}) {
      return world.step({
        kind: 'host-connected',
        host: name,
        connection: ++connection,
        hello: {
          name,
          slots,
          bootId,
          spool: 's',
          bytesAddress: '127.0.0.1:1',
          attempts: [...(state.byHost.get(name) ?? [])].map((attempt) => ({ attempt, state: 'running' })),
          inventoryJson: JSON.stringify({ gpus: gpusOf(name, more.gpus ?? 0), topology: more.topology ?? {} }),
          labels: more.labels ?? {},
        },
      })
    },
    fact(host, fact) {
      const number = (facts.get(host) ?? 0) + 1
      facts.set(host, number)
      return world.step({ kind: 'fact-received', host, spool: 's', number, fact })
    },
    startAll() {
      for (const attempt of [...state.attempts.values()])
        if (attempt.state === 'placed')
          world.fact(attempt.host, { kind: 'attempt-started', attempt: attempt.id, pid: 1 })
    },
    tick(ms) {
      world.nowMs += ms
      return world.step({ kind: 'ticked', lateMs: 0 })
    },
    leases: (attempt) => state.attempts.must(attempt).leases.map((lease) => lease.shard),
    ask(attempt, want) {
      world.step({ kind: 'lease-requested', host: state.attempts.must(attempt).host, attempt, want, whole: null })
    },
    done(attempt, shard, output = { result: null }, tookMs = 100) {
      const results = [{ shard, ok: true, outputJson: JSON.stringify(output), tookMs }]
      return world.fact(state.attempts.must(attempt).host, { kind: 'shard-results', attempt, results })
    },
    end: (attempt, exit) => world.fact(state.attempts.must(attempt).host, { kind: 'attempt-ended', attempt, exit }),
    attemptsOf: (job) => [...(state.index.get(job)?.attempts ?? [])],
  }
  return world
}

export function batch(fields: Partial<JobSpec> & { count?: number; items?: Json[] } = {}): JobSpec {
  const { count, items, ...rest } = fields
  const wave = items === undefined ? { name: 'main', count: count ?? 4 } : { name: 'main', items }
  return {
    name: 'job',
    kind: 'batch',
    run: { kind: 'worker', argv: ['true'] },
    workers: { max: 2 },
    shards: { waves: [wave] },
    ...rest,
  }
}

export function gang(hosts: number, fields: Partial<JobSpec> = {}): JobSpec {
  return {
    name: 'gang',
    kind: 'gang',
    run: { kind: 'command', argv: ['true'] },
    resources: { cpus: 1, gpus: 8 },
    gang: { hosts },
    ...fields,
  }
}

export const submit = (world: World, spec: JobSpec): JobRow => world.request({ op: 'submit-job', spec }) as JobRow
