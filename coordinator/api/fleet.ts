/** The fleet as a whole: quotas of projects, hosts kept back as spares, work of unknown origin. */
import { limits } from '../../shared/limits.ts'
import type { ForeignRow, QuotaChange, QuotaRow } from '../../shared/model/scheduling.ts'
import {
  type Fault,
  fault,
  may,
  need,
  nullOr,
  oneOf,
  projectName,
  type Segment,
  whole,
} from '../../shared/model/validation.ts'
import { hostNameOf } from '../core/host-name.ts'
import { type Add, type ApiPorts, ask } from './context.ts'
import { byText, pageOf, pageQuery } from './pages.ts'

export function addFleetRoutes(add: Add, ports: ApiPorts): void {
  addQuotas(add, ports)
  addSpares(add, ports)
  addForeign(add, ports)
}

function addQuotas(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  const gpus = nullOr(whole(0, limits.quotaGpus), 'no limit')
  add({
    method: 'GET',
    url: '/api/v1/quotas',
    tag: 'fleet',
    summary: 'Quotas of projects, with what each has in use now',
    answers: '{rows, cursor}',
    query: pageQuery,
    handle: ({ query }) => {
      const page = pageOf('quotas', state.quotas.entries(), byText, query)
      const view = (row: QuotaRow) => ({ ...row, usedGpus: state.inUse.get(`project/${row.project}`)?.gpus ?? 0 })
      return { ...page, rows: page.rows.map(view) }
    },
  })
  add({
    method: 'POST',
    url: '/api/v1/quotas',
    tag: 'fleet',
    summary:
      "Set a project's quota: GPUs it gets back from borrowers, GPUs it never exceeds, its weight in fair share; what is not named stays",
    answers: 'The quota',
    body: {
      project: need(projectName),
      guaranteedGpus: may(gpus),
      maxGpus: may(gpus),
      weight: may(whole(1, limits.quotaWeight)),
    },
    handle: ({ body, raw }) => ask<QuotaRow>(ports, raw, { op: 'set-quota', ...(body as unknown as QuotaChange) }),
  })
}

function addSpares(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/spares',
    tag: 'fleet',
    summary: 'Hosts kept back for gangs: the rule, and which they are now',
    answers: '{perLeaf, unit, hosts}',
    handle: () => {
      const { perLeaf, unit } = state.settings.get('settings')?.spares ?? { perLeaf: 0, unit: 'hosts' }
      const hosts = [...state.volatile.spares].map((id) => hostNameOf(state, id)).sort()
      return { perLeaf, unit, hosts }
    },
  })
  add({
    method: 'POST',
    url: '/api/v1/spares',
    tag: 'fleet',
    summary: 'Keep hosts of every leaf back for gangs: a number, or a share of its hosts',
    answers: 'The setting',
    body: { perLeaf: need(whole(0, limits.sparesPerLeaf)), unit: may(oneOf(['hosts', 'percent'])) },
    also: atMostAll,
    handle: ({ body, raw }) =>
      ask(ports, raw, {
        op: 'set-spares',
        perLeaf: body.perLeaf as number,
        unit: (body.unit as 'hosts' | 'percent' | undefined) ?? 'hosts',
      }),
  })
}

function atMostAll({ perLeaf, unit }: Record<string, unknown>, at: readonly Segment[], faults: Fault[]): void {
  if (unit === 'percent' && (perLeaf as number) > 100)
    faults.push(fault([...at, 'perLeaf'], `must be from 0 to 100 when unit is percent; got ${perLeaf}`))
}

function addForeign(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/foreign',
    tag: 'fleet',
    summary:
      'Work that hosts run and this store does not know (a restored backup): left alone, its GPUs count as taken',
    answers: '{rows, cursor}',
    query: pageQuery,
    handle: ({ query }) => {
      const page = pageOf('foreign', state.foreign.entries(), byText, query)
      const view = (row: ForeignRow) => ({ ...row, hostName: hostNameOf(state, row.host) })
      return { ...page, rows: page.rows.map(view) }
    },
  })
  add({
    method: 'POST',
    url: '/api/v1/foreign/:id/stop',
    tag: 'fleet',
    summary: 'Stop work of unknown origin',
    answers: 'What was asked to stop',
    body: {},
    handle: ({ params, raw }) => ask<ForeignRow>(ports, raw, { op: 'stop-foreign', attempt: params.id as string }),
  })
}
