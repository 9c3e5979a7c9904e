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
  /** does the end of the attempt wait in the spool? */
  endWaits(attempt: string): boolean
  /** false when the link is down */
  requestLeases(request: LeaseRequest): boolean
}
