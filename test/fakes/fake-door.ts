/** The door, feed, artifacts and readings of a coordinator in memory: the real core behind them, no disk, time by hand. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { zstdDecompressSync } from 'node:zlib'
import type { Effect } from '../../coordinator/core/effects.ts'
import type { Input } from '../../coordinator/core/inputs.ts'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { planOn } from '../../coordinator/core/plan/plan.ts'
import { type State, takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import type {
  Answer,
  ArtifactStore,
  Door,
  KeptLogs,
  LatestSignals,
  Planner,
  SecretRow,
  SecretStore,
} from '../../coordinator/ports.ts'
import { type FeedHub, makeFeed } from '../../coordinator/shell/feed.ts'
import { RequestError } from '../../shared/errors.ts'
import type { KeptLog } from '../../shared/model/logs.ts'
import { FakeTelemetry } from './fake-telemetry.ts'

export interface FakeCoordinator {
  readonly door: Door & { waiting: number }
  readonly state: State
  readonly feed: FeedHub
  readonly artifacts: ArtifactStore
  readonly keptLogs: KeptLogs
  readonly secrets: SecretStore
  readonly telemetry: FakeTelemetry
  readonly planner: Planner
  readonly clock: { ms: number; nowMs(): number }
  readonly inputs: Input[]
  readonly signals: Map<string, LatestSignals>
  /** Rows put into the tables by hand reach the feed as a commit would. */
  publish(): void
  /** A host with slots that says hello. */
  host(name: string, slots?: number, bytesAddress?: string): void
}

export function makeFakeCoordinator(): FakeCoordinator {
  const state = loadState([], 1_000)
  beginIncarnation(state)
  takeChanges(state)
  const clock = { ms: 1_000, nowMs: () => clock.ms }
  const feed = makeFeed(state, clock, 1)
  const inputs: Input[] = []
  const telemetry = new FakeTelemetry()
  telemetry.nowMs = () => clock.ms
  let seq = 1

  const publish = (): void => {
    feed.published({ seq: ++seq, ...takeChanges(state) })
    feed.flush()
  }
  const take = (input: Input): Answer => {
    inputs.push(input)
    const effects = [...step(state, input, clock.ms)]
    publish()
    while (effects.some((each) => each.kind === 'continue')) {
      const more: Effect[] = [...step(state, { kind: 'continued' }, clock.ms)]
      publish()
      if (!more.some((each) => each.kind === 'continue')) break
    }
    for (const effect of effects) {
      if (effect.kind === 'answer-ok') return { ok: true, value: effect.value }
      if (effect.kind === 'answer-error') return answerOf(effect)
    }
    return { ok: true, value: null }
  }
  return {
    state,
    feed,
    clock,
    inputs,
    signals: telemetry.signals,
    publish,
    artifacts: makeMemoryArtifacts(),
    keptLogs: makeMemoryKeptLogs(),
    secrets: makeMemorySecrets(clock),
    telemetry,
    planner: { plan: async (what, options) => planOn(state, what, clock.ms, options) },
    door: { state, waiting: 0, submit: async (input) => take(input), post: (input) => void take(input) },
    host(name, slots = 2, bytesAddress = '127.0.0.1:1') {
      take({
        kind: 'host-connected',
        host: name,
        connection: inputs.length + 1,
        hello: helloOf(name, slots, bytesAddress),
      })
    },
  }
}

function answerOf(effect: Effect & { kind: 'answer-error' }): Answer {
  const { code, detail, field } = effect
  return { ok: false, code, detail, ...(field === undefined ? {} : { field }) }
}

type Hello = (Input & { kind: 'host-connected' })['hello']
function helloOf(name: string, slots: number, bytesAddress: string): Hello {
  const inventory = {
    hostname: name,
    os: 'linux',
    arch: 'x64',
    cpuModel: 'test',
    cpus: slots,
    memoryBytes: 8 * 1024 ** 3,
    gpus: [],
    agentVersion: '0.1.0',
    simulated: name.startsWith('sim'),
  }
  return {
    protocolMin: 1,
    protocolMax: 1,
    bootId: `boot-${name}`,
    name,
    slots,
    bytesAddress,
    inventoryJson: JSON.stringify(inventory),
    spool: 's1',
    attempts: [],
  } as Hello
}

function makeMemoryKeptLogs(): KeptLogs {
  const kept = new Map<string, KeptLog>()
  return {
    async put(attempt, packed) {
      const parts: Buffer[] = []
      for await (const part of packed) parts.push(Buffer.from(part as Uint8Array))
      kept.set(attempt, JSON.parse(zstdDecompressSync(Buffer.concat(parts)).toString()) as KeptLog)
    },
    get: async (attempt) => kept.get(attempt),
  }
}

function makeMemorySecrets(clock: { nowMs(): number }): SecretStore {
  const kept = new Map<string, SecretRow & { readonly value: Uint8Array }>()
  return {
    list: () => [...kept.values()].map(({ project, name, setMs }) => ({ project, name, setMs })),
    has: (project, name) => kept.has(`${project}/${name}`),
    async set(project, name, value) {
      const row = { project, name, setMs: clock.nowMs() }
      kept.set(`${project}/${name}`, { ...row, value })
      return row
    },
    remove: async (project, name) => kept.delete(`${project}/${name}`),
    read: async (project, name) => kept.get(`${project}/${name}`)?.value,
  }
}

export function makeMemoryArtifacts(): ArtifactStore {
  const kept = new Map<string, Buffer>()
  const has: ArtifactStore['has'] = async (sha256) => {
    const found = kept.get(sha256)
    return found === undefined ? undefined : { sha256, bytes: found.length }
  }
  return {
    has,
    renew: has,
    async put(sha256, body) {
      const parts: Buffer[] = []
      for await (const part of body) parts.push(Buffer.from(part as Uint8Array))
      const bytes = Buffer.concat(parts)
      const actual = createHash('sha256').update(bytes).digest('hex')
      if (actual !== sha256) throw new RequestError('bad-digest', `the bytes hash to ${actual}`, { field: 'sha256' })
      kept.set(sha256, bytes)
      return { sha256, bytes: bytes.length }
    },
    async open(sha256, range) {
      const found = kept.get(sha256)
      if (found === undefined) throw new RequestError('no-such-artifact', `no artifact ${sha256}`)
      const slice = range === undefined ? found : found.subarray(range.start, (range.end ?? found.length - 1) + 1)
      return { stream: Readable.from([slice], { objectMode: false }), bytes: found.length }
    },
    list: async () => [...kept].map(([sha256, bytes]) => ({ sha256, bytes: bytes.length, modifiedMs: 0 })),
    async remove(sha256) {
      kept.delete(sha256)
    },
  }
}
