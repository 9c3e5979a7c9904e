/** Inputs drawn from numbers: whatever the numbers, each is one that a core can meet. For properties over any run of steps. */
import fc from 'fast-check'
import type { Effect } from '../../coordinator/core/effects.ts'
import type { FactBody, Input, Request } from '../../coordinator/core/inputs.ts'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { type State, takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import type { ExitRecord, JobSpec } from '../../shared/model/job.ts'
import type { DrainMode } from '../../shared/model/rows.ts'
import { batch } from './core-world.ts'

export interface Draw {
  readonly what: number
  readonly which: number
  readonly value: number
}
export const draws = (most: number) =>
  fc.array(fc.record({ what: fc.nat(99), which: fc.nat(999), value: fc.nat(999) }), {
    minLength: most >> 1,
    maxLength: most,
    size: 'max',
  })

export interface Run {
  readonly state: State
  nowMs: number
}

export function makeRun(): Run {
  const state = loadState([], 0)
  beginIncarnation(state)
  takeChanges(state)
  return { state, nowMs: 1_000 }
}

/** Steps what the draws say; returns what the steps asked for. */
export function play(run: Run, given: readonly Draw[]): Effect[] {
  const all: Effect[] = []
  for (const draw of given) {
    let input: Input | undefined = inputOf(run, draw)
    for (let steps = 0; input !== undefined; steps++) {
      if (steps > 2_000) throw new Error('2,000 steps, and the core still asks to be continued')
      const effects = step(run.state, input, run.nowMs)
      takeChanges(run.state)
      all.push(...effects)
      input = effects.some((each) => each.kind === 'continue') ? { kind: 'continued' } : undefined
    }
  }
  return all
}

const pick = <T>(from: readonly T[], which: number): T | undefined => from[which % Math.max(1, from.length)]

function inputOf(run: Run, { what, which, value }: Draw): Input {
  const { state } = run
  const host = `h${which % 6}`
  if (what < 10) return connected(state, host, value)
  if (what < 25) return request(submission(which, value))
  if (what < 28) return request({ op: 'cancel-job', job: pick([...state.jobs.keys()], which) ?? 'none' })
  if (what < 32) return request(fleetRequest(which, value))
  if (what < 45) {
    run.nowMs += value * 20
    return { kind: 'ticked', lateMs: value % 10 === 0 ? 5_000 : 0 }
  }
  if (what < 50) return { kind: 'host-seen', host, digest: null }
  const attempt = pick(
    [...state.attempts.values()].filter((each) => each.state !== 'ended'),
    which,
  )
  if (attempt === undefined) return { kind: 'continued' }
  const leases = attempt.leases.map((lease) => lease.shard)
  if (what < 60) return fact(state, attempt.host, { kind: 'attempt-started', attempt: attempt.id, pid: 7 })
  if (what < 68)
    return { kind: 'lease-requested', host: attempt.host, attempt: attempt.id, want: 1 + (value % 4), whole: null }
  if (what < 90 && leases.length > 0) {
    const results = leases.map((shard) => ({
      shard,
      ok: value % 9 !== 0,
      outputJson: '{"result":1}',
      tookMs: 10 + value,
    }))
    return fact(state, attempt.host, { kind: 'shard-results', attempt: attempt.id, results })
  }
  return fact(state, attempt.host, { kind: 'attempt-ended', attempt: attempt.id, exit: exitOf(value % 3) })
}

const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const
const request = (asked: Request): Input => ({ kind: 'request', principal, key: null, request: asked })

function submission(which: number, value: number): Request {
  const common = {
    priority: (value % 3) * 10,
    resources: { cpus: 1, gpus: value % 4 },
    policy: { timeLimitMs: 1_000 + value * 50, minRunMs: 0 },
  }
  const waves = [
    { name: 'a', count: 1 + (value % 5) },
    { name: 'b', count: 1 + (which % 3) },
  ]
  const { shards: _, workers: __, ...plain } = batch({ name: `j${which % 7}`, ...common })
  const count = 1 + (value % 5)
  const shapes: readonly JobSpec[] = [
    { ...plain, shards: { waves, repeat: 1 + (value % 2) }, workers: { max: 1 + (value % 4) } },
    { ...plain, kind: 'service', workers: { max: 1 + (value % 3) } },
    { ...plain, kind: 'gang', gang: { hosts: 1 + (value % 3), minHosts: 1, spares: value % 2 } },
    { ...plain, array: { count, parallel: 2 }, shards: { waves: [{ name: 'main', count }] } },
  ]
  return { op: 'submit-job', spec: shapes[which % shapes.length] as JobSpec }
}

function fleetRequest(which: number, value: number): Request {
  const host = `h${which % 6}`
  const modes = ['now', 'after', 'swap'] as const
  const mode = modes[which % 3] as DrainMode
  const all: readonly Request[] = [
    { op: 'drain-host', host, mode, reason: 'test', deadlineMs: value % 2 === 0 ? null : value * 10 },
    { op: 'undrain-host', host },
    { op: 'cordon-host', host, cordoned: which % 2 === 0 },
    { op: 'set-spares', perLeaf: which % 2, unit: 'hosts' },
    { op: 'set-quota', project: 'default', guaranteedGpus: 2, maxGpus: which % 2 === 0 ? null : 6, weight: 1 },
  ]
  return all[value % all.length] as Request
}

const gpusOf = (host: string) =>
  [0, 1, 2, 3].map((index) => ({ index, uuid: `${host}-g${index}`, name: 'H100', memoryBytes: 80e9 }))

function connected(state: State, host: string, value: number): Input {
  const attempts = [...(state.byHost.get(host) ?? [])].map((attempt) => ({ attempt, state: 'running' }))
  const hello = {
    name: host,
    slots: 2 + (value % 4),
    inventoryJson: JSON.stringify({ memoryBytes: 1e9, gpus: gpusOf(host) }),
    bootId: value % 20 === 0 ? 'boot-2' : 'boot-1',
    spool: 's',
    bytesAddress: '127.0.0.1:1',
    attempts: value % 7 === 0 ? [] : attempts,
  }
  return { kind: 'host-connected', host, connection: value, hello }
}

function fact(state: State, host: string, body: FactBody): Input {
  const number = (state.hostSync.get(host)?.lastFact ?? 0) + 1
  return { kind: 'fact-received', host, spool: 's', number, fact: body }
}

export const exitOf = (code: number): ExitRecord => ({
  code,
  signal: null,
  reason: 'exited',
  sentByUs: false,
  lastLines: [],
  endedHostMs: 0,
})
