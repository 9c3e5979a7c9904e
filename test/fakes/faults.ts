/** Faults of hosts in tests of the core: what detectors and kernel logs would tell, and how hosts answer checks. */
import { loadState } from '../../coordinator/core/load.ts'
import { type State, tablesOf } from '../../coordinator/core/state.ts'
import type { Change } from '../../coordinator/core/table.ts'
import type { Finding, KernelEvent, VerdictRow } from '../../shared/model/health.ts'
import type { HostRow } from '../../shared/model/rows.ts'
import type { World } from './core-world.ts'

export const finding = (device: string, fields: Partial<Finding> = {}): Finding => ({
  rule: 'gpu/temperature',
  ruleVersion: '1',
  device,
  grade: 'degrade',
  repair: 'inspect',
  text: 'GPU at 96 °C, above 90 °C for 60 s',
  evidence: [{ signal: 'gpu-temperature', labels: { gpu: '0' }, value: 96, unit: '°C', ageMs: 400, limit: '> 90 °C' }],
  place: {},
  ...fields,
})

/** One that is over. */
export const over = (device: string, fields: Partial<Finding> = {}): Finding =>
  finding(device, { grade: null, text: '', evidence: [], ...fields })

export const xid = (code: number, uuid: string, fields: Partial<KernelEvent> = {}): KernelEvent => ({
  class: 'xid',
  code,
  device: '0000:1b:00',
  uuid,
  text: `NVRM: Xid (PCI:0000:1b:00): ${code}, pid=1, name=python`,
  hostMs: 1,
  count: 1,
  details: {},
  ...fields,
})

/** A detector of leaks, as a collector's agent would tell of it. */
export const leak = (id: string, word: string, place: Finding['place']): Finding =>
  finding(`leak:${id}`, {
    rule: 'leak-detector',
    grade: word === 'ok' ? null : 'watch',
    text: word === 'ok' ? '' : `detector ${id} says ${word}`,
    evidence: [{ signal: 'leak-detector', labels: {}, value: word, unit: '', ageMs: 0, limit: 'ok' }],
    place,
  })

export const found = (world: World, host: string, ...findings: Finding[]): void =>
  void world.step({ kind: 'findings-made', host, findings })

export const lines = (world: World, host: string, ...events: KernelEvent[]): void =>
  void world.fact(host, { kind: 'kernel-events', events })

/** The host's answer to the check that it is asked for. */
export function answer(world: World, host: string, ok: boolean, check = checkOf(world, host)): void {
  const report = { lines: [{ what: 'gpus', ok, detail: ok ? '8 of 8' : '7 of 8' }] }
  world.fact(host, { kind: 'check-done', check: check ?? '', ok, report })
}

export const checkOf = (world: World, host: string): string | undefined =>
  world.state.hosts.must(host).health?.check?.id

export const verdictsOf = (state: State, host: string): VerdictRow[] =>
  [...state.verdicts.values()].filter((verdict) => verdict.host === host)

/** Its verdict, where it has just one. */
export const only = (world: World, host: string): VerdictRow => {
  const [verdict, ...more] = verdictsOf(world.state, host)
  if (verdict === undefined || more.length > 0)
    throw new Error(`${more.length + (verdict ? 1 : 0)} verdicts on ${host}`)
  return verdict
}

export const host = (world: World, id: string): HostRow => world.state.hosts.must(id)

/** What a start makes of the rows. */
export function restarted(world: World): State {
  const rows: Change[] = []
  // the store gives them in the order of their keys
  for (const table of tablesOf(world.state))
    if (table.durable)
      for (const [key, row] of [...table.entries()].sort(([a], [b]) => (a < b ? -1 : 1)))
        rows.push({ table: table.name, key, row })
  return loadState(rows, world.nowMs)
}

export const texts = ({ done }: VerdictRow): string => done.map(({ what }) => what).join(' | ')

/** It goes silent and comes back with all its GPUs, under another boot id. */
export function reboot(world: World, host: string): void {
  const connection = world.state.volatile.connections.get(host)
  if (connection !== undefined) world.step({ kind: 'host-disconnected', host, connection })
  world.host(host, 64, `boot-at-${world.nowMs}`, { gpus: world.state.hosts.must(host).inventory.gpus?.length ?? 0 })
}
