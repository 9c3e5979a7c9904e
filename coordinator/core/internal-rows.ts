/** Rows only the core sees. */
import type { AlertRow } from '../../shared/model/health.ts'
import type { Json, StopReason } from '../../shared/model/job.ts'
import type { RowBase } from '../../shared/model/row-base.ts'
import type { GpuUsage } from '../../shared/model/scheduling.ts'
import type { RepeatMemory } from './verdicts/catalogue-repeats.ts'

/** One row: counters of ids and the incarnation. */
export interface MetaRow extends RowBase {
  readonly incarnation: number
  readonly nextId: number
}

/** What changes with every message of a host, kept apart from its inventory so that a commit stays small. Key: the host. */
export interface HostSyncRow extends RowBase {
  readonly generation: number
  readonly spool: string
  readonly lastFact: number
}

/** Decayed use of the fleet in cost units (SPEC [F1]). Key `project/<project>` or `user/<project>/<by>`. */
export interface ShareRow extends RowBase {
  readonly id: string
  readonly used: number
  /** decayed up to then */
  readonly atMs: number
}

/** GPU-milliseconds by key `project/<project>` or `host/<host>`; the split is GpuUsage's. */
export interface LedgerRow extends RowBase {
  readonly id: string
  readonly usage: GpuUsage
}

export interface IdempotencyRow extends RowBase {
  readonly key: string
  /** digest of the request it was used with */
  readonly request: string
  readonly answer: Json
  readonly atMs: number
}

/** A one-shot effect, performed at least once. */
export type OutboxBody =
  /** write a manifest artifact of a job's committed shards; then their rows go. Done with `{sha256, bytes, rows}` or null */
  | { readonly kind: 'write-manifest'; readonly job: string }
  /**
   * tell a receiver of alerts as they were when this was decided; the shell tries again for a while. Done with `{ok, detail}`.
   * `test`: made up, asked for by a person
   */
  | {
      readonly kind: 'send-alert'
      readonly receiver: string
      readonly alerts: readonly AlertRow[]
      readonly test: boolean
    }
export interface OutboxRow extends RowBase {
  readonly id: string
  readonly body: OutboxBody
  readonly atMs: number
}

/** Work that goes on over many steps, with its cursor. */
export type LongWork =
  /** delete the shard and chunk rows of a job whose manifest is written */
  | { readonly kind: 'sweep-shards'; readonly job: string; readonly from: number }
  | { readonly kind: 'forget-job'; readonly job: string; readonly from: number }
  /** tell the attempts of an ended job that there is no more, and let go of what its tasks hold */
  | { readonly kind: 'end-tasks'; readonly job: string }
  /** stop what is left of a gang's epoch */
  | {
      readonly kind: 'stop-epoch'
      readonly job: string
      readonly reason: StopReason
      readonly graceMs: number
    }
  /** tell a gang's hosts how much of the work its ranks are to do; `from`: members told */
  | { readonly kind: 'tell-shares'; readonly job: string; readonly from: number }
  /** stop what a job may take the place of */
  | { readonly kind: 'preempt'; readonly job: string; readonly attempts: readonly string[] }
  /** give back what a gang's tasks hold */
  | { readonly kind: 'release-gang'; readonly job: string }
  /** look at the jobs that waited for this one */
  | { readonly kind: 'wake-dependents'; readonly job: string }
  /** stop or move what a draining host runs */
  | { readonly kind: 'empty-host'; readonly host: string }
  /** lend the shards of an unreachable host's workers again */
  | { readonly kind: 'take-leases'; readonly host: string }
  /** replace what a host ran that a person said is dead */
  | { readonly kind: 'give-up-host'; readonly host: string; readonly by: string }
  /** end what a host ran that is removed, and forget the host */
  | { readonly kind: 'remove-host'; readonly host: string }
  /** stop what is on the devices of these verdicts */
  | { readonly kind: 'stop-faulted'; readonly host: string; readonly verdicts: readonly string[] }
  /** give the hosts of a place the verdict on it, or take it from them */
  | { readonly kind: 'spread-verdict'; readonly verdict: string }
  /** end verdicts of a host whose conditions hold no more, where they are many; `atMs`: what was told again since holds */
  | {
      readonly kind: 'conditions-gone'
      readonly host: string
      readonly gone: readonly { readonly id: string; readonly how: string; readonly atMs: number }[]
    }
  /** close what the host's check has verified */
  | { readonly kind: 'close-verified'; readonly host: string; readonly check: string; readonly session: number }
  /** look again at faults that nothing was done about; `from`: the last one looked at */
  | { readonly kind: 'act-again'; readonly from: string }
export interface LongWorkRow extends RowBase {
  readonly id: string
  readonly work: LongWork
}

/** A shard that failed: how often and why. Key as the shard's. Goes when the shard is committed. */
export interface FailureRow extends RowBase {
  readonly job: string
  readonly index: number
  readonly count: number
  readonly error: string
  readonly hosts: readonly string[]
  /** of the last failure; absent in rows of before this was kept */
  readonly atMs?: number
}

/** What only shows over time of a host's kernel events. Key: the host. */
export interface RepeatsRow extends RowBase {
  readonly host: string
  readonly memory: RepeatMemory
}

/** Daily sums of served predictions joined with labels. Key `<pipeline>/<month>`. */
export interface SumsRow extends RowBase {
  readonly pipeline: string
  readonly month: string
  readonly sums: Json
}
