/** The logs of one attempt on a disk, with the time by hand: what ranks write is appended to their files. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AttemptReader, type ReadWish } from '../../agent/work/logs/attempt-reader.ts'
import { HostLogs, type HostLogsOptions } from '../../agent/work/logs/host-logs.ts'
import { rawLogPath } from '../../agent/work/logs/layout.ts'
import { makeHoles } from '../../agent/work/logs/puncher.ts'
import type { RankRecord } from '../../agent/work/logs/rank-reader.ts'
import { limits } from '../../shared/limits.ts'
import type { ExitRecord } from '../../shared/model/job.ts'
import { FakeTime } from './fake-time.ts'

export const attempt = 'a-1-1'
export const exited = (code: number): ExitRecord => ({
  code,
  signal: null,
  reason: 'exited',
  sentByUs: false,
  lastLines: [],
  endedHostMs: 0,
})
const all: ReadWish = { rank: null, from: new Map(), sinceMs: 0, grep: null, tail: null, skips: false }

export class LogRig {
  readonly dir: string
  readonly time = new FakeTime()
  readonly complaints: string[] = []
  readonly changed: string[] = []
  readonly #count: number
  readonly #options: Partial<HostLogsOptions>
  logs!: HostLogs
  #punching: Promise<unknown> = Promise.resolve()

  constructor(
    test: { teardown(end: () => void): void },
    count = 1,
    options: Partial<HostLogsOptions> = {},
    dir = mkdtempSync(join(tmpdir(), 'mw-logs-')),
  ) {
    this.dir = dir
    this.#count = count
    this.#options = options
    test.teardown(() => {
      this.logs.close()
      rmSync(this.dir, { recursive: true, force: true })
    })
    for (let rank = 0; rank < count; rank++) mkdirSync(dirname(rawLogPath(this.dir, rank)), { recursive: true })
    this.live()
  }

  /** A life of the agent; the one before was killed. */
  live(): void {
    this.logs?.close()
    this.logs = new HostLogs({
      clock: this.time,
      timers: this.time,
      log: (_level, message, fields) => void this.complaints.push(`${message}: ${fields?.cause}`),
      dirOf: () => this.dir,
      attemptBytes: 1e9,
      hostBytes: 1e9,
      onChange: ({ exit }) => void this.changed.push(exit === null ? 'grown' : 'ended'),
      makeHoles: (holes) => {
        const made = makeHoles(holes)
        this.#punching = made.catch(() => {})
        return made
      },
      ...this.#options,
    })
    this.logs.watch(attempt, { first: 0, count: this.#count })
  }

  write(text: string | Buffer, rank = 0): void {
    appendFileSync(rawLogPath(this.dir, rank), text)
  }

  /** Time passes, the files are looked at, and what can be stored is. */
  async look(ms = 1_000): Promise<void> {
    this.time.jump(ms)
    this.logs.look()
    await this.logs.settled()
  }

  /** Holes that have gathered are made. */
  async punched(): Promise<void> {
    await this.time.advance(limits.logPunchGatherMs)
    await this.#punching
    await this.time.settle()
  }

  async end(exit = exited(0)): Promise<void> {
    this.logs.ended(attempt, { first: 0, count: this.#count }, exit)
    await this.logs.settled()
  }

  async read(wish: Partial<ReadWish> = {}): Promise<RankRecord[]> {
    const reader = await AttemptReader.open(this.logs.of(attempt)!.ranks, { ...all, ...wish })
    const records: RankRecord[] = []
    for (let each = await reader.next(true, 0); each !== undefined; each = await reader.next(true, 0))
      records.push(each)
    return records
  }

  async text(wish: Partial<ReadWish> = {}): Promise<string> {
    return textOf(await this.read(wish))
  }
}

export const textOf = (records: readonly RankRecord[]): string =>
  records.map((record) => (record.kind === 'lines' ? record.text : `[${record.kind}]\n`)).join('')
