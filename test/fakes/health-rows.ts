/** Verdicts, alerts and hosts that are not well, as the core writes them. */
import { indexVerdict } from '../../coordinator/core/verdicts/fault-index.ts'
import { type AlertRow, type HostHealth, type VerdictRow, well } from '../../shared/model/health.ts'
import type { FakeCoordinator } from './fake-door.ts'

export function verdictRow(over: Partial<VerdictRow> = {}): VerdictRow {
  return {
    v: 1,
    id: 'v-1-1',
    host: 'node-a',
    onPlace: false,
    source: 'detector',
    parent: null,
    device: 'gpu:GPU-1',
    place: {},
    rule: 'gpu/margin',
    ruleVersion: '1',
    grade: 'degrade',
    repair: 'inspect',
    text: 'thermal margin -3 °C on GPU 1',
    evidence: [
      { signal: 'gpu-temperature', labels: { gpu: '1' }, value: 92, unit: '°C', ageMs: 400, limit: '> 89 °C' },
    ],
    state: 'open',
    session: 1,
    sinceMs: 500,
    lastMs: 700,
    goneMs: null,
    closedMs: null,
    count: 2,
    affects: { jobs: ['j-1-7'], deployments: ['default/flights'] },
    acted: true,
    done: [{ atMs: 510, what: 'node-a is drained (after)' }],
    alert: 'l-1-2',
    ...over,
  }
}

export function alertRow(over: Partial<AlertRow> = {}): AlertRow {
  return {
    v: 1,
    id: 'l-1-2',
    key: 'gpu/margin@site',
    rule: 'gpu/margin',
    grade: 'degrade',
    title: 'gpu/margin on node-a',
    labels: { rule: 'gpu/margin' },
    state: 'firing',
    verdicts: ['v-1-1'],
    standing: 1,
    hosts: ['node-a'],
    hostCount: 1,
    sinceMs: 500,
    lastMs: 700,
    resolvedMs: null,
    acknowledged: null,
    snoozedUntilMs: null,
    count: 1,
    joined: 1,
    sent: null,
    ...over,
  }
}

/** As the core does: with its index. */
export function putVerdict({ state }: FakeCoordinator, row: VerdictRow): void {
  const before = state.verdicts.get(row.id)
  indexVerdict(state.faults, state.verdicts.put(row.id, row), before)
}

/** One host with a fault that fires, taken out of service. */
export function putFault(
  fake: FakeCoordinator,
  over: Partial<VerdictRow> = {},
  health: Partial<HostHealth> = {},
): void {
  const verdict = verdictRow(over)
  putVerdict(fake, verdict)
  fake.state.alerts.put('l-1-2', alertRow({ verdicts: [verdict.id], hosts: [verdict.host], grade: verdict.grade }))
  fake.state.hosts.patch(verdict.host, {
    health: { ...well, session: 1, grade: verdict.grade, drained: true, actedMs: 510, ...health },
  })
  fake.publish()
}
