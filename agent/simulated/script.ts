/** A script of faults for a simulated fleet: a JSON list, checked whole before anything starts. */

const actions = ['kill', 'reboot', 'freeze', 'slow', 'cut', 'disk-full', 'gpu-lost', 'heal'] as const

export interface ScriptedFault {
  /** since the fleet started */
  readonly atMs: number
  /** numbers of hosts, from 1 */
  readonly hosts: readonly number[]
  readonly do: (typeof actions)[number]
  /** undone after this time; null: only by `heal` (kill and reboot: down for so long, 1 s unless said) */
  readonly forMs: number | null
  /** slow: how many times */
  readonly factor: number
  /** gpu-lost: which one, from 0 */
  readonly gpu: number
}

const keys = ['atMs', 'host', 'hosts', 'do', 'forMs', 'factor', 'gpu']

export function parseScript(text: string, hosts: number): ScriptedFault[] {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch (cause) {
    throw new Error(`not JSON: ${(cause as Error).message}`, { cause })
  }
  if (!Array.isArray(list)) throw new Error('must be a list of {"atMs": 5000, "host": 3, "do": "kill"}')
  return list.map((entry, i) => parseFault(entry, `entry ${i}`, hosts)).sort((a, b) => a.atMs - b.atMs)
}

function parseFault(entry: unknown, where: string, count: number): ScriptedFault {
  if (typeof entry !== 'object' || entry === null) throw new Error(`${where}: must be an object`)
  const fields = entry as Readonly<Record<string, unknown>>
  const unknown = Object.keys(fields).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw new Error(`${where}: unknown key "${unknown}". Known: ${keys.join(' ')}`)
  const number = (name: string, otherwise: number | null, min: number): number | null => {
    const value = fields[name] ?? otherwise
    if (value === null || (typeof value === 'number' && value >= min)) return value
    throw new Error(`${where}: ${name} must be a number, ${min} or more, not ${JSON.stringify(value)}`)
  }
  const name = actions.find((action) => action === fields.do)
  if (name === undefined)
    throw new Error(`${where}: do is ${JSON.stringify(fields.do)}: must be one of ${actions.join(', ')}`)
  const hosts = fields.hosts ?? [fields.host]
  const right = (host: unknown): host is number =>
    Number.isInteger(host) && (host as number) >= 1 && (host as number) <= count
  if (!Array.isArray(hosts) || hosts.length === 0 || !hosts.every(right))
    throw new Error(`${where}: host (or hosts, a list) must be numbers from 1 to ${count}`)
  return {
    atMs: number('atMs', 0, 0) ?? 0,
    hosts,
    do: name,
    forMs: number('forMs', name === 'kill' || name === 'reboot' ? 1_000 : null, 0),
    factor: number('factor', 4, 1) ?? 4,
    gpu: number('gpu', 0, 0) ?? 0,
  }
}
