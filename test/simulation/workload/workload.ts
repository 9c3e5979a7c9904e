/** What users and operators want, drawn from the seed: jobs of every kind, cancels, growing jobs, submissions said twice. */
import type { JobSpec } from '../../../shared/model/job.ts'
import { normaliseJob, validateJob } from '../../../shared/model/validate-job.ts'
import type { Rng } from '../../../shared/rng.ts'
import type { HostShape } from '../host-shape.ts'
import { drawOperations, type Wish } from './operations.ts'
import { between, chance, type Draft, drawArray, drawBatch, drawGang, drawService, type Fleet } from './specs.ts'

export interface Workload {
  readonly wishes: readonly Wish[]
  readonly specs: ReadonlyMap<string, JobSpec>
}

export function drawWorkload(rng: Rng, hosts: readonly HostShape[], safetyMs: number): Workload {
  const fleet: Fleet = {
    hosts,
    smallestSlots: Math.min(...hosts.map(({ slots }) => slots)),
    gpuHosts: (gpus) => hosts.filter((host) => host.gpus.length >= gpus).length,
  }
  const wishes: Wish[] = drawOperations(rng, fleet, safetyMs)
  const specs = new Map<string, JobSpec>()
  const count = between(rng, 30, 45)
  const times = Array.from({ length: count }, () => 1_000 + safetyMs * 0.85 * rng.next()).sort((a, b) => a - b)
  for (const [i, atMs] of times.entries()) {
    const name = `job-${i}`
    const spec = checked(drawJob(rng, name, fleet, [...specs.keys()]))
    specs.set(name, spec)
    wishes.push({ atMs, request: { op: 'submit-job', spec }, twice: chance(rng, 0.15) })
    if (spec.shards?.open === true) wishes.push(...growth(rng, name, atMs, safetyMs))
    if (!chance(rng, 0.2)) continue
    // some think better of it at once, while it is placed and started
    const cancelMs = atMs + (chance(rng, 0.4) ? 60 * rng.next() ** 3 : 200 + 240_000 * rng.next())
    const request = { op: 'cancel-job', job: name, reason: 'not wanted any more' } as const
    wishes.push({ atMs: cancelMs, request, twice: chance(rng, 0.2) })
  }
  return { wishes: wishes.sort((a, b) => a.atMs - b.atMs), specs }
}

function drawJob(rng: Rng, name: string, fleet: Fleet, earlier: readonly string[]): Draft {
  const at = rng.next()
  if (at < 0.4) return drawBatch(rng, name, fleet, earlier)
  if (at < 0.55) return drawArray(rng, name, fleet, earlier)
  if (at < 0.7) return drawService(rng, name, fleet, earlier)
  return drawGang(rng, name, fleet, earlier)
}

/** As the API does it. */
function checked(draft: Draft): JobSpec {
  const faults = validateJob(draft)
  if (faults.length > 0) throw new Error(`the workload drew a wrong job: ${JSON.stringify(faults)}`)
  return normaliseJob(draft)
}

/** An open job takes more shards until it is closed. */
function growth(rng: Rng, job: string, fromMs: number, safetyMs: number): Wish[] {
  const wishes: Wish[] = []
  let atMs = fromMs
  for (let i = between(rng, 1, 4); i > 0; i--) {
    atMs += 5_000 + 60_000 * rng.next()
    wishes.push({ atMs, request: { op: 'append-shards', job, count: between(rng, 1, 12) }, twice: chance(rng, 0.3) })
  }
  atMs = Math.min(safetyMs, atMs + 5_000 + 60_000 * rng.next())
  wishes.push({ atMs, request: { op: 'close-job', job }, twice: false })
  return wishes
}
