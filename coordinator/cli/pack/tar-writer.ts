/**
 * A directory as a POSIX tar archive that is the same for the same content: no times, no owners, entries in a fixed order. Paths
 * and link targets that the old header cannot hold go into an extended (pax) header.
 */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError } from '../io.ts'
import type { Entry } from './collect.ts'

const block = 512
const zeros = Buffer.alloc(block)
const typeFlags = { file: '0', link: '2', dir: '5' } as const
const readBytes = 256 * 1024

const padded = (bytes: number): number => Math.ceil(bytes / block) * block

/** What the archive of these entries will have. */
export function archiveBytes(entries: readonly Entry[]): number {
  let bytes = 2 * block
  for (const entry of entries)
    bytes += Buffer.concat(headersOf(entry)).length + (entry.kind === 'file' ? padded(entry.bytes) : 0)
  return bytes
}

export async function* tarOf(root: string, entries: readonly Entry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield* headersOf(entry)
    if (entry.kind === 'file') yield* contentOf(join(root, entry.path), entry)
  }
  yield Buffer.alloc(2 * block)
}

async function* contentOf(path: string, entry: Entry & { kind: 'file' }): AsyncGenerator<Buffer> {
  const file = await open(path)
  try {
    let left = entry.bytes
    while (left > 0) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(readBytes, left)))
      if (bytesRead === 0) break
      left -= bytesRead
      yield buffer.subarray(0, bytesRead)
    }
    const { size } = await file.stat()
    if (left > 0 || size !== entry.bytes)
      throw new CommandError(`--dir: ${entry.path} changed while it was packed: submit again when it is still`)
  } finally {
    await file.close()
  }
  yield zeros.subarray(0, padded(entry.bytes) - entry.bytes)
}

function headersOf(entry: Entry): Buffer[] {
  const name = entry.kind === 'dir' ? `${entry.path}/` : entry.path
  const target = entry.kind === 'link' ? entry.target : ''
  const mode = entry.kind === 'link' ? 0o777 : entry.mode
  const bytes = entry.kind === 'file' ? entry.bytes : 0
  const own = header(name, target, mode, bytes, typeFlags[entry.kind])
  const extended = record('path', name) + record('linkpath', target)
  if (extended === '') return [own]
  const text = Buffer.from(extended)
  return [header('pax', '', 0o644, text.length, 'x'), text, zeros.subarray(0, padded(text.length) - text.length), own]
}

const fits = (text: string): boolean => Buffer.byteLength(text) <= 100

/** "27 path=…\n": its own length first; '' where the plain header holds it. */
function record(key: string, value: string): string {
  if (fits(value)) return ''
  const body = Buffer.byteLength(` ${key}=${value}\n`)
  let length = body + String(body).length
  if (body + String(length).length !== length) length = body + String(length).length
  return `${length} ${key}=${value}\n`
}

function header(name: string, target: string, mode: number, bytes: number, type: string): Buffer {
  const made = Buffer.alloc(block)
  const put = (at: number, text: string): void => void made.write(text, at)
  const octal = (at: number, digits: number, value: number): void => put(at, value.toString(8).padStart(digits, '0'))
  // a longer one is in the extended header
  put(0, fits(name) ? name : 'pax')
  octal(100, 7, mode)
  octal(108, 7, 0)
  octal(116, 7, 0)
  octal(124, 11, bytes)
  octal(136, 11, 0)
  put(148, ' '.repeat(8))
  put(156, type)
  put(157, fits(target) ? target : 'pax')
  put(257, 'ustar\u000000')
  let sum = 0
  for (const byte of made) sum += byte
  put(148, `${sum.toString(8).padStart(6, '0')}\u0000 `)
  return made
}
