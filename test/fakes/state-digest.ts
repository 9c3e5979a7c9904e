/** Everything a state holds as text, by part: rows of all tables, derived indexes, deadlines, what is volatile. Equal states, equal texts. */
import { createHash } from 'node:crypto'
import type { State } from '../../coordinator/core/state.ts'
import { Table } from '../../coordinator/core/table.ts'

export function digestOf(state: State): string {
  const hash = createHash('sha256')
  for (const [name, text] of partsOf(state)) hash.update(`${name}=${text}\n`)
  return hash.digest('hex')
}

/** Names of the parts in which two states differ. */
export function differing(a: State, b: State): string[] {
  const other = new Map(partsOf(b))
  return partsOf(a).flatMap(([name, text]) => (other.get(name) === text ? [] : [name]))
}

function partsOf(state: State): [string, string][] {
  const { capacity, timeline, deadlines, volatile, ...rest } = state
  const parts: [string, string][] = Object.entries(rest).map(([name, part]) => [name, textOf(part)])
  for (const [name, part] of Object.entries(volatile)) parts.push([`volatile.${name}`, textOf(part)])
  parts.push(['capacity', textOf(capacity.hosts())], ['timeline', textOf(timeline.reservations())])
  parts.push(['deadlines', drained(deadlines)])
  return parts
}

/** Order counts: two states that iterate differently step differently. */
function textOf(value: unknown): string {
  if (value instanceof Table || value instanceof Map)
    return `{${[...value.entries()].map(([key, inner]) => `${key}:${textOf(inner)}`).join()}}`
  if (value instanceof Set) return `<${[...value].map(textOf).join()}>`
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`
  if (typeof value !== 'object' || value === null) return String(value)
  if ('addRange' in value) return members(value as never)
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}:${textOf(inner)}`)
    .join()}}`
}

function drained(deadlines: State['deadlines']): string {
  const copy = deadlines.clone()
  let text = ''
  for (let due = copy.takeDue(Infinity); due !== undefined; due = copy.takeDue(Infinity))
    text += `${due.atMs}/${due.kind}/${due.id},`
  return text
}

function members(set: { clone(): { shift(): number | undefined } }): string {
  const copy = set.clone()
  let text = ''
  for (let n = copy.shift(); n !== undefined; n = copy.shift()) text += `${n},`
  return text
}
