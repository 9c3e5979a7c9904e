/** The slices of a GPU in MIG mode, slot by slot; what a call answered where one failed. */
import { type Call, into, type Next, note, type Target, textBytes } from './call.ts'
import { notSupported } from './codes.ts'
import type { Slot } from './lines.ts'

/** Room enough: no GPU has more than seven. */
const mostSlots = 64

type Then = (slot: Slot) => Next

export function migCall(target: Target): Call {
  const { handle, scratch } = target
  let slots: Slot[] = []
  const end = (code: number): Next => {
    target.found.mig = code === 0 ? { enabled: true, slots } : { code }
    const made = slots.filter((slot) => 'uuid' in slot).length
    return void note(into(target, 'slow'), { name: 'gpu-mig-slices' }, code, made)
  }
  const slot = (index: number, count: number): Next => {
    if (index >= count) return end(0)
    const then = (read: Slot): Next => {
      slots.push(read)
      return slot(index + 1, count)
    }
    return [slotCall(target, index, then)]
  }
  const countCall: Call = {
    fn: 'migCount',
    args: [handle, scratch.bytes],
    take: (code) => (code === 0 ? slot(0, Math.min(scratch.uint(), mostSlots)) : end(code)),
  }
  const take = (code: number): Next => {
    slots = []
    const enabled = scratch.uint() !== 0
    note(into(target, 'slow'), { name: 'gpu-mig-mode' }, code, enabled ? 1 : 0)
    if (code === 0 && enabled) return [countCall]
    target.found.mig = code === 0 ? { enabled: false, slots } : { code }
    return void note(into(target, 'slow'), { name: 'gpu-mig-slices' }, code || notSupported, 0)
  }
  return { fn: 'migMode', args: [handle, scratch.bytes, scratch.second], take }
}

function slotCall(target: Target, index: number, then: Then): Call {
  const { handle, scratch } = target
  const take = (code: number): Next => (code === 0 ? sliceCalls(target, scratch.pointer(), then) : then({ code }))
  return { fn: 'migHandle', args: [handle, index, scratch.bytes], take }
}

/** A slice's name ends with its profile. What cannot be read is left empty: the agent then keeps what it knew. */
function sliceCalls({ scratch }: Target, slice: bigint, then: Then): Next {
  let [uuid, name] = ['', '']
  const text = (fn: 'uuid' | 'name', keep: (text: string) => void): Call => ({
    fn,
    args: [slice, scratch.bytes, textBytes],
    take: (code) => void keep(code === 0 ? scratch.text() : ''),
  })
  return [
    text('uuid', (read) => (uuid = read)),
    text('name', (read) => (name = read)),
    {
      fn: 'memory',
      args: [slice, scratch.bytes],
      take: (code) => then({ uuid, name, memoryBytes: code === 0 ? scratch.wide() : 0 }),
    },
  ]
}
