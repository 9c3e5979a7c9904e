/** Mark and sweep of artifacts: what no row names and is older than the grace goes. Every sweep that took something is logged. */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import { markNamed, markRow } from '../core/retention.ts'
import type { State } from '../core/state.ts'
import type { ArtifactStore } from '../ports.ts'
import type { Committed } from './loop.ts'

export interface Sweeper {
  /** Rows that change while a sweep is under way name artifacts too. */
  published(committed: Committed): void
  /** One at a time: does nothing while one is under way. */
  sweep(): Promise<{ removed: number; bytes: number }>
}

const rowsPerLook = 64
const sliceMs = 3

export function makeSweeper(state: State, store: ArtifactStore, clock: Clock, log: (line: string) => void): Sweeper {
  let named: Set<string> | null = null

  /** A million rows take a second to look at: in slices, so that nobody waits for it. */
  const mark = async (into: Set<string>): Promise<void> => {
    let rows = 0
    let endMs = performance.now() + sliceMs
    for (const _ of markNamed(state, into)) {
      if (++rows % rowsPerLook !== 0 || performance.now() < endMs) continue
      await new Promise<void>((resolve) => setImmediate(resolve))
      endMs = performance.now() + sliceMs
    }
  }

  const sweep = async (marked: Set<string>): Promise<{ removed: number; bytes: number }> => {
    const found = await store.list()
    await mark(marked)
    let removed = 0
    let bytes = 0
    for (const artifact of found) {
      if (marked.has(artifact.sha256) || clock.nowMs() - artifact.modifiedMs < limits.artifactGraceMs) continue
      await store.remove(artifact.sha256)
      removed++
      bytes += artifact.bytes
    }
    if (removed > 0) log(`swept ${removed} artifacts that nothing names (${(bytes / 1e6).toFixed(1)} MB)`)
    return { removed, bytes }
  }

  return {
    published({ durable, volatile }) {
      if (named === null) return
      for (const changes of [durable, volatile])
        for (const { table, row } of changes) if (row !== null) markRow(table, row, named)
    },
    async sweep() {
      if (named !== null) return { removed: 0, bytes: 0 }
      named = new Set()
      try {
        return await sweep(named)
      } finally {
        named = null
      }
    },
  }
}
