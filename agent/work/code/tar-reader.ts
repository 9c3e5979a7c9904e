/** Reads a tar archive entry by entry. Pure but for the reads it is handed; bounds on entries, names and bytes are its own. */
import { limits } from '../../../shared/limits.ts'

const block = 512

export type TarEntry =
  /** `at`: where its content begins in the archive */
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly at: number; readonly bytes: number }
  | { readonly kind: 'dir'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }

/** So many bytes from there; fewer at the end. */
export type ReadAt = (at: number, bytes: number) => Promise<Buffer>

/** Throws with what is wrong with the archive. */
export async function* tarEntries(readAt: ReadAt): AsyncGenerator<TarEntry> {
  let at = 0
  let extended: Readonly<Record<string, string>> = {}
  for (let entries = 0; ; entries++) {
    // each may have a header of its own before it
    if (entries > 2 * limits.codeEntries) throw new Error(`it has more than ${limits.codeEntries} entries`)
    const header = await readAt(at, block)
    if (header.length < block) throw new Error('it ends in the middle')
    if (header.every((byte) => byte === 0)) return
    checkSum(header)
    const type = String.fromCharCode(header[156] as number)
    const bytes = octal(header, 124, 12)
    const content = at + block
    at = content + Math.ceil(bytes / block) * block
    if (type === 'x') {
      if (bytes > 4 * limits.codePathBytes) throw new Error('an extended header is too long')
      extended = recordsOf(await readAt(content, bytes))
      continue
    }
    // of the archive as a whole: comments and the like
    if (type === 'g') continue
    yield entryOf(header, type, bytes, content, extended)
    extended = {}
  }
}

function entryOf(
  header: Buffer,
  type: string,
  bytes: number,
  at: number,
  extended: Readonly<Record<string, string>>,
): TarEntry {
  const prefix = text(header, 345, 155)
  const name = text(header, 0, 100)
  const path = extended.path ?? (prefix === '' ? name : `${prefix}/${name}`)
  // not what may give rights: set-user-id and the like
  const mode = octal(header, 100, 8) & 0o777
  if (type === '0' || type === '\0' || type === '7') return { kind: 'file', path, mode, at, bytes }
  if (type === '5') return { kind: 'dir', path: path.replace(/\/+$/, ''), mode }
  if (type === '2') return { kind: 'link', path, target: extended.linkpath ?? text(header, 157, 100) }
  throw new Error(`'${path}' is neither file, directory nor symbolic link (type '${type}')`)
}

function checkSum(header: Buffer): void {
  let sum = 0
  for (const [i, byte] of header.entries()) sum += i >= 148 && i < 156 ? 0x20 : byte
  if (sum !== octal(header, 148, 8)) throw new Error('a header is damaged')
}

function text(header: Buffer, at: number, length: number): string {
  const field = header.subarray(at, at + length)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? length : end).toString('utf8')
}

function octal(header: Buffer, at: number, length: number): number {
  const digits = text(header, at, length).trim()
  if (!/^[0-7]*$/.test(digits)) throw new Error('a number in a header is not octal')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

/** "27 path=…\n" and so on. */
function recordsOf(content: Buffer): Record<string, string> {
  const records: Record<string, string> = {}
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at)
    const length = Number(content.subarray(at, space).toString())
    if (space < 0 || !Number.isInteger(length) || length <= space - at || at + length > content.length)
      throw new Error('an extended header is damaged')
    const [key = '', ...value] = content
      .subarray(space + 1, at + length - 1)
      .toString('utf8')
      .split('=')
    records[key] = value.join('=')
    at += length
  }
  return records
}
