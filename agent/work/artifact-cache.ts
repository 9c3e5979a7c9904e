/**
 * The host's content-addressed files, `<state>/cache/<sha256>`: fetched from the coordinator (digest checked, resumed after
 * a break, one transfer for many askers) or stored by a worker. The least recently used go when it grows too large.
 */
import { createHash } from 'node:crypto'
import {
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { chmod, open, readlink, realpath, rename, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { limits } from '../../shared/limits.ts'
import type { StoredArtifact } from '../../shared/model/worker-protocol.ts'
import type { Artifacts } from './artifacts.ts'
import { makePassage } from './attempt-store.ts'
import type { Backoff } from './backoff.ts'
import type { Log } from './log.ts'

export interface CacheOptions {
  readonly dir: string
  /** `http://host:port` */
  readonly coordinator: string
  readonly backoff: Backoff
  readonly log: Log
  readonly maxBytes?: number | undefined
}

/** for the users whose work runs here, whatever the agent's umask */
const readableMode = 0o644

/** Final: asking again will not help. */
class NoSuchArtifact extends Error {}

export class ArtifactCache implements Artifacts {
  readonly #options: CacheOptions
  readonly #fetching = new Map<string, Promise<StoredArtifact>>()
  readonly #pins = new Map<string, Set<string>>()
  #stores = 0

  constructor(options: CacheOptions) {
    this.#options = options
    // Users read what they know the digest of.
    makePassage(options.dir)
    for (const name of readdirSync(options.dir)) if (name.startsWith('store-')) rmSync(join(options.dir, name))
  }

  pathOf(sha256: string): string {
    return join(this.#options.dir, sha256)
  }

  has(sha256: string): boolean {
    return existsSync(this.pathOf(sha256))
  }

  pin(sha256: string, holder: string): void {
    const pins = this.#pins.get(holder) ?? new Set()
    this.#pins.set(holder, pins.add(sha256))
  }

  unpin(holder: string): void {
    this.#pins.delete(holder)
  }

  async get(sha256: string): Promise<StoredArtifact> {
    const path = this.pathOf(sha256)
    if (existsSync(path)) {
      const now = new Date()
      utimesSync(path, now, now)
      return { sha256, bytes: statSync(path).size, path }
    }
    let fetching = this.#fetching.get(sha256)
    if (fetching === undefined) {
      fetching = this.#fetch(sha256).finally(() => this.#fetching.delete(sha256))
      this.#fetching.set(sha256, fetching)
    }
    return fetching
  }

  /** Copies the file in and names it by its digest. */
  async store(from: string): Promise<StoredArtifact> {
    return this.#store(createReadStream(from))
  }

  async #store(from: Readable): Promise<StoredArtifact> {
    const temporary = join(this.#options.dir, `store-${this.#stores++}`)
    const hash = createHash('sha256')
    try {
      await pipeline(from, hashing(hash), createWriteStream(temporary))
      const sha256 = hash.digest('hex')
      const { size } = await stat(temporary)
      await chmod(temporary, readableMode)
      await rename(temporary, this.pathOf(sha256))
      this.#sweep(sha256)
      return { sha256, bytes: size, path: this.pathOf(sha256) }
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }

  async storeOwn(path: string, ownDir: string): Promise<StoredArtifact> {
    const real = await realpath(path.startsWith('/') ? path : join(ownDir, path))
    const roots = [await realpath(ownDir), await realpath(this.#options.dir)]
    const outside = (found: string): boolean => !roots.some((root) => found.startsWith(root + sep))
    if (outside(real)) throw new Error(`${path} is not inside ${ownDir}`)
    // The folder is its user's, who may put a link in the place of a file that was just looked at: what was opened counts.
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      if (outside(await readlink(`/proc/self/fd/${file.fd}`))) throw new Error(`${path} is not inside ${ownDir}`)
      if (!(await file.stat()).isFile()) throw new Error(`${path} is not a file`)
      return await this.#store(file.createReadStream({ autoClose: false }))
    } finally {
      await file.close()
    }
  }

  bytes(): number {
    return this.#files().reduce((sum, file) => sum + file.bytes, 0)
  }

  async #fetch(sha256: string): Promise<StoredArtifact> {
    let mismatches = 0
    const part = `${this.pathOf(sha256)}.part`
    return this.#options.backoff.untilDone(
      `fetch ${sha256}`,
      async () => {
        const got = await this.#download(sha256, part)
        if (got !== sha256) {
          rmSync(part, { force: true })
          const text = `artifact ${sha256} arrived with digest ${got}`
          this.#options.log('warn', text)
          if (++mismatches >= 3) throw new NoSuchArtifact(`${text}, three times`)
          throw new Error(text)
        }
        const { size } = await stat(part)
        await chmod(part, readableMode)
        await rename(part, this.pathOf(sha256))
        this.#sweep(sha256)
        return { sha256, bytes: size, path: this.pathOf(sha256) }
      },
      (error) => error instanceof NoSuchArtifact,
    )
  }

  /** Downloads the rest of the file after what `part` holds; returns the digest of the whole. */
  async #download(sha256: string, part: string): Promise<string> {
    const hash = createHash('sha256')
    const have = existsSync(part) ? statSync(part).size : 0
    const url = `${this.#options.coordinator}/api/v1/artifacts/${sha256}`
    const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {}
    const { request } = await import('undici')
    const answer = await request(url, { headers, signal: this.#options.backoff.signal })
    const { statusCode, body } = answer
    if (statusCode === 404) {
      await body.dump()
      throw new NoSuchArtifact(`the coordinator has no artifact ${sha256}`)
    }
    if (statusCode !== 200 && statusCode !== 206) {
      await body.dump()
      if (statusCode === 416) rmSync(part, { force: true })
      throw new Error(`fetch of artifact ${sha256} was answered ${statusCode}`)
    }
    const resumed = statusCode === 206
    if (resumed) for await (const chunk of createReadStream(part)) hash.update(chunk as Buffer)
    await pipeline(body, hashing(hash), createWriteStream(part, { flags: resumed ? 'a' : 'w' }))
    return hash.digest('hex')
  }

  #files(): { name: string; bytes: number; usedMs: number }[] {
    return readdirSync(this.#options.dir).flatMap((name) => {
      const found = statSync(join(this.#options.dir, name), { throwIfNoEntry: false })
      return found === undefined || name.length !== 64 ? [] : [{ name, bytes: found.size, usedMs: found.mtimeMs }]
    })
  }

  /** The least recently used go; never what a live attempt uses, nor `fresh`, whose caller has not used it yet. */
  #sweep(fresh: string): void {
    const files = this.#files().sort((a, b) => a.usedMs - b.usedMs)
    let total = files.reduce((sum, file) => sum + file.bytes, 0)
    const pinned = new Set([...this.#pins.values()].flatMap((pins) => [...pins]))
    for (const { name, bytes } of files) {
      if (total <= (this.#options.maxBytes ?? limits.agentCacheBytes)) return
      if (pinned.has(name) || name === fresh) continue
      rmSync(this.pathOf(name), { force: true })
      total -= bytes
    }
  }
}

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
}
