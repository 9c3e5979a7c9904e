/** What the shell is to do, once the changes that led to it are on disk. Levels can be repeated; one-shots are rows in `outbox`. */
import type { ErrorCode } from '../../shared/errors.ts'
import type { Lease } from '../../shared/protocol/codec.ts'

export type Effect =
  /** level: send the host its whole desired state */
  | { readonly kind: 'send-desired'; readonly host: string }
  | { readonly kind: 'send-welcome'; readonly host: string; readonly connection: number }
  | {
      readonly kind: 'refuse-host'
      readonly host: string
      readonly connection: number
      readonly code: string
      readonly reason: string
    }
  | { readonly kind: 'acknowledge-facts'; readonly host: string; readonly spool: string; readonly number: number }
  /** the digest of that number counts (the agent dates its link from when it sent it) */
  | { readonly kind: 'send-heard'; readonly host: string; readonly number: number }
  | {
      readonly kind: 'send-leases'
      readonly host: string
      readonly attempt: string
      readonly leases: readonly Lease[]
      readonly revoked: readonly number[]
      readonly finish: boolean
      readonly inputsJson: string
    }
  /** level: who compares the hosts of gangs is told where this one runs now */
  | { readonly kind: 'watch-gang'; readonly job: string }
  /** one-shot: perform the outbox row, then say `effect-done` */
  | { readonly kind: 'perform-outbox'; readonly id: string }
  | { readonly kind: 'answer-ok'; readonly value: unknown }
  | { readonly kind: 'answer-error'; readonly code: ErrorCode; readonly detail: string; readonly field?: string }
  /** step again with `continued` */
  | { readonly kind: 'continue' }
