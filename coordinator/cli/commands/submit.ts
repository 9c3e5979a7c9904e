/** Submit a command, a job file or a pipeline file. */
import type { JobRow, PipelineRow } from '../../../shared/model/rows.ts'
import { validateJob } from '../../../shared/model/validate-job.ts'
import { describeFault } from '../../../shared/model/validation.ts'
import { ProblemError } from '../client.ts'
import { type Call, type Command, CommandError, exits, flag, isSet, printJson, UsageError, wholeFlag } from '../io.ts'
import { placeAll, readSpecFile, type SpecFile, segmentsOf } from '../spec-file.ts'
import { uploadSource } from '../upload.ts'
import { waitForJob, waitForRun } from '../wait.ts'

const jobFlags = ['name', 'shards', 'workers', 'cpus', 'gpus', 'env', 'time-limit']

async function submit(call: Call): Promise<number> {
  const path = flag(call, 'file') ?? call.args[0]
  const headers: Record<string, string> = {}
  const key = flag(call, 'key')
  if (key !== undefined) headers['idempotency-key'] = key
  if (path === undefined) return submitJob(call, specOf(call), headers, undefined)
  const [unused] = jobFlags.filter((each) => isSet(call, each))
  if (unused !== undefined || call.rest.length > 0)
    throw new UsageError(
      `${unused === undefined ? "a command after '--'" : `--${unused}`} cannot be used with a file; put it into ${path}`,
    )
  const file = await readSpecFile(path, call.io.cwd)
  return file.kind === 'job' ? submitJob(call, file.value, headers, file) : submitPipeline(call, file, headers)
}

/** The job that flags and `-- command` describe. */
function specOf(call: Call): Record<string, unknown> {
  const name = flag(call, 'name')
  if (call.rest.length === 0)
    throw new UsageError('give a file, or a command: millwright submit --name N [--shards N] -- COMMAND ARGS…')
  if (name === undefined) throw new UsageError('--name is missing: millwright submit --name N -- COMMAND ARGS…')
  const workers = wholeFlag(call, 'workers', 1, 1_024)
  const gpus = wholeFlag(call, 'gpus', 0, 64)
  const timeLimit = flag(call, 'time-limit')
  const spec = {
    name,
    kind: 'batch',
    run: { kind: 'command', argv: call.rest },
    shards: { count: wholeFlag(call, 'shards', 1, 10_000_000) ?? 1 },
    resources: { cpus: wholeFlag(call, 'cpus', 1, 1_024) ?? 1, ...(gpus === undefined ? {} : { gpus }) },
    ...(isSet(call, 'env') ? { env: envOf(call.flags.get('env') ?? []) } : {}),
    ...(workers === undefined ? {} : { workers: { max: workers } }),
    ...(timeLimit === undefined ? {} : { policy: { timeLimitMs: durationMs(timeLimit) } }),
  }
  const [wrong] = validateJob(spec)
  if (wrong !== undefined) throw new UsageError(describeFault(wrong))
  return spec
}

function envOf(pairs: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--env must be NAME=VALUE; got '${pair}'`)
    env[pair.slice(0, at)] = pair.slice(at + 1)
  }
  return env
}

function durationMs(text: string): number {
  const match = /^(\d+)(s|m|h|d)$/.exec(text)
  const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
  if (match === null) throw new UsageError(`--time-limit must be like 90s, 30m, 2h or 1d; got '${text}'`)
  return Number(match[1]) * (units[match[2] as string] as number)
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
    call.io.out(
      `${row.id} ${row.spec.name} submitted${row.spec.kind === 'batch' ? `: ${row.shards.total} shards` : ''}\n`,
    )
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
A file (YAML or JSON) holds a job (name, kind, run, shards, …) or a pipeline (name, intake, train, …).
A pipeline's source file is found relative to the pipeline file and uploaded.`,
  args: [0, 1],
  rest: true,
  flags: [
    { name: 'file', value: 'FILE', help: 'job or pipeline file' },
    { name: 'name', value: 'NAME', help: "the job's name" },
    { name: 'shards', value: 'N', help: 'how often the command runs (default 1)' },
    { name: 'workers', value: 'N', help: 'at most N at once' },
    { name: 'cpus', value: 'N', help: 'slots of one worker (default 1)' },
    { name: 'gpus', value: 'N', help: 'GPUs of one worker' },
    { name: 'env', value: 'K=V', help: 'environment; may be given again' },
    { name: 'time-limit', value: 'TIME', help: 'of the whole job: 90s, 30m, 2h, 1d' },
    { name: 'key', value: 'KEY', help: 'Idempotency-Key: submitted again, it makes nothing new' },
    { name: 'wait', help: 'follow it to its end; exit 1 if it fails' },
  ],
  run: submit,
}
