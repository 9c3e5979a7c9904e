/**
 * The telemetry worker as the core sees it: transitions of what hosts' detectors find, while their link is up. It lives and dies with
 * the coordinator: a new one knows nothing, and says what has ended of what stood once it has seen enough of a host.
 */

import { foundByDetectors } from '../../coordinator/core/verdicts/findings.ts'
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import type { Coordinator, Life } from './coordinator.ts'
import type { Host } from './host.ts'
import type { Observers } from './observers.ts'
import type { World } from './world.ts'

/** from a sample to the worker's word */
const sampleMs = 1_000
/** a link that passes nothing is looked at again after this */
const backfillMs = 5_000
/** so much of a host must have been seen before its detectors are asked for what stood */
const warmMs = 60_000

const over = (finding: Finding): Finding => ({ ...finding, grade: null, text: '', evidence: [] })

export function runTelemetry(
  world: World,
  observers: Observers,
  coordinator: Coordinator,
  hosts: readonly Host[],
): void {
  /** by host: what this life's worker has told */
  let told = new Map<string, Map<string, Finding>>()
  let warming = new Set<string>()
  const waiting = new Set<string>()
  const rng = world.rng('telemetry')

  const linked = (life: Life, host: Host): boolean =>
    life.alive && life.state.volatile.connections.has(host.id) && !host.link.blocked.up && host.powered && !host.frozen

  const tell = (life: Life, host: Host, findings: readonly Finding[]): void => {
    if (findings.length === 0) return
    const parts: Finding[][] = []
    for (let at = 0; at < findings.length; at += limits.findingsPerInput)
      parts.push(findings.slice(at, at + limits.findingsPerInput))
    for (const part of parts) coordinator.found(life, host.id, part)
  }

  const look = (host: Host): void => {
    const { life } = coordinator
    if (life === null) return
    if (!linked(life, host)) return again(life, host)
    const before = told.get(host.id) ?? new Map<string, Finding>()
    const now = new Map(host.health.conditions)
    const ended = [...before].filter(([key]) => !now.has(key)).map(([, finding]) => over(finding))
    const begun = [...now].filter(([key, finding]) => before.get(key) !== finding).map(([, finding]) => finding)
    told.set(host.id, now)
    tell(life, host, [...ended, ...begun])
    warm(life, host)
  }

  /** Its samples wait for the link; one that comes back without a new connection tells nobody. */
  const again = (life: Life, host: Host): void => {
    if (waiting.has(host.id) || !life.state.volatile.connections.has(host.id)) return
    waiting.add(host.id)
    world.after(backfillMs, () => {
      waiting.delete(host.id)
      if (life.alive) look(host)
    })
  }

  const warm = (life: Life, host: Host): void => {
    if (warming.has(host.id)) return
    warming.add(host.id)
    world.after(warmMs, () => {
      if (!life.alive) return
      if (!linked(life, host)) return void warming.delete(host.id)
      look(host)
      const stood = foundByDetectors(life.state).get(host.id) ?? []
      const holds = [...host.health.conditions.values()]
      const gone = stood.filter(
        (each) => !holds.some(({ device, rule }) => device === each.device && rule === each.rule),
      )
      tell(
        life,
        host,
        gone.map((each) => over({ ...each })),
      )
    })
  }

  for (const host of hosts)
    host.health.onChange = () => void world.after(sampleMs * (0.3 + rng.next()), () => look(host))
  const byId = new Map(hosts.map((host) => [host.id, host]))
  observers.add({
    started() {
      told = new Map()
      warming = new Set()
    },
    stepped(_life, input) {
      if (input.kind !== 'host-connected') return
      const host = byId.get(input.host)
      if (host !== undefined) world.after(sampleMs * (1 + rng.next()), () => look(host))
    },
  })
}
