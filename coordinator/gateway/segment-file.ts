/**
 * One segment of the prediction log on disk: newline-delimited PredictionRecords of one window.
 * While it grows: `<window>.<number>.open`; closed and waiting for its upload: `<window>.<number>.<rows>.final` (last of
 * its window) or `….part`. The name says all there is to know, so a restart needs nothing else.
 */
import { type FileHandle, open, readFile, rename, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { PredictionRecord } from '../../shared/model/engines.ts'

export interface ClosedSegment {
  readonly model: string
  readonly window: string
  readonly number: number
  readonly rows: number
  readonly final: boolean
  readonly path: string
}

const openName = /^(\d{4}-\d{2}-\d{2})\.(\d+)\.open$/
const closedName = /^(\d{4}-\d{2}-\d{2})\.(\d+)\.(\d+)\.(final|part)$/

export function parseOpenName(file: string): { window: string; number: number } | null {
  const match = openName.exec(file)
  return match === null ? null : { window: match[1] as string, number: Number(match[2]) }
}

export function parseClosedName(model: string, dir: string, file: string): ClosedSegment | null {
  const match = closedName.exec(file)
  if (match === null) return null
  const [, window, number, rows, kind] = match as unknown as [string, string, string, string, string]
  const path = join(dir, file)
  return { model, window, number: Number(number), rows: Number(rows), final: kind === 'final', path }
}

/** A segment that grows. Lines that come while a write is under way go to disk together in the next one. */
export class OpenSegment {
  readonly window: string
  readonly number: number
  readonly #dir: string
  readonly #handle: Promise<FileHandle>
  #lines: string[] = []
  #writing: Promise<void> | null = null
  #written: Promise<void> = Promise.resolve()
  bytes: number
  rows: number

  constructor(dir: string, window: string, number: number, held: { bytes: number; rows: number }) {
    this.#dir = dir
    this.window = window
    this.number = number
    this.bytes = held.bytes
    this.rows = held.rows
    this.#handle = open(this.#openPath, 'a')
    this.#handle.catch(() => {}) // reported by the first append
  }

  get #openPath(): string {
    return join(this.#dir, `${this.window}.${this.number}.open`)
  }

  /** Resolves when the line has been handed to the operating system: it survives the death of this process. */
  append(line: string, rows: number): Promise<void> {
    this.#lines.push(line)
    this.bytes += Buffer.byteLength(line)
    this.rows += rows
    if (this.#writing !== null) return this.#writing
    this.#writing = this.#written.then(async () => {
      const text = this.#lines.join('')
      this.#lines = []
      this.#writing = null
      await (await this.#handle).appendFile(text)
    })
    this.#written = this.#writing.catch(() => {})
    return this.#writing
  }

  /** Waits for its writes and gives the file its closed name. */
  async close(final: boolean): Promise<void> {
    await this.release()
    const name = `${this.window}.${this.number}.${this.rows}.${final ? 'final' : 'part'}`
    await rename(this.#openPath, join(this.#dir, name))
  }

  /** Lets go of the file and leaves it open by name: the next start goes on with it. */
  async release(): Promise<void> {
    await (this.#writing ?? this.#written)
    await (await this.#handle).close()
  }
}

/** Reads back what a killed gateway left; a torn last line is cut off. */
export async function recoverSegment(
  path: string,
): Promise<{ bytes: number; rows: number; records: readonly PredictionRecord[] }> {
  const text = await readFile(path)
  const bytes = text.lastIndexOf(10) + 1
  if (bytes < text.length) await truncate(path, bytes)
  const records = text
    .toString('utf8', 0, bytes)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PredictionRecord)
  return { bytes, rows: records.reduce((sum, record) => sum + record.scores.length, 0), records }
}
