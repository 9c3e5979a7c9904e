/** Where the ranks of an epoch find each other (SPEC [RK1]…[RK3]). */
import { limits } from '../../../shared/limits.ts'
import { isLoopback } from '../../../shared/model/addresses.ts'
import { splitId } from '../../../shared/model/ids.ts'
import type { JobSpec } from '../../../shared/model/job.ts'
import type { HostRow } from '../../../shared/model/rows.ts'

/** [RK1] processes of each member: as many as it has GPUs, unless the job says otherwise. */
export const ranksPerHost = ({ gang, resources }: JobSpec): number =>
  gang?.ranksPerHost ?? Math.max(1, resources?.gpus ?? 1)

/** Both have no factor in common with the number of ports: every port is used before one comes again. */
const portsPerJob = 101
const portsPerEpoch = 37

/**
 * [RK2] another port each epoch, so that what is left of the last one is not met. Jobs that follow each other stay apart for a hundred
 * epochs. Below the range that Linux gives to outgoing connections (32,768 and up).
 */
export function rendezvousPort(job: string, epoch: number): number {
  const [, incarnation, number] = splitId(job)
  const place = (incarnation + number * portsPerJob + epoch * portsPerEpoch) % limits.rendezvousPorts
  return limits.rendezvousPortFirst + place
}

type Reached = Pick<HostRow, 'name' | 'inventory'>

/**
 * [RK3] what all members reach the host of rank 0 by: its address, or its host name where it has told none. A loopback address serves
 * only a gang whose hosts all have one, on one machine.
 */
export function rendezvousAddress(first: Reached | undefined, members: readonly (Reached | undefined)[]): string {
  if (first === undefined) return ''
  const { address, hostname } = first.inventory
  if (address === undefined) return hostname
  const apart = isLoopback(address) && members.some((member) => !isLoopback(member?.inventory.address ?? ''))
  return apart ? hostname : address
}
