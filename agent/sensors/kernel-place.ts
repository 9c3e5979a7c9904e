/** How far the kernel log has been read, over the lives of the agent: a small file, replaced as a whole. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface Place {
  readonly bootId: string
  readonly source: string
  /** of the last record that was dealt with */
  readonly place: string
}

export interface PlaceMemory {
  load(): Place | undefined
  save(place: Place): void
}

export function placeFile(path: string): PlaceMemory {
  return {
    load() {
      try {
        const { bootId, source, place } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Place>
        if (typeof bootId !== 'string' || typeof source !== 'string' || typeof place !== 'string') return undefined
        return { bootId, source, place }
      } catch {
        // None yet, or one that broke with the disk: the log is read from the boot on.
        return undefined
      }
    },
    save(place) {
      writeFileSync(`${path}.new`, JSON.stringify(place), { mode: 0o600 })
      renameSync(`${path}.new`, path)
    },
  }
}
