/** What is wrong, as counts: for status, and as Prometheus families. */
import { grades } from '../../shared/model/health.ts'
import type { State } from '../core/state.ts'

type Counts = Readonly<Record<string, number>>

/** Alerts that fire, verdicts that are not closed and hosts that are not well, by grade; what health has done. */
export function healthCounts(state: State) {
  const zero = (): Record<string, number> => Object.fromEntries(grades.map((grade) => [grade, 0]))
  const [alerts, open, gone, hosts] = [zero(), zero(), zero(), zero()]
  let [unacknowledged, drained, verifying] = [0, 0, 0]
  const rules: Record<string, number> = {}
  for (const { state: at, grade, acknowledged } of state.alerts.values()) {
    if (at !== 'firing') continue
    alerts[grade] = (alerts[grade] ?? 0) + 1
    if (acknowledged === null) unacknowledged++
  }
  for (const { state: at, grade, rule } of state.verdicts.values()) {
    if (at === 'closed') continue
    const into = at === 'open' ? open : gone
    into[grade] = (into[grade] ?? 0) + 1
    rules[rule] = (rules[rule] ?? 0) + 1
  }
  for (const { health } of state.hosts.values()) {
    if (health === undefined) continue
    if (health.grade !== null) hosts[health.grade] = (hosts[health.grade] ?? 0) + 1
    if (health.drained) drained++
    if (health.check !== null) verifying++
  }
  const breakerTripped = (state.settings.get('settings')?.breaker?.trippedMs ?? null) !== null
  return { alerts, unacknowledged, verdicts: { open, gone }, rules, hosts, drained, verifying, breakerTripped }
}

type Family = (name: string, type: 'gauge' | 'counter', help: string, samples: readonly [string, number][]) => void

export function healthFamilies(state: State, family: Family): void {
  const found = healthCounts(state)
  const by = (label: string, values: Counts): [string, number][] =>
    Object.entries(values).map(([key, value]) => [`{${label}="${key}"}`, value])
  family('alerts_firing', 'gauge', 'Alerts that fire, by grade.', by('grade', found.alerts))
  family('alerts_unacknowledged', 'gauge', 'Alerts that fire and that nobody is at.', [['', found.unacknowledged]])
  family('verdicts', 'gauge', 'Faults that are not closed.', [
    ...verdictSamples('open', found.verdicts.open),
    ...verdictSamples('gone', found.verdicts.gone),
  ])
  family('verdicts_by_rule', 'gauge', 'Faults that are not closed, by rule.', by('rule', found.rules))
  family('hosts_unwell', 'gauge', 'Hosts with a fault, by its worst grade.', by('grade', found.hosts))
  family('hosts_out_by_health', 'gauge', 'Hosts that health has taken out of service.', [['', found.drained]])
  family('hosts_verifying', 'gauge', 'Hosts whose check is under way.', [['', found.verifying]])
  family('health_breaker_tripped', 'gauge', '1 while nothing is done about faults until a person resets the breaker.', [
    ['', found.breakerTripped ? 1 : 0],
  ])
  family(
    'alert_receiver_ok',
    'gauge',
    '1 where the last alert reached its receiver, 0 where it did not.',
    [...state.receivers.values()].flatMap(({ id, last }) =>
      last === null ? [] : [[`{receiver="${id}"}`, last.ok ? 1 : 0] as [string, number]],
    ),
  )
}

const verdictSamples = (state: string, counts: Counts): [string, number][] =>
  Object.entries(counts).map(([grade, value]) => [`{state="${state}",grade="${grade}"}`, value])
