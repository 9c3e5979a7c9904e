import type { AgentMessage, Fact } from '../../shared/protocol/codec.ts'

export type LeaseRequest = NonNullable<AgentMessage['leaseRequest']>

/** A fact before the spool numbers it. */
export type NewFact = Omit<Fact, 'number'>

/** What work needs of the link and the spool; `main.ts` hands it over. */
export interface Outbox {
  /** resolves when the fact is on disk */
  append(fact: NewFact): Promise<void>
  /** shards of the attempt whose results wait in the spool */
  waiting(attempt: string): number[]
  /** those of them that the coordinator was not sent on this link: it knows better than this host what became of the others */
  unsent(attempt: string): number[]
  /** ends of attempts that wait in the spool, said by this life or one before */
  endings(): readonly { readonly attempt: string; readonly exitJson: string }[]
  /** false when the link is down */
  requestLeases(request: LeaseRequest): boolean
  /** asks for the secrets of an attempt; false while the link is down */
  askSecrets(attempt: string): boolean
}
