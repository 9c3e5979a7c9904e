/** A job's checkpoints. */
import { stateText, whereText } from '../../../shared/model/checkpoint-words.ts'
import type { CheckpointList } from '../../../shared/model/checkpoints.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import { sizeText } from '../../../shared/model/sizes.ts'
import { part } from '../client.ts'
import { type Call, type Command, exits, printJson } from '../io.ts'
import { duration, fields, table } from '../render.ts'

async function checkpoints(call: Call): Promise<number> {
  const job = await call.client.get<JobRow>(`/api/v1/jobs/${part(call.args[0] as string)}`)
  const list = await call.client.get<CheckpointList>(`/api/v1/jobs/${part(job.id)}/checkpoints`)
  if (call.json) printJson(call, list)
  else if (job.gang === null)
    call.io.out(`${job.id} ${job.spec.name} is of kind ${job.spec.kind}: only gangs have checkpoints.\n`)
  else {
    call.io.out(tableOf(call, list))
    call.io.out(`\n${fields(fieldsOf(list))}`)
  }
  return exits.ok
}

function tableOf(call: Call, { rows, job, nowMs }: CheckpointList): string {
  if (rows.length === 0)
    return `No checkpoints of ${job} are known: its program tells them (message checkpoint), or saves below --checkpoints DIR.\n`
  const cells = rows.map((row) => [
    row.step,
    duration(nowMs - row.registeredMs),
    sizeText(row.bytes),
    row.costMs === null ? 'unknown' : row.costMs < 1_000 ? `${Math.round(row.costMs)} ms` : duration(row.costMs),
    stateText(row),
    row.epoch,
    row.parent === null ? 'the beginning' : `step ${row.parent}`,
    whereText(row),
    row.path,
  ])
  const heads = ['STEP', 'AGE', 'SIZE', 'COST', 'STATE', 'EPOCH', 'AFTER', 'WHERE', 'PATH']
  return table(heads, cells, call.io.columns())
}

function fieldsOf({ rows, resumed, keep, advice }: CheckpointList): (readonly [string, string])[] {
  const newest = rows.find((row) => row.state === 'durable')
  return [
    ['kept', `the newest ${keep}`],
    ['last launch', resumed === null ? 'from the beginning' : `from step ${resumed.step}`],
    ...(newest === undefined
      ? []
      : ([
          ['sha256', newest.sha256 ?? 'not known yet'],
          ['code', newest.code],
        ] as const)),
    ['advice', advice.sentence],
  ]
}

export const checkpointsCommand: Command = {
  name: 'checkpoints',
  summary: "A gang's checkpoints: step, age, size, where they lie, and how often to save",
  usage: 'ID',
  detail: 'ID is an id, or a name: then the newest of that name.',
  args: [1, 1],
  run: checkpoints,
}
