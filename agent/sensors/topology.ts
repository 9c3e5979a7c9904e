/** Where the host stands, as far as it can tell: its labels, and the switch that `lldpd` hears on its network ports. */
import { execFile } from 'node:child_process'
import { type TopologyLevel, topologyLevels } from '../../shared/model/job.ts'
import type { Topology } from '../../shared/model/reading.ts'

const deadlineMs = 5_000

/** Labels win: somebody wrote them. Empty answers are left out, never invented. */
export function topologyOf(labels: Readonly<Record<string, string>>, leaf: string | undefined): Topology {
  const found: Partial<Record<TopologyLevel, string>> = leaf === undefined ? {} : { leaf }
  for (const level of topologyLevels) if (labels[level]) found[level] = labels[level]
  return found
}

/**
 * Pure: the name of the switch that most ports are connected to (ties: the first by name), from `lldpctl -f json`. One
 * interface is an object, several are an array of objects; a chassis is named by its key, or only by its id.
 */
export function parseLldp(text: string): string | undefined {
  const document = object(parsed(text)).lldp
  const interfaces = [object(document).interface ?? []].flat() as unknown[]
  const names = interfaces.flatMap((entry) => Object.values(object(entry))).flatMap(chassisOf)
  const counts = new Map<string, number>()
  for (const name of names.sort()) counts.set(name, (counts.get(name) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return [...counts.keys()].find((name) => counts.get(name) === most)
}

function chassisOf(port: unknown): string[] {
  const chassis = object(object(port).chassis)
  if ('id' in chassis) return textOf(object(chassis.id).value)
  return textOf(Object.keys(chassis)[0])
}

const textOf = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : [])
const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Asks `lldpctl`, where it is installed and its daemon runs; otherwise undefined. */
export function readLeaf(program = 'lldpctl'): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ['-f', 'json'], { timeout: deadlineMs, maxBuffer: 4 * 1024 * 1024 }, (error, stdout) => {
      resolve(error === null ? parseLldp(stdout) : undefined)
    })
  })
}
