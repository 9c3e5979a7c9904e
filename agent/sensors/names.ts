/**
 * Every sensor by name, with how often it reads unless the configuration says otherwise. The kernel log is read as it is
 * written; its period is that of its counters. Collectors of the facility have their own names and periods, in the configuration.
 */
export const defaultPeriodsMs = {
  nvml: 1_000,
  'nvidia-smi': 15_000,
  pci: 10_000,
  'kernel-log': 10_000,
  infiniband: 10_000,
  ethernet: 10_000,
  rapl: 10_000,
  hwmon: 10_000,
  'host-load': 5_000,
  disks: 10_000,
  mounts: 60_000,
  'memory-errors': 60_000,
  nvme: 60_000,
  clock: 60_000,
  processes: 60_000,
  /** it runs programs: one part of what it knows is read again each time */
  systeminformation: 60_000,
  ipmi: 30_000,
} as const satisfies Readonly<Record<string, number>>

export type SensorName = keyof typeof defaultPeriodsMs

export const isSensorName = (name: string): name is SensorName => Object.hasOwn(defaultPeriodsMs, name)
export const sensorNames: readonly string[] = Object.keys(defaultPeriodsMs)
