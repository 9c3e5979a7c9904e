/** Pure: whether a child that calls NVML is still of use, from what it says of the calls that have not come back. */
import type { Busy, DoneLine } from './lines.ts'

export interface Deadlines {
  readonly deadlineMs: number
  /** for opening the library: the driver may have to be loaded */
  readonly initDeadlineMs: number
}

export const overdue = (busy: readonly Busy[], deadlineMs: number): Busy[] => busy.filter(({ ms }) => ms > deadlineMs)

/**
 * When all GPUs that were asked hang, the driver is locked and one of them holds the lock: the one whose call hangs longest, since
 * they are asked one after the other. undefined when one of them answers, or only one is asked.
 */
export function firstOfAll(busy: readonly Busy[], deadlineMs: number, asked: readonly number[]): number | undefined {
  const late = overdue(busy, deadlineMs).filter(({ gpu }) => gpu !== undefined)
  const hangs = new Set(late.map(({ gpu }) => gpu))
  if (asked.length < 2 || !asked.every((gpu) => hangs.has(gpu))) return undefined
  return late.reduce((most, one) => (one.ms > most.ms ? one : most)).gpu
}

/**
 * The GPUs not to touch in the next child, when this one is to be left; undefined while it is of use. A single GPU that hangs
 * leaves nothing for another child to read.
 */
export function suspectsOf(
  done: DoneLine | undefined,
  unansweredMs: number,
  { deadlineMs, initDeadlineMs }: Deadlines,
  /** GPUs that this child does ask */
  asked: readonly number[],
): readonly number[] | undefined {
  if (unansweredMs > (done?.listed === undefined ? initDeadlineMs : deadlineMs)) return []
  const first = firstOfAll(done?.busy ?? [], deadlineMs, asked)
  return first === undefined ? undefined : [first]
}
