/** Inputs drawn from numbers: whatever the numbers, each is one that a core can meet. For properties over any run of steps. */
import fc from 'fast-check'
import type { Effect } from '../../coordinator/core/effects.ts'
import type { FactBody, Input, Request } from '../../coordinator/core/inputs.ts'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { type State, takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import type { ExitRecord } from '../../shared/model/job.ts'
import { batch } from './core-world.ts'

export interface Draw {
  readonly what: number
  readonly which: number
  readonly value: number
}
export const draws = (most: number) =>
  fc.array(fc.record({ what: fc.nat(99), which: fc.nat(999), value: fc.nat(999) }), { maxLength: most })

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
    while (input !== undefined) {
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
  if (what < 31) return request({ op: 'cordon-host', host, cordoned: value % 2 === 0 })
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
  if (what < 65) return fact(state, attempt.host, { kind: 'attempt-started', attempt: attempt.id, pid: 7 })
  if (what < 75)
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
  const waves = [
    { name: 'a', count: 1 + (value % 5) },
    { name: 'b', count: 1 + (which % 3) },
  ]
  const service = { name: `s${which % 5}`, kind: 'service' as const, workers: { max: 1 + (value % 3) } }
  const spec = batch({
    name: `b${which % 7}`,
    workers: { max: 1 + (value % 4) },
    shards: { waves, repeat: 1 + (value % 2) },
    policy: { timeLimitMs: 1_000 + value * 50 },
  })
  const { shards: _, ...plain } = spec
  return { op: 'submit-job', spec: which % 4 === 0 ? { ...plain, ...service } : spec }
}

function connected(state: State, host: string, value: number): Input {
  const attempts = [...(state.byHost.get(host) ?? [])].map((attempt) => ({ attempt, state: 'running' }))
  const hello = {
    name: host,
    slots: 1 + (value % 4),
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
