/**
 * The transient service of one attempt. A service, not a scope: systemd is its parent, so it outlives the agent. systemd is to
 * start it, to bound it and to keep it in; it never ends it on its own, for that is the agent's to do and to explain.
 */
import type { Resources } from '../../../shared/model/job.ts'

export const slice = 'millwright-work.slice'
export const unitOf = (attempt: string): string => `millwright-${attempt}.service`

export interface UnitRules {
  readonly cpuQuota: boolean
  readonly tasksMax: number
  /** what the host's slots are made of */
  readonly hostCpus: number
  readonly slots: number
}

export interface UnitOf {
  readonly job: string
  readonly attempt: string
  readonly resources: Resources
  /** device files it may open, beside the harmless ones that all may */
  readonly devices: readonly string[]
  /** a container engine makes its own sandbox, and needs what this one takes away */
  readonly container: boolean
}

/** Only the agent stops work; at a shutdown, which a person asked for, systemd ends what is left with everything else. */
const lifetime = [
  'Type=exec',
  'KillMode=process',
  'SendSIGKILL=no',
  'TimeoutStopSec=5s',
  'RefuseManualStop=yes',
  'OOMPolicy=continue',
  'ManagedOOMPreference=omit',
  // so that it is stopped before network file systems go
  'After=remote-fs.target',
  'StandardInput=null',
  'StandardOutput=null',
  'StandardError=null',
  'UMask=0077',
]

/** RDMA locks memory; data loaders open many files. */
const ulimits = ['LimitMEMLOCK=infinity', 'LimitNOFILE=1048576']

/** What its supervisor needs to become the user and to raise ulimits; the user's own processes have none of it. */
const capabilities = 'CAP_DAC_OVERRIDE CAP_KILL CAP_SETUID CAP_SETGID CAP_SYS_RESOURCE'

/** No PrivateTmp: the worker's socket is in /tmp, and members of a gang on one host meet there. */
const sandbox = [
  'NoNewPrivileges=yes',
  `CapabilityBoundingSet=${capabilities}`,
  'ProtectSystem=full',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectControlGroups=yes',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
]

/** Properties as `systemd-run -p` takes them. */
export function unitProperties(unit: UnitOf, rules: UnitRules): string[] {
  return [
    `Description=Millwright attempt ${unit.attempt} of ${unit.job}`,
    ...lifetime,
    ...ulimits,
    ...bounds(unit.resources, rules),
    'DevicePolicy=closed',
    ...unit.devices.map((path) => `DeviceAllow=${path} rw`),
    ...(unit.container ? [] : sandbox),
  ]
}

/** systemd's weights go from 1 to 10,000, and 100 is everybody's: a slot weighs as much as any other service. */
const slotWeight = 100
const weightMax = 10_000

function bounds({ cpus, memoryMb }: Resources, { cpuQuota, tasksMax, hostCpus, slots }: UnitRules): string[] {
  const weight = Math.min(weightMax, slotWeight * cpus)
  const percent = Math.max(1, Math.round((100 * cpus * hostCpus) / slots))
  return [
    `CPUWeight=${weight}`,
    `IOWeight=${weight}`,
    `TasksMax=${tasksMax}`,
    ...(cpuQuota ? [`CPUQuota=${percent}%`] : []),
    ...(memoryMb === undefined ? [] : [`MemoryMax=${memoryMb}M`]),
  ]
}
