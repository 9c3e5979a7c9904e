/** The pipeline section that is recommended for the real file of engine tests and benches. */
import type { TrainSpec } from '../../shared/model/pipeline.ts'

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
