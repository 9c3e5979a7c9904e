/** Hosts: list, cordon, uncordon; and the coordinator's own status. */

import { topologyLevels } from '../../../shared/model/job.ts'
import type { HostRow, Liveness } from '../../../shared/model/rows.ts'
import { sizeText } from '../../../shared/model/sizes.ts'
import { type GpuUse, gpuText, hostMarks, keepsFromWork } from '../../../shared/model/words.ts'
import { part } from '../client.ts'
import { type Call, type Command, exits, printJson } from '../io.ts'
import { duration, fields, table } from '../render.ts'

type Host = HostRow &
  GpuUse & {
    readonly liveness: Liveness
    readonly lastSeenMs: number | null
    readonly faults: readonly string[]
  }

const byName = (a: Host, b: Host): number => a.name.localeCompare(b.name, 'en', { numeric: true })

async function hosts(call: Call): Promise<number> {
  const rows = (await call.client.all<Host>('/api/v1/hosts')).sort(byName)
  if (call.json) {
    printJson(call, rows)
    return exits.ok
  }
  if (rows.length === 0)
    call.io.out('No host has joined yet. Start an agent: millwright-agent run --coordinator ADDRESS\n')
  else
    call.io.out(
      table(
        ['NAME', 'ID', 'STATE', 'SEEN', 'SLOTS', 'GPUS USED', 'MEMORY', 'PLACE', 'NOTES'],
        rows.map((row) => cells(call, row)),
        call.io.columns(),
      ),
    )
  return exits.ok
}

function cells(call: Call, row: Host): (string | number)[] {
  const { inventory } = row
  const notes = hostMarks(row, call.io.nowMs(), row.faults).map(({ word, detail }) =>
    word === 'simulated' ? word : `${word}: ${detail}`,
  )
  const seen = row.lastSeenMs === null ? 'unknown' : `${duration(call.io.nowMs() - row.lastSeenMs)} ago`
  const memory = inventory.memoryBytes > 0 ? sizeText(inventory.memoryBytes) : 'unknown'
  const { topology } = row
  const place = topologyLevels.flatMap((level) => topology[level] ?? []).join('/')
  return [
    row.name,
    row.id.slice(0, 16),
    row.liveness,
    seen,
    row.slots,
    gpuText(row),
    memory,
    place === '' ? 'unknown' : place,
    notes.join('; '),
  ]
}

/** A host is opened by one hand and may be kept shut by another. */
export function againText(row: HostRow, nowMs: number): string {
  const shut = hostMarks(row, nowMs).filter(keepsFromWork)
  if (shut.length === 0) return `${row.name} takes work again`
  return `${row.name} takes no work yet: ${shut.map(({ word, detail }) => `${word} (${detail})`).join('; ')}`
}

const cordon =
  (cordoned: boolean) =>
  async (call: Call): Promise<number> => {
    const row = await call.client.post<HostRow>(
      `/api/v1/hosts/${part(call.args[0] as string)}/${cordoned ? 'cordon' : 'uncordon'}`,
      {},
    )
    if (call.json) printJson(call, row)
    else
      call.io.out(
        row.cordoned
          ? `${row.name} takes no new work; what runs there goes on\n`
          : `${againText(row, call.io.nowMs())}\n`,
      )
    return exits.ok
  }

interface Status {
  readonly version: string
  readonly incarnation: number
  readonly startedMs: number
  readonly nowMs: number
  readonly waiting: number
  readonly counts: {
    readonly hosts: Readonly<Record<string, number>>
    readonly jobs: Readonly<Record<string, number>>
    readonly attempts: Readonly<Record<string, number>>
    readonly shards: Readonly<Record<string, number>>
    readonly simulatedHosts: number
    readonly drainingHosts: number
    readonly suspendedHosts: number
    readonly foreign: number
    readonly gpus: { readonly total: number; readonly used: number }
    readonly queue: number
    readonly health: {
      readonly alerts: Readonly<Record<string, number>>
      readonly unacknowledged: number
      readonly hosts: Readonly<Record<string, number>>
      readonly breakerTripped: boolean
    }
  }
}

/** "2 connected, 1 unknown"; states that nothing is in are left out. */
function spelled(counts: Readonly<Record<string, number>>): string {
  const there = Object.entries(counts).filter(([, count]) => count > 0)
  return there.length === 0 ? 'none' : there.map(([name, count]) => `${count} ${name}`).join(', ')
}

/** "; 2 simulated, 1 draining": what sets hosts apart. */
function marked(counts: Status['counts']): string {
  const marks = spelled({
    simulated: counts.simulatedHosts,
    draining: counts.drainingHosts,
    suspended: counts.suspendedHosts,
  })
  return marks === 'none' ? '' : `; ${marks}`
}

/** "2 stop, 1 watch; 2 of them not acknowledged". */
function alertsText({ alerts, unacknowledged, breakerTripped }: Status['counts']['health']): string {
  const fire = spelled(alerts)
  const tripped = breakerTripped
    ? '; THE BREAKER HAS TRIPPED: nothing is done about faults (millwright breaker reset)'
    : ''
  if (fire === 'none') return `none${tripped}`
  return `${fire}${unacknowledged === 0 ? '' : `; ${unacknowledged} of them not acknowledged`}${tripped}`
}

async function status(call: Call): Promise<number> {
  const answer = await call.client.get<Status>('/api/v1/status')
  if (call.json) {
    printJson(call, answer)
    return exits.ok
  }
  const { counts } = answer
  call.io.out(
    fields([
      ['coordinator', `${call.client.address.url} (from ${call.client.address.from})`],
      ['version', answer.version],
      ['incarnation', answer.incarnation],
      ['up', duration(answer.nowMs - answer.startedMs)],
      ['hosts', `${spelled(counts.hosts)}${marked(counts)}`],
      ['GPUs', `${counts.gpus.used} of ${counts.gpus.total} in use`],
      ['alerts', alertsText(counts.health)],
      ['jobs', `${spelled(counts.jobs)}; ${counts.queue} wait for hosts`],
      [
        'attempts',
        `${spelled(counts.attempts)}${counts.foreign === 0 ? '' : `; ${counts.foreign} of unknown origin (millwright foreign)`}`,
      ],
      ['shards', `${counts.shards.committed ?? 0} of ${counts.shards.total ?? 0} committed`],
      ['waiting inputs', answer.waiting],
    ]),
  )
  return exits.ok
}

export const hostCommands: readonly Command[] = [
  { name: 'hosts', summary: 'List hosts with their state', usage: '', args: [0, 0], run: hosts },
  {
    name: 'cordon',
    summary: 'Give a host no new work; what runs goes on',
    usage: 'HOST',
    args: [1, 1],
    run: cordon(true),
  },
  {
    name: 'uncordon',
    summary: 'Give a host work again; a suspended one too',
    usage: 'HOST',
    args: [1, 1],
    run: cordon(false),
  },
  { name: 'status', summary: 'The coordinator at a glance', usage: '', args: [0, 0], run: status },
]
