/** The model engine: training and evaluation on ONNX Runtime. */
process.env.ORT_DISABLE_TELEMETRY = '1'

import type { EvaluateParams, ScoreItem, TrainParams } from '../../../shared/model/engines.ts'
import type { LentShard } from '../../../shared/model/worker-protocol.ts'
import { BadInputError } from '../bad-input.ts'
import { Duck } from '../duck.ts'
import { type HandlerOutput, placeFromEnv, runWorker, type ShardContext } from '../worker.ts'
import { reduceParts, writeSums } from './reduce.ts'
import { scorePart } from './score.ts'
import { TrainTask } from './train.ts'

const place = placeFromEnv(process.env)
const duck = await Duck.open(place.dir)
const train = new TrainTask(duck)

async function handle(shard: LentShard, context: ShardContext): Promise<HandlerOutput> {
  const params = context.params as unknown as TrainParams | EvaluateParams
  if (params.task === 'train') return train.handle(shard, params, context)
  if (params.task !== 'evaluate')
    throw new BadInputError('params.task: the model engine does not know this task; it has train, evaluate')
  if (shard.wave === 'reduce') return reduceParts(shard.inputs ?? [], context)
  return writeSums(await scorePart(duck, params, shard.item as unknown as ScoreItem, context), context)
}

// No prefetch: a step lent ahead would wait here while another worker stands idle.
await runWorker({ ...place, prefetch: 0, handle })
process.exit(0)
