/** Rules over the host itself: memory, disks, processes, clock, sensors of the board; and over our own sensors. */
import type { LostRule, Rule, SampleRule } from './rules-row.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const memory: readonly SampleRule[] = [
  {
    id: 'memory-errors-uncorrected',
    version: '1',
    kind: 'above',
    signal: 'memory-errors-uncorrected',
    steps: [{ grade: 'degrade', repair: 'replace', limit: 0 }],
    text: '{value} errors of the main memory could not be corrected since the host was booted',
    source: 'EDAC ue_count',
  },
  {
    id: 'memory-errors-corrected-rate',
    version: '1',
    kind: 'count',
    signal: 'memory-errors-corrected',
    windowMs: hourMs,
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 10, leave: 1 },
      { grade: 'degrade', repair: 'replace', limit: 10_000, leave: 1_000 },
    ],
    clearMs: hourMs,
    text: '{rise} errors of the main memory were corrected within an hour ({value} since the host was booted)',
    source: 'ours; mcelog takes a page offline at 10 a day',
  },
  {
    id: 'memory-pressure',
    version: '1',
    kind: 'above',
    signal: 'pressure',
    where: { resource: 'memory' },
    peers: ['memory-available'],
    steps: [{ grade: 'watch', repair: 'none', limit: 20, leave: 10, holdMs: minuteMs }],
    clearMs: minuteMs,
    text: 'Work waits for memory {value} of the time, {memory-available} are left',
    source: 'ours; systemd-oomd acts at 60 %',
  },
]

const share = (of: number | undefined, part: number): number | undefined => (of === undefined ? undefined : of * part)

const disks: readonly SampleRule[] = [
  {
    id: 'disk-almost-full',
    version: '1',
    kind: 'below',
    signal: 'disk-available',
    peers: ['disk-size'],
    steps: [
      {
        grade: 'watch',
        repair: 'none',
        limit: (peers) => share(peers.number('disk-size'), 0.05),
        leave: (peers) => share(peers.number('disk-size'), 0.07),
      },
    ],
    text: 'Only {value} of {disk-size} are left on the file system',
    source: 'ours',
  },
  {
    id: 'disk-root-full',
    version: '1',
    kind: 'below',
    signal: 'disk-available',
    where: { mount: '/' },
    peers: ['disk-size'],
    steps: [
      {
        grade: 'degrade',
        repair: 'none',
        limit: (peers) => share(peers.number('disk-size'), 0.01),
        leave: (peers) => share(peers.number('disk-size'), 0.03),
        holdMs: minuteMs,
      },
    ],
    text: 'Only {value} of {disk-size} are left on the root file system: work that starts here will fail',
    source: 'ours',
  },
  {
    id: 'disk-inodes',
    version: '1',
    kind: 'below',
    signal: 'disk-inodes-available',
    oncePositive: true,
    steps: [{ grade: 'watch', repair: 'none', limit: 10_000, leave: 20_000 }],
    text: 'Only {value} more files can be made on the file system',
    source: 'ours',
  },
  {
    id: 'mount-read-only',
    version: '1',
    kind: 'word',
    signal: 'mount-state',
    onceHad: ['writable'],
    steps: [{ grade: 'degrade', repair: 'inspect', words: ['read-only'] }],
    text: 'The file system was writable and is {value}: the kernel does so after errors',
    source: 'ours',
  },
  {
    id: 'nvme-state',
    version: '1',
    kind: 'word',
    signal: 'nvme-state',
    steps: [
      { grade: 'watch', repair: 'inspect', words: ['resetting', 'connecting'], holdMs: 2 * minuteMs },
      { grade: 'degrade', repair: 'replace', words: ['dead', 'deleting', 'deleting (no IO)'] },
    ],
    text: 'The controller of the disk is {value}',
    source: 'Linux nvme driver: controller states',
  },
  {
    id: 'nvme-critical-warning',
    version: '1',
    kind: 'above',
    signal: 'nvme-critical-warning',
    peers: ['nvme-available-spare', 'nvme-temperature'],
    steps: [{ grade: 'watch', repair: 'inspect', limit: 0 }],
    text: 'The disk warns (bits {value}); spare blocks left: {nvme-available-spare}, temperature: {nvme-temperature}',
    source: 'NVMe: SMART / health information, critical warning',
  },
  {
    id: 'nvme-worn',
    version: '1',
    kind: 'above',
    signal: 'nvme-used',
    steps: [{ grade: 'watch', repair: 'replace', limit: 99 }],
    text: 'The disk has used {value} of the writes that its maker expects it to bear',
    source: 'NVMe: percentage used',
  },
  {
    id: 'nvme-media-errors',
    version: '1',
    kind: 'count',
    signal: 'nvme-media-errors',
    windowMs: 24 * hourMs,
    steps: [{ grade: 'watch', repair: 'replace', limit: 0 }],
    text: '{rise} blocks of the disk could not be read or checked within a day',
    source: 'NVMe: media and data integrity errors',
  },
]

const running: readonly SampleRule[] = [
  {
    id: 'processes-blocked',
    version: '1',
    kind: 'above',
    signal: 'blocked-processes',
    where: { kind: 'nvidia' },
    peers: ['blocked-process-names'],
    steps: [
      { grade: 'watch', repair: 'inspect', limit: 0, holdMs: minuteMs },
      { grade: 'degrade', repair: 'reboot-host', limit: 0, holdMs: 4 * minuteMs },
    ],
    text: '{value} processes hang in the NVIDIA driver and cannot be ended: {blocked-process-names}',
    source: 'gpud#1299: for 5 checks a minute apart, only what is named nvidia',
  },
  {
    id: 'clock-ahead',
    version: '1',
    kind: 'above',
    signal: 'clock-offset',
    steps: [{ grade: 'watch', repair: 'inspect', limit: 1, leave: 0.5, holdMs: 2 * minuteMs }],
    text: 'The clock of the host is off by {value}',
    source: 'ours: certificates and logs of several hosts stop making sense',
  },
  {
    id: 'clock-behind',
    version: '1',
    kind: 'below',
    signal: 'clock-offset',
    steps: [{ grade: 'watch', repair: 'inspect', limit: -1, leave: -0.5, holdMs: 2 * minuteMs }],
    text: 'The clock of the host is off by {value}',
    source: 'ours, as clock-ahead',
  },
  {
    id: 'clock-free',
    version: '1',
    kind: 'word',
    signal: 'clock-synchronised',
    onceHad: ['yes'],
    steps: [{ grade: 'watch', repair: 'inspect', words: ['no'], holdMs: 10 * minuteMs }],
    text: 'Nothing disciplines the clock of the host any more',
    source: 'ours',
  },
  {
    id: 'hwmon-temperature',
    version: '1',
    kind: 'above',
    signal: 'hwmon-temperature',
    peers: ['hwmon-temperature-critical'],
    steps: [
      {
        grade: 'watch',
        repair: 'inspect',
        limit: (peers) => atLeast(1, peers.number('hwmon-temperature-critical')),
        leave: (peers) => share(atLeast(1, peers.number('hwmon-temperature-critical')), 0.95),
        holdMs: 10_000,
      },
    ],
    clearMs: minuteMs,
    text: 'A chip on the board is at {value}, critical from {limit} on',
    source: 'the limit that the chip itself gives',
  },
]

/** Some chips give 0 for a limit that they do not have. */
const atLeast = (least: number, value: number | undefined): number | undefined =>
  value === undefined || value < least ? undefined : value

const sensors: readonly Rule[] = [
  {
    id: 'gpu-monitor-blocked',
    version: '1',
    kind: 'above',
    signal: 'sensor-blocked',
    where: { gpu: '*' },
    peers: ['gpu-utilisation'],
    absentIsWell: true,
    steps: [
      { grade: 'watch', repair: 'reset-gpu', limit: 4 },
      { grade: 'degrade', repair: 'reboot-host', limit: 45 },
    ],
    text: 'The monitor is blocked: the driver has not answered for {value} on this GPU; its last utilisation was {gpu-utilisation}',
    source: 'NVSentinel#1748: calls hung for more than 45 s while a degrading GPU was loaded, and nothing was reported',
  },
  {
    id: 'sensor-blocked',
    version: '1',
    kind: 'above',
    signal: 'sensor-blocked',
    where: { gpu: '-' },
    absentIsWell: true,
    steps: [{ grade: 'watch', repair: 'inspect', limit: 30 }],
    text: 'The sensor has been waiting for an answer for {value}',
    source: 'ours',
  },
  {
    id: 'sensor-old',
    version: '1',
    kind: 'above',
    signal: 'sensor-age',
    steps: [{ grade: 'watch', repair: 'none', limit: 180 }],
    text: 'The last read of the sensor that succeeded is {value} old',
    source: 'ours: three of the longest periods that sensors have by default',
  },
  {
    id: 'sensor-failing',
    version: '1',
    kind: 'count',
    signal: 'sensor-failures',
    windowMs: 10 * minuteMs,
    steps: [{ grade: 'watch', repair: 'none', limit: 5, leave: 1 }],
    clearMs: 10 * minuteMs,
    text: 'Reads of the sensor failed or came late {rise} times within 10 minutes',
    source: 'ours',
  },
]

const lost: LostRule = {
  id: 'readings-lost',
  version: '1',
  kind: 'lost',
  // Not disks and interfaces: they come and go with the work.
  devices: ['gpu', 'nvlink', 'port', 'cdu', 'leak', 'part'],
  afterMs: minuteMs,
  steps: [{ grade: 'watch', repair: 'inspect' }],
  text: 'Readings that were there are gone: {names} ({reason})',
  source: 'ours: not knowing is not good (promise 5)',
}

export const hostRules: readonly Rule[] = [...memory, ...disks, ...running, ...sensors, lost]
