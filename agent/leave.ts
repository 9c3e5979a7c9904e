/** How the agent ends. An exit waits for the program's threads, and for one that hangs in the kernel as long as the kernel does. */
import { pause, realTimers } from '../shared/clock.ts'

const graceMs = 500
const lookEveryMs = 10

/** Reads of files and look-ups of names that threads are at: a thread that is at none can be waited for. */
const busy = (): boolean =>
  process.getActiveResourcesInfo().some((name) => /^(?:FSReq|GetAddrInfo|GetNameInfo)/.test(name))

/** At once, whatever hangs: no exit handler runs, and no status is left. What must be written has been. */
export function endNow(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** With this status, unless a thread hangs: a signal ends that too. */
export async function leave(status: number): Promise<void> {
  for (let waitedMs = 0; busy() && waitedMs < graceMs; waitedMs += lookEveryMs) await pause(realTimers, lookEveryMs)
  if (busy()) endNow()
  process.exit(status)
}
