/** Windows of chunks in memory, whose disk can be made to fail. */
import type { BookDisk } from '../../coordinator/telemetry/series-book.ts'
import { type Put, type Resolution, resolutions, type Windows } from '../../coordinator/telemetry/windows.ts'

const text = (key: Uint8Array): string => Buffer.from(key).toString('hex')

export class MemoryWindows implements Windows {
  readonly kept = new Map<string, Map<string, Uint8Array>>()
  /** writes fail with this */
  failure: Error | null = null
  /** reads of these fail with this */
  torn: { readonly resolution: Resolution; readonly window: number; readonly error: Error } | null = null
  writes = 0

  #window(resolution: Resolution, window: number): Map<string, Uint8Array> | undefined {
    return this.kept.get(`${resolution}/${window}`)
  }
  async write(resolution: Resolution, window: number, puts: readonly Put[], removed: readonly Uint8Array[] = []) {
    if (this.failure !== null) throw this.failure
    this.writes++
    const chunks = this.#window(resolution, window) ?? new Map<string, Uint8Array>()
    this.kept.set(`${resolution}/${window}`, chunks)
    for (const [key, value] of puts) chunks.set(text(key), value)
    for (const key of removed) chunks.delete(text(key))
  }
  async read(resolution: Resolution, window: number, keys: readonly Uint8Array[]) {
    if (this.torn?.resolution === resolution && this.torn.window === window) throw this.torn.error
    return keys.map((key) => this.#window(resolution, window)?.get(text(key)))
  }
  async keys(resolution: Resolution, window: number, from: Uint8Array, to: Uint8Array) {
    const all = [...(this.#window(resolution, window)?.keys() ?? [])].sort()
    return all
      .filter((key) => key >= text(from) && key < text(to))
      .map((key) => new Uint8Array(Buffer.from(key, 'hex')))
  }
  list(resolution: Resolution) {
    const found = [...this.kept.keys()].filter((key) => key.startsWith(`${resolution}/`))
    return found.map((key) => Number(key.split('/')[1])).sort((a, b) => a - b)
  }
  async drop(resolution: Resolution, window: number) {
    this.kept.delete(`${resolution}/${window}`)
  }
  async sizes() {
    return resolutions.flatMap((resolution) =>
      this.list(resolution).map((window) => {
        let bytes = 0
        for (const value of this.#window(resolution, window)!.values()) bytes += value.length + 7
        return { resolution, window, bytes }
      }),
    )
  }
  async close() {}
}

export class MemoryBook implements BookDisk {
  readonly rows = new Map<string, string>()
  async load() {
    return [...this.rows]
  }
  async write(rows: readonly (readonly [string, string])[]) {
    for (const [key, value] of rows) this.rows.set(key, value)
  }
}
