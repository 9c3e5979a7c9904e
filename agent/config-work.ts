/** The key `work` of the agent's configuration file: how this host runs its share of the work, and as whom. */
import { limits } from '../shared/limits.ts'
import {
  describeFault,
  type Fault,
  fault,
  list,
  may,
  oneOf,
  pattern,
  type Segment,
  shape,
  text,
  truth,
  whole,
} from '../shared/model/validation.ts'
import { type ScriptConfig, scriptKeys, scriptsOf } from './config-scripts.ts'
import { ConfigError } from './config-values.ts'
import { type DriverChoice, driverChoices } from './work/drivers/choose.ts'

export interface WorkConfig extends ScriptConfig {
  readonly driver: DriverChoice
  /** whom work runs as whose user the coordinator does not name; null: as the agent itself */
  readonly user: string | null
  /** whom the coordinator may name, beside `user` */
  readonly allowUsers: readonly string[]
  /** octal, as the shell takes it */
  readonly umask: string
  /** systemd: a task gets no more CPU time than its slots, even where others leave theirs */
  readonly cpuQuota: boolean
  /** systemd: processes and threads of one attempt */
  readonly tasksMax: number
  /** systemd: device files that all work may use, beside its own GPUs */
  readonly devices: readonly string[]
}

const userName = pattern(/^[a-z_][a-z0-9_.-]*\$?$/i, "a user's name (letters, digits, '_', '.', '-'), not a number", 64)
const check = shape(
  {
    driver: may(oneOf(driverChoices)),
    user: may(userName),
    allowUsers: may(list(userName, 0, limits.allowedUsers, 'a list of user names')),
    umask: may(pattern(/^0?[0-7]{3}$/, 'a umask in octal, like "0027"', 4)),
    cpuQuota: may(truth),
    tasksMax: may(whole(64, 4_194_304)),
    ...scriptKeys,
    devices: may(list(text('the path of a device file, like "/dev/fuse"'), 0, 64)),
  },
  neverRoot,
)

function neverRoot(value: Record<string, unknown>, at: readonly Segment[], faults: Fault[]): void {
  const told = 'is root, and work is never run as root'
  if (value.user === 'root') faults.push(fault([...at, 'user'], told))
  const place = Array.isArray(value.allowUsers) ? value.allowUsers.indexOf('root') : -1
  if (place >= 0) faults.push(fault([...at, 'allowUsers', place], told))
}

/** Whole, or a ConfigError with everything that is wrong. Whether the users are there is seen when they are needed. */
export function workOf(found: unknown, where: string): WorkConfig {
  const faults: Fault[] = []
  if (found !== undefined) check.run(found, ['work'], faults)
  if (faults.length > 0) throw new ConfigError(`${where}: ${faults.slice(0, 8).map(describeFault).join('; ')}`)
  const given = (found ?? {}) as Partial<WorkConfig>
  return Object.freeze({
    ...scriptsOf(given),
    driver: given.driver ?? 'auto',
    user: given.user ?? null,
    allowUsers: Object.freeze([...(given.allowUsers ?? [])]),
    umask: given.umask ?? '0022',
    cpuQuota: given.cpuQuota ?? true,
    tasksMax: given.tasksMax ?? limits.tasksPerAttempt,
    devices: Object.freeze([...(given.devices ?? [])]),
  })
}
