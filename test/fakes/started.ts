/** One real coordinator as a child process, behind another program if wanted (`strace …`). */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const main = join(import.meta.dirname, '../../coordinator/main.ts')

export class Started {
  readonly #child: ChildProcess
  readonly #url: string

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.#url = url
  }

  static async coordinator(stateDir: string, behind: readonly string[]): Promise<Started> {
    const file = join(stateDir, 'address')
    // that of a life before
    rmSync(file, { force: true })
    const [program, ...args] = [...behind, process.execPath, main, '--state-dir', stateDir, '--listen', '127.0.0.1:0']
    const child = spawn(program as string, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString()
    })
    for (let i = 0; i < 300; i++) {
      if (existsSync(file)) return new Started(child, `http://${readFileSync(file, 'utf8').trim()}`)
      if (child.exitCode !== null) break
      await wait(100)
    }
    child.kill('SIGKILL')
    throw new Error(`the coordinator did not start: ${said}`)
  }

  /** as host:port */
  get address(): string {
    return this.#url.slice('http://'.length)
  }

  get = (path: string): Promise<Response> => fetch(this.#url + path)

  post = (path: string, body: object): Promise<Response> =>
    fetch(this.#url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  stop = (): Promise<void> => this.#end('SIGTERM')
  /** As a crash: at once, without a word. */
  kill = (): Promise<void> => this.#end('SIGKILL')

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill(signal)
    await gone
  }
}
