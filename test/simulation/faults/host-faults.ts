/** What happens to hosts and their agents: killed at any save, power lost, frozen, slow, clocks set, disks full. */
import { type FaultKind, hostOf } from './fault.ts'

export const hostFaults: readonly FaultKind[] = [
  {
    name: 'agent-kill',
    weight: 2,
    lastsMs: [0, 0],
    begin: (stage, fault) => {
      const host = hostOf(stage, fault)
      if (!host.life?.alive) return 'nothing to do'
      host.killAgent('killed', 300 + 60_000 * fault.value ** 3)
      return undefined
    },
  },
  {
    name: 'agent-kill-in-save',
    weight: 1,
    lastsMs: [0, 0],
    begin: (stage, fault) => {
      hostOf(stage, fault).disk.killAtSave(
        Math.floor(fault.value * 8),
        fault.value * 16 - Math.floor(fault.value * 16) < 0.5,
      )
      return undefined
    },
  },
  {
    name: 'host-reboot',
    weight: 1.5,
    lastsMs: [10_000, 240_000],
    begin: (stage, fault) => {
      const host = hostOf(stage, fault)
      if (!host.powered) return 'nothing to do'
      host.powerOff(fault.value < 0.3)
      return () => host.powerOn()
    },
  },
  {
    name: 'host-freeze',
    weight: 1.5,
    lastsMs: [1_000, 300_000],
    begin: (stage, fault) => {
      const host = hostOf(stage, fault)
      if (!host.powered || host.frozen) return 'nothing to do'
      host.freeze()
      return () => host.thaw()
    },
  },
  {
    name: 'host-slow',
    weight: 2,
    lastsMs: [30_000, 600_000],
    begin: (stage, fault) => {
      const host = hostOf(stage, fault)
      host.slow = 1.1 + 2.9 * fault.value
      return () => {
        host.slow = 1
      }
    },
  },
  {
    name: 'host-clock-set',
    weight: 1,
    lastsMs: [0, 0],
    begin: (stage, fault) => {
      const host = hostOf(stage, fault)
      host.wallOffsetMs = Math.round((fault.value - 0.5) * 2 * 3_600_000)
      // a running agent goes on by its monotonic clock; the next one starts with the new time
      host.killAgent('restarted after its clock was set', 1_000)
      return undefined
    },
  },
  {
    name: 'host-disk-full',
    weight: 1,
    lastsMs: [5_000, 120_000],
    begin: (stage, fault) => {
      const host = hostOf(stage, fault)
      host.disk.full = true
      host.disk.temporaryFull = fault.value < 0.4
      return () => {
        host.disk.full = false
        host.disk.temporaryFull = false
      }
    },
  },
  {
    name: 'launches-fail',
    weight: 0.7,
    lastsMs: [5_000, 120_000],
    begin: (stage, fault) => {
      const host = hostOf(stage, fault)
      host.launchFault = fault.value < 0.5 ? 'spawn EAGAIN' : 'spawn ENOMEM'
      return () => {
        host.launchFault = undefined
      }
    },
  },
]
