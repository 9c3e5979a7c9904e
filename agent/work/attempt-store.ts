/** What the agent remembers of an attempt: `<state>/attempts/<id>/attempt.json`, replaced atomically before each step. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExitRecord, ScriptEnd, StopReason, TaskSpec } from '../../shared/model/job.ts'
import type { CheckpointMemory } from './checkpoints/memory.ts'
import type { ServiceMark } from './drivers/systemd.ts'
import { withNewer } from './task-spec.ts'

export interface ProcessMark {
  readonly supervisor: number
  /** of the first rank */
  readonly pid: number
  /** field 22 of /proc/<pid>/stat: with the pid it names one process of one boot */
  readonly startTicks: string
  readonly bootId: string
  /** absent in records from before there were ranks */
  readonly ranks?: readonly RankMark[]
  /** what every process of the attempt has in its environment, unless it took that out; absent in records from before this was kept */
  readonly tag?: string
  /** what was started as a service of systemd */
  readonly service?: ServiceMark
  /** its ranks run in containers */
  readonly container?: true
}

export interface RankMark {
  readonly pid: number
  readonly startTicks: string
  /** who waits for it and writes down its end */
  readonly keeper: number
}

export interface AttemptRecord {
  readonly v: 1
  readonly attempt: string
  /** null for an attempt that was stopped before it was known here */
  readonly spec: TaskSpec | null
  readonly phase: 'starting' | 'running' | 'ended'
  readonly createdMs: number
  /** since the host's boot; absent in records from before this was kept */
  readonly createdUptimeMs?: number
  /** gang members: it has reported a step, so the default `lost_after` holds */
  readonly stepped?: boolean
  /** gang members that saved checkpoints, or whose folder is watched */
  readonly checkpoints?: CheckpointMemory
  readonly process: ProcessMark | null
  /** `sinceMs` counts from the host's boot */
  readonly stop: { readonly reason: StopReason; readonly graceMs: number; readonly sinceMs: number } | null
  readonly signalled: boolean
  readonly exit: ExitRecord | null
  /** facts already in the spool */
  readonly startedSaid: boolean
  readonly endedSaid: boolean
  readonly forgotten: boolean
  /** the site's prolog has run */
  readonly prolog?: ScriptEnd
  /** service replicas: where it listens */
  readonly replicaSocket: string | null
}

const attemptName = /^[a-z]{1,3}-\d{1,15}-\d{1,15}$/

/** Attempt ids become folder names, so nothing else is taken. */
export function isAttemptId(text: string): boolean {
  return attemptName.test(text)
}

/** A folder of the agent's that users whose work runs here pass through, to what is theirs: they cannot list it. */
export function makePassage(folder: string): void {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
}

export interface AttemptStore {
  dirOf(attempt: string): string
  /** in which its process starts */
  workDirOf(attempt: string): string
  load(): AttemptRecord[]
  save(record: AttemptRecord): void
  removeWork(attempt: string): Promise<void>
  /** All of it; what an agent that ends in between leaves goes with the next one's start. */
  remove(attempt: string): Promise<void>
}

export function openAttemptStore(stateDir: string): AttemptStore {
  const root = join(stateDir, 'attempts')
  makePassage(root)
  removeLeft(root)
  const dirOf = (attempt: string): string => join(root, attempt)
  const workDirOf = (attempt: string): string => join(dirOf(attempt), 'work')
  return {
    dirOf,
    workDirOf,
    load: () =>
      readdirSync(root)
        .filter(isAttemptId)
        .flatMap((attempt) => readRecord(join(root, attempt, 'attempt.json'))),
    save(record) {
      const path = join(dirOf(record.attempt), 'attempt.json')
      makePassage(dirOf(record.attempt))
      writeFileSync(`${path}.tmp`, JSON.stringify(record), { flush: true, mode: 0o600 })
      renameSync(`${path}.tmp`, path)
    },
    removeWork: (attempt) => rm(workDirOf(attempt), { recursive: true, force: true }),
    async remove(attempt) {
      const gone = `${dirOf(attempt)}${goneSuffix}`
      // first of all: a folder whose record went before the rest would be nobody's
      await rename(dirOf(attempt), gone)
      await rm(gone, { recursive: true, force: true })
    },
  }
}

const goneSuffix = '.gone'

/** There may be millions of files in one: they go beside the rest of the agent's work. What cannot be removed is tried again at the next start. */
function removeLeft(root: string): void {
  for (const name of readdirSync(root))
    if (name.endsWith(goneSuffix)) rm(join(root, name), { recursive: true, force: true }).catch(() => {})
}

export function newRecord(
  attempt: string,
  spec: TaskSpec | null,
  created: Pick<AttemptRecord, 'createdMs' | 'createdUptimeMs'>,
): AttemptRecord {
  if (!isAttemptId(attempt)) throw new Error(`${JSON.stringify(attempt)} is not an attempt id`)
  return {
    v: 1,
    attempt,
    spec,
    phase: 'starting',
    ...created,
    process: null,
    stop: null,
    signalled: false,
    exit: null,
    startedSaid: false,
    endedSaid: false,
    forgotten: false,
    replicaSocket: null,
  }
}

/** A folder without a readable record was never launched: the record is on disk before anything is started. */
function readRecord(path: string): AttemptRecord[] {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as AttemptRecord
    return [{ ...record, spec: record.spec === null ? null : withNewer(record.spec) }]
  } catch {
    return []
  }
}
