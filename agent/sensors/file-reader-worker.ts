/**
 * Reads files of /sys and /proc, one after another, in a thread of its own (`file-reader.ts`): a driver may keep a read for a
 * minute or for ever. It says where it is before each file, so that the file that hangs has a name.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { type Answer, type Ask, failed } from './file-wire.ts'

const buffer = Buffer.allocUnsafe(64 * 1024)
const mostBytes = 4 * 1024 * 1024
const at = new Int32Array(workerData as SharedArrayBuffer)

/** The text, or `failed` and the errno's name. Broken drivers answer EAGAIN for ever: no waiting. */
function read(path: string): string {
  let fd: number | undefined
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    let text = ''
    // To the end: /proc gives long files a page at a time.
    for (let count = -1; count !== 0 && text.length < mostBytes; ) {
      count = readSync(fd, buffer, 0, buffer.length, null)
      text += buffer.toString('utf8', 0, count)
    }
    return text
  } catch (error) {
    return `${failed}${(error as NodeJS.ErrnoException).code ?? 'EIO'}`
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

parentPort?.on('message', ({ id, paths }: Ask) => {
  const texts = paths.map((path, index) => {
    Atomics.store(at, 0, index)
    return read(path)
  })
  parentPort?.postMessage({ id, texts } satisfies Answer)
})
