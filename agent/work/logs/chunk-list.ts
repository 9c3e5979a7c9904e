/** The chunks of one rank's log, by offset: what a listing of their folder says. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ChunkBody,
  type ChunkName,
  countLines,
  endOf,
  nameOf,
  packChunk,
  parseName,
  unpackChunk,
} from './chunk.ts'

export class ChunkList {
  readonly #dir: string
  #chunks: ChunkName[] = []
  #storedBytes = 0

  /** Takes what is there; what a life before could not finish goes. */
  constructor(dir: string) {
    this.#dir = dir
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(dir)) {
      const chunk = parseName(name)
      if (chunk !== undefined) this.#take(chunk)
      else if (name.endsWith('.tmp')) rmSync(join(dir, name), { force: true })
    }
    this.#chunks.sort((a, b) => a.offset - b.offset)
  }

  get all(): readonly ChunkName[] {
    return this.#chunks
  }

  get storedBytes(): number {
    return this.#storedBytes
  }

  /** Where the newest ends; 0 while there is none. */
  get end(): number {
    const last = this.#chunks.at(-1)
    return last === undefined ? 0 : endOf(last)
  }

  get oldest(): ChunkName | undefined {
    return this.#chunks[0]
  }

  /** The chunk that holds the offset, else the first after it. */
  at(offset: number): ChunkName | undefined {
    let low = 0
    let high = this.#chunks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (endOf(this.#chunks[middle]!) > offset) high = middle
      else low = middle + 1
    }
    return this.#chunks[low]
  }

  /** Whole or not there: a chunk is named once all of it is written. */
  async add(offset: number, body: ChunkBody): Promise<void> {
    const packed = packChunk(body)
    const chunk = chunkOf(offset, body, packed)
    const path = join(this.#dir, nameOf(chunk))
    await writeFile(`${path}.tmp`, packed, { mode: 0o600 })
    await rename(`${path}.tmp`, path)
    this.#take(chunk)
  }

  /** For where nothing may happen between two steps. */
  addSync(offset: number, body: ChunkBody): void {
    const packed = packChunk(body)
    const chunk = chunkOf(offset, body, packed)
    const path = join(this.#dir, nameOf(chunk))
    writeFileSync(`${path}.tmp`, packed, { mode: 0o600 })
    renameSync(`${path}.tmp`, path)
    this.#take(chunk)
  }

  /** Undefined where it went meanwhile; throws where it is damaged. */
  async read(chunk: ChunkName): Promise<ChunkBody | undefined> {
    let packed: Buffer
    try {
      packed = await readFile(join(this.#dir, nameOf(chunk)))
    } catch (error) {
      if (this.at(chunk.offset) !== chunk) return undefined
      throw error
    }
    return unpackChunk(packed, chunk.bytes)
  }

  dropOldest(): ChunkName | undefined {
    const chunk = this.#chunks.shift()
    if (chunk === undefined) return undefined
    this.#storedBytes -= chunk.storedBytes
    rmSync(join(this.#dir, nameOf(chunk)), { force: true })
    return chunk
  }

  #take(chunk: ChunkName): void {
    this.#chunks.push(chunk)
    this.#storedBytes += chunk.storedBytes
  }
}

function chunkOf(offset: number, { bytes, stamps }: ChunkBody, packed: Buffer): ChunkName {
  const times = { fromMs: stamps[0]!.ms, toMs: stamps.at(-1)!.ms }
  return { offset, bytes: bytes.length, lines: countLines(bytes), ...times, storedBytes: packed.length }
}
