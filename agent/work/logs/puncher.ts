/**
 * Gives the room of what is stored back to the file system: holes in the files that ranks write to, made by util-linux's fallocate, which
 * Node cannot do itself. One child makes all holes that have gathered.
 */
import { execFile } from 'node:child_process'
import type { TimerId, Timers } from '../../../shared/clock.ts'

export interface Hole {
  readonly path: string
  readonly offset: number
  readonly bytes: number
  /** `false`: this file system, or this host, makes no holes */
  readonly done: (made: boolean) => void
}

/** Makes them and resolves with the numbers of those that failed; rejects where nothing can. */
export type MakeHoles = (holes: readonly Omit<Hole, 'done'>[]) => Promise<readonly number[]>

const script = `
n=0
while [ $# -gt 0 ]; do
  fallocate -p -o "$1" -l "$2" "$3" 2>/dev/null || echo $n
  n=$((n + 1)); shift 3
done`
const timeoutMs = 30_000
const holesPerChild = 256

export const makeHoles: MakeHoles = (holes) =>
  new Promise((resolve, reject) => {
    const args = holes.flatMap(({ offset, bytes, path }) => [String(offset), String(bytes), path])
    execFile('/bin/sh', ['-c', script, 'millwright-punch', ...args], { timeout: timeoutMs }, (error, stdout) => {
      if (error === null) resolve(stdout.split('\n').flatMap((line) => (line === '' ? [] : [Number(line)])))
      else reject(error)
    })
  })

export class Puncher {
  readonly #timers: Timers
  readonly #gatherMs: number
  readonly #make: MakeHoles
  #waiting: Hole[] = []
  #timer: TimerId | undefined
  #busy = false
  #closed = false

  constructor(timers: Timers, gatherMs: number, make: MakeHoles = makeHoles) {
    this.#timers = timers
    this.#gatherMs = gatherMs
    this.#make = make
  }

  punch(hole: Hole): void {
    this.#waiting.push(hole)
    this.#soon()
  }

  close(): void {
    this.#closed = true
    this.#timers.clear(this.#timer)
  }

  #soon(): void {
    if (this.#timer !== undefined || this.#busy || this.#closed || this.#waiting.length === 0) return
    this.#timer = this.#timers.setTimeout(() => {
      this.#timer = undefined
      void this.#run()
    }, this.#gatherMs)
  }

  async #run(): Promise<void> {
    const holes = this.#waiting.splice(0, holesPerChild)
    this.#busy = true
    const failed = await this.#make(holes).catch(() => holes.map((_, i) => i))
    this.#busy = false
    for (const [i, { done }] of holes.entries()) done(!failed.includes(i))
    this.#soon()
  }
}
