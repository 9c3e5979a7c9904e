/** What an attempt starts among on a real host: its code, the folder it asks for, its secrets, and the site's scripts around it. */
import { chmodSync, lchownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, pause, type TimerId, type Timers } from '../../../shared/clock.ts'
import { limits } from '../../../shared/limits.ts'
import { isSha256, nameFormat } from '../../../shared/model/formats.ts'
import type { TaskSpec } from '../../../shared/model/job.ts'
import { workerEnv } from '../../../shared/model/worker-protocol.ts'
import type { Artifacts } from '../artifacts.ts'
import type { Log } from '../log.ts'
import type { Preparing, Surroundings, SurroundingsOf } from '../surroundings.ts'
import { bytesIn, freeOnDisk } from './disk-use.ts'
import { KeptWork } from './kept-work.ts'
import { runScript, type Scripts, scriptText } from './scripts.ts'
import { SecretDesk, type SecretValues } from './secret-desk.ts'
import { unpack } from './unpack.ts'

export interface Owner {
  readonly uid: number
  readonly gid: number
}

export interface HostSurroundingsOptions {
  readonly cache: Artifacts
  readonly scripts: Scripts
  /** what ended attempts may keep */
  readonly keptBytes: number
  readonly stateDir: string
  readonly workDirOf: (attempt: string) => string
  readonly removeWork: (attempt: string) => Promise<void>
  /** who the attempt's secrets belong to; null: the agent. Rejects where its user may not work here. */
  readonly ownerOf: (spec: TaskSpec) => Promise<Owner | null>
  /** asks the coordinator; false while the link is down */
  readonly askSecrets: (attempt: string) => boolean
  readonly uptime: Clock
  readonly timers: Timers
  readonly log: Log
}

/** between looks whether a start is still wanted while something is waited for */
const lookEveryMs = 200
/** a file system that does not answer within this hangs */
const folderAnswersMs = 10_000

export function hostSurroundings(options: HostSurroundingsOptions): Surroundings {
  const { scripts, stateDir, uptime } = options
  const desk = new SecretDesk(options.askSecrets)
  const kept = new KeptWork({
    maxBytes: options.keptBytes,
    bytesOf: (attempt) => bytesIn(options.workDirOf(attempt)),
    remove: options.removeWork,
    freeBytes: () => freeBytes(stateDir),
    leastFreeBytes: limits.keptWorkFreeBytes,
    log: options.log,
  })
  return {
    async prepare(preparing) {
      const { spec, attempt, cancelled, onProlog } = preparing
      const owner = await options.ownerOf(spec)
      await bringCode(options, preparing)
      if (cancelled()) return {}
      const env = await bringSecrets(options, preparing, desk, owner)
      if (cancelled() || scripts.prolog === null) return env
      const prolog = await runScript(
        scripts.prolog,
        scripts.timeoutMs,
        { attempt, spec, dir: preparing.workDir },
        uptime,
      )
      onProlog(prolog)
      if (prolog.code !== 0) throw new Error(scriptText("the site's prolog", prolog))
      return env
    },
    async clear(of, ran) {
      const { attempt, spec, workDir } = of
      const epilog =
        scripts.epilog !== null && ran
          ? await runScript(scripts.epilog, scripts.timeoutMs, { attempt, spec, dir: workDir }, uptime)
          : undefined
      try {
        removeSecrets(of)
      } catch (error) {
        // its end is told all the same; they go with its folder
        options.log('error', 'secrets could not be removed', { attempt, cause: String(error) })
      }
      return epilog
    },
    bytesIn,
    ended: (attempt) => void kept.add(attempt),
    removed: (attempt) => kept.drop(attempt),
    onSecrets: (answer) => desk.onAnswer(answer),
    onLinkUp: () => desk.onLinkUp(),
  }
}

function freeBytes(dir: string): number | undefined {
  try {
    return freeOnDisk(dir)
  } catch {
    return undefined
  }
}

/** A transfer waits for the coordinator as long as it takes; a start that is not wanted any more does not. */
async function whileWanted<T>(timers: Timers, cancelled: () => boolean, work: Promise<T>): Promise<T | undefined> {
  let over = false
  const done = work.finally(() => {
    over = true
  })
  const given = (async () => {
    while (!over && !cancelled()) await pause(timers, lookEveryMs)
    return undefined
  })()
  // what is not waited for any more may fail as it likes
  done.catch(() => {})
  return Promise.race([done, given.then(() => (over ? done : undefined))])
}

async function bringCode(options: HostSurroundingsOptions, preparing: Preparing): Promise<void> {
  const { cache, timers } = options
  const { spec, attempt, workDir, cancelled } = preparing
  if (spec.code === null) return
  if ('workdir' in spec.code) return folderIsThere(timers, spec.code.workdir)
  const { sha256 } = spec.code.dir
  if (!isSha256(sha256)) throw new Error(`code.dir ${JSON.stringify(sha256)} is not 64 lower-case hex digits`)
  cache.pin(sha256, attempt)
  const archive = await whileWanted(timers, cancelled, cache.get(sha256))
  if (archive === undefined) return
  // what a start that was cut short has left
  for (const name of readdirSync(workDir)) rmSync(join(workDir, name), { recursive: true, force: true })
  try {
    await unpack(archive.path, workDir)
  } catch (error) {
    throw new Error(`code.dir ${sha256} could not be unpacked: ${(error as Error).message}`, { cause: error })
  }
}

/** Rights in it are its user's matter: what the agent may not look into may be there all the same. */
async function folderIsThere(timers: Timers, workdir: string): Promise<void> {
  let timer: TimerId | undefined
  const hangs = new Promise<'hangs'>((resolve) => {
    timer = timers.setTimeout(() => resolve('hangs'), folderAnswersMs)
  })
  const found = await Promise.race([hangs, stat(workdir).catch((error: NodeJS.ErrnoException) => error)])
  timers.clear(timer)
  if (found === 'hangs')
    throw new Error(`workdir ${workdir}: its file system has not answered for ${folderAnswersMs / 1_000} s`)
  if (found instanceof Error) {
    if (found.code === 'EACCES') return
    throw new Error(`workdir ${workdir} is not on this host: ${found.code ?? found.message}`)
  }
  if (!found.isDirectory()) throw new Error(`workdir ${workdir} is not a directory on this host`)
}

const secretsDir = ({ dir }: Pick<SurroundingsOf, 'dir'>): string => join(dir, 'secrets')

async function bringSecrets(
  { timers }: HostSurroundingsOptions,
  preparing: Preparing,
  desk: SecretDesk,
  owner: Owner | null,
): Promise<Record<string, string>> {
  const { spec, attempt, cancelled } = preparing
  if (spec.secrets.length === 0) return {}
  const values = await whileWanted(timers, cancelled, desk.ask(attempt))
  if (values === undefined) {
    desk.drop(attempt)
    return {}
  }
  removeSecrets(preparing)
  writeSecrets(secretsDir(preparing), values, owner)
  return { [workerEnv.secrets]: secretsDir(preparing) }
}

function writeSecrets(folder: string, values: SecretValues, owner: Owner | null): void {
  mkdirSync(folder, { mode: 0o700 })
  for (const [name, value] of Object.entries(values)) {
    // the agent may be root: it writes nowhere else, whatever it is sent
    if (!nameFormat.test(name))
      throw new Error(`secret ${JSON.stringify(name)} is not a name of letters, digits, '.', '_' and '-'`)
    const path = join(folder, name)
    writeFileSync(path, value, { mode: 0o400, flag: 'wx' })
    if (owner !== null) lchownSync(path, owner.uid, owner.gid)
  }
  if (owner !== null) lchownSync(folder, owner.uid, owner.gid)
  chmodSync(folder, 0o500)
}

function removeSecrets(of: Pick<SurroundingsOf, 'dir'>): void {
  const folder = secretsDir(of)
  try {
    // who is not the administrator may only empty a folder that he may write
    chmodSync(folder, 0o700)
  } catch {
    return
  }
  rmSync(folder, { recursive: true, force: true })
}
