/**
 * When the bytes of a rank's log were seen: a stamp a look, in memory and in a small file, until the bytes lie in a chunk, which has its own.
 * What a full disk keeps from the file costs a later life of the agent the times, not the lines.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import type { Stamp } from './chunk.ts'

export class Stamps {
  readonly #path: string
  #stamps: Seen[] = []

  /** Takes what a life before has seen. */
  constructor(path: string) {
    this.#path = path
    for (const line of readText(path).split('\n').slice(0, -1)) {
      const [offset = Number.NaN, end = Number.NaN, ms = Number.NaN] = line.split(' ').map(Number)
      if (offset >= this.end && end > offset && ms >= this.lastMs) this.#stamps.push({ offset, end, ms })
    }
  }

  /** Before it bytes were seen. */
  get end(): number {
    return this.#stamps.at(-1)?.end ?? 0
  }

  get count(): number {
    return this.#stamps.length
  }

  get lastMs(): number {
    return this.#stamps.at(-1)?.ms ?? 0
  }

  /** Bytes from `offset` to before `end` were seen now. Times never go back, though a clock may. */
  add(offset: number, end: number, nowMs: number): void {
    const stamp = { offset, end, ms: Math.max(nowMs, this.lastMs) }
    this.#stamps.push(stamp)
    this.#write(() => appendFileSync(this.#path, textOf(stamp), { mode: 0o600 }))
  }

  /** Those in force from `offset` to before `end`. */
  within(offset: number, end: number): Stamp[] {
    const first = this.#indexAt(offset)
    const inside = this.#stamps.slice(first).filter((stamp) => stamp.offset < end)
    return inside.map((stamp, i) => ({ offset: i === 0 ? offset : stamp.offset, ms: stamp.ms }))
  }

  /** Bytes before `offset` have their times elsewhere now. */
  forget(offset: number): void {
    this.#stamps = this.#stamps.slice(this.#indexAt(offset))
    this.#write(() => writeFileSync(this.#path, this.#stamps.map(textOf).join(''), { mode: 0o600 }))
  }

  #indexAt(offset: number): number {
    const after = this.#stamps.findIndex((stamp) => stamp.offset > offset)
    return Math.max(0, (after < 0 ? this.#stamps.length : after) - 1)
  }

  #write(write: () => void): void {
    try {
      write()
    } catch {
      // the times stay in memory
    }
  }
}

interface Seen extends Stamp {
  readonly end: number
}

const textOf = ({ offset, end, ms }: Seen): string => `${offset} ${end} ${ms}\n`

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
