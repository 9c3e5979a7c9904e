/**
 * Step: the checkpoint to go on from is there and as long as it was, before a process starts. Else the coordinator is told, which ends the
 * launch: nothing is ever begun from a part of one.
 */
import { pause } from '../../../shared/clock.ts'
import type { CheckpointRef } from '../../../shared/model/checkpoints.ts'
import type { TaskSpec } from '../../../shared/model/job.ts'
import type { WorkContext } from '../context.ts'

/** between looks, and how many: listings of network file systems lag */
const lookEveryMs = 2_000
const mostLooks = 5

type Needed = Pick<WorkContext, 'checkpointFiles' | 'timers' | 'outbox' | 'log'>

/** Resolves when it is as it was, there is none, or the start was cancelled: once told, the launch is over, whatever turns up. */
export async function checkResume(
  context: Needed,
  attempt: string,
  spec: TaskSpec,
  cancelled: () => boolean,
): Promise<void> {
  const resume = spec.member?.resume ?? null
  if (resume === null) return
  const { step, path } = resume
  let told = false
  for (let looks = 0; !cancelled(); looks++) {
    const why = told ? undefined : await whyNot(resume, spec, context)
    if (why === undefined && !told) return
    if (why !== undefined && looks >= mostLooks) {
      context.log('error', 'the checkpoint to go on from cannot be read', { attempt, step, path, why })
      await context.outbox.append({ checkpoint: { attempt, step, path, state: 'unreadable', why } })
      told = true
    }
    await pause(context.timers, lookEveryMs)
  }
}

async function whyNot(
  { path, bytes }: CheckpointRef,
  spec: TaskSpec,
  { checkpointFiles }: Needed,
): Promise<string | undefined> {
  try {
    const survey = await checkpointFiles.survey(path, await checkpointFiles.ownerOf(spec))
    return survey.bytes === bytes ? undefined : `${path} has ${survey.bytes} bytes, it had ${bytes}`
  } catch (error) {
    const { message } = error as Error
    // a helper that may not look, or not run, says nothing of what the ranks may
    return /EACCES|EPERM/.test(message) ? undefined : message
  }
}
