/**
 * The interfaces between coordinator zones. Types only: `main.ts` (the composition root) makes the parts and hands each the
 * ports it needs, so that zones never import each other (see shared/decisions/0002-ports.md).
 */
import type { Readable } from 'node:stream'
import type { ErrorCode } from '../shared/errors.ts'
import type { MetricsFormat } from '../shared/metrics-text.ts'
import type { FeedMessage } from '../shared/model/feed.ts'
import type { ArtifactRef } from '../shared/model/job.ts'
import type { KeptLog } from '../shared/model/logs.ts'
import type { Plan, PlanSubject } from '../shared/model/plan.ts'
import type { HeatValue, LatestSignal, Samples } from '../shared/model/telemetry.ts'
import type { Input } from './core/inputs.ts'
import type { PlanOptions } from './core/plan/plan.ts'
import type { State } from './core/state.ts'
import type { GangMembers } from './core/stragglers/unlike.ts'

/** What a request input is answered with once its changes are on disk. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly detail: string; readonly field?: string }

/** The one door into state. `submit` resolves after the commit; it never rejects for an expected outcome. */
export interface Door {
  submit(input: Input): Promise<Answer>
  /** No answer wanted (facts, ticks): queued, stepped with the next commit. */
  post(input: Input): void
  /** Committed state, for views. Read only. */
  readonly state: State
  /** Requests waiting: the edge refuses new ones above a bound. */
  readonly waiting: number
}

/** Committed changes, as console, gateway and CLI see them. */
export interface Feed {
  snapshot(): FeedMessage & { type: 'snapshot' }
  /** `send` gets coalesced deltas (one per limits.feedFlushMs, sooner with alerts and verdicts); returns the unsubscribe call. */
  subscribe(send: (message: FeedMessage) => void): () => void
}

/** Content-addressed files on the coordinator's disk. */
export interface ArtifactStore {
  has(sha256: string): Promise<ArtifactRef | undefined>
  /** As `has`; and the sweeper leaves it alone for its grace, until a row names it. */
  renew(sha256: string): Promise<ArtifactRef | undefined>
  /** Streams in, checks the digest, fsyncs, renames. Rejects with RequestError('bad-digest' | 'too-large' | 'disk-full'). */
  put(sha256: string, body: Readable): Promise<ArtifactRef>
  /** Rejects with RequestError('no-such-artifact'). */
  open(sha256: string, range?: { start: number; end?: number }): Promise<{ stream: Readable; bytes: number }>
  list(): Promise<readonly { sha256: string; bytes: number; modifiedMs: number }[]>
  remove(sha256: string): Promise<void>
}

/** The last of every attempt's log, as its host sent it: read when the host is gone. */
export interface KeptLogs {
  /** In place of what was kept of the attempt. Rejects with RequestError('too-large' | 'disk-full'). */
  put(attempt: string, packed: Readable): Promise<void>
  /** Undefined where nothing was kept, or it cannot be read. */
  get(attempt: string): Promise<KeptLog | undefined>
}

export interface SecretRow {
  readonly project: string
  readonly name: string
  readonly setMs: number
}

/** Secrets by name: whoever has only this can set a value, and read none. */
export interface SecretNames {
  list(): readonly SecretRow[]
  has(project: string, name: string): boolean
  /** Resolves when it is on disk. Rejects with RequestError('too-large') when there are too many. */
  set(project: string, name: string, value: Uint8Array): Promise<SecretRow>
  /** false: there was none */
  remove(project: string, name: string): Promise<boolean>
}

export interface SecretStore extends SecretNames {
  read(project: string, name: string): Promise<Uint8Array | undefined>
}

/** What a host is given for an attempt of its own; `refused`: why it is given nothing. */
export type SecretsAnswer = { readonly values: Readonly<Record<string, Uint8Array>> } | { readonly refused: string }

export interface SeriesAnswer extends Samples {
  readonly host: string
  readonly sensor: string
  readonly name: string
  readonly unit: string
  readonly kind: string
  readonly labels: Readonly<Record<string, string>>
}

/** A series is made as it is read: all at once they would stop the event loop. */
export interface RangeAnswer {
  readonly resolution: 'raw' | 'minute' | 'hour'
  /** how many `series` gives */
  readonly count: number
  readonly series: Iterable<SeriesAnswer>
}

export interface RangeQuery {
  readonly hosts: readonly string[]
  /** signal names; empty: all */
  readonly names: readonly string[]
  /** labels that must be equal; `gpu` may be a list with commas */
  readonly labels: Readonly<Record<string, string>>
  readonly fromMs: number
  readonly toMs: number
  /** `auto`: the finest that gives at most `maxPoints` a series */
  readonly resolution: 'auto' | 'raw' | 'minute' | 'hour'
  readonly maxPoints: number
  readonly maxSeries: number
}

/** The newest value of one signal on every device of every host, for a fleet-wide map. */
export interface HeatCell extends HeatValue {
  readonly host: string
  readonly ageMs: number
}

/** Samples of all hosts: kept by a worker thread that owns its databases. Rejects with RequestError. */
export interface Telemetry {
  /** A frame of a host, in the order in which they came. `receivedMs`: this coordinator's clock. Never throws. */
  frame(host: string, bytes: Uint8Array, receivedMs: number): void
  /** a gang runs there from now on, and its hosts are compared; null: it does not run any more */
  gang(job: string, members: GangMembers | null): void
  /** its newest signals, as `Signal[]` with `receivedMs`; undefined while nothing has come since the start */
  latest(host: string): Promise<LatestSignals | undefined>
  range(query: RangeQuery): Promise<RangeAnswer>
  /** Of these hosts in this order, or of all; of devices with these labels. A host that nothing is known of is left out. */
  heat(
    name: string,
    hosts: readonly string[] | null,
    labels: Readonly<Record<string, string>>,
  ): Promise<Iterable<HostCells>>
  /** state and text signals that changed, and gaps that began or ended, newest first */
  changes(fromMs: number, hosts: readonly string[] | null, most: number): Promise<readonly SignalChange[]>
  /**
   * The newest values of all hosts in `format`, under our names and dcgm-exporter's, family by family: for a large fleet these are
   * many megabytes. `names`: of hosts, by id. What is stale, a gap or unsupported is absent.
   */
  metrics(format: MetricsFormat, names: ReadonlyMap<string, string>): AsyncIterable<string>
  /** sizes, rates, what was dropped */
  stats(): Promise<Readonly<Record<string, number>>>
  close(): Promise<void>
}

/** Cells are made as they are read. */
export interface HostCells {
  readonly host: string
  readonly cells: readonly HeatCell[]
}

export interface LatestSignals {
  readonly receivedMs: number
  readonly signals: readonly LatestSignal[]
}

export interface SignalChange {
  readonly atMs: number
  readonly host: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly from: string
  readonly to: string
}

/** What-if beside the loop: plans on a copy that follows the commits. Rejects with the core's Refusal or a RequestError. */
export interface Planner {
  plan(what: PlanSubject, options: PlanOptions): Promise<Plan>
}

/** How late the event loop was in one window of a few seconds. */
export interface DelayWindow {
  /** counts windows since the start */
  readonly number: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** of the delay, what the loop's own thread worked; the rest the machine gave to others */
  readonly ownP99Ms: number
}

/** `wait`: submitted → placed (first attempts only); `launch`: placed → its host says that it runs; `run`: that → ended. */
export type TaskStage = 'wait' | 'launch' | 'run'

export interface StageTimes {
  readonly sumMs: number
  readonly count: number
  /** how many took at most so long, for each bound in ms */
  readonly atMost: readonly (readonly [boundMs: number, count: number])[]
}

/** What the shell measures of itself, for status and metrics. */
export interface Measures {
  /** the last whole window; null in the first */
  loopDelay(): DelayWindow | null
  /** since the start */
  taskTimes(): Readonly<Record<TaskStage, StageTimes>>
}
