/**
 * The site's prolog and epilog (SPEC [CI7]): run by the agent's own user around an attempt, with what Millwright says of it and nothing
 * of what the job says, for that would let a job's `LD_PRELOAD` run as the administrator. `timeout` bounds them also when the
 * agent has gone. One that the agent was restarted in is run again.
 */
import { spawn } from 'node:child_process'
import type { Clock } from '../../../shared/clock.ts'
import { limits } from '../../../shared/limits.ts'
import type { ScriptEnd, TaskSpec } from '../../../shared/model/job.ts'
import { workerEnv } from '../../../shared/model/worker-protocol.ts'

export interface Scripts {
  readonly prolog: string | null
  readonly epilog: string | null
  readonly timeoutMs: number
}

export interface ScriptOf {
  readonly attempt: string
  readonly spec: TaskSpec
  /** the attempt's work directory */
  readonly dir: string
}

/** what `timeout` exits with, and how long it waits between SIGTERM and SIGKILL */
const timedOut = 124
const killAfterS = 5
/** as coreutils exit where SIGKILL was needed */
const killed = 137

/** Always resolves: how it ended, with the last of what it said. */
export function runScript(path: string, timeoutMs: number, of: ScriptOf, uptime: Clock): Promise<ScriptEnd> {
  const startedMs = uptime.nowMs()
  const seconds = String(timeoutMs / 1_000)
  return new Promise((resolve) => {
    const child = spawn('timeout', ['-k', String(killAfterS), seconds, path], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: scriptEnv(of),
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-limits.scriptSaidChars)
      })
    const end = (code: number | null, why: string): void =>
      resolve({ code, tookMs: uptime.nowMs() - startedMs, said: [said.trim(), why].filter(Boolean).join('\n') })
    child.once('error', (error) => end(null, `${path} could not be run: ${error.message}`))
    // not `close`: a process that it left behind may hold its output open
    child.once('exit', (code) => {
      child.stdout.destroy()
      child.stderr.destroy()
      const overMs = uptime.nowMs() - startedMs >= timeoutMs
      if (overMs && (code === timedOut || code === killed || code === null))
        end(null, `it ran longer than ${seconds} s`)
      else end(code, '')
    })
  })
}

function scriptEnv({ attempt, spec, dir }: ScriptOf): NodeJS.ProcessEnv {
  const { member, gpus, job, jobName, project, user } = spec
  return {
    PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: process.env.LANG ?? 'C.UTF-8',
    [workerEnv.attempt]: attempt,
    [workerEnv.job]: job,
    [workerEnv.dir]: dir,
    MILLWRIGHT_JOB_NAME: jobName,
    MILLWRIGHT_PROJECT: project,
    ...(user === null ? {} : { MILLWRIGHT_USER: user }),
    ...(gpus.length === 0 ? {} : { CUDA_VISIBLE_DEVICES: gpus.join(',') }),
    ...(member === null
      ? {}
      : {
          [workerEnv.epoch]: String(member.epoch),
          [workerEnv.rank]: String(member.rank),
          [workerEnv.members]: String(member.of),
          [workerEnv.hosts]: member.hosts.join(','),
        }),
  }
}

/** "ended with status 3: no scratch disk". */
export function scriptText(what: string, { code, said }: ScriptEnd): string {
  const how = code === null ? '' : ` ended with status ${code}`
  return `${what}${how}${said === '' ? '' : `: ${said}`}`
}
