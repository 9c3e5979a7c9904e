/**
 * Where chunks are kept: one `level` database per window of time and resolution, so that old samples go by deleting a folder. No
 * fsync: what a crash of the machine may lose is the last seconds before it. A database that failed is opened anew at the next use.
 */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'

export const resolutions = ['raw', 'minute', 'hour'] as const
export type Resolution = (typeof resolutions)[number]

/** How long a window of each resolution is. */
export const windowMs: Readonly<Record<Resolution, number>> = {
  raw: 3_600_000,
  minute: 24 * 3_600_000,
  hour: 30 * 24 * 3_600_000,
}

export type Put = readonly [key: Uint8Array, value: Uint8Array]

/** `window` is the number of the window since 1970. */
export interface Windows {
  write(resolution: Resolution, window: number, puts: readonly Put[], removed?: readonly Uint8Array[]): Promise<void>
  /** in the order of the keys; undefined for what is not there */
  read(
    resolution: Resolution,
    window: number,
    keys: readonly Uint8Array[],
  ): Promise<readonly (Uint8Array | undefined)[]>
  /** keys from `from` to `to`, without the last */
  keys(resolution: Resolution, window: number, from: Uint8Array, to: Uint8Array): Promise<readonly Uint8Array[]>
  /** those that there are, rising */
  list(resolution: Resolution): readonly number[]
  /** Deletes a window whole. */
  drop(resolution: Resolution, window: number): Promise<void>
  /** bytes on disk of each window, as of now */
  sizes(): Promise<readonly { readonly resolution: Resolution; readonly window: number; readonly bytes: number }[]>
  close(): Promise<void>
}

type Db = Level<Uint8Array, Uint8Array>

/** Windows that are open at a time: those that are written, and the last that were asked for. */
const openAtOnce = 24

const options = {
  keyEncoding: 'view',
  valueEncoding: 'view',
  // chunks are packed bits: there is nothing left to compress
  compression: false,
  cacheSize: 1024 * 1024,
  // Keys rise with time, so a table that is written is never rewritten; large ones make few files.
  writeBufferSize: 4 * 1024 * 1024,
  maxFileSize: 32 * 1024 * 1024,
  blockSize: 16 * 1024,
  maxOpenFiles: 64,
}

export async function openWindows(folder: string): Promise<Windows> {
  const found = new LevelWindows(folder)
  await found.look()
  return found
}

class LevelWindows implements Windows {
  readonly #folder: string
  readonly #present: Record<Resolution, Set<number>> = { raw: new Set(), minute: new Set(), hour: new Set() }
  /** the one that was used last comes last */
  readonly #open = new Map<string, Promise<Db>>()
  readonly #closing = new Map<string, Promise<void>>()
  readonly #busy = new Map<string, number>()
  readonly #dropping = new Map<string, Promise<void>>()
  /** of a window that is to be deleted: called when nothing uses it any more */
  readonly #idle = new Map<string, () => void>()

  constructor(folder: string) {
    this.#folder = folder
  }

  async look(): Promise<void> {
    for (const resolution of resolutions) {
      await mkdir(join(this.#folder, resolution), { recursive: true, mode: 0o700 })
      for (const name of await readdir(join(this.#folder, resolution)))
        if (/^\d{1,10}$/.test(name)) this.#present[resolution].add(Number(name))
    }
  }

  write(
    resolution: Resolution,
    window: number,
    puts: readonly Put[],
    removed: readonly Uint8Array[] = [],
  ): Promise<void> {
    return this.#with(resolution, window, async (db) => {
      const batch = db.batch()
      for (const [key, value] of puts) batch.put(key, value)
      for (const key of removed) batch.del(key)
      await batch.write()
    })
  }

  async read(resolution: Resolution, window: number, keys: readonly Uint8Array[]) {
    if (!this.#present[resolution].has(window)) return keys.map(() => undefined)
    return this.#with(resolution, window, (db) => db.getMany([...keys]))
  }

  async keys(resolution: Resolution, window: number, from: Uint8Array, to: Uint8Array) {
    if (!this.#present[resolution].has(window)) return []
    return this.#with(resolution, window, (db) => db.keys({ gte: from, lt: to }).all())
  }

  list(resolution: Resolution): readonly number[] {
    return [...this.#present[resolution]].sort((a, b) => a - b)
  }

  async drop(resolution: Resolution, window: number): Promise<void> {
    const path = this.#path(resolution, window)
    // first: from here on a question finds nothing there, and a write begins a new window once this one is gone
    this.#present[resolution].delete(window)
    const dropped = this.#delete(path)
    this.#dropping.set(path, dropped)
    try {
      await dropped
    } catch (error) {
      this.#present[resolution].add(window)
      throw error
    } finally {
      this.#dropping.delete(path)
    }
  }

  async sizes() {
    const all = resolutions.flatMap((resolution) => this.list(resolution).map((window) => ({ resolution, window })))
    return Promise.all(
      all.map(async (each) => ({ ...each, bytes: await bytesIn(this.#path(each.resolution, each.window)) })),
    )
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#open.keys()].map((path) => this.#shut(path)))
  }

  async #delete(path: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if ((this.#busy.get(path) ?? 0) > 0) {
      this.#idle.set(path, resolve)
      await promise
      this.#idle.delete(path)
    }
    await this.#shut(path)
    await rm(path, { recursive: true, force: true })
  }

  #path(resolution: Resolution, window: number): string {
    return join(this.#folder, resolution, String(window))
  }

  async #with<T>(resolution: Resolution, window: number, use: (db: Db) => Promise<T>): Promise<T> {
    const path = this.#path(resolution, window)
    // one that is to be deleted is used no more; its error is that of who drops it
    while (this.#dropping.has(path)) await this.#dropping.get(path)?.catch(() => {})
    this.#busy.set(path, (this.#busy.get(path) ?? 0) + 1)
    try {
      const db = await this.#db(path)
      if (!this.#dropping.has(path)) this.#present[resolution].add(window)
      return await use(db)
    } catch (error) {
      // After a full disk a database refuses all writes until it is opened anew.
      await this.#shut(path)
      throw error
    } finally {
      this.#busy.set(path, this.#busy.get(path)! - 1)
      if (this.#busy.get(path) === 0) this.#idle.get(path)?.()
      await this.#shutOld()
    }
  }

  #db(path: string): Promise<Db> {
    const found = this.#open.get(path)
    this.#open.delete(path)
    const db = found ?? (this.#closing.get(path) ?? Promise.resolve()).then(() => open(path))
    this.#open.set(path, db)
    return db
  }

  async #shutOld(): Promise<void> {
    if (this.#open.size <= openAtOnce) return
    for (const path of this.#open.keys())
      if ((this.#busy.get(path) ?? 0) === 0) {
        this.#busy.delete(path)
        return this.#shut(path)
      }
  }

  async #shut(path: string): Promise<void> {
    const db = this.#open.get(path)
    this.#open.delete(path)
    if (db === undefined) return this.#closing.get(path)
    const closed = db.then((each) => each.close()).catch(() => {})
    this.#closing.set(path, closed)
    await closed
    if (this.#closing.get(path) === closed) this.#closing.delete(path)
  }
}

/** One that is broken is set aside, so that it costs its own samples only. */
async function open(path: string): Promise<Db> {
  const db = new Level<Uint8Array, Uint8Array>(path, options)
  try {
    await db.open()
    return db
  } catch (error) {
    if (!isCorrupt(error)) throw error
    await rename(path, `${path}.broken-${Date.now()}`)
    const fresh = new Level<Uint8Array, Uint8Array>(path, options)
    await fresh.open()
    return fresh
  }
}

/** Of an error of `level`: what lies there is torn, and will be the next time too. */
export function isCorrupt(error: unknown): boolean {
  if (codeOf(error) === 'LEVEL_CORRUPTION') return true
  const cause = (error as { cause?: { code?: string; message?: string } } | null)?.cause
  // one of its files is missing
  const isTorn = cause?.code === 'LEVEL_IO_ERROR' && /No such file or directory/.test(cause.message ?? '')
  return isTorn || cause?.code === 'LEVEL_CORRUPTION'
}

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code

/**
 * Chunks by key, where the database is torn or the disk fails: what can be read is, `onBroken` is told of each of the rest, which is
 * undefined then. Rejects with what `onBroken` throws.
 */
export async function readSound(
  windows: Pick<Windows, 'read'>,
  [resolution, window]: readonly [Resolution, number],
  keys: readonly Uint8Array[],
  onBroken: (error: unknown) => void,
): Promise<readonly (Uint8Array | undefined)[]> {
  try {
    return await windows.read(resolution, window, keys)
  } catch (error) {
    // of the whole window, or of the only one
    if ((codeOf(error) !== 'LEVEL_CORRUPTION' && codeOf(error) !== 'LEVEL_IO_ERROR') || keys.length === 1) {
      onBroken(error)
      return keys.map(() => undefined)
    }
  }
  const found: (Uint8Array | undefined)[] = []
  for (const key of keys) {
    const [value] = await windows.read(resolution, window, [key]).catch((error) => {
      onBroken(error)
      return [undefined]
    })
    found.push(value)
  }
  return found
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
