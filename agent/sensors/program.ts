/** Programs that are run for what they print: with a deadline, one at a time each, and never waited for when they hang. */
import { type ChildProcess, execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** Where the program is, or undefined where it is not installed. Administrators' folders too: agents often run without them on the path. */
export function programAt(name: string, path: string = process.env.PATH ?? ''): string | undefined {
  const folders = [...path.split(':'), '/usr/sbin', '/sbin', '/usr/bin'].filter((folder) => folder !== '')
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** A run that is over its deadline is killed and left: what hangs in the kernel outlives that, and is not run again beside itself. */
export class Program {
  readonly #file: string
  readonly #deadlineMs: number
  /** of runs that have not ended, by their arguments */
  readonly #running = new Map<string, ChildProcess>()

  constructor(file: string, deadlineMs: number) {
    this.#file = file
    this.#deadlineMs = deadlineMs
  }

  /** What it prints. Rejects with why there is none. */
  run(...args: string[]): Promise<string> {
    const key = args.join(' ')
    const earlier = this.#running.get(key)
    if (earlier !== undefined)
      return Promise.reject(new Error(`an earlier ${this.#file} still hangs (process ${earlier.pid})`))
    return new Promise((resolve, reject) => {
      const env = { PATH: process.env.PATH, LC_ALL: 'C' }
      const child = execFile(this.#file, args, { env, maxBuffer: 1024 * 1024 }, (error, stdout, stderr) => {
        clearTimeout(late)
        if (error === null) resolve(stdout)
        else reject(new Error(String(stderr).trim().split('\n')[0] || error.message))
      })
      if (child.pid !== undefined) this.#running.set(key, child)
      child.on('exit', () => this.#running.delete(key))
      child.on('error', () => this.#running.delete(key))
      const late = setTimeout(() => {
        child.kill('SIGKILL')
        child.stdout?.destroy()
        child.stderr?.destroy()
        child.unref()
        reject(new Error(`no answer for ${this.#deadlineMs / 1_000} s`))
      }, this.#deadlineMs).unref()
    })
  }

  /** What still runs is killed: nobody reads what it prints. */
  close(): void {
    for (const child of this.#running.values()) child.kill('SIGKILL')
  }
}
