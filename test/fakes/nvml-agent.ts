/** The real agent with a library of its own for its GPUs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

export class NvmlAgent {
  readonly #child: ChildProcess
  /** Resolves when it takes signals. */
  readonly started: Promise<void>

  constructor(coordinator: string, stateDir: string, library: string) {
    const args = [main, 'run', '--coordinator', coordinator, '--state-dir', stateDir, '--nvml-library', library]
    const env = { ...process.env, TMPDIR: stateDir }
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env })
    this.started = new Promise((resolve, reject) => {
      let said = ''
      this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('agent started')) resolve()
      })
      this.#child.on('exit', () => reject(new Error(`the agent ended: ${said}`)))
    })
  }

  /** Resolves with its exit code. */
  async terminate(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const [code] = (await ended) as [number | null]
    return code
  }
}
