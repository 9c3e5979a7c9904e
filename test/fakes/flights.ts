/** The real file that engine tests and benches use, and the pipeline sections recommended for it. */
import { fileURLToPath } from 'node:url'
import type { ArtifactRef } from '../../shared/model/job.ts'
import type { IntakeSpec, TrainSpec } from '../../shared/model/pipeline.ts'

export const flightsPath = fileURLToPath(
  new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
)

export function flightsIntake(artifact: ArtifactRef, shards = 12): IntakeSpec {
  return {
    source: { file: 'flights-3m.parquet', format: 'parquet', artifact },
    columns: {
      date: { type: 'timestamp', min: '2001-01-01', max: '2001-07-02' },
      delay: { type: 'integer', min: -120, max: 2880 },
      distance: { type: 'integer', min: 1, max: 6000 },
      origin: { type: 'string', matches: '[A-Z0-9]{3}' },
      destination: { type: 'string', matches: '[A-Z0-9]{3}' },
    },
    unique: ['date', 'delay', 'distance', 'origin', 'destination'],
    maxQuarantined: 0.001,
    time: 'date',
    shards,
    features: {
      origin: 'origin',
      destination: 'destination',
      slot: 'hour(date) * 2 + minute(date) // 30',
      dow: 'isodow(date)',
      haul: 'least(distance // 250, 12)',
      distance: 'distance',
      time: 'hour(date) + minute(date) / 60.0',
    },
    label: 'delay > 15',
  }
}

export const flightsTrain: TrainSpec = {
  window: { from: '2001-01-01', to: '2001-02-01' },
  features: {
    origin: { kind: 'category' },
    destination: { kind: 'category' },
    slot: { kind: 'category' },
    dow: { kind: 'category' },
    haul: { kind: 'category' },
    distance: { kind: 'number' },
    time: { kind: 'number' },
  },
  hidden: 64,
  workers: 4,
  rounds: 40,
  roundMs: 2_000,
  epochs: 8,
  batch: 512,
  learningRate: 0.004,
  outer: { learningRate: 0.7, momentum: 0.9 },
  seed: 1,
}
