/**
 * Where simulated ranks save: a disk that all hosts share, and one of each host. What lies there is the physical truth that checkers
 * compare with; agents read it through `CheckpointFiles`, which takes its time.
 */
import type { CheckpointFiles, Survey } from '../../agent/work/checkpoints/files.ts'
import type { Rng } from '../../shared/rng.ts'
import type { World } from './world.ts'

export interface CheckpointFile {
  readonly path: string
  readonly host: string | null
  readonly step: number
  /** all of it is written, and nothing of it was harmed since */
  whole: boolean
  bytes: number
  /** changes with every write */
  version: number
  /** made durable by an agent */
  settled: boolean
  /** when a fault last harmed it */
  harmedMs: number | null
}

export const checkpointBytes = 1_000
const uid = 1_000

/** What a sync and a reading for a digest take: at least, and how much more by chance. */
export interface DiskPace {
  readonly settleMs: readonly [least: number, spread: number]
  readonly digestMs: readonly [least: number, spread: number]
}
const usualPace: DiskPace = { settleMs: [10, 1_000], digestMs: [500, 5_000] }

export class CheckpointDisks {
  /** agents wait so long for a sync */
  slowMs = 0
  /** the next ones are cut off as they are written */
  tornNext = 0
  /** the next ones rot as soon as they are durable */
  rotsNext = 0
  readonly #world: World
  readonly #pace: DiskPace
  readonly #files = new Map<string, CheckpointFile>()
  readonly #removing: ((path: string, host: string | null) => void)[] = []

  constructor(world: World, pace = usualPace) {
    this.#world = world
    this.#pace = pace
  }

  /** What lies at the path, as this host sees it. */
  at(path: string, host: string): CheckpointFile | undefined {
    return this.#files.get(path.startsWith('/shared/') ? path : `${host}:${path}`)
  }

  all(): CheckpointFile[] {
    return [...this.#files.values()]
  }

  /** Begins to write: it is whole once `finish` was called. */
  begin(path: string, host: string, step: number): CheckpointFile {
    const shared = path.startsWith('/shared/')
    const version = (this.at(path, host)?.version ?? 0) + 1
    const file = {
      path,
      host: shared ? null : host,
      step,
      whole: false,
      bytes: 1,
      version,
      settled: false,
      harmedMs: null,
    }
    this.#files.set(shared ? path : `${host}:${path}`, file)
    return file
  }

  finish(file: CheckpointFile): void {
    file.version++
    file.whole = this.tornNext <= 0
    file.bytes = file.whole ? checkpointBytes : 500
    if (this.tornNext > 0) this.tornNext--
  }

  harm(file: CheckpointFile, how: 'rots' | 'disappears'): void {
    file.whole = false
    file.version++
    file.harmedMs = this.#world.nowMs
    if (how === 'disappears') file.bytes = 0
    else file.bytes--
  }

  onRemoving(told: (path: string, host: string | null) => void): void {
    this.#removing.push(told)
  }

  /** For one life of a host's agent. */
  filesOf(host: string, rng: Rng, enterAgent: (run: () => void) => void): CheckpointFiles {
    const later = <T>(ms: number, get: () => T): Promise<T> =>
      new Promise((resolve, reject) =>
        this.#world.after(ms, () =>
          enterAgent(() => {
            try {
              resolve(get())
            } catch (error) {
              reject(error)
            }
          }),
        ),
      )
    const taken = ([least, spread]: readonly [number, number]): number => least + spread * rng.next()
    const survey = (path: string): Survey => {
      const file = this.at(path, host)
      if (file === undefined || file.bytes === 0) throw new Error(`ENOENT: no such file or directory, ${path}`)
      const { bytes, version } = file
      return { path, uid, bytes, files: 1, newestMs: 0, fingerprint: String(version), shared: file.host === null }
    }
    return {
      ownerOf: async () => uid,
      list: () => later(1, () => ({ entries: [], there: [], temporary: [], latest: null })),
      survey: (path) => later(1 + 5 * rng.next(), () => survey(path)),
      settle: (path) =>
        later(taken(this.#pace.settleMs) + this.slowMs, () => {
          const found = survey(path)
          const file = this.at(path, host) as CheckpointFile
          if (file.whole) file.settled = true
          if (file.whole && this.rotsNext > 0) {
            this.rotsNext--
            this.#world.after(1, () => this.harm(file, 'rots'))
          }
          return found
        }),
      digest: (path) =>
        later(taken(this.#pace.digestMs), () => ({ sha256: 'd'.repeat(64), fingerprint: survey(path).fingerprint })),
      remove: (path) =>
        later(1 + 100 * rng.next(), () => {
          const file = this.at(path, host)
          if (file === undefined) return
          for (const told of this.#removing) told(path, file.host)
          this.#files.delete(file.host === null ? path : `${host}:${path}`)
        }),
      close() {},
    }
  }
}
