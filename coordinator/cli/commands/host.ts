/** One host whole: how it is, what is wrong with it and on what evidence, its newest readings with their ages. */
import type { VerdictRow } from '../../../shared/model/health.ts'
import { topologyLevels } from '../../../shared/model/job.ts'
import type { HostRow, Liveness } from '../../../shared/model/rows.ts'
import type { LatestSignal } from '../../../shared/model/telemetry.ts'
import { deviceName, type GpuUse, gpuText, hostMarks } from '../../../shared/model/words.ts'
import { part } from '../client.ts'
import { type Call, type Command, exits, isSet, printJson, UsageError } from '../io.ts'
import { readingsText } from '../readings.ts'
import { type Cell, duration, fields, when } from '../render.ts'
import { hostVerbs } from './maintenance.ts'
import { verdictText } from './verdicts.ts'

type Host = HostRow &
  GpuUse & {
    readonly liveness: Liveness
    readonly lastSeenMs: number | null
    readonly faults: readonly string[]
    readonly verdicts: readonly VerdictRow[]
    readonly signals: readonly LatestSignal[] | null
    readonly signalsMs: number | null
  }

async function host(call: Call): Promise<number> {
  const [first = '', ...others] = call.args
  const verb = Object.hasOwn(hostVerbs, first) ? hostVerbs[first] : undefined
  if (verb !== undefined) return verb(call)
  if (others.length > 0)
    throw new UsageError(`millwright host takes HOST, or one of ${Object.keys(hostVerbs).join(', ')}; got '${first}'`)
  const row = await call.client.get<Host>(`/api/v1/hosts/${part(call.args[0] as string)}`)
  if (call.json) {
    printJson(call, row)
    return exits.ok
  }
  const nowMs = call.io.nowMs()
  call.io.out(fields(headOf(row, nowMs)))
  if (row.verdicts.length === 0) call.io.out('\nNo fault is open on it.\n')
  for (const each of row.verdicts)
    call.io.out(`\n${verdictText({ ...each, hostName: row.name, deviceName: deviceName(each.device, row) }, nowMs)}`)
  const { lastCheck } = row.health ?? {}
  if (lastCheck) {
    call.io.out(`\nLast check, ${duration(nowMs - lastCheck.atMs)} ago: ${lastCheck.ok ? 'passed' : 'FAILED'}\n`)
    for (const { what, ok, detail } of lastCheck.report.lines)
      call.io.out(`  ${ok ? 'ok  ' : 'FAIL'}  ${what}: ${detail}\n`)
  }
  if (!isSet(call, 'brief')) call.io.out(`\n${readingsText(row.signals ?? [], nowMs, call.io.columns())}`)
  return exits.ok
}

function headOf(row: Host, nowMs: number): (readonly [string, Cell])[] {
  const seen = row.lastSeenMs === null ? 'not since the coordinator started' : `${duration(nowMs - row.lastSeenMs)} ago`
  const place = topologyLevels.flatMap((level) =>
    row.topology[level] === undefined ? [] : [`${level} ${row.topology[level]}`],
  )
  const marks = hostMarks(row, nowMs, row.faults)
  const heard =
    row.signalsMs === null
      ? 'nothing heard since the coordinator started'
      : `heard ${duration(nowMs - row.signalsMs)} ago`
  return [
    ['host', `${row.name} (${row.id})`],
    ['state', `${row.liveness}, seen ${seen}`],
    ['health', healthText(row)],
    ...marks.map(({ word, detail }) => [word, detail] as const),
    ['place', place.join(', ') || 'unknown'],
    ['GPUs in use', gpuText(row)],
    ...(row.replaces ?? []).map(({ name, id, atMs }) => ['came after', `${name} (${id}), ${when(atMs)} UTC`] as const),
    ['first seen', `${when(row.firstSeenMs)} UTC`],
    ['readings', heard],
  ]
}

/** What is known of it, said so that silence is not mistaken for health. */
function healthText({ health, liveness, signals }: Host): string {
  if (health !== undefined && health.grade !== null)
    return `a fault of grade ${health.grade}${health.drained ? ', taken out of service' : ''}`
  if (liveness !== 'connected') return 'unknown: it is not heard'
  return signals === null || signals.length === 0 ? 'no fault found, and no readings to judge by' : 'no fault found'
}

export const hostCommand: Command = {
  name: 'host',
  summary: 'One host: its health, faults with evidence, newest readings with ages',
  usage: 'HOST [--brief] | remove HOST | replace OLD NEW | removed | readmit ID | release-gpus HOST [--resume]',
  detail: `remove forgets a host that is dead (confirm-lost) or drained and empty; replace gives its place, labels and cordon to a machine
that was installed anew. The old id is refused when it comes back, until it is readmitted.
release-gpus closes every file of a drained host's GPUs, so that the driver can be changed, GPUs be reset or MIG be set up;
nothing is judged by what is not read meanwhile. They are taken back with --resume, or when the host is undrained.`,
  args: [1, 3],
  flags: [
    { name: 'brief', help: 'without the readings' },
    { name: 'resume', help: 'of release-gpus: take them back' },
  ],
  run: host,
}
