/**
 * Swarm: each seed draws which kinds of faults it knows and how often each comes. A fault is data with its own random numbers, so
 * that leaving one out changes no other: that is how a failing seed is shrunk.
 */
import type { Rng } from '../../shared/rng.ts'
import { checkpointFaults } from './faults/checkpoint-faults.ts'
import { coordinatorFaults } from './faults/coordinator-faults.ts'
import type { Fault, FaultKind, Stage } from './faults/fault.ts'
import { gpuFaults } from './faults/gpu-faults.ts'
import { healthFaults } from './faults/health-faults.ts'
import { hostFaults } from './faults/host-faults.ts'
import { networkFaults } from './faults/network-faults.ts'
import { processFaults } from './faults/process-faults.ts'

export const faultKinds: readonly FaultKind[] = [
  ...coordinatorFaults,
  ...networkFaults,
  ...hostFaults,
  ...gpuFaults,
  ...processFaults,
  ...healthFaults,
  ...checkpointFaults,
]
const byName = new Map(faultKinds.map((kind) => [kind.name, kind]))

/** So many are drawn that at least 20 happen before the world heals: some find nothing to do, or wait for a moment that does not come. */
const fewest = 32

export function drawFaults(rng: Rng, safetyMs: number): Fault[] {
  const weights = faultKinds.map(({ weight }) => (rng.next() < 0.55 ? weight * (0.2 + 2 * rng.next()) : 0))
  if (!weights.some((weight) => weight > 0)) weights[rng.below(weights.length)] = 1
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const count = fewest + rng.below(52)
  const faults: Fault[] = []
  for (let number = 0; number < count; number++) {
    let at = rng.next() * total
    let chosen = 0
    while (chosen < weights.length - 1 && at >= (weights[chosen] as number)) at -= weights[chosen++] as number
    const kind = faultKinds[chosen] as FaultKind
    const atMs = 5_000 + (safetyMs - 5_000) * rng.next()
    const [low, high] = kind.lastsMs
    faults.push({
      number,
      kind: kind.name,
      atMs,
      forMs: low + (high - low) * rng.next() ** 2,
      target: rng.next(),
      value: rng.next(),
    })
  }
  return faults.sort((a, b) => a.atMs - b.atMs)
}

/** Faults under way, each with what ends it. */
export class Mischief {
  readonly #stage: Stage
  readonly #undo = new Map<number, () => void>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  schedule(faults: readonly Fault[]): void {
    for (const fault of faults) this.#stage.world.at(fault.atMs, () => this.#begin(fault))
  }

  /** Every fault under way ends now. */
  endAll(): void {
    for (const number of [...this.#undo.keys()]) this.#end(number)
  }

  #begin(fault: Fault): void {
    const kind = byName.get(fault.kind) as FaultKind
    const undo = kind.begin(this.#stage, fault)
    if (undo === 'nothing to do' || undo === 'armed') return
    this.#stage.trace.event('fault', fault.kind, `number ${fault.number} for ${Math.round(fault.forMs)} ms`)
    this.#stage.observers.count(fault.kind)
    if (undo === undefined) return
    this.#undo.set(fault.number, undo)
    this.#stage.world.after(fault.forMs, () => this.#end(fault.number))
  }

  #end(number: number): void {
    const undo = this.#undo.get(number)
    if (undo === undefined) return
    this.#undo.delete(number)
    undo()
  }
}
