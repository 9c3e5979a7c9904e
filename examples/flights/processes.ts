/** Small facts about processes of this machine. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Sends a signal; false when there is no such process (or group, for a negative pid). */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}

/** The command line of a process, null when it is gone. */
export async function commandLine(pid: number): Promise<string | null> {
  try {
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout.trim()
  } catch {
    return null
  }
}

/** The process group of a pid: from /proc where there is one (cheap, called often), else the pid itself. */
export function groupOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
    return group > 1 ? group : pid
  } catch {
    return pid
  }
}

/** Resolves when the process is gone, or false after `ms`. */
export async function gone(pid: number, ms: number): Promise<boolean> {
  const untilMs = performance.now() + ms
  while (isAlive(pid)) {
    if (performance.now() > untilMs) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

/** SIGTERM, then SIGKILL when it does not go. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  if (!signal(pid, 'SIGTERM') || (await gone(pid, graceMs))) return
  signal(pid, 'SIGKILL')
  await gone(pid, 2_000)
}

/** Pids written under `<dir>/<name>.pid`. */
export function pidsIn(dir: string): Map<string, number> {
  const found = new Map<string, number>()
  let names: string[] = []
  try {
    names = readdirSync(dir)
  } catch {
    return found // first start
  }
  for (const name of names.filter((each) => each.endsWith('.pid'))) {
    const pid = Number(readFileSync(join(dir, name), 'utf8').trim())
    if (Number.isInteger(pid) && pid > 1) found.set(name.slice(0, -4), pid)
  }
  return found
}
