/**
 * Step: after a stop, the GPUs of the attempt have let go of its memory before it is said to have ended, so that what is placed
 * there next finds them empty.
 */
import { pause } from '../../../shared/clock.ts'
import { freeBelowMb, type GpuCheck, lookEveryMs, mostLooks } from './gpu-check.ts'

/** Resolves with what is wrong, or undefined once all are empty (or gone). What cannot be read is not waited for. */
export async function drainGpus(granted: readonly string[], check: GpuCheck): Promise<string | undefined> {
  const { timers, gpus, cancelled } = check
  for (let looks = 0; ; looks++) {
    const here = granted.filter((uuid) => gpus.present(uuid))
    const busy = here.find((uuid) => (gpus.usedMb(uuid) ?? 0) >= freeBelowMb)
    if (busy === undefined || cancelled()) return unread(here, check)
    if (looks >= mostLooks)
      return `GPU ${busy} still holds ${gpus.usedMb(busy)} MB ${(mostLooks * lookEveryMs) / 1_000} s after its processes ended`
    gpus.refresh()
    await pause(timers, lookEveryMs)
  }
}

function unread(granted: readonly string[], { gpus }: GpuCheck): string | undefined {
  const silent = granted.find((uuid) => gpus.usedMb(uuid) === null)
  return silent === undefined
    ? undefined
    : `whether GPU ${silent} let go of its memory is not known: it could not be read`
}
