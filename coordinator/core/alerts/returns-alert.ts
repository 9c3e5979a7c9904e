/** The alert that a host's faults come again after checks that passed ([HR6]): it waits for a person, out of service like a degraded one. */
import type { HostRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import { closeAlone, raiseAlone } from './alone.ts'

const rule = 'health/comes-again'

const keyOf = (host: string): string => `${rule}\nhost ${host}`

export function raiseReturnsAlert(ctx: Context, { id, name, topology }: HostRow, why: string): void {
  const { site, rack } = topology
  const labels = { rule, ...(site === undefined ? {} : { site }), ...(rack === undefined ? {} : { rack }) }
  raiseAlone(ctx, { key: keyOf(id), rule, grade: 'degrade', title: `${name}: ${why}`, labels, hosts: [id] })
}

/** A person has seen to the host, or it is checked again. */
export const closeReturnsAlert = (ctx: Context, host: string): void => closeAlone(ctx, keyOf(host))
