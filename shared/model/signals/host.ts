/** Signals of the host itself: load, memory, pressure, disks, memory errors, clock, processes, kernel log, what it is made of. */
import type { SignalTable } from './signal-def.ts'

export const hostSignals = {
  'cpu-busy': { unit: '%', kind: 'gauge', decimals: 1, help: 'Share of the time in which CPUs worked.' },
  'cpu-waiting': {
    unit: '%',
    kind: 'gauge',
    decimals: 1,
    help: 'Share of the time in which CPUs were idle and a disk was waited for.',
  },
  'cpu-stolen': { unit: '%', kind: 'gauge', decimals: 1, help: 'Share of the time that a hypervisor gave to others.' },
  'load-1m': { unit: 'count', kind: 'gauge', decimals: 2, help: 'Tasks that run or wait, averaged over a minute.' },
  'load-5m': { unit: 'count', kind: 'gauge', decimals: 2, help: 'Tasks that run or wait, averaged over 5 minutes.' },
  'load-15m': { unit: 'count', kind: 'gauge', decimals: 2, help: 'Tasks that run or wait, averaged over 15 minutes.' },
  uptime: { unit: 's', kind: 'gauge', decimals: 0, help: 'Since the host was booted.' },
  'memory-total': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Memory of the host.' },
  'memory-available': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Memory that new work could have.' },
  'swap-used': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Swap in use.' },
  /** label `resource`: cpu, memory, io */
  pressure: {
    unit: '%',
    kind: 'gauge',
    decimals: 2,
    help: 'Share of 10 s in which some task waited for the resource.',
  },
  /** label `resource` */
  'pressure-full': {
    unit: '%',
    kind: 'gauge',
    decimals: 2,
    help: 'Share of 10 s in which all tasks waited for the resource.',
  },
  /** label `resource` */
  'pressure-time': {
    unit: 's',
    kind: 'counter',
    decimals: 6,
    help: 'Time in which some task waited for the resource.',
  },
  /** label `resource` */
  'pressure-full-time': {
    unit: 's',
    kind: 'counter',
    decimals: 6,
    help: 'Time in which all tasks waited for the resource.',
  },
  /** label `mount` */
  'disk-size': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'Size of the file system.' },
  /** label `mount` */
  'disk-available': { unit: 'bytes', kind: 'gauge', decimals: 0, help: 'What users may still write.' },
  /** label `mount` */
  'disk-inodes-available': { unit: 'count', kind: 'gauge', decimals: 0, help: 'Files that may still be made.' },
  /** labels `mount`, `type` */
  'mount-state': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['writable', 'read-only'],
    help: 'Whether the file system can be written to.',
  },
  /** label `disk` */
  'disk-read': { unit: 'bytes', kind: 'counter', decimals: 0, help: 'Data read from the disk.' },
  /** label `disk` */
  'disk-written': { unit: 'bytes', kind: 'counter', decimals: 0, help: 'Data written to the disk.' },
  /** label `disk` */
  'disk-reads': { unit: 'count', kind: 'counter', decimals: 0, help: 'Reads that have ended.' },
  /** label `disk` */
  'disk-writes': { unit: 'count', kind: 'counter', decimals: 0, help: 'Writes that have ended.' },
  /** label `disk` */
  'disk-busy': { unit: 's', kind: 'counter', decimals: 3, help: 'Time in which the disk had something to do.' },
  /** label `disk` */
  'disk-io-errors': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Commands that ended with an error (SCSI and SATA).',
  },
  /** label `controller` */
  'memory-errors-corrected': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Memory errors corrected by the controller since boot.',
  },
  /** label `controller` */
  'memory-errors-uncorrected': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Memory errors not corrected since boot.',
  },
  /** label `disk`, as all of `nvme-…` */
  'nvme-state': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['new', 'live', 'resetting', 'connecting', 'deleting', 'deleting (no IO)', 'dead'],
    help: 'State of the controller.',
  },
  'nvme-critical-warning': {
    unit: 'count',
    kind: 'gauge',
    decimals: 0,
    help: 'Bits: 1 spare low, 2 temperature, 4 unreliable, 8 read-only, 16 backup failed, 32 persistent memory.',
  },
  'nvme-available-spare': { unit: '%', kind: 'gauge', decimals: 0, help: 'Spare blocks that are left.' },
  'nvme-used': { unit: '%', kind: 'gauge', decimals: 0, help: 'Wear, by the maker; may be over 100.' },
  'nvme-media-errors': { unit: 'count', kind: 'counter', decimals: 0, help: 'Data that could not be read or checked.' },
  'nvme-unsafe-shutdowns': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Times that power went without notice.',
  },
  'nvme-temperature': { unit: '°C', kind: 'gauge', decimals: 1, help: 'Temperature of the disk.' },
  'nvme-power-on': { unit: 'h', kind: 'gauge', decimals: 0, help: 'Time that the disk has had power.' },
  'clock-offset': {
    unit: 's',
    kind: 'gauge',
    decimals: 6,
    help: 'How far the clock is off, as its daemon sees it; positive: fast.',
  },
  'clock-synchronised': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['no', 'yes'],
    help: 'Whether the clock is disciplined.',
  },
  /** label `kind`: nvidia, other */
  'blocked-processes': {
    unit: 'count',
    kind: 'gauge',
    decimals: 0,
    help: 'Processes in uninterruptible sleep at five checks or more in a row.',
  },
  'blocked-process-names': { unit: '', kind: 'text', decimals: 0, help: 'Their names and ids.' },
  /** label `class` */
  'kernel-events': {
    unit: 'count',
    kind: 'counter',
    decimals: 0,
    help: 'Faults that the kernel log told of since the agent started.',
  },
  'gpus-on-bus': { unit: 'count', kind: 'gauge', decimals: 0, help: 'NVIDIA GPUs that the kernel sees on PCI.' },
  'host-os': { unit: '', kind: 'text', decimals: 0, help: 'Operating system.' },
  'host-kernel': { unit: '', kind: 'text', decimals: 0, help: 'Kernel.' },
  'host-maker': { unit: '', kind: 'text', decimals: 0, help: 'Maker of the machine.' },
  'host-model': { unit: '', kind: 'text', decimals: 0, help: 'Model of the machine.' },
  'host-serial': { unit: '', kind: 'text', decimals: 0, help: 'Serial number of the machine.' },
  'host-uuid': { unit: '', kind: 'text', decimals: 0, help: 'UUID of the machine, as its firmware has it.' },
  'bios-version': { unit: '', kind: 'text', decimals: 0, help: 'Firmware of the board.' },
  'board-model': { unit: '', kind: 'text', decimals: 0, help: 'Maker and model of the board.' },
  'board-serial': { unit: '', kind: 'text', decimals: 0, help: 'Serial number of the board.' },
  'cpu-model': { unit: '', kind: 'text', decimals: 0, help: 'Processors: how many, of which kind.' },
  /** label `disk` */
  'disk-model': { unit: '', kind: 'text', decimals: 0, help: 'Model of the disk.' },
  /** label `disk` */
  'disk-serial': { unit: '', kind: 'text', decimals: 0, help: 'Serial number of the disk.' },
  /** label `disk` */
  'disk-firmware': { unit: '', kind: 'text', decimals: 0, help: 'Firmware of the disk.' },
} as const satisfies SignalTable
