/** Step: the process. Launching twice is harmless (see supervisor.ts), so the step needs no memory of its own. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { assertNever } from '../../../shared/errors.ts'
import type { Run, TaskSpec } from '../../../shared/model/job.ts'
import { workerEnv } from '../../../shared/model/worker-protocol.ts'
import type { ProcessMark } from '../attempt-store.ts'
import type { WorkContext } from '../context.ts'
import { launch, readProcessMark } from '../supervisor.ts'

/** A supervisor that was launched says who it started within this time, or it never will. */
const markWithinMs = 10_000

export interface ProcessStep {
  readonly attempt: string
  readonly spec: TaskSpec
  readonly dir: string
  readonly socketPath: string
  readonly onExit: () => void
}

export function argvOf(context: WorkContext, run: Run): readonly string[] {
  switch (run.kind) {
    case 'engine':
      return context.engineArgv(run.engine)
    case 'worker':
      return run.argv
    case 'command':
      return [...context.commandWorkerArgv, ...run.argv]
    default:
      return assertNever(run, 'argv of a run')
  }
}

export function envOf(context: WorkContext, step: ProcessStep): NodeJS.ProcessEnv {
  return {
    ...context.baseEnv,
    ...step.spec.env,
    // ONNX Runtime must see this before it loads: it reports usage otherwise
    ORT_DISABLE_TELEMETRY: '1',
    [workerEnv.socket]: step.socketPath,
    [workerEnv.attempt]: step.attempt,
    [workerEnv.job]: step.spec.job,
    [workerEnv.dir]: join(step.dir, 'work'),
  }
}

/** Launches and resolves with who runs, or undefined when the supervisor died before it could say so. */
export async function startProcess(context: WorkContext, step: ProcessStep): Promise<ProcessMark | undefined> {
  const argv = argvOf(context, step.spec.run)
  if (argv.length === 0) throw new Error('run.argv is empty: name a program')
  await launch({ dir: step.dir, argv, env: envOf(context, step), onExit: step.onExit })
  const sinceMs = context.clock.nowMs()
  for (;;) {
    const mark = readProcessMark(step.dir, context.bootId)
    if (mark !== undefined) return mark
    if (context.clock.nowMs() - sinceMs > markWithinMs) return undefined
    await pause(5)
  }
}
