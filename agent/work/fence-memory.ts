/**
 * What the fence must know of an agent's former life in the same boot: when its link was last acknowledged and its ranks last
 * stepped. Kept without a sync: it only has to outlive the agent, because ranks do not outlive the host.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Times are milliseconds since the host's boot. */
export interface FenceMarks {
  readonly ackedSentMs: number
  readonly steps: Readonly<Record<string, LastStep>>
}

export interface LastStep {
  readonly step: number
  readonly atMs: number
}

export interface FenceMemory {
  /** What the life before in this boot left, if there was one. */
  load(): FenceMarks | undefined
  save(marks: FenceMarks): void
}

export function openFenceMemory(stateDir: string, bootId: string): FenceMemory {
  const path = join(stateDir, 'fence.json')
  return {
    load() {
      try {
        const kept = JSON.parse(readFileSync(path, 'utf8')) as FenceMarks & { readonly bootId: string }
        return kept.bootId === bootId ? kept : undefined
      } catch {
        return undefined
      }
    },
    save(marks) {
      writeFileSync(`${path}.tmp`, JSON.stringify({ bootId, ...marks }))
      renameSync(`${path}.tmp`, path)
    },
  }
}
