/** Submit a command, a job file or a pipeline file. */

import type { PipelineRow } from '../../../shared/model/pipeline-rows.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import { piecesText } from '../../../shared/model/words.ts'
import { ProblemError } from '../client.ts'
import { type Call, type Command, CommandError, exits, flag, isSet, printJson, UsageError } from '../io.ts'
import { jobFlags, specOf } from '../job-flags.ts'
import { bringDirectory } from '../pack/pack.ts'
import { readSpecFile, type SpecFile, segmentsOf } from '../spec-file.ts'
import { uploadSource } from '../upload.ts'
import { waitForJob, waitForRun } from '../wait.ts'
import { placeAll } from '../yaml-file.ts'

async function submit(call: Call): Promise<number> {
  const path = flag(call, 'file') ?? call.args[0]
  const headers: Record<string, string> = {}
  const key = flag(call, 'key')
  if (key !== undefined) headers['idempotency-key'] = key
  if (path === undefined) return submitJob(call, await withDirectory(call, specOf(call)), headers, undefined)
  const unused = jobFlags.find(({ name }) => isSet(call, name))?.name
  if (unused !== undefined || call.rest.length > 0)
    throw new UsageError(
      `${unused === undefined ? "a command after '--'" : `--${unused}`} cannot be used with a file; put it into ${path}`,
    )
  const file = await readSpecFile(path, call.io.cwd)
  if (file.kind === 'job') return submitJob(call, await withDirectory(call, file.value), headers, file)
  if (isSet(call, 'dir')) throw new UsageError('--dir is for jobs: a pipeline runs programs of Millwright itself')
  return submitPipeline(call, file, headers)
}

/** `--dir`: what the command starts among. */
async function withDirectory(call: Call, spec: object): Promise<object> {
  const dir = flag(call, 'dir')
  if (dir === undefined) return spec
  if ('code' in spec) throw new UsageError('the job file has code already: leave that out, or --dir')
  return { ...spec, code: { dir: await bringDirectory(call, dir) } }
}

async function submitJob(
  call: Call,
  spec: object,
  headers: Record<string, string>,
  file: SpecFile | undefined,
): Promise<number> {
  const row = await call.client.post<JobRow>('/api/v1/jobs', { spec }, headers).catch((error) => rethrow(error, file))
  const wait = isSet(call, 'wait')
  if (!call.json)
    call.io.out(`${row.id} ${row.spec.name} submitted${row.spec.kind === 'batch' ? `: ${piecesText(row)}` : ''}\n`)
  if (wait) return waitForJob(call, row.id)
  if (call.json) printJson(call, row)
  else call.io.out(`  millwright job ${row.id}    millwright logs ${row.id} -f    millwright why ${row.id}\n`)
  return exits.ok
}

async function submitPipeline(call: Call, file: SpecFile, headers: Record<string, string>): Promise<number> {
  const spec = await uploadSource(call, file)
  const row = await call.client
    .post<PipelineRow>('/api/v1/pipelines', { spec }, headers)
    .catch((error) => rethrow(error, file))
  if (!call.json) call.io.out(`pipeline ${row.id} submitted; run ${row.run ?? 'not started'}\n`)
  if (isSet(call, 'wait') && row.run !== null) return waitForRun(call, row.run, file)
  if (call.json) printJson(call, row)
  else if (row.run !== null)
    call.io.out(`  millwright run ${row.run}    millwright pipelines    millwright events -f\n`)
  return exits.ok
}

/** A refusal that names a field of the file is told with its line. */
function rethrow(error: unknown, file: SpecFile | undefined): never {
  if (!(error instanceof ProblemError) || file === undefined) throw error
  const { errors, field, detail } = error.problem
  const faults = errors?.map((each) => ({ ...each, segments: segmentsOf(each.path) }))
  if (faults !== undefined) throw new CommandError(placeAll(file, faults))
  if (field === undefined || field === '' || segmentsOf(field)[0] === undefined) throw error
  throw new CommandError(file.place(segmentsOf(field), detail))
}

export const submitCommand: Command = {
  name: 'submit',
  summary: 'Submit a command, a job file or a pipeline file',
  usage: '(--name N [flags] -- COMMAND ARGS… | FILE)',
  detail: `A command runs once per shard, told its shard by MILLWRIGHT_SHARD:
    millwright submit --name sum --shards 100 --workers 4 -- sh -c 'echo shard $MILLWRIGHT_SHARD'
A gang runs on N hosts that start together, told its rank; an array runs N tasks, each told its index:
    millwright submit --name train --gang 8 --gpus 8 --pack leaf --time-limit 12h -- python3 train.py
    millwright submit --name sweep --array 1000%50 --after prepare -- ./point.sh
--dir uploads a directory, without what .gitignore and .millwrightignore leave out; the command starts in a copy of it:
    millwright submit --name train --dir . --gpus 1 -- python3 train.py
A file (YAML or JSON) holds a job (name, kind, run, shards, …) or a pipeline (name, intake, train, …).
A pipeline's source file is found relative to the pipeline file and uploaded.`,
  args: [0, 1],
  rest: true,
  flags: [
    { name: 'file', value: 'FILE', help: 'job or pipeline file' },
    { name: 'dir', value: 'DIR', help: 'upload this directory (256 MiB at most) and start in it' },
    ...jobFlags,
    { name: 'key', value: 'KEY', help: 'Idempotency-Key: submitted again, it makes nothing new' },
    { name: 'wait', help: 'follow it to its end; exit 1 if it fails' },
  ],
  run: submit,
}
