/** Step: the process. Launching twice is harmless (see supervisor.ts), so the step needs no memory of its own. */
import type { ProcessMark } from '../attempt-store.ts'
import type { WorkContext } from '../context.ts'
import type { TaskLaunch } from '../driver.ts'

/** A supervisor that was launched says who it started within this time, or it never will. */
const markWithinMs = 10_000
/** between looks for what it says */
const lookEveryMs = 5

/** Launches and resolves with who runs, or undefined when the supervisor died before it could say so. */
export async function startProcess(context: WorkContext, launch: TaskLaunch): Promise<ProcessMark | undefined> {
  const { clock, driver, timers } = context
  await driver.launch(launch)
  const sinceMs = clock.nowMs()
  for (;;) {
    const mark = driver.readMark(launch.attempt)
    if (mark !== undefined) return mark
    if (clock.nowMs() - sinceMs > markWithinMs) return undefined
    await new Promise<void>((resolve) => timers.setTimeout(resolve, lookEveryMs))
  }
}
