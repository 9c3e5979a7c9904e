/** When a checkpoint in a watched folder is whole ([CK6]). Pure: it is given listings. */
import { limits } from '../../../shared/limits.ts'
import type { Entry, Listing } from './files.ts'
import { stepOf } from './names.ts'

export interface Found {
  readonly name: string
  readonly step: number
  /** what says that it is whole */
  readonly because: string
}

export class FolderWatch {
  /** fingerprints of what was looked at and is done with, by name */
  readonly #seen: Record<string, string>
  readonly #temporary = new Set<string>()
  readonly #changed = new Map<string, { readonly fingerprint: string; readonly sinceMs: number }>()

  constructor(seen: Readonly<Record<string, string>>) {
    this.#seen = { ...seen }
  }

  get seen(): Readonly<Record<string, string>> {
    return this.#seen
  }

  /** What was there before the attempt is none of its. */
  ignoreOlder(listing: Listing, thanMs: number): void {
    for (const { name, newestMs, fingerprint } of listing.entries) if (newestMs < thanMs) this.#seen[name] = fingerprint
  }

  /** What is whole now and was not before. `ended`: its process has exited well, so nothing writes any more. */
  look(listing: Listing, nowMs: number, ended = false): Found[] {
    const found: Found[] = []
    for (const entry of listing.entries) {
      if (this.#seen[entry.name] === entry.fingerprint) continue
      const step = stepOf(entry.name)
      if (step === undefined) continue
      const because = ended ? 'its process has ended well' : this.#whole(entry, listing, step, nowMs)
      if (because === undefined) continue
      this.#seen[entry.name] = entry.fingerprint
      this.#changed.delete(entry.name)
      found.push({ name: entry.name, step, because })
    }
    const names = new Set(listing.entries.map(({ name }) => name))
    for (const name of this.#changed.keys()) if (!names.has(name)) this.#changed.delete(name)
    this.#forget(new Set([...names, ...listing.there]))
    for (const inode of listing.temporary) {
      if (this.#temporary.size >= limits.checkpointDirEntries) this.#temporary.clear()
      this.#temporary.add(inode)
    }
    return found.sort((a, b) => a.step - b.step)
  }

  /** What is gone. A folder that shows nothing at all may be away for a moment, as mounts are: what it holds is not new when it comes back. */
  #forget(there: ReadonlySet<string>): void {
    if (there.size === 0) return
    for (const name of Object.keys(this.#seen)) if (!there.has(name)) delete this.#seen[name]
  }

  #whole(entry: Entry, { latest }: Listing, step: number, nowMs: number): string | undefined {
    if (entry.mark !== null) return entry.mark
    if (latest !== null && (latest === entry.name || stepOf(latest) === step)) return '`latest` names it'
    if (this.#temporary.has(entry.inode)) return 'it was renamed into place'
    const before = this.#changed.get(entry.name)
    if (before?.fingerprint !== entry.fingerprint) {
      this.#changed.set(entry.name, { fingerprint: entry.fingerprint, sinceMs: nowMs })
      return undefined
    }
    return nowMs - before.sinceMs >= limits.checkpointQuietMs
      ? `unchanged for ${limits.checkpointQuietMs / 1_000} s`
      : undefined
  }
}
