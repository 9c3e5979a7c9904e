/** What the environment of a rank says of checkpoints. */
import type { TaskSpec } from '../../../shared/model/job.ts'
import { workerEnv } from '../../../shared/model/worker-protocol.ts'

export function checkpointEnv({ member, checkpoints }: TaskSpec): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {}
  if (member?.resume != null) env[workerEnv.resume] = member.resume.path
  if (checkpoints?.dir !== undefined) env[workerEnv.checkpoints] = checkpoints.dir
  if (member?.saveEveryMs != null) env[workerEnv.saveEvery] = String(member.saveEveryMs)
  return env
}
