/**
 * Alerts that a host waits for a person, out of service like a degraded one: its faults come again after checks that passed ([HR6]), or it
 * does not pass its check ([HR3]).
 */
import type { HostRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import { closeAlone, raiseAlone } from './alone.ts'

const rules = ['health/comes-again', 'health/check-failed'] as const
type Rule = (typeof rules)[number]

const keyOf = (rule: Rule, host: string): string => `${rule}\nhost ${host}`

export function askPerson(ctx: Context, rule: Rule, { id, name, topology }: HostRow, why: string): void {
  const { site, rack } = topology
  const labels = { rule, ...(site === undefined ? {} : { site }), ...(rack === undefined ? {} : { rack }) }
  raiseAlone(ctx, { key: keyOf(rule, id), rule, grade: 'degrade', title: `${name}: ${why}`, labels, hosts: [id] })
}

/** A person has seen to the host, it is checked again, or it is gone. */
export function personCame(ctx: Context, host: string): void {
  for (const rule of rules) closeAlone(ctx, keyOf(rule, host))
}
