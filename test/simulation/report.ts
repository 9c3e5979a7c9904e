/** What a run over many seeds shows: speed, every fault's and every rule's count. */
import { faultKinds } from './faults.ts'
import { rules } from './rules.ts'
import type { SimulationResult } from './simulation.ts'

/** With fewer seeds than this some faults are rare enough not to happen. */
const fullFromSeeds = 100

export interface Totals {
  readonly seeds: number
  readonly failed: number
  readonly cpuMs: number
  readonly simulatedMs: number
  readonly hostMs: number
  readonly faults: ReadonlyMap<string, number>
  readonly exercised: ReadonlyMap<string, number>
}

export class Tally {
  #seeds = 0
  #failed = 0
  #cpuMs = 0
  #simulatedMs = 0
  #hostMs = 0
  readonly #faults = new Map<string, number>()
  readonly #exercised = new Map<string, number>()

  add(result: SimulationResult, cpuMs: number): void {
    this.#seeds++
    if (result.breaches.length > 0) this.#failed++
    this.#cpuMs += cpuMs
    this.#simulatedMs += result.simulatedMs
    this.#hostMs += result.simulatedMs * result.hosts
    for (const [name, n] of result.faults) this.#faults.set(name, (this.#faults.get(name) ?? 0) + n)
    for (const [rule, n] of result.exercised) this.#exercised.set(rule, (this.#exercised.get(rule) ?? 0) + n)
  }

  totals(): Totals {
    return {
      seeds: this.#seeds,
      failed: this.#failed,
      cpuMs: this.#cpuMs,
      simulatedMs: this.#simulatedMs,
      hostMs: this.#hostMs,
      faults: this.#faults,
      exercised: this.#exercised,
    }
  }
}

/** Lines of the summary, and what was never put to the test although it should have been. */
export function summary(totals: Totals): { readonly lines: readonly string[]; readonly missing: readonly string[] } {
  const number = (n: number): string => Math.round(n).toLocaleString('en')
  const lines: string[] = ['', 'faults']
  const missing: string[] = []
  const row = (name: string, count: number, what: string): void => {
    lines.push(`  ${name.padEnd(34)} ${number(count).padStart(12)}  ${what}`.trimEnd())
    if (count === 0) missing.push(name)
  }
  for (const { name } of faultKinds) row(name, totals.faults.get(name) ?? 0, '')
  lines.push('', 'rules')
  for (const [rule, text] of Object.entries(rules)) row(rule, totals.exercised.get(rule) ?? 0, text)
  const hours = totals.simulatedMs / 3_600_000
  const speed = totals.simulatedMs / Math.max(1, totals.cpuMs)
  const hosts = totals.hostMs / Math.max(1, totals.simulatedMs)
  lines.push(
    '',
    `${totals.seeds} seeds, ${totals.failed} failed; ${hours.toFixed(1)} cluster-hours of ${hosts.toFixed(1)} hosts in ${(totals.cpuMs / 1000).toFixed(1)} CPU-seconds: ` +
      `${number(speed)} simulated seconds a CPU-second`,
  )
  if (totals.seeds < fullFromSeeds) return { lines, missing: [] }
  if (missing.length > 0) lines.push(`never exercised: ${missing.join(', ')}`)
  return { lines, missing }
}
