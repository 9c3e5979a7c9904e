/** What happens to hosts and their agents: killed at any save, power lost, frozen, slow, clocks set, disks full. */
import type { Moment } from '../aimed-kill.ts'
import { type FaultKind, onHost } from './fault.ts'

/** from the start of a moment to its last consequence */
const momentMs: Readonly<Record<Moment, number>> = { launch: 12, write: 4, end: 12, desired: 4 }

const moments = (Object.keys(momentMs) as Moment[]).map((moment) => {
  const name = `agent-kill-in-${moment}`
  return onHost(name, 0.7, [0, 0], (host, { value }, { observers }) => {
    const afterMs = momentMs[moment] * (value * 4 - Math.floor(value * 4))
    host.aimedKill.arm({ moment, skip: Math.floor(value * 4), afterMs, fired: () => observers.count(name) })
    return 'armed'
  })
})

export const hostFaults: readonly FaultKind[] = [
  onHost('agent-kill', 2, [0, 0], (host, fault) => {
    if (!host.life?.alive) return 'nothing to do'
    host.killAgent('killed', 300 + 60_000 * fault.value ** 3)
    return undefined
  }),
  onHost('agent-kill-in-save', 1, [0, 0], ({ disk }, { value }, { observers }) => {
    const kept = value * 16 - Math.floor(value * 16) < 0.5
    disk.killAtSave(Math.floor(value * 8), kept, () => observers.count('agent-kill-in-save'))
    return 'armed'
  }),
  ...moments,
  onHost('host-reboot', 1.5, [10_000, 240_000], (host, fault) => {
    if (!host.powered) return 'nothing to do'
    host.powerOff(fault.value < 0.3)
    return () => host.powerOn()
  }),
  onHost('host-freeze', 1.5, [1_000, 300_000], (host) => {
    if (!host.powered || host.frozen) return 'nothing to do'
    host.freeze()
    return () => host.thaw()
  }),
  onHost('host-slow', 2, [30_000, 600_000], (host, fault) => {
    host.slow = 1.1 + 2.9 * fault.value
    return () => {
      host.slow = 1
    }
  }),
  onHost('host-clock-set', 1, [0, 0], (host, fault) => {
    host.wallOffsetMs = Math.round((fault.value - 0.5) * 2 * 3_600_000)
    // a running agent goes on by its monotonic clock; the next one starts with the new time
    host.killAgent('restarted after its clock was set', 1_000)
    return undefined
  }),
  onHost('host-disk-full', 1, [5_000, 120_000], (host, fault) => {
    host.disk.full = true
    host.disk.temporaryFull = fault.value < 0.4
    return () => {
      host.disk.full = false
      host.disk.temporaryFull = false
    }
  }),
  onHost('launches-fail', 0.7, [5_000, 120_000], (host, fault) => {
    host.launchFault = fault.value < 0.5 ? 'spawn EAGAIN' : 'spawn ENOMEM'
    return () => {
      host.launchFault = undefined
    }
  }),
]
