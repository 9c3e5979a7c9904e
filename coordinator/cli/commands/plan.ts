/** What if? Plans a submission, a drain or a cancel without doing it. */
import { limits } from '../../../shared/limits.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { type Call, type Command, exits, flag, isSet, printJson, UsageError } from '../io.ts'
import { durationMs, jobFlags, specOf } from '../job-flags.ts'
import { planText } from '../plan-text.ts'
import { readSpecFile } from '../spec-file.ts'
import { drainFlags, drainOf } from './drain.ts'

async function plan(call: Call): Promise<number> {
  const subject = await subjectOf(call)
  const horizon = flag(call, 'horizon')
  const answer = await call.client.post<Plan>('/api/v1/plan', {
    ...subject,
    ...(horizon === undefined
      ? {}
      : { horizonMs: durationMs('horizon', horizon, limits.planHorizonLeastMs, limits.planHorizonMaxMs) }),
  })
  if (call.json) printJson(call, answer)
  else call.io.out(planText(answer))
  return exits.ok
}

async function subjectOf(call: Call): Promise<object> {
  const [host, job, path] = [flag(call, 'drain'), flag(call, 'cancel'), call.args[0]]
  const ofJob = jobFlags.find(({ name }) => isSet(call, name))?.name
  const given = [
    ...(host === undefined ? [] : ['--drain']),
    ...(job === undefined ? [] : ['--cancel']),
    ...(path === undefined ? [] : [path]),
    ...(ofJob === undefined && call.rest.length === 0
      ? []
      : [ofJob === undefined ? "a command after '--'" : `--${ofJob}`]),
  ]
  if (given.length > 1) throw new UsageError(`plan one thing at a time; got ${given.join(' and ')}`)
  if (host !== undefined) return { drain: { host, ...drainOf(call) } }
  const ofDrain = drainFlags.find(({ name }) => isSet(call, name))?.name
  if (ofDrain !== undefined) throw new UsageError(`--${ofDrain} goes with --drain HOST`)
  if (job !== undefined) return { cancel: { job } }
  if (path !== undefined) {
    const file = await readSpecFile(path, call.io.cwd)
    if (file.kind === 'pipeline')
      throw new UsageError(
        `${path} is a pipeline: its jobs are made one after another, so there is nothing to plan yet`,
      )
    return { submit: file.value }
  }
  return given.length === 0 ? { nothing: true } : { submit: specOf(call) }
}

export const planCommand: Command = {
  name: 'plan',
  summary: 'What would start, stop, move and wait, and when; nothing is done',
  usage: '[FILE | --name N [flags] -- COMMAND ARGS… | --drain HOST [--mode MODE] [--deadline TIME] | --cancel JOB]',
  detail: `Without any of these it says what will happen anyway. The change is run ahead on a copy of the live state by the
scheduler's own code, with hosts that do at once what they are told and work that ends when it was declared to:
    millwright plan --name train --gang 8 --gpus 8 --time-limit 12h -- python3 train.py
    millwright plan --drain gpu-017 --mode now`,
  args: [0, 1],
  rest: true,
  flags: [
    { name: 'drain', value: 'HOST', help: 'plan emptying this host' },
    ...drainFlags,
    { name: 'cancel', value: 'JOB', help: 'plan cancelling this job' },
    { name: 'horizon', value: 'TIME', help: 'how far to look (default 1d, at most 30d)' },
    ...jobFlags,
  ],
  run: plan,
}
