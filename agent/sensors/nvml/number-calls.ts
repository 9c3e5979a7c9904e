/** Readings that are one number each: by fields, many in one call, or by functions of their own. */
import { type Call, into, type Next, note, type Target } from './call.ts'
import { isUnsupported, notSupported } from './codes.ts'
import { clearFields, isWide, readField, writeFields } from './field-values.ts'
import type { Fn } from './library.ts'
import type { Group, Values } from './lines.ts'
import { fieldReads, insteadOfField, numberReads, type Quantity } from './reads.ts'

/** All fields of a group; those that are not there by a function, where there is one. `then` may ask for more. */
export function fieldsCall(target: Target, group: Group, then?: (values: Values) => readonly Call[]): Call {
  const reads = fieldReads[group]
  const bytes = writeFields(reads)
  const view = new DataView(bytes.buffer)
  const take = (code: number): Next => {
    const values = into(target, group)
    for (const [i, read] of reads.entries()) {
      const got = code === 0 ? readField(view, i) : { code }
      if ('code' in got) note(values, read, got.code, 0)
      else note(values, read, read.wideOnly === true && !isWide(view, i) ? notSupported : 0, got.value)
    }
    return [...instead(target, group), ...(then?.(values) ?? [])]
  }
  return { fn: 'fields', args: [target.handle, reads.length, bytes], before: () => clearFields(view), take }
}

function instead(target: Target, group: Group): Call[] {
  const { codes } = into(target, group)
  const missing = fieldReads[group].filter(({ name }) => isUnsupported(codes[name] ?? 0))
  const calls = missing.flatMap((read) => {
    const other = insteadOfField[read.name]
    return other === undefined ? [] : [numberCall(target, group, other.fn, other.before ?? [], read, other.wide)]
  })
  return missing.some(({ name }) => name === 'gpu-power-limit-min') ? [...calls, limitRangeCall(target)] : calls
}

/** `wide`: the result has 64 bits, else 32. */
export function numberCall(
  target: Target,
  group: Group,
  fn: Fn,
  before: readonly number[],
  quantity: Quantity,
  wide = false,
): Call {
  const { handle, scratch } = target
  const take = (code: number): Next =>
    void note(into(target, group), quantity, code, wide ? scratch.wide() : scratch.uint())
  return { fn, args: [handle, ...before, scratch.bytes], take }
}

export const numberCalls = (target: Target, group: Group): readonly Call[] =>
  numberReads[group].map(({ fn, kind, ...quantity }) =>
    numberCall(target, group, fn, kind === undefined ? [] : [kind], quantity),
  )

function limitRangeCall(target: Target): Call {
  const { handle, scratch } = target
  const take = (code: number): Next => {
    note(into(target, 'rare'), { name: 'gpu-power-limit-min', scale: 0.001 }, code, scratch.uint())
    note(into(target, 'rare'), { name: 'gpu-power-limit-max', scale: 0.001 }, code, scratch.secondUint())
    return undefined
  }
  return { fn: 'limitRange', args: [handle, scratch.bytes, scratch.second], take }
}
