/** Hosts: look, cordon, drain, give up. */
import { limits } from '../../shared/limits.ts'
import type { VerdictRow } from '../../shared/model/health.ts'
import { type DrainMode, drainModes, type HostRow } from '../../shared/model/rows.ts'
import { may, millis, need, oneOf, shortText } from '../../shared/model/validation.ts'
import { faultTexts, gpuUse, worstFirst } from '../../shared/model/words.ts'
import { findHost } from '../core/drains.ts'
import { livenessOf } from '../core/liveness.ts'
import type { State } from '../core/state.ts'
import { type Add, type ApiPorts, ask } from './context.ts'
import { byText, pageOf, pageQuery } from './pages.ts'
import type { Asked } from './route.ts'

export const drainKeys = {
  mode: need(oneOf(drainModes)),
  deadlineMs: may(millis(limits.drainDeadlineLeastMs, limits.drainDeadlineMaxMs)),
}

/** Of a host, those that are not closed: worst first. */
const liveVerdicts = (state: State, host: string): VerdictRow[] =>
  [...(state.faults.byHost.get(host) ?? [])].map((id) => state.verdicts.must(id)).sort(worstFirst)

export function addHostRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  const tag = 'hosts'
  const view = (row: HostRow) => ({
    ...row,
    topology: state.capacity.host(row.id)?.offer.topology ?? row.topology,
    ...gpuUse(row.inventory, state.capacity.host(row.id)?.holdings.map(({ grant }) => grant) ?? []),
    faults: row.health === undefined ? [] : faultTexts(liveVerdicts(state, row.id), row),
    liveness: livenessOf(state, row.id),
    lastSeenMs: state.liveness.get(row.id)?.lastSeenMs ?? null,
  })
  add({
    method: 'GET',
    url: '/api/v1/hosts',
    tag,
    summary: 'Hosts with their liveness',
    answers: '{rows, cursor}',
    query: pageQuery,
    handle: ({ query }) => {
      const page = pageOf('hosts', state.hosts.entries(), byText, query)
      return { ...page, rows: page.rows.map(view) }
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/hosts/:id',
    tag,
    summary: 'A host by id or name, with its latest signals and the verdicts on it that are not closed',
    answers: 'The host; signals is null when none has come since the start',
    handle: async ({ params }) => {
      const row = findHost(state, params.id as string)
      const latest = await ports.telemetry.latest(row.id)
      return {
        ...view(row),
        verdicts: liveVerdicts(state, row.id),
        signals: latest?.signals ?? null,
        signalsMs: latest?.receivedMs ?? null,
      }
    },
  })
  addHostChanges(add, ports)
}

function addHostChanges(add: Add, ports: ApiPorts): void {
  const host = (asked: Asked): string => asked.params.id as string
  const change = (verb: string, summary: string, handle: (asked: Asked) => unknown, body = {}): void =>
    add({ method: 'POST', url: `/api/v1/hosts/:id/${verb}`, tag: 'hosts', summary, answers: 'The host', body, handle })
  const asks = (asked: Asked, request: Parameters<typeof ask>[2]): Promise<HostRow> => ask(ports, asked.raw, request)
  for (const cordoned of [true, false])
    change(
      cordoned ? 'cordon' : 'uncordon',
      cordoned ? 'Give a host no new work; what runs goes on' : 'Give a host work again; a suspended one too',
      (asked) => asks(asked, { op: 'cordon-host', host: host(asked), cordoned }),
    )
  change(
    'drain',
    'Empty a host: now (stop its work), after (let it finish) or swap (gangs move, the rest finishes). See POST /api/v1/plan first.',
    (asked) =>
      asks(asked, {
        op: 'drain-host',
        host: host(asked),
        mode: asked.body.mode as DrainMode,
        reason: asked.body.reason as string,
        deadlineMs: (asked.body.deadlineMs as number | undefined) ?? null,
      }),
    { ...drainKeys, reason: need(shortText) },
  )
  change('undrain', 'Give a drained host work again', (asked) => asks(asked, { op: 'undrain-host', host: host(asked) }))
  change('confirm-lost', 'Say that a silent host is dead: its work is given up and placed elsewhere at once', (asked) =>
    asks(asked, { op: 'confirm-lost', host: host(asked) }),
  )
}
