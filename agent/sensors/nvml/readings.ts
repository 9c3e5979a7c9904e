/** Pure: what the NVML child wrote of a GPU → its signals. */
import type { Reading, Signal } from '../../../shared/model/reading.ts'
import type { SignalDef } from '../../../shared/model/signals/signal-def.ts'
import { type SignalName, signals as signalTable } from '../../../shared/model/signals.ts'
import { asGaps, gap, signalMaker, unsupported, value } from '../sensor.ts'
import { codeText, isUnsupported } from './codes.ts'
import { type DeviceLine, type Group, groups, type LinkValues, type Values } from './lines.ts'
import { namesOfFast } from './reads.ts'

type Labels = Readonly<Record<string, string>>

/** What is known of one GPU. Labels are the same objects from round to round. */
export interface Known {
  readonly labels: Labels
  readonly groups: Partial<Readonly<Record<Group, readonly Signal[]>>>
  readonly links: readonly Signal[]
  /** why nothing is known now; absent while it answers */
  readonly why?: string
}

const make = signalMaker('nvml', 'nvml')

function named(gpu: number, uuid: string, before: Known | undefined): Known {
  if (before?.labels.uuid === uuid) return before
  const labels = Object.freeze({ gpu: String(gpu), uuid })
  return { labels, groups: {}, links: [] }
}

/** A number of NVML as the reading of a signal: a state by its word, and a number it has no word for is not guessed at. */
function readingOf(name: SignalName, of: number | string, atMs: number): Reading {
  const def: SignalDef = signalTable[name]
  if (def.kind !== 'state') return value(of, atMs)
  const word = def.states?.[Number(of)]
  return word === undefined ? gap(`NVML says ${of}, which this version does not know`, atMs) : value(word, atMs)
}

function signalsOf({ values, codes }: Values, labels: Labels, before: readonly Signal[], atMs: number): Signal[] {
  const made: Signal[] = []
  for (const name in values)
    made.push(make(name as SignalName, readingOf(name as SignalName, values[name]!, atMs), labels))
  for (const name in codes) {
    const code = codes[name]!
    const last = before.find((signal) => signal.name === name && signal.labels === labels)?.reading
    const sinceMs = last?.kind === 'gap' ? last.sinceMs : atMs
    made.push(make(name as SignalName, isUnsupported(code) ? unsupported : gap(codeText(code), sinceMs), labels))
  }
  return made
}

function linkSignals(links: readonly LinkValues[], labels: Labels, before: readonly Signal[], atMs: number): Signal[] {
  const known = new Map(before.map((signal) => [signal.labels.link, signal.labels]))
  return links.flatMap((link) => {
    const own = known.get(String(link.link)) ?? Object.freeze({ ...labels, link: String(link.link) })
    return signalsOf(link, own, before, atMs)
  })
}

/** A GPU has answered: the groups of this round are new, the others as they were. */
export function answered(line: DeviceLine, last: Known | undefined): Known {
  const { labels, ...before } = named(line.gpu, line.uuid, last)
  const made = { ...before.groups }
  for (const group of groups) {
    const found = line.groups[group]
    if (found !== undefined) made[group] = signalsOf(found, labels, before.groups[group] ?? [], line.at)
  }
  const links = line.links === undefined ? before.links : linkSignals(line.links, labels, before.links, line.at)
  return { labels, groups: made, links }
}

/** A GPU does not answer: what was known of it is not any more. */
export function silent(gpu: number, last: Known | undefined, why: string, nowMs: number): Known {
  if (last?.why === why) return last
  const before = last ?? named(gpu, '', undefined)
  const made = Object.fromEntries(
    Object.entries(before.groups).map(([group, signals]) => [group, asGaps(signals, why, nowMs)]),
  )
  const none = namesOfFast.map((name) => make(name, gap(why, nowMs), before.labels))
  return { ...before, groups: { fast: none, ...made }, links: asGaps(before.links, why, nowMs), why }
}

export const signalsOfGpu = ({ groups: made, links }: Known): readonly (readonly Signal[])[] => [
  ...Object.values(made),
  links,
]
