/**
 * A child that hangs outlives its agent. So that the next one neither hangs on the same GPU nor piles up more of them, the child
 * writes in its name (`/proc/<pid>/comm`, at most 15 characters) which GPUs of which library it hangs on: `mw3fa2:28` or, where it
 * is the driver that is locked, `mw3fa2:L8`; the bits are GPUs, in hexadecimal.
 */

export interface Mark {
  readonly gpus: readonly number[]
  /** all calls hang, and the GPU is the one whose call was first */
  readonly locked: boolean
}

/** GPUs beyond do not fit in the name. */
const mostBits = 28

/** FNV-1a, cut to 16 bits: enough to tell libraries of tests apart. */
function hash(text: string): string {
  let sum = 0x811c9dc5
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193) >>> 0
  return (sum & 0xffff).toString(16).padStart(4, '0')
}

export function markOf(library: string, { gpus, locked }: Mark): string {
  const bits = gpus.filter((gpu) => gpu < mostBits).reduce((sum, gpu) => sum | (1 << gpu), 0)
  return `mw${hash(library)}:${locked ? 'L' : ''}${bits.toString(16)}`
}

/** Is it the name of a child, of whatever library, in which something hangs? */
export const isHangMark = (name: string): boolean => /^mw[0-9a-f]{4}:L?[0-9a-f]{1,7}$/.test(name)

/** undefined: no child of this library, or one in which nothing hangs. */
export function readMark(name: string, library: string): Mark | undefined {
  const [prefix, rest] = name.trim().split(':')
  const match = /^(L?)([0-9a-f]{1,7})$/.exec(rest ?? '')
  if (prefix !== `mw${hash(library)}` || match === null) return undefined
  const bits = Number.parseInt(match[2]!, 16)
  const gpus = Array.from({ length: mostBits }, (_, gpu) => gpu).filter((gpu) => (bits & (1 << gpu)) !== 0)
  return gpus.length === 0 ? undefined : { gpus, locked: match[1] === 'L' }
}
