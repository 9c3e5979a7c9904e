/**
 * The detached driver: a tiny /bin/sh in its own session that runs the argv, appends its output to `ranks/0/log`, and writes down
 * who it started and how it ended. It needs nothing of the agent, so a killed agent loses nothing.
 *
 * Files in the attempt's dir: `launched` (a folder: only the supervisor that makes it goes on, so launching twice is
 * harmless), `pid` ("supervisor child start-ticks boot-id"), `exit` (the status as sh says it: 128+n for signal n; a program
 * that itself exits with 129…192 cannot be told apart and is reported as that signal). A supervisor that cannot write
 * down who it started kills it again and exits with 71, with the reason on stderr; later it says nothing there, because the
 * agent that listened may be gone.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { ProcessMark } from './attempt-store.ts'
import { isAlive, readStat, sessionMembers } from './proc.ts'

const script = `
dir=$1; shift
if ! said=$(mkdir "$dir/launched" 2>&1); then
  [ -d "$dir/launched" ] && exit 0
  echo "$said" >&2
  exit 71
fi
trap : TERM HUP INT
cd "$dir/work" || cd /
"$@" >>"$dir/ranks/0/log" 2>&1 </dev/null &
child=$!
read -r stat <"/proc/$child/stat" || stat=
stat=\${stat##*) }
set -- $stat
read -r boot </proc/sys/kernel/random/boot_id || boot=
printf '%s %s %s %s\\n' "$$" "$child" "\${20}" "$boot" >"$dir/pid.tmp" && mv "$dir/pid.tmp" "$dir/pid" || {
  kill -KILL "$child"
  exit 71
}
exec 2>/dev/null
while :; do
  wait "$child"; code=$?
  kill -0 "$child" 2>/dev/null || break
done
printf '%s\\n' "$code" >"$dir/exit.tmp" && mv "$dir/exit.tmp" "$dir/exit"
`

export interface Launch {
  readonly dir: string
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** `failure`: why nothing runs */
  readonly onExit: (failure: string | undefined) => void
}

const couldNotLaunch = 71

/** Starts the supervisor. Safe to call again after a crash: the second one finds `launched` and leaves. */
export function launch({ dir, argv, env, onExit }: Launch): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', script, 'millwright-attempt', dir, ...argv], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env,
      cwd: dir,
    })
    child.once('error', reject)
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-1_000)
    })
    ;(child.stderr as unknown as { unref(): void }).unref()
    // close comes when stderr was read to its end
    child.once('close', (code) => onExit(code === couldNotLaunch ? said.trim() : undefined))
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

export function readProcessMark(dir: string): ProcessMark | undefined {
  const text = readText(join(dir, 'pid'))
  if (text === undefined) return undefined
  const [supervisor, pid, startTicks = '', bootId = ''] = text.trim().split(' ')
  return { supervisor: Number(supervisor), pid: Number(pid), startTicks, bootId }
}

/** The status the supervisor wrote, or undefined while there is none. */
export function readExit(dir: string): { code: number | null; signal: string | null } | undefined {
  const text = readText(join(dir, 'exit'))
  if (text === undefined) return undefined
  const status = Number(text.trim())
  const signal = status > 128 ? signalName(status - 128) : undefined
  return signal === undefined ? { code: status, signal: null } : { code: null, signal }
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
}

/** Is the process, or the supervisor that will write down its end, still there? */
export function mayStillReport(mark: ProcessMark, bootId: string): boolean {
  if (mark.bootId !== bootId) return false
  if (isAlive(mark.pid, mark.startTicks)) return true
  return supervisorAlive(mark)
}

/** A supervisor leads its own session: another process with its pid almost never does, and is older than no child. */
function supervisorAlive(mark: ProcessMark): boolean {
  const stat = readStat(mark.supervisor)
  if (stat === undefined || stat.state === 'Z' || stat.session !== mark.supervisor) return false
  return Number(stat.startTicks) <= Number(mark.startTicks)
}

/**
 * Signals every process of the attempt but not its supervisor. Returns how many there were. After a pid was used again
 * (the supervisor is gone and its session empty) it touches nothing.
 */
export function signalAll(mark: ProcessMark, bootId: string, signals: readonly NodeJS.Signals[]): number {
  if (mark.bootId !== bootId) return 0
  if (!supervisorAlive(mark) && !isAlive(mark.pid, mark.startTicks)) {
    const leader = readStat(mark.supervisor)
    if (leader !== undefined) return 0
  }
  let members = 0
  for (const { pid, startTicks } of sessionMembers(mark.supervisor)) {
    if (Number(startTicks) < Number(mark.startTicks)) continue
    members++
    for (const signal of signals) send(pid, signal)
  }
  return members
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it ended between the look and the signal: what was wanted
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
