/**
 * Gives the room of what is stored back to the file system: holes in the files that ranks write to, made by util-linux's fallocate, which
 * Node cannot do itself. One child makes all holes that have gathered.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { TimerId, Timers } from '../../../shared/clock.ts'
import type { Log } from '../log.ts'

export interface Hole {
  readonly path: string
  readonly offset: number
  readonly bytes: number
  /** `false`: this file system, or this host, makes no holes */
  readonly done: (made: boolean) => void
}

/** Makes them and resolves with the numbers of those that failed, and why; rejects where nothing can. */
export type MakeHoles = (holes: readonly Omit<Hole, 'done'>[]) => Promise<ReadonlyMap<number, string>>

const script = `
n=0
while [ $# -gt 0 ]; do
  said=$(fallocate -p -o "$1" -l "$2" "$3" 2>&1) || echo "$n $said"
  n=$((n + 1)); shift 3
done`
const timeoutMs = 30_000
const holesPerChild = 256

export const makeHoles: MakeHoles = (holes) =>
  new Promise((resolve, reject) => {
    const args = holes.flatMap(({ offset, bytes, path }) => [String(offset), String(bytes), path])
    execFile('/bin/sh', ['-c', script, 'millwright-punch', ...args], { timeout: timeoutMs }, (error, stdout) => {
      if (error !== null) return reject(error)
      const failed = stdout.split('\n').flatMap((line) => {
        const [, n, why = ''] = /^(\d+) (.*)$/.exec(line) ?? []
        return n === undefined ? [] : [[Number(n), why] as const]
      })
      resolve(new Map(failed))
    })
  })

export interface PuncherOptions {
  readonly timers: Timers
  readonly log: Log
  readonly gatherMs: number
  readonly make: MakeHoles
}

export class Puncher {
  readonly #options: PuncherOptions
  #waiting: Hole[] = []
  #timer: TimerId | undefined
  #busy = false
  #closed = false
  #complained = false

  constructor(options: PuncherOptions) {
    this.#options = options
  }

  punch(hole: Hole): void {
    this.#waiting.push(hole)
    this.#soon()
  }

  close(): void {
    this.#closed = true
    this.#options.timers.clear(this.#timer)
  }

  #soon(): void {
    if (this.#timer !== undefined || this.#busy || this.#closed || this.#waiting.length === 0) return
    const { timers, gatherMs } = this.#options
    this.#timer = timers.setTimeout(() => {
      this.#timer = undefined
      void this.#run()
    }, gatherMs)
  }

  async #run(): Promise<void> {
    const holes = this.#waiting.splice(0, holesPerChild)
    this.#busy = true
    const failed = await this.#options
      .make(holes)
      .catch((error: Error) => new Map(holes.map((_, i) => [i, error.message] as const)))
    this.#busy = false
    for (const [i, { path, done }] of holes.entries()) {
      // of a file that went meanwhile there is nothing to give back
      const why = existsSync(path) ? failed.get(i) : undefined
      if (why !== undefined) this.#complain(path, why)
      done(why === undefined)
    }
    this.#soon()
  }

  /** Once: what holds for one file mostly holds for all. That a file was cut is told in its log, as a gap. */
  #complain(path: string, cause: string): void {
    const message = 'no hole can be made in a log: it is cut instead, which may lose lines'
    if (!this.#complained) this.#options.log('warn', message, { path, cause })
    this.#complained = true
  }
}
