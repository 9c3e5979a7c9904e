/** The last routes on disk, so that a gateway that starts while the coordinator is down serves what it served before. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Routes } from './routes.ts'

const version = 1

/** Writes text so that a reader sees the old file or the new one, never a part. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`
  await writeFile(temporary, text)
  await rename(temporary, path)
}

export class RouteCache {
  readonly #path: string
  #writing: Promise<void> = Promise.resolve()
  #waiting: string | null = null

  constructor(stateDir: string) {
    this.#path = join(stateDir, 'routes.json')
  }

  /** The cached routes, or null when there are none that can be read. */
  async load(): Promise<Routes | null> {
    try {
      const file = JSON.parse(await readFile(this.#path, 'utf8')) as { v: number; routes: Routes }
      return file.v === version ? file.routes : null
    } catch {
      return null // absent or torn: the feed will bring a new one
    }
  }

  /** Keeps the latest; several saves during one write become one. */
  save(routes: Routes): Promise<void> {
    const text = JSON.stringify({ v: version, routes })
    const idle = this.#waiting === null
    this.#waiting = text
    if (idle) {
      this.#writing = this.#writing.then(async () => {
        const latest = this.#waiting
        this.#waiting = null
        if (latest !== null) await writeAtomically(this.#path, latest)
      })
    }
    return this.#writing
  }

  /** Waits for the write under way. */
  async close(): Promise<void> {
    await this.#writing.catch(() => {})
  }
}
