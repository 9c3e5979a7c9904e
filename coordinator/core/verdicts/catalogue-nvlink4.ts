/**
 * NVLink errors up to Hopper (Xid 74) carry seven registers; the bits of the first, third, fourth and fifth say what to do.
 *
 * Source: WORKFLOW_NVLINK_ERR of NVIDIA's Xid catalogue (docs.nvidia.com/deploy/xid-errors). What it wants seen more than twice on one link is
 * for an inspection once resets have not cured it (`catalogue-repeats.ts`).
 */
import type { Grade, Repair } from '../../../shared/model/health.ts'

interface Meaning {
  readonly grade: Grade
  readonly repair: Repair
  readonly text: string
  /** bits by register, counted from 1 */
  readonly bits: Readonly<Record<number, readonly number[]>>
}

/** The gravest first. */
const meanings: readonly Meaning[] = [
  {
    grade: 'degrade',
    repair: 'reset-gpu',
    text: 'parity or ECC error in the link hardware',
    bits: { 1: [4, 5], 3: [0, 1, 2, 6], 5: [18, 19, 21, 22, 24, 25, 27, 28] },
  },
  {
    grade: 'degrade',
    repair: 'inspect',
    text: 'maybe hardware: check how the link is seated',
    bits: { 1: [8, 9, 12, 16, 17, 24, 28] },
  },
  {
    grade: 'degrade',
    repair: 'inspect',
    text: 'the signal is marginal: check how the link is seated',
    bits: { 1: [21, 22] },
  },
  {
    grade: 'degrade',
    repair: 'contact-support',
    text: 'a bit that production hardware should not set',
    bits: { 3: [13] },
  },
  {
    grade: 'degrade',
    repair: 'reset-gpu',
    text: 'follows another error, but the fabric needs a reset',
    bits: { 4: [18] },
  },
  { grade: 'degrade', repair: 'reset-gpu', text: 'link error', bits: { 1: [27, 29], 3: [16, 17, 18, 19] } },
  {
    grade: 'watch',
    repair: 'contact-support',
    text: 'follows another error: look at that',
    bits: { 1: [1, 20], 4: [16, 17] },
  },
  { grade: 'watch', repair: 'none', text: 'many errors were corrected', bits: { 5: [20, 23, 26, 29] } },
  { grade: 'watch', repair: 'none', text: 'may be ignored', bits: { 1: [0, 23, 30] } },
]

const line = /\blink (\d+)\s*\(((?:0x[0-9a-fA-F]+,\s*){6}0x[0-9a-fA-F]+)\)/

/** undefined where the line does not read as one of these, or sets no bit that is explained: then the row of the catalogue holds. */
export function judgeLink4Error(text: string): (Omit<Meaning, 'bits'> & { readonly link: string }) | undefined {
  const found = line.exec(text)
  if (found === null) return undefined
  const registers = found[2]!.split(',').map(Number)
  const isSet = (register: number, bit: number): boolean => ((registers[register - 1]! >>> bit) & 1) === 1
  const meaning = meanings.find(({ bits }) =>
    Object.entries(bits).some(([register, each]) => each.some((bit) => isSet(Number(register), bit))),
  )
  if (meaning === undefined) return undefined
  const { grade, repair, text: words } = meaning
  return { grade, repair, text: words, link: found[1]! }
}
