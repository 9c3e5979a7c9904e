/**
 * Hosts on which gangs fail again and again (SPEC [RT8]). A failure speaks against its host when nothing else can be to blame (the host was
 * lost, its GPU failed), or when the same job has gone well without it. The third within a day is a fault of the host, by the rule
 * `work/lemon`: it gets no new work, what runs there ends by itself, and it comes back after a check that it passed.
 */
import { limits } from '../../shared/limits.ts'
import { exitRules } from '../../shared/model/exits.ts'
import type { Evidence } from '../../shared/model/health.ts'
import type { HostIncident, HostRow } from '../../shared/model/rows.ts'
import type { GangFailure } from '../../shared/model/scheduling.ts'
import type { Context } from './context.ts'
import { isSerious, policyOf, standingOn } from './health.ts'
import { overridden } from './verdicts/catalogue.ts'
import { attemptsLeft } from './verdicts/findings.ts'
import { faultFound } from './verdicts/verdicts.ts'
import { countOf } from './words.ts'

const lemonRule = 'work/lemon'
const ruleVersion = '1'

export function hostFailed(ctx: Context, job: string, failure: GangFailure): void {
  const { state, nowMs } = ctx
  const host = failure.host === null ? undefined : state.hosts.get(failure.host)
  // What is out of service already, for a fault that is known, is not found out a second time.
  if (host === undefined || standingOn(state, host.id).some(isSerious)) return
  const name = state.jobs.get(job)?.spec.name ?? job
  const rank = failure.rank === null ? '' : ` with rank ${failure.rank}`
  const text = `${name} (${job}, epoch ${failure.epoch})${rank}: ${exitRules[failure.class].words}`
  const incident: HostIncident = { atMs: nowMs, job, class: failure.class, text }
  const recent = (host.incidents ?? []).filter(({ atMs }) => nowMs - atMs < limits.lemonWindowMs)
  const incidents = [...recent, incident].slice(-limits.incidentsKept)
  if (incidents.length < limits.lemonIncidents) return void state.hosts.patch(host.id, { incidents })
  // They are the verdict's evidence from here on; after it the host begins anew.
  state.hosts.patch(host.id, { incidents: [] })
  faultFound(ctx, overridden(lemonOf(host, incidents, nowMs), policyOf(state).overrides))
  attemptsLeft(ctx, host.id)
}

function lemonOf(host: HostRow, incidents: readonly HostIncident[], nowMs: number) {
  const hours = limits.lemonWindowMs / 3_600_000
  const evidence = incidents.map(
    ({ atMs, job, text }): Evidence => ({
      signal: 'gang-failure',
      labels: { job },
      value: text,
      unit: '',
      ageMs: nowMs - atMs,
      limit: `fewer than ${limits.lemonIncidents} in ${hours} h`,
    }),
  )
  return {
    host: host.id,
    onPlace: false,
    source: 'work',
    parent: null,
    rule: lemonRule,
    ruleVersion,
    device: 'host',
    grade: 'degrade',
    repair: 'inspect',
    text: `${countOf(incidents.length, 'launch', 'launches')} of gangs failed because of it within ${hours} h; last: ${incidents.at(-1)?.text}`,
    evidence,
    place: {},
    times: 1,
  } as const
}
