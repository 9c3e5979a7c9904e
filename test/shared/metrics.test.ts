import t from 'tap'
import { chiSquareQuantile, exp, ln, psi } from '../../shared/math.ts'
import { addRow, addSums, aucInterval, emptySums, entropy, metricsOf, neInterval } from '../../shared/model/metrics.ts'
import { makeRng } from '../../shared/rng.ts'

const near = (
  t: { ok(value: unknown, what: string): unknown },
  got: number,
  want: number,
  within: number,
  what: string,
): void => {
  t.ok(Math.abs(got - want) <= within, `${what}: ${got} is within ${within} of ${want}`)
}

t.test('ln and exp agree with Math over the range of doubles', (t) => {
  const rng = makeRng(1, 'math')
  let worstLn = 0
  let worstExp = 0
  for (let i = 0; i < 20_000; i++) {
    const x = 10 ** (rng.next() * 600 - 300)
    worstLn = Math.max(worstLn, Math.abs(ln(x) - Math.log(x)) / Math.max(1, Math.abs(Math.log(x))))
    const y = rng.next() * 1200 - 600
    worstExp = Math.max(worstExp, Math.abs(exp(y) / Math.exp(y) - 1))
  }
  near(t, worstLn, 0, 1e-12, 'ln')
  near(t, worstExp, 0, 1e-12, 'exp')
  t.equal(ln(0), Number.NEGATIVE_INFINITY)
  t.ok(Number.isNaN(ln(-1)))
  t.equal(ln(1), 0)
  t.equal(exp(0), 1)
  t.end()
})

t.test('chi-square quantiles are those of the tables', (t) => {
  for (const [df, confidence, want] of [
    [3, 0.95, 7.815],
    [10, 0.99, 23.209],
    [30, 0.999, 59.703],
    [255, 0.99, 310.457],
  ] as const)
    near(t, chiSquareQuantile(df, confidence), want, want * 0.01, `df ${df}`)
  t.end()
})

t.test('PSI: zero for the same shares, folds unknown categories into other, never infinite', (t) => {
  near(t, psi({ a: 0.5, b: 0.5 }, { a: 200, b: 200 }), 0, 1e-12, 'same')
  near(t, psi({ a: 0.5, b: 0.5 }, { a: 60, b: 40 }), 0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 1e-12, 'by hand')
  near(t, psi({ a: 0.5, other: 0.5 }, { a: 50, z: 25, y: 25 }), 0, 1e-12, 'folded')
  t.ok(Number.isFinite(psi({ a: 1 }, { b: 1 })))
  t.end()
})

function scored(rows: number, seed: number): { score: number; positive: boolean }[] {
  const rng = makeRng(seed, 'scores')
  return Array.from({ length: rows }, () => {
    const score = Math.round(rng.next() ** 2 * 10_000) / 10_000
    return { score, positive: rng.next() < score * 0.8 + 0.05 }
  })
}

t.test('metrics from sums match brute force over rows', (t) => {
  const rows = scored(3_000, 7)
  const half = [emptySums(), emptySums()] as const
  rows.forEach((row, i) => {
    addRow(half[i % 2]!, row.score, row.positive)
  })
  const sums = addSums(half[0], half[1])
  const metrics = metricsOf(sums)
  const positives = rows.filter((r) => r.positive)
  const negatives = rows.filter((r) => !r.positive)
  let pairs = 0
  for (const p of positives) for (const n of negatives) pairs += p.score > n.score ? 1 : p.score === n.score ? 0.5 : 0
  near(t, metrics.auc, pairs / positives.length / negatives.length, 1e-3, 'auc')
  const clip = (p: number): number => Math.min(1 - 1e-7, Math.max(1e-7, p))
  const loss = rows.reduce((s, r) => s - Math.log(clip(r.positive ? r.score : 1 - r.score)), 0) / rows.length
  near(t, metrics.logLoss, loss, 1e-9, 'log-loss')
  const base = positives.length / rows.length
  near(t, metrics.ne, loss / -(base * Math.log(base) + (1 - base) * Math.log(1 - base)), 1e-9, 'ne')
  near(t, metrics.bias, rows.reduce((s, r) => s + r.score, 0) / rows.length - base, 1e-9, 'bias')
  const sorted = [...rows].sort((a, b) => a.score - b.score)
  let ece = 0
  for (let g = 0; g < 20; g++) {
    const part = sorted.slice(g * 150, (g + 1) * 150)
    ece += Math.abs(part.reduce((s, r) => s + r.score - Number(r.positive), 0)) / rows.length
  }
  near(t, metrics.ece, ece, 0.01, 'ece')
  t.end()
})

t.test('intervals cover, and shrink with the root of the rows', (t) => {
  const sums = emptySums()
  for (const row of scored(20_000, 3)) addRow(sums, row.score, row.positive)
  const { auc, ne } = metricsOf(sums)
  const a = aucInterval(sums)
  const n = neInterval(sums)
  t.ok(a.low < auc && auc < a.high && a.high - a.low < 0.02)
  t.ok(n.low < ne && ne < n.high)
  const four = addSums(addSums(sums, sums), addSums(sums, sums))
  const wide = neInterval(four)
  near(t, (n.high - n.low) / (wide.high - wide.low), 2, 0.05, 'ne interval')
  t.end()
})

t.test('a missing class or no rows gives neutral, finite figures', (t) => {
  const sums = emptySums()
  t.same(metricsOf(sums), { rows: 0, baseRate: 0, auc: 0.5, logLoss: 0, ne: 1, ece: 0, bias: 0 })
  addRow(sums, 0.2, false)
  t.match(metricsOf(sums), { rows: 1, auc: 0.5, ne: 1 })
  t.equal(entropy(0), 0)
  t.end()
})
