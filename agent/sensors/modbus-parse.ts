/** Cuts a register map into reads, and turns what was read into rows. Pure. */
import type { Reading } from '../../shared/model/reading.ts'
import { numberReading, type Row } from './collector-rows.ts'
import type { BitsRegister, NumberRegister, Register, RegisterMap, StateRegister } from './modbus-map.ts'
import { gap, value } from './sensor.ts'

export interface Block {
  readonly start: number
  readonly count: number
}

/** The protocol carries 125 registers a read; many serial gateways lose more than half of that. */
const registersPerRead = 60

function lengthOf(register: Register): number {
  if (register.type === 'u32' || register.type === 's32' || register.type === 'float') return 2
  return register.type === 'text' ? (register.length ?? 1) : 1
}

/** Only registers that follow on each other are read together: a device refuses a read that touches one it has not. */
export function blocksOf(map: RegisterMap): Block[] {
  const wanted = new Set<number>()
  for (const register of map.registers) {
    for (let i = 0; i < lengthOf(register); i++) wanted.add(register.address + i)
    if ('faultBit' in register && register.faultBit !== undefined) wanted.add(register.faultBit.address)
  }
  const blocks: Block[] = []
  for (const address of [...wanted].sort((a, b) => a - b)) {
    const last = blocks.at(-1)
    if (last !== undefined && last.start + last.count === address && last.count < registersPerRead)
      blocks[blocks.length - 1] = { start: last.start, count: last.count + 1 }
    else blocks.push({ start: address, count: 1 })
  }
  return blocks
}

/** A register's 16 bits, or why they could not be read. */
export type Words = (address: number) => number | string

export function rowsOf(map: RegisterMap, words: Words, nowMs: number): Row[] {
  return map.registers.map((register) => {
    const { signal, device, side } = register
    const reading = readingOf(register, words, nowMs)
    return { name: signal, device, reading, ...(side === undefined ? {} : { side }) }
  })
}

function readingOf(register: Register, words: Words, nowMs: number): Reading {
  const found: number[] = []
  for (let i = 0; i < lengthOf(register); i++) {
    const word = words(register.address + i)
    if (typeof word === 'string') return gap(word, nowMs)
    found.push(word)
  }
  const [first = 0] = found
  switch (register.type) {
    case 'bits':
      return value(stateOfBits(register, first), nowMs)
    case 'state':
      return stateOfWord(register, first, nowMs)
    case 'raw':
      return value(String(first), nowMs)
    case 'text':
      return value(ascii(found), nowMs)
    default:
      return numberOf(register, found, words, nowMs)
  }
}

function stateOfBits({ bits, otherwise }: BitsRegister, word: number): string {
  return bits.find(({ bit }) => (word & (1 << bit)) !== 0)?.state ?? otherwise
}

function stateOfWord({ states, otherwise }: StateRegister, word: number, nowMs: number): Reading {
  const state = states.find((each) => each.value === word)?.state ?? otherwise
  if (state !== undefined) return value(state, nowMs)
  return gap(`the register holds ${word}: known are ${states.map((each) => each.value).join(', ')}`, nowMs)
}

const ascii = (found: readonly number[]): string =>
  found
    .flatMap((word) => [word >> 8, word & 0xff])
    .map((code) => (code >= 32 && code < 127 ? String.fromCharCode(code) : ' '))
    .join('')
    .trim()

function numberOf(register: NumberRegister, found: readonly number[], words: Words, nowMs: number): Reading {
  const { faultBit, signal, scale = 1, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = register
  if (faultBit !== undefined) {
    const flags = words(faultBit.address)
    if (typeof flags === 'string') return gap(`whether its sensor is faulted could not be read: ${flags}`, nowMs)
    if ((flags & (1 << faultBit.bit)) !== 0) return gap('the device calls this sensor faulted', nowMs)
  }
  const number = decoded(register, found) * scale
  const shown = Math.round(number * 1000) / 1000
  if (!(number >= min && number <= max))
    return gap(`reads ${shown}, which is outside of ${min} to ${max}: no sensor there, or a broken one`, nowMs)
  return numberReading(signal, number, nowMs)
}

function decoded({ type, order }: NumberRegister, found: readonly number[]): number {
  const bytes = new DataView(new ArrayBuffer(4))
  const [high = 0, low = 0] = order === 'low-first' ? [...found].reverse() : found
  bytes.setUint16(0, high)
  bytes.setUint16(2, low)
  if (type === 'u16') return high
  if (type === 's16') return bytes.getInt16(0)
  if (type === 'u32') return bytes.getUint32(0)
  return type === 's32' ? bytes.getInt32(0) : bytes.getFloat32(0)
}
