/** What operators do meanwhile: cordons, drains, quotas, spares. */
import type { Request } from '../../../coordinator/core/inputs.ts'
import type { Rng } from '../../../shared/rng.ts'
import { between, chance, type Fleet } from './specs.ts'

export interface Wish {
  readonly atMs: number
  readonly request: Request
  /** said twice at once with one key */
  readonly twice: boolean
}

const wish = (atMs: number, request: Request): Wish => ({ atMs, request, twice: false })

export function drawOperations(rng: Rng, fleet: Fleet, safetyMs: number): Wish[] {
  const wishes: Wish[] = []
  const host = (): string => (fleet.hosts[rng.below(fleet.hosts.length)] as { name: string }).name
  for (let i = between(rng, 0, 4); i > 0; i--) {
    const name = host()
    const atMs = safetyMs * 0.8 * rng.next()
    wishes.push(wish(atMs, { op: 'cordon-host', host: name, cordoned: true }))
    const untilMs = Math.min(safetyMs, atMs + 20_000 + 300_000 * rng.next())
    wishes.push(wish(untilMs, { op: 'cordon-host', host: name, cordoned: false }))
  }
  for (let i = between(rng, 0, 4); i > 0; i--) wishes.push(...drawDrain(rng, host(), safetyMs))
  wishes.push(...drawQuotas(rng, fleet, safetyMs))
  if (chance(rng, 0.3))
    wishes.push(wish(safetyMs * rng.next(), { op: 'set-spares', perLeaf: between(rng, 0, 1), unit: 'hosts' }))
  return wishes
}

function drawDrain(rng: Rng, host: string, safetyMs: number): Wish[] {
  const mode = (['now', 'after', 'swap'] as const)[rng.below(3)] as 'now' | 'after' | 'swap'
  const atMs = safetyMs * 0.8 * rng.next()
  const deadlineMs = chance(rng, 0.4) ? between(rng, 10, 180) * 1_000 : null
  const untilMs = Math.min(safetyMs, atMs + 60_000 + 300_000 * rng.next())
  return [
    wish(atMs, { op: 'drain-host', host, mode, reason: 'maintenance', deadlineMs }),
    wish(untilMs, { op: 'undrain-host', host }),
  ]
}

function drawQuotas(rng: Rng, fleet: Fleet, safetyMs: number): Wish[] {
  const total = fleet.hosts.reduce((sum, host) => sum + host.gpus.length, 0)
  if (total === 0) return []
  const wishes: Wish[] = []
  for (const project of ['alpha', 'beta']) {
    if (!chance(rng, 0.6)) continue
    const maxGpus = chance(rng, 0.7) ? between(rng, 2, Math.max(4, Math.floor(total * 0.5))) : null
    const guaranteedGpus = chance(rng, 0.5)
      ? between(rng, 0, Math.min(maxGpus ?? total, Math.floor(total * 0.3)))
      : null
    wishes.push(
      wish(500 + safetyMs * 0.3 * rng.next(), {
        op: 'set-quota',
        project,
        maxGpus,
        guaranteedGpus,
        weight: between(rng, 1, 3),
      }),
    )
  }
  return wishes
}
