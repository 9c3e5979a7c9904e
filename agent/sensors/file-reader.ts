/**
 * Files of /sys and /proc. What drivers compute (ports, chips) is read by Node's pool of threads: one file of a device at a
 * time, two devices beside each other and others beside those that are slow. A sick driver keeps a read for a minute or for ever: its device is called blocked and is
 * not asked again until the read is back, and some threads are always left for the agent's own files.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { errnoOf, type FileText } from './file-text.ts'
import { KeptFiles, pageBytes, readFlags } from './kept-files.ts'

export interface FilesRead {
  /** in the order of the paths */
  readonly files: readonly FileText[]
  /** the host's clock when the last of them had been read */
  readonly readMs: number
}

/** A device whose reads hang. */
export class DeviceBlocked extends Error {
  readonly sinceMs: number
  constructor(path: string, sinceMs: number) {
    super(`the read of ${path} has not come back`)
    this.sinceMs = sinceMs
  }
}

const wholeBuffer = Buffer.allocUnsafe(64 * 1024)
const mostChars = 4 * 1024 * 1024

function readWhole(path: string): FileText {
  let fd: number | undefined
  try {
    fd = openSync(path, readFlags)
    let text = ''
    // To the end: /proc gives long files a page at a time.
    for (let count = -1; count !== 0 && text.length < mostChars; ) {
      count = readSync(fd, wholeBuffer, 0, wholeBuffer.length, null)
      text += wholeBuffer.toString('utf8', 0, count)
    }
    return { text }
  } catch (error) {
    return errnoOf(error)
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

/** Files that the kernel has at hand in its memory, read at once: they never wait for a device. */
export const readNow = (paths: readonly string[]): FileText[] => paths.map(readWhole)

interface Job {
  readonly device: string
  readonly paths: readonly string[]
  readonly resolve: (read: FilesRead) => void
  readonly reject: (error: Error) => void
  /** where it stands */
  at: number
  /** where it stood at the last look, and at how many looks in a row it stood there */
  lookedAt: number
  looks: number
}

/** Devices that answer at once are read so many beside each other: with more, threads are woken oftener than there is to read. */
const besideEachOther = 2
/** A device that stood at a file for one look of so many is slow: another begins beside it, as long as there are threads. */
const looksToHang = 20

export interface FileReaderOptions {
  readonly nowMs: () => number
  /** devices that are read beside each other at most, those that hang among them */
  readonly width: number
  /** a file that takes so long is one that hangs */
  readonly hangsAfterMs?: number
  /** instead of the kernel */
  readonly readFile?: (path: string, buffer: Buffer) => Promise<FileText>
}

export class FileReader {
  readonly #options: FileReaderOptions
  readonly #waiting: Job[] = []
  readonly #reading = new Set<Job>()
  readonly #hanging = new Map<string, { readonly path: string; readonly sinceMs: number }>()
  readonly #kept = new KeptFiles()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: FileReaderOptions) {
    this.#options = options
  }

  /**
   * The files of one device, one after another, whoever asks. Rejects with `DeviceBlocked` when one of them hangs, and at once while one
   * that was asked for before still does.
   */
  read(device: string, paths: readonly string[]): Promise<FilesRead> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ device, paths, resolve, reject, at: 0, lookedAt: -1, looks: 0 })
      this.#next()
    })
  }

  /** Devices that hang, and since when. */
  blocked(): readonly { readonly device: string; readonly sinceMs: number }[] {
    return [...this.#hanging].map(([device, { sinceMs }]) => ({ device, sinceMs }))
  }

  close(): void {
    this.#closed = true
    this.#kept.close()
    this.#next()
  }

  #next(): void {
    for (let job = this.#due(); job !== undefined; job = this.#due()) {
      this.#waiting.splice(this.#waiting.indexOf(job), 1)
      const refused = this.#refusal(job.device)
      if (refused === undefined) void this.#run(job)
      else job.reject(refused)
    }
    if (this.#reading.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** The first that may begin, or that is refused. */
  #due(): Job | undefined {
    const moving = [...this.#reading].filter(({ looks }) => looks === 0).length
    const room = this.#reading.size + this.#hanging.size < this.#options.width && moving < besideEachOther
    if (!room && !this.#full()) return undefined
    const busy = new Set([...this.#reading].map(({ device }) => device))
    return this.#waiting.find(({ device }) => this.#closed || !busy.has(device))
  }

  #full(): boolean {
    return this.#closed || this.#hanging.size >= this.#options.width
  }

  #refusal(device: string): Error | undefined {
    if (this.#closed) return new Error('the agent is ending')
    const hangs = this.#hanging.get(device)
    if (hangs !== undefined) return new DeviceBlocked(hangs.path, hangs.sinceMs)
    return this.#full() ? new Error(`reads of ${this.#hanging.size} other devices hang: no more are tried`) : undefined
  }

  async #run(job: Job): Promise<void> {
    const { nowMs, readFile } = this.#options
    const buffer = Buffer.allocUnsafe(pageBytes)
    const files: FileText[] = []
    this.#reading.add(job)
    this.#timer ??= setInterval(() => this.#look(), this.#hangsAfterMs / looksToHang).unref()
    this.#kept.check(job.paths)
    for (; job.at < job.paths.length && this.#reading.has(job); job.at++) {
      const path = job.paths[job.at]!
      files.push(await (readFile === undefined ? this.#kept.read(path, buffer) : readFile(path, buffer)))
    }
    // A read that had been given up is back: its device may be asked again.
    if (this.#reading.delete(job)) job.resolve({ files, readMs: nowMs() })
    else this.#hanging.delete(job.device)
    this.#next()
  }

  get #hangsAfterMs(): number {
    return this.#options.hangsAfterMs ?? 2_000
  }

  /**
   * Many slow files are not one that hangs: it must stand at the same file for the whole time. Where it was the agent itself
   * that stood still, there were no looks.
   */
  #look(): void {
    for (const job of [...this.#reading]) {
      job.looks = job.at === job.lookedAt ? job.looks + 1 : 0
      job.lookedAt = job.at
      if (job.looks >= looksToHang) this.#leave(job)
    }
    this.#next()
  }

  #leave(job: Job): void {
    const path = job.paths[job.at] ?? job.device
    const sinceMs = this.#options.nowMs() - this.#hangsAfterMs
    this.#reading.delete(job)
    this.#hanging.set(job.device, { path, sinceMs })
    job.reject(new DeviceBlocked(path, sinceMs))
  }
}
