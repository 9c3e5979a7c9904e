/**
 * Bounds of slices drawn small, so that what takes a fleet of a thousand hosts several steps does so in a small world too, and inputs come
 * in between. Half of the seeds run with the bounds as they are.
 */
import { limits } from '../../shared/limits.ts'
import type { Rng } from '../../shared/rng.ts'

const small = {
  placementsPerSlice: [1, 4],
  membersPerSlice: [1, 4],
  leaseHoldersPerSlice: [1, 4],
  givenUpPerSlice: [1, 3],
  sweptShardsPerSlice: [1, 8],
  wakesPerSlice: [1, 2],
  sharesPerSlice: [1, 3],
  hostsPerSlice: [100, 400],
  profilesPerSlice: [1, 6],
  deadlinesPerTick: [1, 4],
  inputsBeforeLongWork: [0, 3],
  sendBufferBytes: [4_000, 40_000],
  factsInFlight: [1, 6],
  resultsPerFact: [1, 4],
  inputsPerCommit: [2, 60],
  slicesPerTurn: [1, 4],
} as const satisfies { readonly [name in keyof typeof limits]?: readonly [number, number] }

/** Draws the bounds of this world; call what it returns when the world is over. */
export function turnKnobs(rng: Rng): () => void {
  const bounds = limits as Record<string, unknown>
  const before = { ...bounds }
  const turned = rng.next() < 0.5
  for (const [name, [low, high]] of Object.entries(small)) {
    const drawn = low + rng.below(high - low + 1)
    if (turned && rng.next() < 0.6) bounds[name] = drawn
  }
  return () => void Object.assign(bounds, before)
}
