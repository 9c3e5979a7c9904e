/**
 * Register maps: what the registers of a device mean, as data (JSON; agent/sensors/COLLECTORS.md has the format). Here they are
 * checked, cut into reads, and turned into rows. Pure.
 */
import { limits } from '../../shared/limits.ts'
import { type SignalName, signalDef, signals } from '../../shared/model/signals.ts'
import {
  type Check,
  describeFault,
  type Fault,
  fault,
  guess,
  list,
  may,
  name,
  need,
  number,
  oneOf,
  type Segment,
  shape,
  shortText,
  show,
  text,
  variant,
  whole,
} from '../../shared/model/validation.ts'

interface Target {
  readonly address: number
  readonly signal: SignalName
  readonly device: string
  readonly side?: 'primary' | 'secondary'
}
export interface Bit {
  readonly address: number
  readonly bit: number
}
export interface NumberRegister extends Target {
  readonly type: 'u16' | 's16' | 'u32' | 's32' | 'float'
  /** of two registers the first is the high one, unless `low-first` */
  readonly order?: 'high-first' | 'low-first'
  readonly scale?: number
  /** what it can be at most and at least: beyond, the sensor is broken */
  readonly min?: number
  readonly max?: number
  /** set while the device itself calls this sensor faulted */
  readonly faultBit?: Bit
}
/** The first of `bits` that is set says the state, else `otherwise`. */
export interface BitsRegister extends Target {
  readonly type: 'bits'
  readonly bits: readonly { readonly bit: number; readonly state: string }[]
  readonly otherwise: string
}
/** A whole register that stands for a state. */
export interface StateRegister extends Target {
  readonly type: 'state'
  readonly states: readonly { readonly value: number; readonly state: string }[]
  /** any other value; without it that is a gap */
  readonly otherwise?: string
}
/** ASCII, two characters a register; or one number told as it is. */
export interface TextRegister extends Target {
  readonly type: 'text' | 'raw'
  readonly length?: number
}
export type Register = NumberRegister | BitsRegister | StateRegister | TextRegister

export interface RegisterMap {
  readonly name: string
  readonly about: string
  readonly table: 'holding' | 'input'
  /** of a device that has always the same; else 1 */
  readonly unitId?: number
  readonly registers: readonly Register[]
}

const hex = /^0x[0-9a-fA-F]{1,4}$/
const addressCheck: Check = {
  what: 'a register\'s address: a whole number from 0 to 65535, or a text like "0x9000"',
  schema: {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: 65_535 },
      { type: 'string', pattern: hex.source },
    ],
  },
  run(value, at, faults) {
    const good =
      typeof value === 'string'
        ? hex.test(value)
        : Number.isInteger(value) && Number(value) <= 65_535 && Number(value) >= 0
    if (!good) faults.push(fault(at, `must be ${this.what}; got ${show(value)}`))
  },
}
const signalCheck: Check = {
  what: 'the name of a signal (shared/model/signals/)',
  schema: { type: 'string' },
  run(value, at, faults) {
    if (typeof value === 'string' && Object.hasOwn(signals, value)) return
    const near = typeof value === 'string' ? guess(value, Object.keys(signals), '; ') : ''
    faults.push(fault(at, `must be ${this.what}; got ${show(value)}${near}`))
  },
}

const bit = whole(0, 15)
const target = {
  address: need(addressCheck),
  type: need(shortText),
  signal: need(signalCheck),
  device: need(text('what the part is called', 128)),
  side: may(oneOf(['primary', 'secondary'])),
  // For people who read the map.
  comment: may(text('a text')),
}

function signalOf(value: Record<string, unknown>): ReturnType<typeof signalDef> {
  return signalDef(String(value.signal))
}
type Also = (value: Record<string, unknown>, at: readonly Segment[], faults: Fault[]) => void
const numeric: Also = (value, at, faults) => {
  const kind = signalOf(value)?.kind
  if (kind === 'gauge' || kind === 'counter') return
  faults.push(
    fault([...at, 'signal'], `is a ${kind} signal: a register of type ${value.type} needs one that is a number`),
  )
}
const worded: Also = (value, at, faults) => {
  const def = signalOf(value)
  if (def?.states === undefined)
    return void faults.push(
      fault([...at, 'signal'], `is a ${def?.kind} signal: ${value.type} needs one that has states`),
    )
  const told = [
    ...((value.bits ?? value.states ?? []) as { state: string }[]).map(({ state }) => state),
    value.otherwise,
  ]
  for (const state of told) {
    if (state === undefined || def.states.includes(String(state))) continue
    faults.push(fault(at, `: ${show(state)} is no state of ${value.signal}: use ${def.states.join(', ')}`))
  }
}
const textual: Also = (value, at, faults) => {
  if (signalOf(value)?.kind === 'text') return
  faults.push(fault([...at, 'signal'], `is a ${signalOf(value)?.kind} signal: ${value.type} needs a text one`))
}

const anyNumber = number(-1e12, 1e12)
const numberShape = shape(
  {
    ...target,
    order: may(oneOf(['high-first', 'low-first'])),
    scale: may(anyNumber),
    min: may(anyNumber),
    max: may(anyNumber),
    faultBit: may(shape({ address: need(addressCheck), bit: need(bit) })),
  },
  numeric,
)
const bitsShape = shape(
  {
    ...target,
    bits: need(list(shape({ bit: need(bit), state: need(shortText), comment: may(text('a text')) }), 1, 16)),
    otherwise: need(shortText),
  },
  worded,
)
const stateShape = shape(
  {
    ...target,
    states: need(list(shape({ value: need(whole(0, 65_535)), state: need(shortText) }), 1, 64)),
    otherwise: may(shortText),
  },
  worded,
)
const textShape = shape({ ...target, length: may(whole(1, 64)) }, textual)
const mapShape = shape({
  name: need(name(64)),
  about: need(text('a text', 4_096)),
  table: need(oneOf(['holding', 'input'])),
  unitId: may(whole(0, 255)),
  registers: need(
    list(
      variant('type', {
        u16: numberShape,
        s16: numberShape,
        u32: numberShape,
        s32: numberShape,
        float: numberShape,
        bits: bitsShape,
        state: stateShape,
        text: textShape,
        raw: textShape,
      }),
      1,
      limits.modbusRegisters,
    ),
  ),
})

/** A map as it came from JSON, or why it is none. */
export function readMap(found: unknown): RegisterMap | { readonly faults: readonly string[] } {
  const faults: Fault[] = []
  mapShape.run(found, [], faults)
  if (faults.length > 0) return { faults: faults.slice(0, 8).map(describeFault) }
  const { registers, ...rest } = found as RegisterMap
  return { ...rest, registers: registers.map(withAddress) }
}

function withAddress(register: Register): Register {
  const own = { ...register, address: Number(register.address) }
  if (!('faultBit' in own) || own.faultBit === undefined) return own
  return { ...own, faultBit: { ...own.faultBit, address: Number(own.faultBit.address) } }
}
