/** What a GPU is, and which processes compute on it. */
import type { SignalName } from '../../../shared/model/signals.ts'
import { pciAddress } from '../pci-address.ts'
import { type Call, into, type Next, note, type Target, textBytes } from './call.ts'
import { insufficientSize, isBlank, notSupported } from './codes.ts'
import type { Fn } from './library.ts'

export const identityCalls = (target: Target, driver: string): readonly Call[] => [
  textCall(target, 'name', 'gpu-name'),
  textCall(target, 'serial', 'gpu-serial'),
  textCall(target, 'vbios', 'gpu-vbios'),
  pciCall(target, driver),
  processesCall(target),
]

function noteText(target: Target, name: SignalName, code: number, text: string): void {
  const values = into(target, 'rare')
  if (code !== 0) values.codes[name] = code
  else if (text === '') values.codes[name] = notSupported
  else values.values[name] = text
}

function textCall(target: Target, fn: Fn, name: SignalName): Call {
  const { handle, scratch } = target
  const take = (code: number): Next => void noteText(target, name, code, scratch.text())
  return { fn, args: [handle, scratch.bytes, textBytes], take }
}

/** `nvmlPciInfo_t`: the long bus id begins after the short one (16 bytes) and five numbers. */
const longBusIdAt = 16 + 5 * 4

function pciCall(target: Target, driver: string): Call {
  const { handle, scratch } = target
  const take = (code: number): Next => {
    noteText(target, 'gpu-pci-address', code, pciAddress(scratch.text(longBusIdAt)))
    noteText(target, 'gpu-driver', 0, driver)
    return undefined
  }
  return { fn: 'pci', args: [handle, scratch.bytes], take }
}

/** `nvmlProcessInfo_t`: u32 pid, u64 used memory at 8, two u32 of MIG. */
const processBytes = 24
const memoryAt = 8
/** More processes than this on one GPU are counted, but their memory is not added up. */
const mostProcesses = 4096

function processesCall(target: Target): Call {
  const { handle, scratch } = target
  let room = 32
  let list = new DataView(new ArrayBuffer(room * processBytes))
  const memory = (count: number): number => {
    let sum = 0
    for (let i = 0; i < count; i++) {
      const at = i * processBytes + memoryAt
      const used = list.getUint32(at + 4, true) * 2 ** 32 + list.getUint32(at, true)
      // In MIG mode, and for some drivers, nobody knows.
      if (isBlank(used)) return Number.POSITIVE_INFINITY
      sum += used
    }
    return sum
  }
  const take = (code: number): Next => {
    const count = scratch.uint()
    if (code === insufficientSize && room < mostProcesses) {
      room = Math.min(mostProcesses, Math.max(count, room) * 2)
      list = new DataView(new ArrayBuffer(room * processBytes))
      args[2] = new Uint8Array(list.buffer)
      return [call]
    }
    const values = into(target, 'rare')
    note(values, { name: 'gpu-processes' }, code === insufficientSize ? 0 : code, count)
    note(values, { name: 'gpu-processes-memory' }, code, code === 0 ? memory(Math.min(count, room)) : 0)
    return undefined
  }
  const args: unknown[] = [handle, scratch.bytes, new Uint8Array(list.buffer)]
  const call: Call = { fn: 'processes', args, before: () => scratch.setUint(room), take }
  return call
}
