/** Runs a program to its end and takes what it says, within a bound. */
import { spawn } from 'node:child_process'

/** of what a program says */
const outputChars = 1024 * 1024

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What it said last, for people. */
export const lastWords = ({ stdout, stderr }: Ran): string =>
  (stderr.trim() || stdout.trim()).split('\n').at(-1)?.slice(0, 200) ?? ''

/** undefined: the program is not installed. Broken off, it is asked to end; one that hangs in the driver is left alone (dcgm-exporter#84). */
export function runProgram(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Ran | undefined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Error('broken off'))
    const [program, ...args] = argv as [string, ...string[]]
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8')
      child[name].on('data', (text: string) => {
        said[name] = (said[name] + text).slice(0, outputChars)
      })
    }
    const abort = (): void => {
      child.kill('SIGTERM')
      child.unref()
      reject(new Error(`${program} was broken off`))
    }
    signal.addEventListener('abort', abort, { once: true })
    const done = (): void => signal.removeEventListener('abort', abort)
    child.once('error', (error: NodeJS.ErrnoException) => {
      done()
      if (error.code === 'ENOENT') resolve(undefined)
      else reject(error)
    })
    child.once('close', (code) => {
      done()
      resolve({ code, ...said })
    })
  })
}
