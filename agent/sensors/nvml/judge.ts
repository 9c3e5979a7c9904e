/** Pure: whether a child that calls NVML is still of use, from what it says of the calls that have not come back. */
import type { Busy, DoneLine } from './lines.ts'

export interface Deadlines {
  readonly deadlineMs: number
  /** for opening the library: the driver may have to be loaded */
  readonly initDeadlineMs: number
}

export const overdue = (busy: readonly Busy[], deadlineMs: number): Busy[] => busy.filter(({ ms }) => ms > deadlineMs)

/**
 * The GPUs not to touch in the next child, when this one is to be left; undefined while it is of use. When all GPUs that were
 * asked hang, the driver is locked and one of them holds the lock: the one whose call hangs longest, since they are asked one
 * after the other. A single GPU that hangs leaves nothing for another child to read.
 */
export function suspectsOf(
  done: DoneLine | undefined,
  unansweredMs: number,
  { deadlineMs, initDeadlineMs }: Deadlines,
  /** GPUs that this child does ask */
  asked: readonly number[],
): readonly number[] | undefined {
  if (unansweredMs > (done?.listed === undefined ? initDeadlineMs : deadlineMs)) return []
  const late = overdue(done?.busy ?? [], deadlineMs).filter(({ gpu }) => gpu !== undefined)
  const hangs = new Set(late.map(({ gpu }) => gpu))
  if (asked.length < 2 || !asked.every((gpu) => hangs.has(gpu))) return undefined
  const longest = late.reduce((most, one) => (one.ms > most.ms ? one : most))
  return [longest.gpu!]
}
