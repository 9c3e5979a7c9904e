/**
 * Starts an attempt's supervisor as a transient service of systemd. What is started and with which variables is in a script in
 * the attempt's folder, mode 0600: nothing of a job is seen in a unit or a command line, and nothing needs quoting for systemd.
 */
import { execFile } from 'node:child_process'
import { existsSync, readlinkSync, watch, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readText } from '../read-text.ts'
import { cgroupFolder, cgroupProcesses } from './cgroup.ts'
import { systemdRun } from './choose.ts'
import { exportsOf, quoted } from './job-env.ts'
import { slice, unitOf } from './systemd-unit.ts'

/** systemd answers within this, or not at all */
const answerMs = 30_000

export interface ServiceStart {
  readonly attempt: string
  readonly dir: string
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly bootId: string
  readonly properties: readonly string[]
  /** called when it may have ended */
  readonly onExit: () => void
}

/** Resolves once it has been started, or had been before. Rejects with what systemd says. */
export async function startService(asked: ServiceStart): Promise<void> {
  const { attempt, dir, properties, onExit } = asked
  const script = join(dir, 'start.sh')
  writeFileSync(script, scriptOf(asked), { mode: 0o600 })
  writeFileSync(join(dir, 'boot'), `${asked.bootId}\n`, { mode: 0o600 })
  const unit = unitOf(attempt)
  const options = ['--quiet', '--no-ask-password', '--collect', `--unit=${unit}`, `--slice=${slice}`]
  const given = properties.map((property) => `--property=${property}`)
  // before it starts: an end that nobody saw would only be found by looking
  const stopWatching = watchForExit(dir, onExit)
  const said = await run(systemdRun, [...options, ...given, '/bin/sh', script])
  // it was started in another life of the agent
  if (said === undefined || existsSync(join(dir, 'launched')) || isLoaded(unit)) return
  stopWatching()
  throw new Error(`systemd did not start ${unit}: ${said}`)
}

/** What it said on stderr, or undefined where all went well. */
function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: answerMs }, (error, _out, said) => {
      resolve(error === null ? undefined : said.trim() || error.message)
    })
  })
}

function scriptOf({ dir, argv, env }: ServiceStart): string {
  const file = (name: string): string => quoted(join(dir, name))
  return `${[
    `exec 2>${file('said')}`,
    `printf '%s\\n' "$INVOCATION_ID" >${file('invocation')}`,
    `while read -r line; do printf '%s\\n' "$line"; done </proc/self/cgroup >${file('cgroup')}`,
    // they are for services that know systemd, not for work
    'unset INVOCATION_ID JOURNAL_STREAM SYSTEMD_EXEC_PID',
    ...exportsOf(env),
    `exec ${argv.map(quoted).join(' ')}`,
  ].join('\n')}\n`
}

export interface ServiceMark {
  /** folder of its control group */
  readonly cgroup: string
  /** systemd's id of this one run of the unit */
  readonly invocation: string
}

/** Where the service is; undefined for what was not started as one. */
export function readServiceMark(dir: string): ServiceMark | undefined {
  const [text, invocation] = [readText(join(dir, 'cgroup')), readText(join(dir, 'invocation'))?.trim()]
  const cgroup = text === undefined ? undefined : cgroupFolder(text)
  return cgroup === undefined || !invocation ? undefined : { cgroup, invocation }
}

/** Why nothing runs; undefined while it does, or when there is nothing to say. */
export function serviceFailure(attempt: string, dir: string): string | undefined {
  return isLoaded(unitOf(attempt)) ? undefined : readText(join(dir, 'said'))?.trim() || undefined
}

/** Every process of the service, of the group that it still is: another run of the unit, should there ever be one, is none of it. */
export function serviceProcesses({ cgroup, invocation }: ServiceMark): number[] {
  const now = invocationOf(basename(cgroup))
  return now === undefined || now === invocation ? cgroupProcesses(cgroup) : []
}

const invocationLink = (unit: string): string => `/run/systemd/units/invocation:${unit}`

const isLoaded = (unit: string): boolean => invocationOf(unit) !== undefined

/** systemd tells by a link which run of a unit it has, so that this costs no process. */
function invocationOf(unit: string): string | undefined {
  try {
    return readlinkSync(invocationLink(unit))
  } catch {
    return undefined
  }
}

/** A hint only: where no watch can be had, it is found by looking. Returns what ends the watch before that. */
function watchForExit(dir: string, onExit: () => void): () => void {
  try {
    const watcher = watch(dir, { persistent: false }, (_event, name) => {
      if (name !== 'exit') return
      watcher.close()
      onExit()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    // no watch left on this host
    return () => {}
  }
}
