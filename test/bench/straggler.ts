/**
 * B1 in virtual time (the design's reference, section 4): one sharded job, hosts of which one or two are slow, late or hung; the real
 * core lends the shards. A job is 60 s of work for each host, cut in K shards a host. Makespan against the best division of the work,
 * W/(N−1+1/s) for one host s times slower, and how much work was done twice. The same with real processes: `straggler-real`.
 */
import { makeRng } from '../../shared/rng.ts'
import { quantile } from './parts/quantiles.ts'
import { type Outcome, ShardWorld } from './parts/shard-world.ts'
import { idealMs, type Speeds, staticMs } from './parts/speeds.ts'

export const name = 'straggler'
const seeds = 100

interface Scenario {
  readonly key: string
  readonly hosts: number
  /** shards a host */
  readonly cut: number
  /** how many hosts are how many times slower; 0: they stop and say nothing of it */
  readonly slow: number
  readonly factor: number
  /** they turn slow when half of the job is done */
  readonly late?: boolean
  /** standard deviation of the logarithm of a shard's size */
  readonly noise?: number
  /** one shard is ten times longer, on every host */
  readonly skewed?: boolean
  /** work of each host, ms */
  readonly hostMs?: number
  /** workers do not tell how far they are */
  readonly silent?: boolean
  /** the coordinator has seen these hosts at work before */
  readonly known?: boolean
}

const eight = { hosts: 8, slow: 1, factor: 4 }
const scenarios: readonly Scenario[] = [
  ...[8, 16].flatMap((hosts) => [1, 4, 16].map((cut) => ({ ...eight, key: `N${hosts} K${cut} s4`, hosts, cut }))),
  ...[2, 10, 100].flatMap((factor) => [4, 16].map((cut) => ({ ...eight, key: `K${cut} s${factor}`, cut, factor }))),
  ...[4, 16].flatMap((cut) => [
    { ...eight, key: `K${cut} late s4`, cut, late: true },
    { ...eight, key: `K${cut} late s10`, cut, late: true, factor: 10 },
    { ...eight, key: `K${cut} two slow`, cut, slow: 2 },
    { ...eight, key: `K${cut} noise 0.4`, cut, noise: 0.4 },
    { ...eight, key: `K${cut} hung`, cut, late: true, factor: 0 },
    { ...eight, key: `K${cut} silent s4`, cut, silent: true },
    { ...eight, key: `K${cut} silent hung`, cut, late: true, factor: 0, silent: true },
    { ...eight, key: `K${cut} all alike`, cut, slow: 0 },
    { ...eight, key: `K${cut} alike, noise 0.4`, cut, slow: 0, noise: 0.4 },
    { ...eight, key: `K${cut} skewed`, cut, slow: 0, skewed: true, known: true },
    { ...eight, key: `K${cut} skewed, silent`, cut, slow: 0, skewed: true, known: true, silent: true },
    { ...eight, key: `K${cut} skewed, new fleet`, cut, slow: 0, skewed: true },
  ]),
  { ...eight, key: 'K16 s4, 8 s of work', cut: 16, hostMs: 8_000 },
  { ...eight, key: 'K16 s4, 10 min of work', cut: 16, hostMs: 600_000 },
]

interface Target {
  readonly median?: number
  readonly p95?: number
  readonly dup: number
  readonly skewCopied?: number
}

/**
 * Without a target: K = 1, and the jobs of 4 shards a host that whole shards do not divide better; silent workers that hang, and hosts
 * that turn slow between two shards, which nobody can tell from a long shard in time (SPEC [B9]).
 */
function targetOf(scenario: Scenario): Target | undefined {
  const { hosts, cut, slow, factor, skewed, known, silent, late, noise } = scenario
  if (skewed === true) return known === true ? { dup: 0, skewCopied: 0 } : undefined
  if (slow === 0) return { dup: 1 }
  if (cut === 1 || (silent === true && factor === 0) || (late === true && factor === 10)) return undefined
  if (cut === 16) return { median: 1.05, p95: 1.1, dup: 3 }
  return hosts === 16 || factor === 2 || noise !== undefined || late === true
    ? undefined
    : { median: 1.15, p95: 1.25, dup: 5 }
}

interface Figure {
  readonly median: number
  readonly p95: number
  /** mean share of the work that was done twice, in % */
  readonly dup: number
  /** runs in which the skewed shard was lent twice */
  readonly skewCopied: number
}

interface Drawn {
  readonly hosts: readonly Speeds[]
  readonly sizes: readonly number[]
  readonly work: number
  readonly skewed: number
}

function draw(scenario: Scenario, seed: number): Drawn {
  const { hosts, cut, noise = 0.1, hostMs = 60_000 } = scenario
  const rng = makeRng(seed, `straggler ${scenario.key}`)
  const sizes = Array.from({ length: hosts * cut }, () => (hostMs / cut) * Math.exp(noise * rng.normal()))
  const skewed = scenario.skewed === true ? rng.below(sizes.length) : -1
  if (skewed >= 0) sizes[skewed] = (10 * hostMs) / cut
  const work = sizes.reduce((sum, size) => sum + size, 0)
  const slowed = scenario.factor === 0 ? 0 : 1 / scenario.factor
  const speeds = Array.from({ length: hosts }, (_, i): Speeds => {
    if (i >= scenario.slow) return [[0, 1]]
    return scenario.late === true ? [[0, 1], [work / hosts / 2, slowed]] : [[0, slowed]] // biome-ignore format: one line
  })
  return { hosts: speeds, sizes, work, skewed }
}

/** No division is faster than the longest shard. */
const bestMs = ({ hosts, sizes, work }: Drawn): number => Math.max(idealMs(hosts, work), ...sizes)

function figureOf(
  ratios: readonly number[],
  outcomes: readonly { wasted: number; work: number; skewCopied: boolean }[],
): Figure {
  const dups = outcomes.map(({ wasted, work }) => wasted / work)
  return {
    median: quantile(ratios, 0.5),
    p95: quantile(ratios, 0.95),
    dup: (dups.reduce((sum, dup) => sum + dup, 0) / Math.max(1, dups.length)) * 100,
    skewCopied: outcomes.filter(({ skewCopied }) => skewCopied).length,
  }
}

function lent(scenario: Scenario, speculate: boolean, runs: number): Figure {
  const ratios: number[] = []
  const outcomes: { wasted: number; work: number; skewCopied: boolean }[] = []
  for (let seed = 1; seed <= runs; seed++) {
    const drawn = draw(scenario, seed)
    const { hosts, sizes, work, skewed } = drawn
    const paces = scenario.known === true ? { paces: hosts.map(() => 1) } : {}
    const world = new ShardWorld({ hosts, sizes, progress: scenario.silent !== true, policy: { speculate }, ...paces })
    const { makespanMs, wasted, copies }: Outcome = world.run()
    ratios.push(makespanMs / bestMs(drawn))
    outcomes.push({ wasted, work, skewCopied: copies.includes(skewed) })
  }
  return figureOf(ratios, outcomes)
}

function split(scenario: Scenario, runs: number): Figure {
  const ratios: number[] = []
  for (let seed = 1; seed <= runs; seed++) {
    const drawn = draw(scenario, seed)
    ratios.push(staticMs(drawn.hosts, drawn.sizes) / bestMs(drawn))
  }
  return figureOf(ratios, [])
}

const pair = (figure: Figure | undefined): string =>
  figure !== undefined && Number.isFinite(figure.median)
    ? `${figure.median.toFixed(2)}/${figure.p95.toFixed(2)}`.padStart(12)
    : 'never'.padStart(12)

function isMet({ median, p95, dup, skewCopied }: Figure, target: Target): boolean {
  return (
    median <= (target.median ?? Number.POSITIVE_INFINITY) &&
    p95 <= (target.p95 ?? Number.POSITIVE_INFINITY) &&
    dup <= target.dup &&
    skewCopied <= (target.skewCopied ?? seeds)
  )
}

function targetText({ median, p95, dup, skewCopied }: Target): string {
  const ratio = median === undefined ? '' : `≤ ${median}, ≤ ${p95}, `
  return `${ratio}twice ≤ ${dup} %${skewCopied === undefined ? '' : ', never copied'}`
}

const rounded = (figure: Figure | undefined): (number | null)[] =>
  [figure?.median, figure?.p95].map((value) =>
    value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1_000) / 1_000,
  )

export async function run(
  log: (line: string) => void,
): Promise<{ ok: boolean; figures: Record<string, unknown>; targets: Record<string, string> }> {
  log(`${seeds} seeds; makespan to the best division, median/p95; work done twice in % of all; * misses its target`)
  log(`${' '.repeat(24)}${['static', 'pull', 'ours'].map((each) => each.padStart(12)).join('')}   twice`)
  const figures: Record<string, unknown> = { '': 'ours median, p95, % twice; pull median, p95; static median, p95' }
  const targets: Record<string, string> = {}
  let ok = true
  for (const scenario of scenarios) {
    const { key } = scenario
    const ours = lent(scenario, true, seeds)
    // A hung host never gives its shards back: without second attempts the job does not end.
    const pull = scenario.factor === 0 ? undefined : lent(scenario, false, seeds)
    const parts = split(scenario, seeds)
    const target = targetOf(scenario)
    const met = target === undefined || isMet(ours, target)
    ok &&= met
    figures[key] = [...rounded(ours), Math.round(ours.dup * 100) / 100, ...rounded(pull), ...rounded(parts)]
    if (target !== undefined) targets[key] = targetText(target)
    const skew = scenario.skewed === true ? `  skewed shard copied in ${ours.skewCopied} of ${seeds}` : ''
    log(
      `${key.padEnd(24)}${pair(parts)}${pair(pull)}${pair(ours)}${ours.dup.toFixed(1).padStart(8)}${met ? '' : ' *'}${skew}`,
    )
  }
  return { ok, figures, targets }
}
