/** The files of this host's GPUs as maintenance needs them: the agent's own readers let go, whoever else holds some is named. */
import { pause, realTimers } from '../shared/clock.ts'
import { releasedReason } from '../shared/model/reading.ts'
import type { Sensors } from './sensors/all.ts'
import { isHangMark } from './sensors/nvml/hang-mark.ts'
import { gpuHolders } from './work/gpu-holders.ts'
import type { GpuFiles } from './work/gpu-release.ts'
import { readStat } from './work/proc.ts'

/** An idle reader ends at once; one within a call that comes back, after that. */
const lookEveryMs = 250
const mostLooks = 12
const mostNamed = 16

const isOwn = (pid: number): boolean => readStat(pid)?.parent === process.pid

export const gpuFiles = (sensors: Sensors): GpuFiles => ({
  async close() {
    sensors.releaseGpus(releasedReason)
    for (let looks = 0; looks < mostLooks && gpuHolders('/proc', isOwn).length > 0; looks++)
      await pause(realTimers, lookEveryMs)
  },
  holders: () =>
    gpuHolders()
      .slice(0, mostNamed)
      .map((holder) =>
        isHangMark(holder.name)
          ? `a reader of Millwright that hangs in the driver and was left alone (${holder.pid})`
          : `${holder.name} (${holder.pid})`,
      ),
  open: () => sensors.takeGpus(),
})
