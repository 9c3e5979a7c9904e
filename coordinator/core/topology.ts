/** The topology file's rules: which hosts, by name, stand where. A range (`gpu-001..gpu-016`) counts; `*` stands for any text. */
import type { Topology } from '../../shared/model/reading.ts'

export interface PlaceRule {
  /** a name, a range of names that differ in one number, or a name with `*` */
  readonly pattern: string
  readonly place: Topology
}

/** Where the rules put a host: every rule that names it adds its levels, the first that gives a level wins. */
export function placeOf(rules: readonly PlaceRule[], name: string): Topology | undefined {
  let found: Topology | undefined
  for (const rule of rules) if (names(rule.pattern, name)) found = { ...rule.place, ...found }
  return found
}

/** '' when the pattern can be used, else what is wrong with it. */
export function patternFault(pattern: string): string {
  if (!pattern.includes('..')) return ''
  const range = rangeOf(pattern)
  if (range === undefined)
    return `'${pattern}' is not a range: both ends must be alike but for one number, like gpu-001..gpu-016`
  return range.from > range.to ? `'${pattern}' runs backwards` : ''
}

function names(pattern: string, name: string): boolean {
  const range = rangeOf(pattern)
  if (range === undefined) return pattern.includes('*') ? matches(pattern.split('*'), name) : pattern === name
  const number = name.slice(range.before.length, name.length - range.after.length)
  return (
    name === `${range.before}${number}${range.after}` &&
    /^\d+$/.test(number) &&
    number === String(Number(number)).padStart(range.digits, '0') &&
    Number(number) >= range.from &&
    Number(number) <= range.to
  )
}

interface Range {
  readonly before: string
  readonly after: string
  /** of the lower end: `gpu-1` is not in gpu-001..gpu-016 */
  readonly digits: number
  readonly from: number
  readonly to: number
}

function rangeOf(pattern: string): Range | undefined {
  const [low = '', high = '', ...more] = pattern.split('..')
  if (high === '' || more.length > 0) return undefined
  for (const match of low.matchAll(/\d+/g)) {
    const before = low.slice(0, match.index)
    const after = low.slice(match.index + match[0].length)
    const number = high.slice(before.length, high.length - after.length)
    if (high !== `${before}${number}${after}` || !/^\d{1,9}$/.test(number) || match[0].length > 9) continue
    return { before, after, digits: match[0].length, from: Number(match[0]), to: Number(number) }
  }
  return undefined
}

/** Whether the parts stand in the name in this order, the first at its beginning and the last at its end. */
function matches(parts: readonly string[], name: string): boolean {
  const [first = ''] = parts
  const last = parts.at(-1) ?? ''
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  const end = name.length - last.length
  for (const part of parts.slice(1, -1)) {
    const next = name.indexOf(part, at)
    if (next < 0 || next + part.length > end) return false
    at = next + part.length
  }
  return true
}
