/** Readings of a GPU's load: memory, utilisation, margin, why its clocks are low. */
import { type Call, into, type Next, note, type Target } from './call.ts'
import { isUnsupported, notSupported } from './codes.ts'
import { numberCall } from './number-calls.ts'
import { reasonBits } from './reads.ts'

/** `nvmlMemory_v2_t`: u32 version, then u64 total, reserved, free, used from byte 8. The older one: total, free, used. */
const memoryV2 = { bytes: 40, version: 2 }
/** `nvmlMarginTemperature_v1_t`: u32 version, i32 margin. */
const marginV1 = { bytes: 8, version: 1 }

export const loadCalls = (target: Target): readonly Call[] => [
  memoryCall(target),
  utilisationCall(target),
  marginCall(target),
  reasonsCall(target),
]

function memoryCall(target: Target): Call {
  const { handle, scratch } = target
  const take = (code: number, at: { total: number; free: number; used: number; reserved?: number }): Next => {
    const values = into(target, 'fast')
    note(values, { name: 'gpu-memory-total', zeroIsNone: true }, code, scratch.wide(at.total))
    note(values, { name: 'gpu-memory-used' }, code, scratch.wide(at.used))
    note(values, { name: 'gpu-memory-free' }, code, scratch.wide(at.free))
    const reserved = at.reserved === undefined ? notSupported : code
    note(values, { name: 'gpu-memory-reserved' }, reserved, scratch.wide(at.reserved))
    return undefined
  }
  const older: Call = {
    fn: 'memory',
    args: [handle, scratch.bytes],
    take: (code) => take(code, { total: 0, free: 8, used: 16 }),
  }
  return {
    fn: 'memoryV2',
    args: older.args,
    before: () => scratch.setVersion(memoryV2.bytes, memoryV2.version),
    take: (code) => (isUnsupported(code) ? [older] : take(code, { total: 8, reserved: 16, free: 24, used: 32 })),
  }
}

function utilisationCall(target: Target): Call {
  const { handle, scratch } = target
  const take = (code: number): Next => {
    note(into(target, 'fast'), { name: 'gpu-utilisation' }, code, scratch.uint())
    note(into(target, 'fast'), { name: 'gpu-memory-utilisation' }, code, scratch.uint(4))
    return undefined
  }
  return { fn: 'utilisation', args: [handle, scratch.bytes], take }
}

function marginCall(target: Target): Call {
  const { handle, scratch } = target
  const before = (): void => scratch.setVersion(marginV1.bytes, marginV1.version)
  const take = (code: number): Next =>
    void note(into(target, 'fast'), { name: 'gpu-thermal-margin' }, code, scratch.int(4))
  return { fn: 'margin', args: [handle, scratch.bytes], before, take }
}

function reasonsCall(target: Target): Call {
  const { handle, scratch } = target
  const take = (code: number): Next => {
    const bits = scratch.uint()
    note(into(target, 'fast'), { name: 'gpu-clock-reasons' }, code, bits)
    for (const [name, bit] of reasonBits) note(into(target, 'fast'), { name }, code, (bits & bit) === 0 ? 0 : 1)
    return undefined
  }
  return { fn: 'clockReasons', args: [handle, scratch.bytes], take }
}

/** Encoder and decoder: their second result is how long they were looked at. */
export const videoCalls = (target: Target): readonly Call[] =>
  (['encoder', 'decoder'] as const).map((fn) => ({
    ...numberCall(target, 'slow', fn, [], { name: `gpu-${fn}-utilisation` }),
    args: [target.handle, target.scratch.bytes, target.scratch.second],
  }))
