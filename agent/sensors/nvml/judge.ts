/** Pure: whether a child that calls NVML is still of use, from what it says of the calls that have not come back. */
import type { Busy, DoneLine } from './lines.ts'

export interface Deadlines {
  readonly deadlineMs: number
  /** for opening the library: the driver may have to be loaded */
  readonly initDeadlineMs: number
}

export const overdue = (busy: readonly Busy[], deadlineMs: number): Busy[] => busy.filter(({ ms }) => ms > deadlineMs)

/**
 * When all GPUs that were asked hang, the driver is locked, and one of them holds the lock. They are asked one after the other, so
 * it is the first of those that began to hang about the same time; others may have hung long before, each by itself. Neither is to
 * be asked again. undefined when one answers, or only one is asked.
 */
export function lockSuspects(
  busy: readonly Busy[],
  deadlineMs: number,
  asked: readonly number[],
): readonly number[] | undefined {
  const late = overdue(busy, deadlineMs).filter(({ gpu }) => gpu !== undefined)
  const hangs = new Set(late.map(({ gpu }) => gpu))
  if (asked.length < 2 || !asked.every((gpu) => hangs.has(gpu))) return undefined
  const newestFirst = late.toSorted((a, b) => a.ms - b.ms)
  // Within a round GPUs follow each other by the child's patience, and rounds by a period: both are far shorter.
  const apart = newestFirst.findIndex(({ ms }, i) => i > 0 && ms - newestFirst[i - 1]!.ms > deadlineMs / 2)
  const first = (apart < 0 ? newestFirst.length : apart) - 1
  return newestFirst.slice(first).map(({ gpu }) => gpu!)
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
  return lockSuspects(done?.busy ?? [], deadlineMs, asked)
}
