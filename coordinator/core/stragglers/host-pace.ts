/**
 * How hosts did on the shards of all jobs of late, beside what those jobs' shards usually took: a worker that has finished none yet is
 * as good as its host was. Volatile: after a start nothing is known.
 */
import type { State } from '../state.ts'

/** Shorter ones take as long as the way there and back. */
const leastShardMs = 100
const newest = 0.3

/** `ratio` 1: as the others; 4: four times as long. */
export function notePace(state: State, host: string, shardMs: number, usualMs: number): void {
  if (usualMs < leastShardMs) return
  const ratio = shardMs / usualMs
  const before = state.volatile.paces.get(host) ?? ratio
  state.volatile.paces.set(host, (1 - newest) * before + newest * ratio)
}

export function paceOf(state: State, host: string): number | undefined {
  return state.volatile.paces.get(host)
}
