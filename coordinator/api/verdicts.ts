/** Verdicts: what is wrong with which device, on what evidence, what it affects and what was done. Checks of hosts; the health policy. */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import {
  defaultHealthPolicy,
  epilogPolicies,
  grades,
  type HealthPolicy,
  repairs,
  type VerdictRow,
} from '../../shared/model/health.ts'
import type { HostRow } from '../../shared/model/rows.ts'
import {
  mapOf,
  may,
  need,
  nullOr,
  oneOf,
  pattern,
  shape,
  shortText,
  truth,
  whole,
} from '../../shared/model/validation.ts'
import { deviceName } from '../../shared/model/words.ts'
import { findHost } from '../core/drains.ts'
import { hostNameOf } from '../core/host-name.ts'
import type { State } from '../core/state.ts'
import { type Add, type ApiPorts, ask } from './context.ts'
import { newestFirst, pageOf, pageQuery } from './pages.ts'
import { oneOfQuery, textQuery } from './route.ts'

const tag = 'health'

const viewVerdict = (state: State, row: VerdictRow) => ({
  ...row,
  hostName: hostNameOf(state, row.host),
  deviceName: deviceName(row.device, state.hosts.get(row.host)),
})

export function addVerdictRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/verdicts',
    tag,
    summary: 'Verdicts, newest first; live: those that are not closed',
    answers: '{rows, cursor}',
    query: {
      ...pageQuery,
      state: oneOfQuery(['open', 'gone', 'closed', 'live']),
      host: textQuery,
      grade: oneOfQuery(grades),
      rule: textQuery,
    },
    handle: ({ query }) => {
      const host = query.host === undefined ? undefined : findHost(state, query.host).id
      const wanted = [...state.verdicts.entries()].filter(
        ([, row]) =>
          (query.state === undefined ||
            (query.state === 'live' ? row.state !== 'closed' : row.state === query.state)) &&
          (host === undefined || row.host === host) &&
          (query.grade === undefined || row.grade === query.grade) &&
          (query.rule === undefined || row.rule === query.rule),
      )
      const page = pageOf('verdicts', wanted, newestFirst, query)
      return { ...page, rows: page.rows.map((row) => viewVerdict(state, row)) }
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/verdicts/:id',
    tag,
    summary: 'A verdict with its evidence, what it affects and what was done',
    answers: 'The verdict',
    handle: ({ params }) => {
      const row = state.verdicts.get(params.id as string)
      if (row === undefined)
        throw new RequestError(
          'no-such-verdict',
          `no verdict '${params.id}': \`millwright verdicts --all\` lists them`,
          { field: 'id' },
        )
      return viewVerdict(state, row)
    },
  })
  add({
    method: 'POST',
    url: '/api/v1/verdicts/:id/close',
    tag,
    summary: 'Say that a fault is over; where it holds on, it comes again',
    answers: 'The verdict',
    body: { reason: need(shortText) },
    handle: ({ params, body, raw }) =>
      ask<VerdictRow>(ports, raw, {
        op: 'close-verdict',
        verdict: params.id as string,
        reason: body.reason as string,
      }),
  })
  add({
    method: 'POST',
    url: '/api/v1/hosts/:id/verify',
    tag,
    summary: 'Check a host now: its devices, and a short load where nothing runs; what passes goes back into service',
    answers: 'The host',
    body: {},
    handle: ({ params, raw }) => ask<HostRow>(ports, raw, { op: 'verify-host', host: params.id as string }),
  })
  addPolicy(add, ports)
}

/** A rule, or one code of the kernel log. */
const rulePath = pattern(
  /^[a-z0-9][a-z0-9-]*(?:\/[A-Za-z0-9._-]+)*$/,
  "a rule like 'gpu-thermal-margin' or 'xid/94'",
  128,
)
const override = nullOr(shape({ grade: may(oneOf(grades)), repair: may(oneOf(repairs)) }), 'back to the rule as it is')

const policyOf = (state: State) => {
  const { health = defaultHealthPolicy, breaker = null } = state.settings.get('settings') ?? {}
  return { ...health, epilog: health.epilog ?? 'tell', breaker }
}

function addPolicy(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/health-policy',
    tag,
    summary:
      'What is done about faults without being asked, the guard against mass action, and what an operator says of rules',
    answers: '{drain, breakerPercent, overrides, epilog, breaker}',
    handle: () => policyOf(state),
  })
  add({
    method: 'PUT',
    url: '/api/v1/health-policy',
    tag,
    summary: 'Set what is done about faults without being asked; what is not named stays',
    answers: 'The policy',
    body: {
      drain: may(truth),
      breakerPercent: may(whole(1, 100)),
      overrides: may(mapOf(override, rulePath, 0, limits.overrides)),
      epilog: may(oneOf(epilogPolicies)),
    },
    handle: async ({ body, raw }) => {
      await ask(ports, raw, { op: 'set-health-policy', ...(body as Partial<HealthPolicy>) })
      return policyOf(state)
    },
  })
  add({
    method: 'POST',
    url: '/api/v1/breaker/reset',
    tag,
    summary: 'Let faults be acted on again after the guard against mass action has tripped',
    answers: 'The policy with its breaker',
    body: { reason: need(shortText) },
    handle: async ({ body, raw }) => {
      await ask(ports, raw, { op: 'reset-breaker', reason: body.reason as string })
      return policyOf(state)
    },
  })
}
