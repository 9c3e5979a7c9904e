/** The data engine: intake of datasets (DuckDB) and monitoring of predictions. */
import type { IntakeItem, IntakeParams, MonitorItem, MonitorParams } from '../../../shared/model/engines.ts'
import type { LentShard } from '../../../shared/model/worker-protocol.ts'
import { BadInputError } from '../bad-input.ts'
import { Duck } from '../duck.ts'
import { type HandlerOutput, placeFromEnv, runWorker, type ShardContext } from '../worker.ts'
import { intake } from './intake.ts'
import { monitor } from './monitor.ts'
import { publish } from './publish.ts'

const place = placeFromEnv(process.env)
let opened: Promise<Duck> | undefined
const duck = (): Promise<Duck> => {
  opened ??= Duck.open(place.dir)
  return opened
}

async function handle(shard: LentShard, context: ShardContext): Promise<HandlerOutput> {
  const params = context.params as unknown as IntakeParams | MonitorParams
  if (params.task === 'monitor') return monitor(params, shard.item as unknown as MonitorItem, context.fetch)
  if (params.task !== 'intake')
    throw new BadInputError(`params.task: the data engine does not know this task; it has intake, monitor`)
  if (shard.wave === 'publish') return publish(params.intake, shard.inputs ?? [], context)
  return intake(await duck(), params.intake, shard.item as unknown as IntakeItem, context)
}

await runWorker({ ...place, prefetch: 1, handle })
process.exit(0)
