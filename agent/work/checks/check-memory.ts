/** Checks that were answered: `<state>/checks.json`, so that a new life of the agent does not make them again. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface CheckMemory {
  load(): readonly string[]
  save(ended: readonly string[]): void
}

export function openCheckMemory(stateDir: string): CheckMemory {
  const path = join(stateDir, 'checks.json')
  return {
    load() {
      try {
        const kept = JSON.parse(readFileSync(path, 'utf8')) as unknown
        return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
      } catch {
        return []
      }
    },
    save(ended) {
      writeFileSync(`${path}.tmp`, JSON.stringify(ended), { flush: true })
      renameSync(`${path}.tmp`, path)
    },
  }
}
