/**
 * Files of /sys and /proc. What drivers compute (ports, chips) is read by Node's pool of threads: one file of a device at a
 * time, devices beside each other. A sick driver keeps a read for a minute or for ever: its device is called blocked and is
 * not asked again until the read is back, and some threads are always left for the agent's own files.
 */
import { closeSync, constants, openSync, read as readAt, readSync } from 'node:fs'

/** What a file said, or why it could not be read. */
export type FileText = { readonly text: string } | { readonly errno: string }

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

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is there no more',
  ENODEV: 'the device is gone',
  ENXIO: 'the device is gone',
  EAGAIN: 'the driver has nothing to say now (EAGAIN)',
  EINVAL: 'the driver refuses to read it (EINVAL)',
  ENODATA: 'the driver has no data (ENODATA)',
  EIO: 'the driver could not read it (EIO)',
}
export const errnoWords = (errno: string): string => words[errno] ?? errno

const errnoOf = (error: unknown): FileText => ({ errno: (error as NodeJS.ErrnoException).code ?? 'EIO' })
/** Broken drivers answer EAGAIN for ever: no waiting for them. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK

const wholeBuffer = Buffer.allocUnsafe(64 * 1024)
const mostChars = 4 * 1024 * 1024

function readWhole(path: string): FileText {
  let fd: number | undefined
  try {
    fd = openSync(path, flags)
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

/** An attribute of /sys is at most a page, and one read is all of it. */
const pageBytes = 4096

function readAttribute(path: string, buffer: Buffer): Promise<FileText> {
  return new Promise((resolve) => {
    let fd: number
    try {
      fd = openSync(path, flags)
    } catch (error) {
      return resolve(errnoOf(error))
    }
    readAt(fd, buffer, 0, pageBytes, 0, (error, count) => {
      closeSync(fd)
      resolve(error === null ? { text: buffer.toString('utf8', 0, count) } : errnoOf(error))
    })
  })
}

interface Job {
  readonly device: string
  readonly paths: readonly string[]
  readonly resolve: (read: FilesRead) => void
  readonly reject: (error: Error) => void
  /** where it stands */
  at: number
  timer: NodeJS.Timeout | undefined
}

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
      this.#waiting.push({ device, paths, resolve, reject, at: 0, timer: undefined })
      this.#next()
    })
  }

  /** Devices that hang, and since when. */
  blocked(): readonly { readonly device: string; readonly sinceMs: number }[] {
    return [...this.#hanging].map(([device, { sinceMs }]) => ({ device, sinceMs }))
  }

  close(): void {
    this.#closed = true
    for (const { timer } of this.#reading) clearTimeout(timer)
    this.#next()
  }

  #next(): void {
    for (let job = this.#due(); job !== undefined; job = this.#due()) {
      this.#waiting.splice(this.#waiting.indexOf(job), 1)
      const refused = this.#refusal(job.device)
      if (refused === undefined) void this.#run(job)
      else job.reject(refused)
    }
  }

  /** The first that may begin, or that is refused. */
  #due(): Job | undefined {
    const room = this.#reading.size + this.#hanging.size < this.#options.width
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
    const { nowMs, readFile = readAttribute } = this.#options
    const buffer = Buffer.allocUnsafe(pageBytes)
    const files: FileText[] = []
    this.#reading.add(job)
    this.#watch(job, -1)
    for (; job.at < job.paths.length && this.#reading.has(job); job.at++)
      files.push(await readFile(job.paths[job.at]!, buffer))
    clearTimeout(job.timer)
    // A read that had been given up is back: its device may be asked again.
    if (this.#reading.delete(job)) job.resolve({ files, readMs: nowMs() })
    else this.#hanging.delete(job.device)
    this.#next()
  }

  /** Many slow files are not one that hangs: it must stand at the same file for the whole time. */
  #watch(job: Job, before: number): void {
    const here = job.at
    if (here === before) return this.#leave(job)
    // Where it was the agent itself that stood still, the read has come back meanwhile and is only to be heard: first that.
    const heard = (): void => {
      if (this.#reading.has(job)) this.#watch(job, here)
    }
    job.timer = setTimeout(() => setImmediate(heard), this.#options.hangsAfterMs ?? 2_000).unref()
  }

  #leave(job: Job): void {
    const path = job.paths[job.at] ?? job.device
    const sinceMs = this.#options.nowMs() - (this.#options.hangsAfterMs ?? 2_000)
    this.#reading.delete(job)
    this.#hanging.set(job.device, { path, sinceMs })
    job.reject(new DeviceBlocked(path, sinceMs))
    this.#next()
  }
}
