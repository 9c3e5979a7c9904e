/** Mark and sweep of artifacts: what no row names and is older than the grace goes. Every sweep that took something is logged. */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import { namedArtifacts } from '../core/retention.ts'
import type { State } from '../core/state.ts'
import type { ArtifactStore } from '../ports.ts'

export async function sweepArtifacts(
  state: State,
  store: ArtifactStore,
  clock: Clock,
  log: (line: string) => void,
): Promise<{ removed: number; bytes: number }> {
  const found = await store.list()
  const named = namedArtifacts(state)
  let removed = 0
  let bytes = 0
  for (const artifact of found) {
    if (named.has(artifact.sha256) || clock.nowMs() - artifact.modifiedMs < limits.artifactGraceMs) continue
    await store.remove(artifact.sha256)
    removed++
    bytes += artifact.bytes
  }
  if (removed > 0) log(`swept ${removed} artifacts that nothing names (${(bytes / 1e6).toFixed(1)} MB)`)
  return { removed, bytes }
}
