/** Step: the process. Launching twice is harmless (see supervisor.ts), so the step needs no memory of its own. */
import { pause } from '../../../shared/clock.ts'
import type { ProcessMark } from '../attempt-store.ts'
import type { WorkContext } from '../context.ts'
import type { TaskLaunch } from '../driver.ts'

/** between looks for what a launched supervisor says */
const lookEveryMs = 5
/** It says who it started within 10 s, or never. Looks are counted, not time: a host that was frozen, or its clock set, has lost nothing. */
const mostLooks = 2_000

/** Launches and resolves with who runs, or undefined when the supervisor died before it could say so. */
export async function startProcess(context: WorkContext, launch: TaskLaunch): Promise<ProcessMark | undefined> {
  const { driver, timers } = context
  await driver.launch(launch)
  for (let looks = 0; looks <= mostLooks; looks++) {
    const mark = driver.readMark(launch.attempt)
    if (mark !== undefined) return mark
    await pause(timers, lookEveryMs)
  }
  return undefined
}
