/** What users want, drawn from the seed: jobs of every kind with their shards' peculiarities, cancels, cordons, submissions said twice. */
import type { Request } from '../../coordinator/core/inputs.ts'
import type { JobSpec, Json, Wave } from '../../shared/model/job.ts'
import type { Rng } from '../../shared/rng.ts'
import type { Program } from './program.ts'

export interface Wish {
  readonly atMs: number
  readonly request: Request
  /** said twice at once with one key */
  readonly twice: boolean
}

export interface Workload {
  readonly wishes: readonly Wish[]
  readonly specs: ReadonlyMap<string, JobSpec>
  /** names of services, ended by their users when the world heals */
  readonly services: readonly string[]
}

const between = (rng: Rng, low: number, high: number): number => low + rng.below(high - low + 1)
const chance = (rng: Rng, p: number): boolean => rng.next() < p

export function drawWorkload(rng: Rng, hosts: readonly string[], safetyMs: number, smallestSlots: number): Workload {
  const wishes: Wish[] = []
  const specs = new Map<string, JobSpec>()
  const services: string[] = []
  const jobs = between(rng, 30, 45)
  for (let i = 0; i < jobs; i++) {
    const atMs = 1_000 + safetyMs * 0.85 * rng.next()
    const name = `job-${i}`
    const spec = chance(rng, 0.2) ? drawService(rng, name, smallestSlots) : drawBatch(rng, name, smallestSlots)
    specs.set(name, spec)
    if (spec.kind === 'service') services.push(name)
    wishes.push({ atMs, request: { op: 'submit-job', spec }, twice: chance(rng, 0.15) })
    if (chance(rng, 0.15)) {
      const cancelMs = atMs + 200 + 240_000 * rng.next()
      wishes.push({
        atMs: cancelMs,
        request: { op: 'cancel-job', job: name, reason: 'not wanted any more' },
        twice: chance(rng, 0.2),
      })
    }
  }
  for (let i = between(rng, 0, 4); i > 0; i--) wishes.push(...drawCordon(rng, hosts, safetyMs))
  return { wishes: wishes.sort((a, b) => a.atMs - b.atMs), specs, services }
}

function drawCordon(rng: Rng, hosts: readonly string[], safetyMs: number): Wish[] {
  const host = hosts[rng.below(hosts.length)] as string
  const atMs = safetyMs * 0.8 * rng.next()
  const untilMs = Math.min(safetyMs, atMs + 20_000 + 300_000 * rng.next())
  const wish = (at: number, cordoned: boolean): Wish => ({
    atMs: at,
    request: { op: 'cordon-host', host, cordoned },
    twice: false,
  })
  return [wish(atMs, true), wish(untilMs, false)]
}

function programFor(rng: Rng, program: Program['program'], shards: number): Program {
  const some = (p: number, times: () => number): Record<string, number> => {
    const found: Record<string, number> = {}
    if (shards === 0 || !chance(rng, p)) return found
    for (let i = between(rng, 1, 2); i > 0; i--) found[rng.below(shards)] = times()
    return found
  }
  return {
    program,
    ms: between(rng, 2_000, 15_000),
    noise: chance(rng, 0.3) ? 0.4 : 0.1,
    want: between(rng, 1, 3),
    progress: chance(rng, 0.7),
    skewed: some(0.2, () => between(rng, 3, 6)),
    failing: some(0.2, () => between(rng, 1, 2)),
    poison: some(0.12, () => between(rng, 1, 2)),
  }
}

function drawBatch(rng: Rng, name: string, slots: number): JobSpec {
  const repeat = chance(rng, 0.15) ? between(rng, 2, 3) : 1
  const waves: Wave[] = []
  let total = 0
  for (let i = chance(rng, 0.25) ? between(rng, 2, 3) : 1; i > 0; i--) {
    const count = between(rng, 1, 24)
    total += count * repeat
    waves.push({ name: `wave-${i}`, count })
  }
  return {
    name,
    kind: 'batch',
    run: { kind: 'worker', argv: ['simulated'] },
    params: programFor(rng, 'shards', total) as unknown as Json,
    resources: { cpus: between(rng, 1, Math.min(2, slots)) },
    workers: { max: between(rng, 1, 8), ...(chance(rng, 0.3) ? { perHost: 1 } : {}) },
    shards: { waves, repeat },
    policy: {
      graceMs: between(rng, 1_000, 20_000),
      ...(chance(rng, 0.2) ? { speculate: false } : {}),
      ...(chance(rng, 0.2) ? { adaptiveLease: false } : {}),
      ...(chance(rng, 0.08) ? { timeLimitMs: between(rng, 30_000, 300_000) } : {}),
    },
  }
}

function drawService(rng: Rng, name: string, slots: number): JobSpec {
  return {
    name,
    kind: 'service',
    run: { kind: 'worker', argv: ['simulated'] },
    params: programFor(rng, 'serve', 0) as unknown as Json,
    resources: { cpus: between(rng, 1, Math.min(2, slots)) },
    workers: { max: between(rng, 1, 3) },
    policy: { graceMs: between(rng, 1_000, 20_000) },
  }
}
