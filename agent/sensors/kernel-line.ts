/** One line of the kernel log, sorted: what every parser of such lines gives, and how devices are named in all of them. */
import type { KernelEventClass } from '../../shared/model/health.ts'

export interface KernelLine {
  readonly class: KernelEventClass
  /** Xid or SXid; 0 for the others, and where the line does not say one */
  readonly code: number
  /** a PCI address (dddd:bb:dd.f), a disk or a network interface; empty when the line names none */
  readonly device: string
  readonly text: string
  readonly details: Readonly<Record<string, string>>
  /** false: the line belongs to the class and tells of no fault (a driver that loads, the history that follows a fault) */
  readonly fault: boolean
}

const maxTextChars = 512

export function line(
  of: KernelEventClass,
  text: string,
  rest: { code?: number; device?: string; details?: Record<string, string | undefined>; fault?: boolean } = {},
): KernelLine {
  const known = Object.entries(rest.details ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return {
    class: of,
    code: rest.code ?? 0,
    device: rest.device ?? '',
    text: text.slice(0, maxTextChars),
    details: Object.fromEntries(known),
    fault: rest.fault ?? true,
  }
}

const address =
  /(?<![0-9a-f]|[0-9a-f]:)(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})(?:\.([0-7]))?(?![\w:]*:[0-9a-f])/i

/** The first PCI address in the text as `dddd:bb:dd.f`; drivers leave out the domain and the function. */
export function pciAddress(text: string): string {
  const match = address.exec(text)
  if (match === null) return ''
  const domain = Number.parseInt(match[1] ?? '0', 16)
    .toString(16)
    .padStart(4, '0')
  return `${domain}:${match[2]}:${match[3]}.${match[4] ?? '0'}`.toLowerCase()
}
