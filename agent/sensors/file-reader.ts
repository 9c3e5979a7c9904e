/**
 * Files of /sys and /proc, read outside the agent's own thread and outside the threads that Node reads other files with: a
 * sick driver can hold a read for ever, and neither may wait for it. One worker thread reads for everybody. When a read does
 * not come back, its thread is left with it, the device is called blocked, and another thread goes on with the others.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type Answer, type Ask, failed } from './file-wire.ts'

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

interface Waiting {
  readonly device: string
  readonly paths: readonly string[]
  readonly resolve: (read: FilesRead) => void
  readonly reject: (error: Error) => void
}
interface Thread {
  readonly worker: Worker
  readonly at: Int32Array
  /** what it reads now */
  busy: { readonly id: number; readonly waiting: Waiting; readonly sinceMs: number } | undefined
}

/** the thread has not come to the first file */
const notBegun = -1
/** more threads than that with a read that hangs: the host is past reading more */
const mostHanging = 8

function workerFile(url: string = import.meta.url): URL {
  const file = url.endsWith('.mjs') ? './sensors/file-reader-worker.mjs' : './file-reader-worker.ts'
  const found = new URL(file, url)
  if (!existsSync(found)) throw new Error(`${fileURLToPath(found)} is missing: the installation is damaged`)
  return found
}

export interface FileReaderOptions {
  readonly nowMs: () => number
  /** a file that takes so long is one that hangs */
  readonly hangsAfterMs?: number
  /** another program for the thread (tests) */
  readonly worker?: URL
}

export class FileReader {
  readonly #options: FileReaderOptions
  readonly #queue: Waiting[] = []
  /** by device: threads that hang in one of its files */
  readonly #hanging = new Map<string, { readonly path: string; readonly sinceMs: number; readonly thread: Thread }>()
  #thread: Thread | undefined
  #timer: NodeJS.Timeout | undefined
  #id = 0
  #closed = false

  constructor(options: FileReaderOptions) {
    this.#options = options
  }

  /**
   * The files of one device, in order. Rejects with `DeviceBlocked` when one of them hangs, and at once while one that
   * was asked for before still does.
   */
  read(device: string, paths: readonly string[]): Promise<FilesRead> {
    const hangs = this.#hanging.get(device)
    if (hangs !== undefined) return Promise.reject(new DeviceBlocked(hangs.path, hangs.sinceMs))
    if (this.#closed) return Promise.reject(new Error('the agent is ending'))
    if (this.#hanging.size >= mostHanging)
      return Promise.reject(new Error(`reads of ${mostHanging} other devices hang: no more are tried`))
    return new Promise((resolve, reject) => {
      this.#queue.push({ device, paths, resolve, reject })
      this.#next()
    })
  }

  /** Devices that hang, and since when. */
  blocked(): readonly { readonly device: string; readonly sinceMs: number }[] {
    return [...this.#hanging].map(([device, { sinceMs }]) => ({ device, sinceMs }))
  }

  /** Ends the threads; one that hangs in the kernel ends when the kernel lets go of it. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const thread of [this.#thread, ...[...this.#hanging.values()].map((one) => one.thread)])
      void thread?.worker.terminate()
    const error = new Error('the agent is ending')
    for (const { reject } of [...this.#queue.splice(0), ...(this.#thread?.busy ? [this.#thread.busy.waiting] : [])])
      reject(error)
  }

  #next(): void {
    this.#thread ??= this.#start()
    const thread = this.#thread
    if (thread.busy !== undefined || this.#closed) return
    const waiting = this.#queue.shift()
    if (waiting === undefined) return
    const id = ++this.#id
    thread.busy = { id, waiting, sinceMs: this.#options.nowMs() }
    Atomics.store(thread.at, 0, notBegun)
    thread.worker.postMessage({ id, paths: waiting.paths } satisfies Ask)
    this.#watch(thread, id, notBegun)
  }

  /** Many slow files are not one that hangs, nor is a thread that starts: it must stand at the same file for the whole time. */
  #watch(thread: Thread, id: number, before: number): void {
    this.#timer = setTimeout(() => {
      if (thread.busy?.id !== id) return
      const here = Atomics.load(thread.at, 0)
      if (here === before && here !== notBegun) this.#leave(thread)
      else this.#watch(thread, id, here)
    }, this.#options.hangsAfterMs ?? 2_000).unref()
  }

  #start(): Thread {
    const shared = new SharedArrayBuffer(4)
    const worker = new Worker(this.#options.worker ?? workerFile(), {
      workerData: shared,
      // What the agent was started with is not for this thread.
      execArgv: [],
      // It holds texts of files for a moment, nothing else.
      resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2 },
    })
    const thread: Thread = { worker, at: new Int32Array(shared), busy: undefined }
    worker.unref()
    worker.on('message', (answer: Answer) => this.#answered(thread, answer))
    worker.on('error', (error) => this.#died(thread, error))
    return thread
  }

  #answered(thread: Thread, { id, texts }: Answer): void {
    const { busy } = thread
    if (busy?.id !== id) return
    thread.busy = undefined
    if (thread !== this.#thread) return this.#back(thread, busy.waiting.device)
    clearTimeout(this.#timer)
    const files = texts.map((text) => (text.startsWith(failed) ? { errno: text.slice(1) } : { text }))
    busy.waiting.resolve({ files, readMs: this.#options.nowMs() })
    this.#next()
  }

  /** A thread that had been left comes back: its device may be read again. */
  #back(thread: Thread, device: string): void {
    this.#hanging.delete(device)
    void thread.worker.terminate()
  }

  #leave(thread: Thread): void {
    const { busy } = thread
    if (busy === undefined || thread !== this.#thread) return
    const { waiting, sinceMs } = busy
    const path = waiting.paths[Atomics.load(thread.at, 0)] ?? waiting.device
    this.#hanging.set(waiting.device, { path, sinceMs, thread })
    this.#thread = undefined
    waiting.reject(new DeviceBlocked(path, sinceMs))
    // What waited for the same device meanwhile would hang beside it.
    for (const other of this.#queue.filter(({ device }) => device === waiting.device)) {
      this.#queue.splice(this.#queue.indexOf(other), 1)
      other.reject(new DeviceBlocked(path, sinceMs))
    }
    if (this.#queue.length > 0) this.#next()
  }

  #died(thread: Thread, error: Error): void {
    const { busy } = thread
    thread.busy = undefined
    if (thread !== this.#thread) {
      if (busy !== undefined) this.#hanging.delete(busy.waiting.device)
      return
    }
    clearTimeout(this.#timer)
    this.#thread = undefined
    busy?.waiting.reject(new Error(`the thread that reads files ended: ${error.message}`))
    if (this.#queue.length > 0 && !this.#closed) this.#next()
  }
}
