/** A hash of everything a state holds: rows of all tables, derived indexes, deadlines, what is volatile. Equal states, equal digests. */
import { createHash } from 'node:crypto'
import type { State } from '../../coordinator/core/state.ts'
import { Table } from '../../coordinator/core/table.ts'

export function digestOf(state: State): string {
  const hash = createHash('sha256')
  for (const [name, part] of Object.entries(state)) hash.update(`${name}=${textOf(part)}\n`)
  return hash.digest('hex')
}

/** Order counts: two states that iterate differently step differently. */
function textOf(value: unknown): string {
  if (value instanceof Table || value instanceof Map)
    return `{${[...value.entries()].map(([key, inner]) => `${key}:${textOf(inner)}`).join()}}`
  if (value instanceof Set) return `<${[...value].map(textOf).join()}>`
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`
  if (typeof value !== 'object' || value === null) return String(value)
  // Parts with private fields are asked for a copy and emptied.
  if ('takeDue' in value) return drained(value as State['deadlines'])
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
