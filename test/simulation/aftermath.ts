/** What people do once the faults are over: they take care of dead hosts, suspended ones, strangers, services and jobs that fit nowhere. */

import { limits } from '../../shared/limits.ts'
import type { JobSpec } from '../../shared/model/job.ts'
import type { HostRow } from '../../shared/model/rows.ts'
import type { Host } from './host.ts'
import type { Site } from './simulation.ts'

const minuteMs = 60_000

export function takeCare(site: Site): void {
  const { world, users, hosts, coordinator } = site
  const healed = site.healed as ReadonlySet<Host>
  world.after(minuteMs, () => {
    users.ask({ op: 'set-spares', perLeaf: 0, unit: 'hosts' })
    for (const host of healed) {
      users.ask({ op: 'undrain-host', host: host.name })
      users.ask({ op: 'cordon-host', host: host.name, cordoned: false })
    }
  })
  // What was to be repaired is repaired; what a dead host's agent told of its rack's detectors nobody else will take back.
  for (const afterMs of [2, 8, 14, 20, 26].map((minutes) => minutes * minuteMs))
    world.after(afterMs, () => {
      users.ask({ op: 'reset-breaker', reason: 'it is over' })
      const dead = new Set(hosts.filter((host) => !healed.has(host)).map(({ id }) => id))
      const standing = [...(coordinator.life?.state.verdicts.values() ?? [])].filter(({ state }) => state !== 'closed')
      for (const { id, onPlace, host } of standing)
        if (onPlace && dead.has(host)) users.ask({ op: 'close-verdict', verdict: id, reason: 'its host is dead' })
      // Only what waits for a person: the rest comes back by itself.
      const waits = ({ id, health }: HostRow): boolean =>
        (health?.failedChecks ?? 0) >= limits.checksInARow ||
        (health?.drained === true && health.returnsMs.length >= limits.returnsInWindow) ||
        standing.some(
          (each) => each.host === id && each.state === 'open' && each.source === 'kernel' && each.grade !== 'watch',
        )
      const rows = [...(coordinator.life?.state.hosts.values() ?? [])]
      for (const { id: host } of rows.filter(waits)) if (!dead.has(host)) users.ask({ op: 'verify-host', host })
    })
  world.after(3 * minuteMs, () => {
    for (const host of hosts) if (!healed.has(host)) users.ask({ op: 'confirm-lost', host: host.id })
  })
  world.after(5 * minuteMs, () => {
    const { life } = coordinator
    if (!life?.alive) return
    for (const job of life.state.jobs.values()) {
      if (job.endedMs !== null) continue
      const most = life.state.quotas.get(job.project)?.maxGpus ?? Number.POSITIVE_INFINITY
      const hopeless = !fits(job.spec, [...healed], most)
      if (hopeless || job.spec.kind === 'service' || !job.closed)
        users.ask({ op: 'cancel-job', job: job.id, reason: hopeless ? 'it fits nowhere now' : 'it is over' })
    }
  })
  world.after(6 * minuteMs, () => {
    for (const row of coordinator.life?.state.foreign.values() ?? []) users.ask({ op: 'stop-foreign', attempt: row.id })
  })
}

/** Could the hosts that are left run the job at all, were they empty? */
export function fits(spec: JobSpec, hosts: readonly Host[], quotaGpus: number): boolean {
  const { cpus, gpus = 0, memoryMb = 0 } = spec.resources ?? { cpus: 1 }
  const labels = Object.entries(spec.placement?.labels ?? {})
  const able = hosts.filter(
    ({ shape }) =>
      shape.slots >= cpus &&
      shape.gpus.length >= gpus &&
      memoryMb <= 262_144 &&
      labels.every(([key, value]) => shape.labels[key] === value),
  )
  const wanted = spec.gang?.minHosts ?? spec.gang?.hosts ?? 1
  // a gang's GPUs are all of one model
  const byModel = new Map<string, number>()
  for (const { shape } of able) {
    const model = gpus === 0 ? '' : (shape.gpus[0]?.name ?? '')
    byModel.set(model, (byModel.get(model) ?? 0) + 1)
  }
  return Math.max(0, ...byModel.values()) >= wanted && wanted * gpus <= quotaGpus
}
