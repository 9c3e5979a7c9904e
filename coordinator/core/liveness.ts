/** Whether a host is heard, and whether it may go on with what it holds: the one definition that placement, gangs and `why` share. */
import type { HostRow, Liveness } from '../../shared/model/rows.ts'
import type { State } from './state.ts'

/** Nothing is known of a host until it is heard (SPEC [H4]). */
export function livenessOf(state: State, host: string): Liveness {
  return state.liveness.get(host)?.state ?? 'unknown'
}

/** Why what a host holds cannot go on there. */
export interface Away {
  /** follows "2 hosts:" or a host's name */
  readonly why: string
  /** what it holds is given up; false: it is merely not heard, and may be back at any moment ([H1]) */
  readonly forGood: boolean
}

export function awayOf(state: State, host: HostRow): Away | undefined {
  const liveness = livenessOf(state, host.id)
  if (host.refusedReason !== null) return { why: 'refused: cloned identity', forGood: true }
  if (liveness === 'unreachable') return { why: liveness, forGood: true }
  if (host.drain !== null) return { why: drainWhy(host.drain), forGood: true }
  if (liveness === 'connected') return undefined
  return { why: liveness === 'unknown' ? 'not heard since the coordinator started' : liveness, forGood: false }
}

function drainWhy({ doneMs, reason }: NonNullable<HostRow['drain']>): string {
  return `${doneMs === null ? 'draining' : 'drained'}: ${reason}`
}
