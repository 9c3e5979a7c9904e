/** A small right pipeline spec, to be broken by tests. */
export const flightsSpec = {
  name: 'flights',
  intake: {
    source: { file: 'flights.parquet', format: 'parquet', artifact: { sha256: 'a'.repeat(64), bytes: 10 }, rows: 3 },
    columns: {
      date: { type: 'timestamp' },
      delay: { type: 'integer', min: -120, max: 2000 },
      origin: { type: 'string', matches: '[A-Z]{3}' },
    },
    maxQuarantined: 0.01,
    time: 'date',
    shards: 4,
    features: { origin: 'origin', hour: 'hour(date)' },
    label: 'delay > 15',
  },
  train: {
    window: { from: '2001-01-01', to: '2001-02-01' },
    features: { origin: { kind: 'category', maxCategories: 256 }, hour: { kind: 'number' } },
    hidden: 16,
    workers: 2,
    rounds: 3,
    roundMs: 2000,
    epochs: 2,
    batch: 256,
    learningRate: 0.01,
    outer: { learningRate: 0.7, momentum: 0.9 },
    seed: 7,
  },
  evaluate: { holdOutDays: 4, latency: { rows: 64, requests: 100 }, robustness: { perturb: { origin: 0.1 } } },
  gate: [{ metric: 'auc', min: 0.65, maxWorseThanChampion: 0.005 }],
  deploy: { name: 'flights', replicas: 2 },
  monitor: {
    performance: { slack: 0.5, threshold: 5, minRows: 1000 },
    data: { confidence: 0.99, columns: ['origin', 'hour'] },
  },
  retrain: { mode: 'warm', coolDownDays: 5, budget: 6 },
}

/** A copy with the value at a dotted path replaced; undefined removes it. */
export function broken(spec: object, path: string, value: unknown): Record<string, unknown> {
  const copy = structuredClone(spec) as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop() as string
  let at = copy
  for (const key of keys) at = at[key] as Record<string, unknown>
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}
