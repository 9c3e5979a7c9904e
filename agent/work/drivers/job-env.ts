/**
 * A job's variables reach its own processes and nothing that runs as the agent for it (the supervisor, `setpriv`, podman): some of
 * them (`LD_PRELOAD`, `NODE_OPTIONS`, `CONTAINERS_CONF`) let whoever sets them run code in a program, and the agent may be root.
 */
import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { workerEnv } from '../../../shared/model/worker-protocol.ts'

/** What systemd tells the agent's own service, and nobody else: a program that knows systemd would take it for its own. */
const toService =
  /^(INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_EXEC_PID|MANAGERPID|NOTIFY_SOCKET|LISTEN_(FDS|PID|FDNAMES)|WATCHDOG_(PID|USEC)|(STATE|RUNTIME|CACHE|LOGS|CONFIGURATION|CREDENTIALS)_DIRECTORY|MEMORY_PRESSURE_\w+)$/

/** Of the agent's own environment what work may have. */
export const forWork = (base: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(base).filter(([name]) => !toService.test(name)))

const ours: ReadonlySet<string> = new Set(Object.values(workerEnv))
/** the supervisor sets them for each rank of a gang */
export const rankNames = ['RANK', 'ROLE_RANK', 'LOCAL_RANK', 'TORCHELASTIC_ERROR_FILE']

export interface JobEnv {
  /** what the agent's programs see */
  readonly host: NodeJS.ProcessEnv
  /** what only the job's do */
  readonly job: Readonly<Record<string, string>>
}

/** `env`: all that the job's processes are to have; `base`: the agent's own. */
export function splitEnv(env: NodeJS.ProcessEnv, base: NodeJS.ProcessEnv, isGang: boolean): JobEnv {
  const host: NodeJS.ProcessEnv = { HOME: homedir(), ...base }
  const job: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || (isGang && rankNames.includes(name))) continue
    if (ours.has(name)) host[name] = value
    else if (base[name] !== value) job[name] = value
  }
  return { host, job }
}

/** Names that a shell can have and does not keep for itself (bash ends where those are set). */
const variable = /^(?!(?:UID|EUID|PPID|GROUPS|SHELLOPTS|BASHOPTS|BASH_\w*)$)[A-Za-z_][A-Za-z0-9_]*$/

export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** For a shell. Names that it cannot have are left out. */
export const exportsOf = (env: NodeJS.ProcessEnv): string[] =>
  Object.entries(env)
    .filter(([name, value]) => variable.test(name) && value !== undefined)
    .map(([name, value]) => `export ${name}=${quoted(value!)}`)

/**
 * What stands before an argv so that it gets them. The supervisor opens the file (mode 0600) for each rank, as who it is; the rank reads it as
 * who it has become: the values are on no command line.
 */
export function givenByFile(dir: string, job: JobEnv['job']): readonly string[] {
  writeFileSync(join(dir, 'env'), `${exportsOf(job).join('\n')}\n`, { mode: 0o600 })
  return ['/bin/sh', '-c', 'eval "$(cat <&6)"; exec 6<&-; exec "$@"', 'millwright-env']
}

/** podman's files of variables have a line each, and its versions do not agree on quotes. */
const isPlain = ([name, value]: [string, string]): boolean =>
  variable.test(name) && value.length < 32_768 && /^[^\s"'\\#](?:[^\n\r"'\\]*[^\s"'\\])?$/.test(value)

/** Options of podman: by a file (mode 0600), but for what such a file cannot say. */
export function givenToPodman(dir: string, job: JobEnv['job']): readonly string[] {
  const all = Object.entries(job)
  const path = join(dir, 'container-env')
  const lines = all.filter(isPlain).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(path, lines.join(''), { mode: 0o600 })
  return [
    `--env-file=${path}`,
    ...all.filter((pair) => !isPlain(pair)).map(([name, value]) => `--env=${name}=${value}`),
  ]
}
