/** Everything that can happen to the coordinator. Inputs are in the past tense; requests are asked by a principal. */

import type { CheckReport, EpilogPolicy, Finding, Grade, KernelEvent, RuleOverride } from '../../shared/model/health.ts'
import type { ArtifactRef, ExitRecord, JobSpec, Json } from '../../shared/model/job.ts'
import type { PipelineSpec } from '../../shared/model/pipeline.ts'
import type { DrainMode } from '../../shared/model/rows.ts'
import type { QuotaChange } from '../../shared/model/scheduling.ts'
import type { Unlike } from '../../shared/model/slow.ts'
import type { Digest, DiscardedCheckpoint, Hello, ShardResult } from '../../shared/protocol/codec.ts'
import type { GpuHandlesTold } from './gpu-release.ts'
import type { PlaceRule } from './topology.ts'

export interface Principal {
  readonly kind: 'local'
  readonly id: string
  readonly project: string
  readonly role: 'admin'
}

export type Request =
  | { readonly op: 'submit-job'; readonly spec: JobSpec }
  | { readonly op: 'append-shards'; readonly job: string; readonly count?: number; readonly items?: readonly Json[] }
  | { readonly op: 'close-job'; readonly job: string }
  /** a person accepts what is proposed about a slow or stuck gang */
  | { readonly op: 'act-on-slow'; readonly job: string }
  | { readonly op: 'cancel-job'; readonly job: string; readonly reason?: string }
  | { readonly op: 'submit-pipeline'; readonly spec: PipelineSpec }
  | {
      readonly op: 'add-segment'
      readonly pipeline: string
      readonly window: string
      readonly artifact: ArtifactRef
      readonly rows: number
      readonly final: boolean
    }
  | {
      readonly op: 'add-labels'
      readonly pipeline: string
      readonly window: string
      readonly artifact: ArtifactRef
      readonly rows: number
    }
  | { readonly op: 'retrain'; readonly pipeline: string; readonly cause: string }
  | { readonly op: 'rollback'; readonly model: string; readonly alias: string }
  | { readonly op: 'cordon-host'; readonly host: string; readonly cordoned: boolean }
  | {
      readonly op: 'drain-host'
      readonly host: string
      readonly mode: DrainMode
      readonly reason: string
      /** `after` becomes `now` when this long has passed; null: never */
      readonly deadlineMs: number | null
    }
  | { readonly op: 'undrain-host'; readonly host: string }
  /** a person says that a silent host is dead: it is given up at once, whatever the guard against mass silence says */
  | { readonly op: 'confirm-lost'; readonly host: string }
  | { readonly op: 'stop-foreign'; readonly attempt: string }
  | MaintenanceRequest
  /** `osUser` null: no entry */
  | {
      readonly op: 'set-user'
      readonly of: 'user' | 'project'
      readonly name: string
      readonly osUser: string | null
    }
  | ({ readonly op: 'set-quota' } & QuotaChange)
  /** hosts kept back in every leaf for gangs: a number, or a share of its hosts */
  | { readonly op: 'set-spares'; readonly perLeaf: number; readonly unit: 'hosts' | 'percent' }
  | HealthRequest

/** Hosts that leave, are installed anew, or are worked on. */
export type MaintenanceRequest =
  | { readonly op: 'remove-host'; readonly host: string }
  | { readonly op: 'replace-host'; readonly host: string; readonly replacement: string }
  | { readonly op: 'readmit-host'; readonly host: string }
  | { readonly op: 'release-gpus'; readonly host: string; readonly release: boolean }

/** What people say about faults and alerts. */
export type HealthRequest =
  /** a person says that the fault is repaired, or that there was none */
  | { readonly op: 'close-verdict'; readonly verdict: string; readonly reason: string }
  /** a person says that what was to be repaired is repaired: the host is checked now */
  | { readonly op: 'verify-host'; readonly host: string }
  /** what is named is replaced, the rest stays; `overrides: {"xid/94": null}` takes one back */
  | {
      readonly op: 'set-health-policy'
      readonly drain?: boolean
      readonly breakerPercent?: number
      readonly epilog?: EpilogPolicy
      readonly overrides?: Readonly<Record<string, RuleOverride | null>>
    }
  | { readonly op: 'reset-breaker'; readonly reason: string }
  | { readonly op: 'acknowledge-alert'; readonly alert: string; readonly note: string }
  | { readonly op: 'unacknowledge-alert'; readonly alert: string }
  /** not sent for so long; 0 ends it */
  | { readonly op: 'snooze-alert'; readonly alert: string; readonly forMs: number }
  | {
      readonly op: 'add-silence'
      readonly match: Readonly<Record<string, string>>
      readonly reason: string
      readonly forMs: number
    }
  | { readonly op: 'end-silence'; readonly silence: string }
  | { readonly op: 'put-receiver'; readonly name: string; readonly url: string; readonly grades: readonly Grade[] }
  | { readonly op: 'remove-receiver'; readonly name: string }
  | { readonly op: 'test-receiver'; readonly name: string }

/** One fact of a host, decoded; `number` is its place in the host's spool. */
export type FactBody =
  | { readonly kind: 'attempt-started'; readonly attempt: string; readonly pid: number }
  | { readonly kind: 'attempt-ended'; readonly attempt: string; readonly exit: ExitRecord }
  | { readonly kind: 'shard-results'; readonly attempt: string; readonly results: readonly ShardResult[] }
  | { readonly kind: 'replica-state'; readonly attempt: string; readonly ready: boolean; readonly reason: string }
  | {
      readonly kind: 'checkpoint-done'
      readonly attempt: string
      readonly step: number
      readonly path: string
      readonly bytes: number
      readonly sha256: string | null
      readonly shared: boolean
      readonly savedMs: number
      readonly costMs: number | null
      readonly uid: number
      /** `digested`: its digest is known, and what it cost; `unreadable`: it should have been gone on from; `broken`: it is not what was registered */
      readonly state: 'durable' | 'digested' | 'unreadable' | 'broken' | 'refused'
      readonly why: string
    }
  | { readonly kind: 'checkpoints-deleted'; readonly checkpoints: readonly DiscardedCheckpoint[] }
  | { readonly kind: 'spool-reset'; readonly reason: string }
  | { readonly kind: 'inventory-changed'; readonly inventoryJson: string }
  | { readonly kind: 'kernel-events'; readonly events: readonly KernelEvent[] }
  | { readonly kind: 'disk-over'; readonly attempt: string; readonly usedMb: number }
  | ({ readonly kind: 'gpu-handles' } & GpuHandlesTold)
  | { readonly kind: 'check-done'; readonly check: string; readonly ok: boolean; readonly report: CheckReport }

export type Input =
  | { readonly kind: 'request'; readonly principal: Principal; readonly key: string | null; readonly request: Request }
  /** A verified hello: `host` is the id its key proves. `connection` tells two links of one identity apart. */
  | { readonly kind: 'host-connected'; readonly host: string; readonly connection: number; readonly hello: Hello }
  | { readonly kind: 'host-disconnected'; readonly host: string; readonly connection: number }
  | { readonly kind: 'host-seen'; readonly host: string; readonly digest: Digest | null }
  | {
      readonly kind: 'fact-received'
      readonly host: string
      readonly spool: string
      readonly number: number
      readonly fact: FactBody
    }
  | {
      readonly kind: 'lease-requested'
      readonly host: string
      readonly attempt: string
      readonly want: number
      readonly whole: readonly number[] | null
    }
  /**
   * What the host's detectors changed their mind about, or, having begun anew, know to have ended. Said twice, it changes nothing.
   */
  | {
      readonly kind: 'findings-made'
      readonly host: string
      readonly findings: readonly Finding[]
    }
  /** how this host's devices are unlike their equals on the other hosts of the gang: all of it, each time it changes */
  | {
      readonly kind: 'gang-compared'
      readonly job: string
      readonly host: string
      readonly unlike: readonly Unlike[]
    }
  /** the topology file, whole: said once at the start, before any host is heard */
  | { readonly kind: 'topology-loaded'; readonly rules: readonly PlaceRule[] }
  | { readonly kind: 'ticked'; readonly lateMs: number }
  /** more of the work that a step left in its cursor */
  | { readonly kind: 'continued' }
  /** a one-shot effect of the outbox was performed */
  | { readonly kind: 'effect-done'; readonly id: string; readonly value: Json }
