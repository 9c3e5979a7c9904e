/** Records of the kernel log as its two sources give them. Pure. */

export interface KernelRecord {
  /** where reading goes on after it: a sequence number of /dev/kmsg, or a cursor of the journal */
  readonly place: string
  /** since boot, or by the wall clock where the source has only that */
  readonly atMs: number
  /** one line or several */
  readonly text: string
  /** the device that the kernel itself names: `+pci:0000:3b:00.0`; empty when none */
  readonly device: string
  /** it goes on the line of the record before */
  readonly continues: boolean
}

/** The kernel writes what is no printable ASCII as \xNN: bytes of UTF-8, and the newline of a message of several lines. */
function unescaped(text: string): string {
  if (!text.includes('\\x')) return text
  const bytes = text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** `6,1234,98765432,-;text`, then lines ` KEY=value`. Undefined for what is no record. */
export function parseKmsg(raw: string): KernelRecord | undefined {
  const match = /^\d+,(\d+),(\d+),([^,;]*)[^;]*;(.*)$/m.exec(raw)
  if (match === null) return undefined
  const [, place = '', us = '', flags = '', text = ''] = match
  const device = /^ DEVICE=(.*)$/m.exec(raw)?.[1] ?? ''
  return { place, atMs: Number(us) / 1_000, text: unescaped(text), device, continues: flags.includes('+') }
}

/** A line of `journalctl -o json`. A message that is no UTF-8 is a list of bytes there. */
export function parseJournal(raw: string): KernelRecord | undefined {
  try {
    const entry = JSON.parse(raw) as Readonly<Record<string, unknown>>
    const { MESSAGE: message, __CURSOR: place, __REALTIME_TIMESTAMP: us } = entry
    const text = Array.isArray(message) ? Buffer.from(message as number[]).toString('utf8') : message
    if (typeof text !== 'string' || typeof place !== 'string') return undefined
    const device = typeof entry._KERNEL_DEVICE === 'string' ? entry._KERNEL_DEVICE : ''
    return { place, atMs: Number(us) / 1_000, text, device, continues: false }
  } catch {
    return undefined
  }
}
