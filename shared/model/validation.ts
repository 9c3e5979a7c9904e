/**
 * Checks of what comes from outside: each says what would be right, refuses unknown keys (with a guess), and carries its
 * JSON schema, so that the API's document and its refusals never disagree. Pure; used by the API and the CLI.
 */
import { limits } from '../limits.ts'
import { nameFormat, sha256Format } from './formats.ts'

export type Segment = string | number

/** One thing that is wrong. `path` is dotted (`gate[0].metric`), '' for the whole; `message` reads on after it. */
export interface Fault {
  readonly path: string
  readonly message: string
  readonly segments: readonly Segment[]
}

export type JsonSchema = Readonly<Record<string, unknown>>

export interface Check {
  /** what would be right, to follow "must be" */
  readonly what: string
  readonly schema: JsonSchema
  readonly run: (value: unknown, at: readonly Segment[], faults: Fault[]) => void
}

export interface Key {
  readonly check: Check
  readonly required: boolean
}
export const need = (check: Check): Key => ({ check, required: true })
export const may = (check: Check): Key => ({ check, required: false })

export function pathOf(segments: readonly Segment[]): string {
  let path = ''
  for (const each of segments) path += typeof each === 'number' ? `[${each}]` : path === '' ? each : `.${each}`
  return path
}

export function fault(segments: readonly Segment[], message: string): Fault {
  return { path: pathOf(segments), message, segments }
}

export function describeFault({ path, message }: Fault): string {
  if (path === '') return `the whole ${message}`
  return message.startsWith(':') ? `${path}${message}` : `${path} ${message}`
}

/** A value as it was given, short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** Also takes null, which means `meaning`. */
export function nullOr(check: Check, meaning: string): Check {
  const what = `${check.what}, or null (${meaning})`
  return {
    what,
    schema: { anyOf: [check.schema, { type: 'null' }], description: what },
    run(value, at, faults) {
      if (value !== null) check.run(value, at, faults)
    },
  }
}

/** Text that is wrong in `value`'s place, by a plain test. */
function simple(
  what: string,
  schema: JsonSchema,
  holds: (value: unknown) => boolean,
  hint?: (value: unknown) => string,
) {
  const check: Check = {
    what,
    schema: { ...schema, description: what },
    run(value, at, faults) {
      if (holds(value)) return
      const extra = hint?.(value) ?? ''
      faults.push(fault(at, `must be ${what}; got ${show(value)}${extra}`))
    },
  }
  return check
}

const bounds = (min: number, max: number): string =>
  max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`

export function whole(min = 0, max: number = Number.MAX_SAFE_INTEGER, of = ''): Check {
  return simple(
    `a whole number${of} ${bounds(min, max)}`,
    { type: 'integer', minimum: min, maximum: max },
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  )
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration, in ms. Says how to write what people try first ("30s"). */
export function millis(min: number, max: number): Check {
  const { schema, what } = whole(min, max, ' of milliseconds')
  return simple(
    what,
    schema,
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    (value) => {
      const match = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)\s*$/.exec(value) : null
      return match === null ? '' : `: write ${Math.round(Number(match[1]) * (units[match[2] ?? ''] ?? 1))}`
    },
  )
}

export function number(min: number, max: number, what?: string): Check {
  return simple(
    what ?? `a number from ${min} to ${max}`,
    { type: 'number', minimum: min, maximum: max },
    (value) => typeof value === 'number' && value >= min && value <= max,
  )
}

/** A number above `min`, up to `max`. */
export function positive(max: number): Check {
  return simple(
    `a number above 0, at most ${max}`,
    { type: 'number', exclusiveMinimum: 0, maximum: max },
    (value) => typeof value === 'number' && value > 0 && value <= max,
  )
}

export const truth: Check = simple('true or false', { type: 'boolean' }, (value) => typeof value === 'boolean')

export function text(what = 'a text', maxLength = 4_096): Check {
  return simple(
    what,
    { type: 'string', minLength: 1, maxLength },
    (value) => typeof value === 'string' && value.length > 0 && value.length <= maxLength,
    (value) => (typeof value === 'string' && value.length > maxLength ? ` (${value.length} characters)` : ''),
  )
}

/** A reason, or a name that only has to be looked up. */
export const shortText: Check = text(`a text of 1 to ${limits.shortTextChars} characters`, limits.shortTextChars)

export function pattern(expression: RegExp, what: string, maxLength = 256): Check {
  return simple(
    what,
    { type: 'string', pattern: expression.source, maxLength },
    (value) => typeof value === 'string' && value.length <= maxLength && expression.test(value),
  )
}

export const name = (maxLength = 128): Check =>
  pattern(
    nameFormat,
    `a name of letters, digits, '.', '_' and '-' (at most ${maxLength}, first a letter or digit)`,
    maxLength,
  )

export const projectName: Check = name(limits.projectNameChars)

export const sha256: Check = pattern(sha256Format, 'a sha256 in lower-case hex (64 characters)')

/** A real day of the calendar, "2001-02-03". */
export const day: Check = simple('a date like "2001-02-03"', { type: 'string', format: 'date' }, (value) => {
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null
  if (match === null) return false
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return date >= 1 && date <= (lengths[month - 1] ?? 0)
})

export function oneOf(values: readonly (string | number)[]): Check {
  return simple(
    `one of ${values.join(', ')}`,
    { enum: values },
    (value) => values.includes(value as string),
    (value) => (typeof value === 'string' ? guess(value, values.map(String), '; ') : ''),
  )
}

/** Any JSON of at most `bytes`. */
export function json(bytes: number): Check {
  return simple(
    `JSON of at most ${bytes} bytes`,
    {},
    (value) => value !== undefined && JSON.stringify(value).length <= bytes,
    (value) => ` (${JSON.stringify(value)?.length ?? 0} bytes)`,
  )
}

export function list(of: Check, min: number, max: number, what?: string): Check {
  const right = what ?? `a list of ${min === 0 ? 'at most' : `${min} to`} ${max} entries, each ${of.what}`
  return {
    what: right,
    schema: { type: 'array', items: of.schema, minItems: min, maxItems: max, description: right },
    run(value, at, faults) {
      if (!Array.isArray(value)) faults.push(fault(at, `must be ${right}; got ${show(value)}`))
      else if (value.length < min || value.length > max)
        faults.push(fault(at, `must be ${right}; got ${value.length} entries`))
      else for (const [i, each] of value.entries()) of.run(each, [...at, i], faults)
    },
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A map with keys of the user's choosing. */
export function mapOf(of: Check, keys: Check, min = 0, max = 1_024): Check {
  const right = `a map of ${keys.what} to ${of.what}`
  return {
    what: right,
    schema: { type: 'object', additionalProperties: of.schema, minProperties: min, maxProperties: max },
    run(value, at, faults) {
      if (!isObject(value)) return void faults.push(fault(at, `must be ${right}; got ${show(value)}`))
      const entries = Object.entries(value)
      if (entries.length < min || entries.length > max)
        faults.push(fault(at, `must have ${min === 0 ? 'at most' : `${min} to`} ${max} entries; got ${entries.length}`))
      for (const [key, each] of entries) {
        const wrong: Fault[] = []
        keys.run(key, [...at, key], wrong)
        if (wrong.length > 0) faults.push(fault([...at, key], `: the key must be ${keys.what}`))
        else of.run(each, [...at, key], faults)
      }
    },
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  if (known.length === 0) return 'is not a known key; no keys are taken here'
  return `is not a known key; ${guess(key, known, '') || `known here: ${known.join(', ')}`}`
}

/** An object of known keys; `also` looks at it whole, once its keys are right. */
export function shape(
  keys: Readonly<Record<string, Key>>,
  also?: (value: Record<string, unknown>, at: readonly Segment[], faults: Fault[]) => void,
): Check {
  const known = Object.keys(keys)
  const right = `an object with ${known.join(', ')}`
  return {
    what: right,
    schema: {
      type: 'object',
      properties: Object.fromEntries(known.map((key) => [key, keys[key]?.check.schema])),
      required: known.filter((key) => keys[key]?.required),
      additionalProperties: false,
    },
    run(value, at, faults) {
      if (!isObject(value)) return void faults.push(fault(at, `must be ${right}; got ${show(value)}`))
      const before = faults.length
      for (const key of Object.keys(value))
        if (!Object.hasOwn(keys, key)) faults.push(fault([...at, key], unknownKey(key, known)))
      for (const [key, { check, required }] of Object.entries(keys)) {
        if (value[key] !== undefined) check.run(value[key], [...at, key], faults)
        else if (required) faults.push(fault([...at, key], `is missing; must be ${check.what}`))
      }
      if (faults.length === before) also?.(value, at, faults)
    },
  }
}

/** Objects told apart by the text under `tag`. */
export function variant(tag: string, shapes: Readonly<Record<string, Check>>): Check {
  const names = oneOf(Object.keys(shapes))
  const right = `an object whose ${tag} is ${names.what}`
  return {
    what: right,
    schema: { oneOf: Object.values(shapes).map((each) => each.schema) },
    run(value, at, faults) {
      if (!isObject(value)) return void faults.push(fault(at, `must be ${right}; got ${show(value)}`))
      if (value[tag] === undefined) return void faults.push(fault([...at, tag], `is missing; must be ${names.what}`))
      const found = faults.length
      names.run(value[tag], [...at, tag], faults)
      if (faults.length === found) shapes[String(value[tag])]?.run(value, at, faults)
    },
  }
}

/** "did you mean 'x'?" when one of `known` is near. */
export function guess(given: string, known: readonly string[], lead: string): string {
  let best = ''
  let least = Math.max(2, Math.ceil(given.length / 3)) + 1
  for (const each of known) {
    const far = distance(given.toLowerCase(), each.toLowerCase())
    if (far < least) [best, least] = [each, far]
  }
  return best === '' ? '' : `${lead}did you mean '${best}'?`
}

/** Edits (insert, delete, replace, swap of neighbours) between two short texts. */
function distance(a: string, b: string): number {
  let older: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (older[j - 2] ?? 0) + 1)
      row.push(edits)
    }
    older = last
    last = row
  }
  return last[b.length] ?? 0
}
