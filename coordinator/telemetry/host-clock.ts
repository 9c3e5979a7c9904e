/**
 * A host's clock beside ours, in one life of its agent. Samples keep the host's own time while it is off by less than `limits.clockOffMs` when a live frame
 * comes. Beyond, all its frames are moved by whole minutes to where they belong by our clock, so that a graph of the fleet holds
 * together; whole minutes, so that a frame that is sent again lands on the moments it had before.
 */
import { limits } from '../../shared/limits.ts'

const minuteMs = 60_000

export class HostClock {
  /** the host's clock minus ours at the newest live frame, with the way it took */
  aheadMs = 0
  /** added to the host's times */
  shiftMs: number

  constructor(shiftMs = 0) {
    this.shiftMs = shiftMs
  }

  /** `newestMs`: the host's time of the newest row of a frame; NaN where it has none. Returns what to add to its times. */
  shiftOf(newestMs: number, receivedMs: number, isLive: boolean): number {
    if (Number.isNaN(newestMs)) return this.shiftMs
    if (isLive) {
      this.aheadMs = newestMs - receivedMs
      const off = this.aheadMs + this.shiftMs
      if (Math.abs(off) > limits.clockOffMs)
        this.shiftMs = Math.abs(this.aheadMs) > limits.clockOffMs ? -Math.round(this.aheadMs / minuteMs) * minuteMs : 0
      return this.shiftMs
    }
    // What waited is older than now: only the future is impossible.
    const lateMs = newestMs + this.shiftMs - receivedMs
    return lateMs > limits.clockOffMs ? this.shiftMs - Math.ceil(lateMs / minuteMs) * minuteMs : this.shiftMs
  }
}
