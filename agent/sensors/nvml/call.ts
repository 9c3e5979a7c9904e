/** One call of NVML about one GPU, the bytes it writes to, and how what it gives becomes a value. */
import { isBlank, notSupported } from './codes.ts'
import type { Fn } from './library.ts'
import type { Group, LinkValues, Mig, Values } from './lines.ts'
import type { Quantity } from './reads.ts'

/** What is to be called next, before the rest. */
export type Next = readonly Call[] | undefined

export interface Call {
  readonly fn: Fn
  readonly args: readonly unknown[]
  /** writes what the call expects to find in its bytes */
  readonly before?: () => void
  /** given what NVML answered */
  readonly take: (code: number) => Next
}

/** What one round of a GPU has found so far. */
export interface Found {
  readonly groups: Partial<Record<Group, Values>>
  links?: readonly LinkValues[]
  mig?: Mig
}

/** The GPU that calls are about, and where what they find goes. */
export interface Target {
  readonly handle: bigint
  readonly scratch: Scratch
  found: Found
}

export const into = ({ found }: Target, group: Group): Values => found.groups[group]!

/** Where the second result of a call goes. */
const secondAt = 128

/** Bytes for what small calls give. A GPU has one call at a time, so it needs one scratch. */
export class Scratch {
  readonly bytes = new Uint8Array(256)
  readonly second = this.bytes.subarray(secondAt)
  readonly #view = new DataView(this.bytes.buffer)

  uint(at = 0): number {
    return this.#view.getUint32(at, true)
  }
  int(at: number): number {
    return this.#view.getInt32(at, true)
  }
  secondUint(): number {
    return this.uint(secondAt)
  }
  wide(at = 0): number {
    return this.uint(at + 4) * 2 ** 32 + this.uint(at)
  }
  pointer(): bigint {
    return this.#view.getBigUint64(0, true)
  }
  text(at = 0): string {
    const end = this.bytes.indexOf(0, at)
    return Buffer.from(this.bytes.subarray(at, end < 0 ? undefined : end)).toString('utf8')
  }
  setUint(value: number): void {
    this.#view.setUint32(0, value, true)
  }
  /** `NVML_STRUCT_VERSION`: size and version of the struct that the call is to fill. */
  setVersion(bytes: number, version: number): void {
    this.bytes.fill(0)
    this.setUint(bytes | (version << 24))
  }
}

/** Long enough for every name, serial number and address of NVML. */
export const textBytes = 96

/** Notes a value in its signal's unit, or why there is none. */
export function note(values: Values, { name, scale, zeroIsNone }: Quantity, code: number, value: number): void {
  delete values.codes[name]
  if (code !== 0) values.codes[name] = code
  else if (isBlank(value) || (value === 0 && zeroIsNone === true)) values.codes[name] = notSupported
  else values.values[name] = scale === undefined ? value : rounded(value * scale)
}

/** Products such as 301517 × 0.001 have digits that the source does not have; none has more than six behind the point. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6
