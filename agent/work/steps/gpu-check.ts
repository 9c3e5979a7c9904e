/**
 * Step: the granted GPUs are there and empty before a process starts (a job that ended a moment ago may still hold their
 * memory, and one that never lets go must not take the next job down with it).
 */
import { pause, type Timers } from '../../../shared/clock.ts'

/** The GPUs of this host as they were last read. */
export interface HostGpus {
  /** Is the GPU or MIG slice on this host? */
  present(uuid: string): boolean
  /** Its memory in use; null when that is not known. */
  usedMb(uuid: string): number | null
  /** Somebody waits for a newer reading. */
  refresh(): void
}

/** A GPU with less in use counts as free: a driver keeps some for itself. NVRx's figure. */
export const freeBelowMb = 512
/** between looks, and how many: NVRx waits as long for memory to be let go. Looks are counted, not time, as in `process.ts`. */
export const lookEveryMs = 2_000
export const mostLooks = 25

export interface GpuCheck {
  readonly timers: Timers
  readonly gpus: HostGpus
  /** true once the start is not wanted any more */
  readonly cancelled: () => boolean
}

/** Resolves when all of them are free or the start was cancelled; rejects with what is wrong. Unknown use lets it start. */
export async function checkGpus(granted: readonly string[], check: GpuCheck): Promise<void> {
  const { timers, gpus, cancelled } = check
  for (let looks = 0; ; looks++) {
    if (cancelled()) return
    const gone = granted.find((uuid) => !gpus.present(uuid))
    if (gone !== undefined) throw new Error(`GPU ${gone} is not on this host any more`)
    const busy = granted.find((uuid) => (gpus.usedMb(uuid) ?? 0) >= freeBelowMb)
    if (busy === undefined) return
    if (looks >= mostLooks)
      throw new Error(`GPU ${busy} still holds ${gpus.usedMb(busy)} MB after ${(mostLooks * lookEveryMs) / 1_000} s`)
    gpus.refresh()
    await pause(timers, lookEveryMs)
  }
}
