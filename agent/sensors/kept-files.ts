/**
 * Attributes of devices, read at their start through descriptors that stay open: to open and to close a file costs more than
 * to read it. A descriptor of /sys reads its own device for as long as that is there (ENODEV afterwards); that the path
 * still means that device is asked before each round.
 */
import { closeSync, constants, fstatSync, openSync, read, statSync } from 'node:fs'
import { errnoOf, type FileText } from './file-text.ts'

/** Broken drivers answer EAGAIN for ever: no waiting for them. */
export const readFlags = constants.O_RDONLY | constants.O_NONBLOCK

/** An attribute of /sys is at most a page, and one read is all of it. */
export const pageBytes = 4096

/** 8 ports, 8 interfaces and 300 sensors of chips are 900 files; those beyond are opened for each read */
const mostKept = 1_024

interface Open {
  readonly fd: number
  /** which file it is, whatever its path means later */
  readonly device: number
  readonly inode: number
}

function open(path: string): Open {
  const fd = openSync(path, readFlags)
  const { dev, ino } = fstatSync(fd)
  return { fd, device: dev, inode: ino }
}

function isStill(path: string, { device, inode }: Open): boolean {
  try {
    const now = statSync(path)
    return now.ino === inode && now.dev === device
  } catch {
    return false
  }
}

export class KeptFiles {
  /** those that no thread reads now */
  readonly #kept = new Map<string, Open>()
  readonly #readAt: typeof read
  #closed = false

  /** `readAt`: instead of the kernel */
  constructor(readAt: typeof read = read) {
    this.#readAt = readAt
  }

  /**
   * Before the files of one device are read: where another stands at its path (a driver loaded again, cards that changed
   * names), all of them are opened anew. No driver is asked.
   */
  check(paths: readonly string[]): void {
    const known = paths.find((path) => this.#kept.has(path))
    if (known === undefined || isStill(known, this.#kept.get(known)!)) return
    for (const path of paths) this.#drop(path)
  }

  /** Never rejects. */
  read(path: string, buffer: Buffer): Promise<FileText> {
    return new Promise((resolve) => this.#read(path, buffer, resolve))
  }

  /** Those that are being read are closed when they are back. */
  close(): void {
    this.#closed = true
    for (const path of [...this.#kept.keys()]) this.#drop(path)
  }

  #read(path: string, buffer: Buffer, done: (file: FileText) => void): void {
    const kept = this.#kept.get(path)
    let file: Open
    try {
      file = kept ?? open(path)
    } catch (error) {
      return done(errnoOf(error))
    }
    this.#kept.delete(path)
    this.#readAt(file.fd, buffer, 0, pageBytes, 0, (error, count) => {
      if (error === null) {
        this.#keep(path, file)
        return done({ text: buffer.toString('utf8', 0, count) })
      }
      closeSync(file.fd)
      // Its device is gone; another may be there in its place.
      if (kept !== undefined && error.code === 'ENODEV') this.#read(path, buffer, done)
      else done(errnoOf(error))
    })
  }

  #keep(path: string, file: Open): void {
    if (this.#closed || this.#kept.size >= mostKept || this.#kept.has(path)) closeSync(file.fd)
    else this.#kept.set(path, file)
  }

  #drop(path: string): void {
    const file = this.#kept.get(path)
    if (file === undefined) return
    this.#kept.delete(path)
    closeSync(file.fd)
  }
}
