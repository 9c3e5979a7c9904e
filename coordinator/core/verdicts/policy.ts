/** What an administrator says about faults: whether health may act, how far, and what rules mean here. */
import { limits } from '../../../shared/limits.ts'
import type { HealthPolicy } from '../../../shared/model/health.ts'
import type { SettingsRow } from '../../../shared/model/rows.ts'
import { type Context, note, Refusal } from '../context.ts'
import { policyOf, setSettings } from '../health.ts'
import type { Request } from '../inputs.ts'
import { nearestName } from '../nearest.ts'
import type { State } from '../state.ts'
import { addLongWork } from '../work-list.ts'
import { isRuleName, ruleNames } from './rule-names.ts'

type Asked = Omit<Request & { op: 'set-health-policy' }, 'op'>

/** One that is kept already may be set and taken back, whatever it names; so may what a newer driver told that no catalogue has. */
function checkRule(state: State, rule: string, { overrides }: HealthPolicy): void {
  if (isRuleName(rule) || Object.hasOwn(overrides, rule)) return
  for (const verdict of state.verdicts.values()) {
    if (verdict.rule !== rule) continue
    if (verdict.source !== 'pace') return
    throw new Refusal(
      'bad-field',
      `overrides: '${rule}' takes none: each job's policy.slow says what is done`,
      'overrides',
    )
  }
  throw new Refusal(
    'bad-field',
    `overrides: there is no rule '${rule}', and no host has told of one; the nearest is '${nearestName(rule, ruleNames)}'`,
    'overrides',
  )
}

/** What is named is replaced. New grades hold from the next finding on: what was concluded stays until it ends or is closed. */
export function setHealthPolicy(ctx: Context, asked: Asked, by: string): SettingsRow {
  const before = policyOf(ctx.state)
  const overrides: Record<string, HealthPolicy['overrides'][string]> = { ...before.overrides }
  for (const [rule, override] of Object.entries(asked.overrides ?? {})) {
    checkRule(ctx.state, rule, before)
    if (override === null) delete overrides[rule]
    else overrides[rule] = override
  }
  if (Object.keys(overrides).length > limits.overrides)
    throw new Refusal('too-large', `at most ${limits.overrides} rules can be overridden`, 'overrides')
  const { drain = before.drain, breakerPercent = before.breakerPercent, epilog = before.epilog } = asked
  if (!(breakerPercent >= 0 && breakerPercent <= 100))
    throw new Refusal('bad-field', `breakerPercent must be 0 to 100; got ${breakerPercent}`, 'breakerPercent')
  setSettings(ctx, { health: { drain, breakerPercent, overrides, ...(epilog === undefined ? {} : { epilog }) } })
  const words = [
    drain ? 'health drains hosts' : 'health drains nothing, faults are only told',
    `at most ${breakerPercent}% of the hosts at once`,
    `${Object.keys(overrides).length} rules overridden`,
    `a failed epilog ${epilog === 'drain' ? 'drains its host' : 'is told'}`,
  ]
  note(ctx, 'notice', 'health-policy-set', `${by}: ${words.join(', ')}`)
  if (drain && !before.drain) addLongWork(ctx, { kind: 'act-again', from: '' })
  return ctx.state.settings.must('settings')
}
