/** The simulator on a fixed set of seeds, its determinism, the kept seeds and its own tools. `npm run sim` runs as many as you like. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { formula, goodputOf } from '../bench/parts/goodput-run.ts'
import { goodputInVirtualTime } from '../bench/parts/goodput-world.ts'
import { faultKinds } from './faults.ts'
import { keptSeeds } from './kept-seeds.ts'
import { hunt } from './mutants/hunt.ts'
import { mutants } from './mutants/list.ts'
import { mutated } from './mutants/mutant.ts'
import { summary, Tally } from './report.ts'
import { shrink } from './shrink.ts'
import { type SimulationResult, simulate } from './simulation.ts'

/** no breach, or the first one in words */
const verdict = ({ breaches }: SimulationResult): string =>
  breaches.length === 0 ? 'holds' : `[${breaches[0]?.rule}] ${breaches[0]?.text}`

t.test('seeds hold every rule', async (t) => {
  for (const [seed, hosts] of [
    [1, 5],
    [2, 8],
    [3, 12],
    [4, 18],
    [5, 6],
    [6, 9],
  ] as const) {
    const result = await simulate({ seed, hosts })
    t.equal(verdict(result), 'holds', `seed ${seed} with ${hosts} hosts`)
    t.ok(result.jobs >= 30, 'at least 30 jobs')
    t.ok([...result.faults.values()].reduce((sum, n) => sum + n, 0) >= 20, 'at least 20 faults before healing')
    t.ok(result.simulatedMs >= 30 * 60_000, 'at least 30 minutes')
  }
})

t.test('kept seeds hold', async (t) => {
  for (const { seed, hosts, found } of keptSeeds)
    t.equal(verdict(await simulate({ seed, hosts })), 'holds', `seed ${seed} with ${hosts} hosts: ${found}`)
})

t.test('the same seed gives the same trace, whatever is shown of it', async (t) => {
  const lines: string[] = []
  const first = await simulate({ seed: 11, hosts: 6, minutes: 10 })
  const again = await simulate({ seed: 11, hosts: 6, minutes: 10 })
  const shown = await simulate({ seed: 11, hosts: 6, minutes: 10, print: (line) => lines.push(line) })
  const other = await simulate({ seed: 12, hosts: 6, minutes: 10 })
  t.equal(again.digest, first.digest)
  t.equal(shown.digest, first.digest)
  t.ok(lines.length > 100, 'a trace is shown')
  t.not(other.digest, first.digest, 'another seed is another world')
})

t.test(
  '[RT7] a gang under faults gets done what the formula of their cost says, and killed agents cost nothing',
  async (t) => {
    for (const seed of [1, 2]) {
      const run = await goodputInVirtualTime({ seed })
      const { ettr, wallMs, meanU0Ms, wMs, dtMs, waysBack } = goodputOf(run)
      t.ok(run.faults.length >= 5 && run.harmless >= 5)
      t.equal(run.epochs, 1 + run.faults.length, 'a launch for each fault')
      const expected = formula(run.faults.length / wallMs, meanU0Ms, wMs, dtMs)
      t.ok(Math.abs(ettr - expected) < 0.03, `seed ${seed}: ${ettr} of ${expected}`)
      for (const { epoch, kind, u0Ms } of waysBack) {
        const parts = run.recoveries.find((each) => each.epoch === epoch)?.parts ?? {}
        t.ok((parts.fence ?? Number.NaN) < u0Ms && (parts.relaunch ?? Number.NaN) < u0Ms, `${kind} is told in parts`)
      }
    }
  },
)

t.test('a failing seed is shrunk to the faults that it needs', async (t) => {
  /** fails when faults 3 and 7 both happen */
  const run = async (only: ReadonlySet<number> | undefined): Promise<SimulationResult> => {
    const plan = Array.from({ length: 24 }, (_, number) => ({
      number,
      kind: 'x',
      atMs: 0,
      forMs: 0,
      target: 0,
      value: 0,
    }))
    const here = (number: number): boolean => only === undefined || only.has(number)
    const breaches = here(3) && here(7) ? [{ atMs: 1, rule: 'X', text: 'both' }] : []
    const none = new Map<string, number>()
    return {
      seed: 1,
      hosts: 5,
      digest: '',
      breaches,
      plan,
      faults: none,
      exercised: none,
      simulatedMs: 1,
      events: 1,
      frames: 1,
      jobs: 1,
    }
  }
  const shrunk = await shrink({ seed: 1 }, await run(undefined), ({ only }) => run(only))
  t.same(shrunk.faults, [3, 7])
})

t.test('the summary says what was never exercised', (t) => {
  const tally = new Tally()
  const none = new Map<string, number>()
  const result = {
    seed: 1,
    hosts: 5,
    digest: '',
    breaches: [],
    plan: [],
    faults: none,
    exercised: none,
    simulatedMs: 1,
    events: 1,
    frames: 1,
    jobs: 1,
  }
  for (let seed = 0; seed < 100; seed++) tally.add(result, 1)
  const { missing } = summary(tally.totals())
  t.ok(missing.includes('B1') && missing.includes(faultKinds[0]?.name ?? ''))
  t.end()
})

t.test('every mutant has its place in the code', (t) => {
  t.ok(mutants.length >= 30)
  t.equal(new Set(mutants.map(({ name }) => name)).size, mutants.length, 'names are unique')
  for (const mutant of mutants)
    t.doesNotThrow(() => mutated(mutant, readFileSync(join(import.meta.dirname, '../..', mutant.file), 'utf8')))
  t.end()
})

t.test('[HF2] [HR3] bugs in what becomes of a check are found, on seeds that pass without them', async (t) => {
  // from: a seed that finds it; more are tried where what seeds draw has changed
  for (const [mutant, rule, from] of [
    ['any-answer-counts', 'HF2', 6],
    ['check-not-repeated', 'HR3', 3],
  ] as const) {
    const found = await hunt({ mutant, hosts: 8, seeds: 20, from, cpuLimitSeconds: 40, sick: new Set() })
    t.equal(found.rule, rule, `${mutant}: ${found.text}`)
    t.equal(verdict(await simulate({ seed: found.seed ?? from, hosts: 8 })), 'holds', `seed ${found.seed} without it`)
  }
})
