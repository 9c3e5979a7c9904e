/** One planted bug, one child process: seeds run until one of them fails or the CPU time is over. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface HuntOptions {
  /** null: the code as it is */
  readonly mutant: string | null
  readonly hosts: number
  readonly seeds: number
  /** default 1 */
  readonly from?: number
  readonly cpuLimitSeconds: number
  /** seeds whose failures do not count */
  readonly sick: ReadonlySet<number>
}

export interface Hunt {
  /** rule that was broken, 'process ended' for an assert that took the simulator with it; '' when nothing was found */
  readonly rule: string
  readonly text: string
  /** the seed that failed; null when the process ended by itself */
  readonly seed: number | null
  /** seeds that were run */
  readonly seeds: number
  readonly cpuSeconds: number
}

/** of Linux, for /proc */
const ticksPerSecond = 100
const lookEveryMs = 100

export function hunt(options: HuntOptions): Promise<Hunt> {
  const child = start(options)
  let output = ''
  let errors = ''
  let cpuSeconds = 0
  let stopped = false
  const stop = (): void => {
    stopped = true
    child.kill('SIGKILL')
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (failureIn(output, options.sick) !== undefined) stop()
  })
  const timer = setInterval(() => {
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child))
    if (cpuSeconds >= options.cpuLimitSeconds) stop()
  }, lookEveryMs)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      clearInterval(timer)
      const spent = { seeds: [...output.matchAll(/^seed /gm)].length, cpuSeconds }
      const failure = failureIn(output, options.sick)
      if (failure !== undefined) return resolve({ ...failure, ...spent })
      // a run that came to its end says so in its sum; an assert may have ended the process before
      const ended = !stopped && !/^\d+ seeds, /m.test(output)
      const text = ended ? (/^.*Error.*$/m.exec(errors)?.[0] ?? errors.slice(0, 200)) : ''
      resolve({ rule: ended ? 'process ended' : '', text, seed: null, ...spent })
    })
  })
}

function start({ mutant, hosts, seeds, from = 1 }: HuntOptions): ChildProcess {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const hook = mutant === null ? [] : ['--import', new URL('hook.ts', import.meta.url).href]
  const worlds = ['--seeds', String(seeds), '--from', String(from), '--hosts', String(hosts), '--no-shrink']
  return spawn(process.execPath, [...hook, main, ...worlds], {
    env: { ...process.env, MUTANT: mutant ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The first seed that failed and counts, as `main.ts` tells it. */
function failureIn(output: string, sick: ReadonlySet<number>): Pick<Hunt, 'rule' | 'text' | 'seed'> | undefined {
  for (const [, number, rule, text] of output.matchAll(/^seed (\d+): .*\n {2}at .* s \[([^\]]+)\] (.*)\n/gm)) {
    const seed = Number(number)
    if (!sick.has(seed)) return { seed, rule: rule ?? '', text: text ?? '' }
  }
  return undefined
}

/** User and system time of the process, all its threads included. */
function cpuOf(child: ChildProcess): number {
  try {
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    // after the name, which may hold anything but is closed by the last bracket
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return 0
  }
}
