/** A failing seed is shrunk by leaving out faults, ever smaller parts of them, as long as it fails: delta debugging over the plan. */
import { type SimulationOptions, type SimulationResult, simulate } from './simulation.ts'

export interface Shrunk {
  /** numbers of the faults that are needed */
  readonly faults: readonly number[]
  readonly result: SimulationResult
  readonly runs: number
}

/** Fails with the same rule. */
const sameBreach = (a: SimulationResult, rule: string): boolean => a.breaches[0]?.rule === rule

/** Runs at most so many simulations. */
const mostRuns = 60

export async function shrink(
  options: SimulationOptions,
  failed: SimulationResult,
  run: (options: SimulationOptions) => Promise<SimulationResult> = simulate,
): Promise<Shrunk> {
  const rule = failed.breaches[0]?.rule
  if (rule === undefined) throw new Error(`seed ${options.seed} does not fail: there is nothing to shrink`)
  let kept = failed.plan.map(({ number }) => number)
  let result = failed
  let runs = 0
  for (let parts = 2; kept.length > 0 && runs < mostRuns; ) {
    const size = Math.ceil(kept.length / parts)
    let shorter = false
    for (let from = 0; from < kept.length && runs < mostRuns; from += size) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)]
      runs++
      const tried = await run({ ...options, only: new Set(without) })
      if (!sameBreach(tried, rule)) continue
      kept = without
      result = tried
      shorter = true
      break
    }
    if (shorter) parts = Math.max(2, parts - 1)
    else if (size === 1) break
    else parts = Math.min(kept.length, parts * 2)
  }
  return { faults: kept, result, runs }
}
