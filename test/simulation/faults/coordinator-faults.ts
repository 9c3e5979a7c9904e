/** What happens to the coordinator: killed at each boundary, paused, slow or full disk, a clock that was set. */

import type { JobRow } from '../../../shared/model/rows.ts'
import { crashPoints } from '../coordinator.ts'
import type { FaultKind } from './fault.ts'

const crashes: readonly FaultKind[] = crashPoints.map((point) => ({
  name: `coordinator-crash-${point}`,
  weight: 1,
  lastsMs: [0, 0],
  begin: ({ coordinator, observers }, fault) => {
    coordinator.armCrash(point, Math.floor(fault.value * 6), () => observers.count(`coordinator-crash-${point}`))
    return 'armed'
  },
}))

export const coordinatorFaults: readonly FaultKind[] = [
  ...crashes,
  {
    name: 'coordinator-kill',
    weight: 1,
    lastsMs: [0, 0],
    begin: ({ coordinator }, fault) => {
      if (!coordinator.up) return 'nothing to do'
      coordinator.crash('killed', 200 + 40_000 * fault.value ** 3)
      return undefined
    },
  },
  {
    name: 'coordinator-crash-as-job-ends',
    weight: 1,
    lastsMs: [0, 0],
    begin: ({ coordinator, observers, world }, { value }) => {
      let left = Math.floor(value * 3)
      observers.add({
        stepped(life, _input, _effects, { durable }) {
          const ended = durable.some(({ table, key, row }) => {
            const over = table === 'jobs' && (row as JobRow | null)?.state === 'succeeded'
            return over && (life.state.index.get(key)?.attempts.size ?? 0) > 0
          })
          if (!ended || left-- !== 0) return
          world.after(10 * value, () => {
            if (!life.alive) return
            coordinator.crash('a job has just ended', 200 + 2_000 * value)
            observers.count('coordinator-crash-as-job-ends')
          })
        },
      })
      return 'armed'
    },
  },
  {
    name: 'coordinator-pause',
    weight: 1,
    lastsMs: [600, 60_000],
    begin: ({ coordinator }) => {
      if (!coordinator.up || coordinator.paused) return 'nothing to do'
      coordinator.pause()
      return () => coordinator.resume()
    },
  },
  {
    name: 'coordinator-slow-disk',
    weight: 1,
    lastsMs: [5_000, 120_000],
    begin: ({ coordinator }, fault) => {
      coordinator.slowCommit = 10 + 1_000 * fault.value ** 2
      return () => {
        coordinator.slowCommit = 1
      }
    },
  },
  {
    name: 'coordinator-disk-full',
    weight: 0.6,
    lastsMs: [1_000, 30_000],
    begin: ({ coordinator }) => {
      coordinator.disk.full = true
      return () => {
        coordinator.disk.full = false
      }
    },
  },
  {
    name: 'coordinator-low-on-space',
    weight: 0.6,
    lastsMs: [5_000, 60_000],
    begin: ({ coordinator }) => {
      coordinator.lowOnSpace = true
      return () => {
        coordinator.lowOnSpace = false
      }
    },
  },
  {
    name: 'coordinator-old-backup',
    weight: 0.5,
    lastsMs: [0, 0],
    begin: ({ coordinator }, fault) => {
      const { backups } = coordinator.disk
      const backup = backups[Math.floor(fault.value * backups.length)]
      if (backup === undefined) return 'nothing to do'
      coordinator.restore(backup, 3_000)
      return undefined
    },
  },
  {
    name: 'coordinator-clock-set',
    weight: 0.6,
    lastsMs: [0, 0],
    begin: ({ coordinator }, fault) => {
      coordinator.clockOffsetMs = Math.round((fault.value - 0.5) * 2 * 3_600_000)
      coordinator.crash('its clock is set', 1_000)
      return undefined
    },
  },
]
