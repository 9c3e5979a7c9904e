/**
 * Hysteresis in time, the same for every rule: a step is taken when its condition has held long enough, and left when it has not held for long
 * enough. Time passes only between samples that follow each other: in a gap nothing rises and nothing falls.
 */

/** Samples further apart than this do not follow each other. By default no sensor reads more seldom than every 60 s. */
export const followMs = 150_000

/** Of one rule on one device; kept only while something is not at rest. */
export interface Ladder {
  /** bit k: step k is taken */
  on: number
  /** of each step: for how long its condition has asked for the other side; -1: it does not ask */
  readonly askedMs: number[]
}

export const newLadder = (steps: number): Ladder => ({ on: 0, askedMs: new Array<number>(steps).fill(-1) })

export const atRest = (ladder: Ladder): boolean => ladder.on === 0 && ladder.askedMs.every((ms) => ms < 0)

/** The gravest step taken, from 1; 0: none. */
export const levelOf = (ladder: Ladder | undefined): number => (ladder === undefined ? 0 : 32 - Math.clz32(ladder.on))

/** `wants` bit k: the condition of step k holds now. `passedMs`: since the sample before; 0 after a gap. */
export function climb(
  ladder: Ladder,
  wants: number,
  passedMs: number,
  steps: readonly { readonly holdMs?: number }[],
  clearMs: number,
): void {
  for (let step = 0; step < ladder.askedMs.length; step++) {
    const want = (wants >>> step) & 1
    if (want === ((ladder.on >>> step) & 1)) {
      ladder.askedMs[step] = -1
      continue
    }
    const before = ladder.askedMs[step]!
    const asked = before < 0 ? 0 : before + passedMs
    const turned = asked >= (want === 1 ? (steps[step]!.holdMs ?? 0) : clearMs)
    if (turned) ladder.on ^= 1 << step
    ladder.askedMs[step] = turned ? -1 : asked
  }
}
