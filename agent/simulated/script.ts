/** A script of faults for a simulated fleet: a JSON list, checked whole before anything starts. */
import {
  type Check,
  describeFault,
  type Fault,
  fault,
  list,
  may,
  millis,
  need,
  number,
  oneOf,
  shape,
  show,
  whole,
} from '../../shared/model/validation.ts'

const actions = [
  'kill',
  'reboot',
  'freeze',
  'slow',
  'cut',
  'disk-full',
  'gpu-lost',
  'gpu-hot',
  'gpu-ecc',
  'gpu-silent',
  'xid',
  'heal',
] as const

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
  /** gpu-… and xid: which one, from 0 */
  readonly gpu: number
  /** gpu-hot: °C; gpu-ecc: corrected errors a second */
  readonly value: number
  /** xid: its number */
  readonly code: number
}

/** keys that mean something for some faults only */
const usedBy: Readonly<Record<string, readonly string[]>> = {
  factor: ['slow'],
  gpu: ['gpu-lost', 'gpu-hot', 'gpu-ecc', 'gpu-silent', 'xid'],
  value: ['gpu-hot', 'gpu-ecc'],
  code: ['xid'],
}
/** beyond every slowdown threshold of an H100 */
const hotC = 96
/** what a degrading GB200 was seen to correct (NVSentinel issue 1748) */
const eccPerS = 17_700

/** what a timer can wait */
const mostMs = 2 ** 31 - 1

/** Throws with what is wrong and what would be right. `gpus`: how many each host has. */
export function parseScript(text: string, hosts: number, gpus: number): ScriptedFault[] {
  let entries: unknown
  try {
    entries = JSON.parse(text)
  } catch (cause) {
    throw new Error(`not JSON: ${(cause as Error).message}`, { cause })
  }
  if (!Array.isArray(entries))
    throw new Error(`must be a list like [{"atMs": 5000, "host": 3, "do": "kill"}]; got ${show(entries)}`)
  const check = entryCheck(hosts, gpus)
  return entries.map((entry, i) => faultOf(check, entry, `entry ${i}`)).sort((a, b) => a.atMs - b.atMs)
}

function entryCheck(hosts: number, gpus: number): Check {
  const host = whole(1, hosts)
  const keys = {
    atMs: may(millis(0, mostMs)),
    host: may(host),
    hosts: may(list(host, 1, hosts, `a list of whole numbers from 1 to ${hosts}`)),
    do: need(oneOf(actions)),
    forMs: may(millis(0, mostMs)),
    factor: may(number(1, 1_000)),
    gpu: may(whole()),
    value: may(number(0, 1_000_000)),
    code: may(whole(1, 1_000)),
  }
  return shape(keys, (value, at, faults) => {
    const given = ['host', 'hosts'].filter((key) => value[key] !== undefined)
    if (given.length !== 1)
      faults.push(
        fault(
          at,
          `must have host (a number from 1 to ${hosts}) or hosts (a list); got ${given.join(' and ') || 'neither'}`,
        ),
      )
    const gpu = (value.gpu as number | undefined) ?? 0
    if (usedBy.gpu?.includes(String(value.do)) && gpu >= gpus)
      faults.push(fault([...at, 'gpu'], `must be below ${gpus}, the GPUs of each host (--gpus); got ${gpu}`))
    for (const [key, users] of Object.entries(usedBy))
      if (value[key] !== undefined && !users.includes(String(value.do)))
        faults.push(fault([...at, key], `is only for ${users.join(', ')}; this one does ${value.do}`))
  })
}

function faultOf(check: Check, entry: unknown, where: string): ScriptedFault {
  const faults: Fault[] = []
  check.run(entry, [], faults)
  if (faults.length > 0) throw new Error(`${where}: ${faults.map(describeFault).join('; ')}`)
  const given = entry as Partial<ScriptedFault> & Pick<ScriptedFault, 'do'> & { readonly host?: number }
  const { atMs = 0, host, hosts = [host as number], forMs = null, factor = 4, gpu = 0, code = 79 } = given
  const { value = given.do === 'gpu-ecc' ? eccPerS : hotC } = given
  const isDown = given.do === 'kill' || given.do === 'reboot'
  return { atMs, hosts, do: given.do, forMs: forMs ?? (isDown ? 1_000 : null), factor, gpu, value, code }
}
