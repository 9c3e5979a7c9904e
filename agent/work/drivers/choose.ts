/** Which driver runs this host's work. */
import { existsSync } from 'node:fs'

export const driverChoices = ['auto', 'systemd', 'detached'] as const
export type DriverChoice = (typeof driverChoices)[number]
export type DriverName = Exclude<DriverChoice, 'auto'>

export interface HostKind {
  readonly uid: number
  readonly has: (path: string) => boolean
}
const thisHost = (): HostKind => ({ uid: process.getuid?.() ?? -1, has: existsSync })

export const systemdRun = '/usr/bin/systemd-run'

/** `auto`: systemd where it is the first process and may be asked, else detached. Throws where systemd is wanted and cannot be had. */
export function chooseDriver(choice: DriverChoice, host: HostKind = thisHost()): DriverName {
  if (choice === 'detached') return choice
  const lack = systemdLack(host)
  if (lack === undefined) return 'systemd'
  if (choice === 'systemd') throw new Error(`work.driver is "systemd", but ${lack}; use "auto" or "detached"`)
  return 'detached'
}

function systemdLack({ uid, has }: HostKind): string | undefined {
  // systemd's own test (sd_booted)
  if (!has('/run/systemd/system')) return 'this host was not booted with systemd'
  if (uid !== 0) return `the agent runs as user id ${uid}, and only root may start services`
  return has(systemdRun) ? undefined : `${systemdRun} is missing`
}
