/** Faults: verdicts with their evidence, checks of hosts, what is done about faults without being asked. */
import {
  type BreakerState,
  defaultHealthPolicy,
  epilogPolicies,
  grades,
  type HealthPolicy,
  type RuleOverride,
  repairs,
  type VerdictRow,
} from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import { evidenceText } from '../../../shared/model/words.ts'
import { part, queryText } from '../client.ts'
import { type Call, type Command, CommandError, exits, flag, isSet, printJson, UsageError, wholeFlag } from '../io.ts'
import { duration, fields, table, when } from '../render.ts'

type Verdict = VerdictRow & { readonly hostName?: string; readonly deviceName?: string }

/** A verdict whole: what, since when, on what evidence, what it affects, what was done. */
export function verdictText(row: Verdict, nowMs: number): string {
  const { affects } = row
  const touched = [...affects.jobs, ...affects.deployments]
  const state = row.state === 'gone' ? 'gone, not verified yet' : row.state
  return [
    `${row.id}  ${row.grade}  ${row.hostName ?? row.host}  ${row.deviceName ?? row.device}  ${state}`,
    `  ${row.text}`,
    `  rule ${row.rule} (version ${row.ruleVersion}), since ${when(row.sinceMs)} UTC (${duration(nowMs - row.sinceMs)})${row.count > 1 ? `, ${row.count} times` : ''}`,
    ...row.evidence.map((each) => `  evidence: ${evidenceText(each)}`),
    `  affects: ${touched.length === 0 ? 'nothing that runs' : touched.join(', ')}`,
    ...row.done.map(({ atMs, what }) => `  done: ${when(atMs)} ${what}`),
    ...(row.repair === 'none' || row.state === 'closed' ? [] : [`  to repair: ${row.repair}`]),
    '',
  ].join('\n')
}

async function verdicts(call: Call): Promise<number> {
  const query = {
    state: isSet(call, 'all') ? undefined : 'live',
    host: flag(call, 'host'),
    grade: flag(call, 'grade'),
    rule: flag(call, 'rule'),
  }
  const rows = await call.client.all<Verdict>(
    `/api/v1/verdicts${queryText(query)}`,
    wholeFlag(call, 'limit', 1, 10_000) ?? 200,
  )
  if (call.json) printJson(call, rows)
  else if (rows.length === 0) call.io.out(isSet(call, 'all') ? 'No fault is kept.\n' : 'No fault is open.\n')
  else {
    const cells = rows.map((row) => [
      row.id,
      row.grade,
      row.state,
      row.hostName ?? row.host,
      row.deviceName ?? row.device,
      `${duration(call.io.nowMs() - row.sinceMs)} ago`,
      row.rule,
      row.text,
    ])
    call.io.out(table(['ID', 'GRADE', 'STATE', 'HOST', 'DEVICE', 'SINCE', 'RULE', 'WHAT'], cells, call.io.columns()))
  }
  return exits.ok
}

async function verdict(call: Call): Promise<number> {
  const [first, second] = call.args as [string, string | undefined]
  if (first !== 'close') {
    if (second !== undefined) throw new UsageError(`millwright verdict takes ID, or close ID; got '${first} ${second}'`)
    const row = await call.client.get<Verdict>(`/api/v1/verdicts/${part(first)}`)
    if (call.json) printJson(call, row)
    else call.io.out(verdictText(row, call.io.nowMs()))
    return exits.ok
  }
  const reason = flag(call, 'reason')
  if (second === undefined) throw new UsageError('which? millwright verdict close ID --reason TEXT')
  if (reason === undefined)
    throw new UsageError(`--reason is missing: millwright verdict close ${second} --reason 'fan replaced'`)
  const row = await call.client.post<Verdict>(`/api/v1/verdicts/${part(second)}/close`, { reason })
  if (call.json) printJson(call, row)
  else call.io.out(`${row.id} is closed: ${reason}. Where the fault holds on, it comes again.\n`)
  return exits.ok
}

async function verify(call: Call): Promise<number> {
  const row = await call.client.post<HostRow>(`/api/v1/hosts/${part(call.args[0] as string)}/verify`, {})
  if (call.json) printJson(call, row)
  else call.io.out(`${row.name} is being checked; millwright host ${row.name} says how it went\n`)
  return exits.ok
}

type Policy = HealthPolicy & { readonly breaker: BreakerState | null }

async function policy(call: Call): Promise<number> {
  const asked = policyFlags(call)
  const url = '/api/v1/health-policy'
  const now =
    Object.keys(asked).length === 0 ? await call.client.get<Policy>(url) : await call.client.put<Policy>(url, asked)
  if (call.json) printJson(call, now)
  else call.io.out(policyText(now))
  return exits.ok
}

function policyFlags(call: Call): object {
  const drain = flag(call, 'drain')
  if (drain !== undefined && drain !== 'on' && drain !== 'off')
    throw new UsageError(`--drain must be on or off; got '${drain}'`)
  const breakerPercent = wholeFlag(call, 'breaker', 1, 100)
  const epilog = flag(call, 'epilog')
  if (epilog !== undefined && !epilogPolicies.some((each) => each === epilog))
    throw new UsageError(`--epilog must be one of ${epilogPolicies.join(', ')}; got '${epilog}'`)
  const overrides = Object.fromEntries((call.flags.get('override') ?? []).map(overrideOf))
  return {
    ...(drain === undefined ? {} : { drain: drain === 'on' }),
    ...(breakerPercent === undefined ? {} : { breakerPercent }),
    ...(Object.keys(overrides).length === 0 ? {} : { overrides }),
    ...(epilog === undefined ? {} : { epilog }),
  }
}

/** `xid/94=watch`, `gpu-thermal-margin=stop:inspect`, `xid/94=default` (taken back). */
function overrideOf(text: string): [string, RuleOverride | null] {
  const at = text.lastIndexOf('=')
  const [word = '', repair] = text.slice(at + 1).split(':')
  const right = `RULE=GRADE[:REPAIR], where GRADE is ${grades.join(', ')} or default and REPAIR is ${repairs.join(', ')}`
  const grade = grades.find((each) => each === word)
  const known = repairs.find((each) => each === repair)
  if (at < 1 || (grade === undefined && word !== 'default') || (repair !== undefined && known === undefined))
    throw new UsageError(`--override must be ${right}; got '${text}'`)
  if (grade === undefined) return [text.slice(0, at), null]
  return [text.slice(0, at), { grade, ...(known === undefined ? {} : { repair: known }) }]
}

function policyText({ drain, breakerPercent, overrides, epilog, breaker }: Policy): string {
  const rules = Object.entries(overrides).map(
    ([rule, { grade, repair }]) =>
      `${rule} ${[
        ...(grade === undefined ? [] : [`is ${grade}`]),
        ...(repair === undefined ? [] : [`is repaired by ${repair}`]),
      ].join(' and ')}`,
  )
  const tripped = breaker?.trippedMs ?? null
  return fields([
    ['faults', drain ? 'take their hosts out of service' : 'are told, and nothing is done about them'],
    [
      'guard',
      `at most ${breakerPercent}% of the hosts are taken out at once${breakerPercent === defaultHealthPolicy.breakerPercent ? ' (the default)' : ''}`,
    ],
    [
      'breaker',
      tripped === null
        ? 'not tripped'
        : `TRIPPED ${when(tripped)} UTC: ${breaker?.reason}; millwright breaker reset --reason TEXT`,
    ],
    ['epilogs', epilog === 'drain' ? 'that fail drain their host' : 'that fail are told'],
    ['overrides', rules.length === 0 ? 'none' : rules.join('; ')],
  ])
}

async function breaker(call: Call): Promise<number> {
  if (call.args[0] !== 'reset') throw new UsageError(`millwright breaker takes reset; got '${call.args[0]}'`)
  const reason = flag(call, 'reason')
  if (reason === undefined)
    throw new UsageError("--reason is missing: millwright breaker reset --reason 'the power is back'")
  const now = await call.client.get<Policy>('/api/v1/health-policy')
  if (now.breaker?.trippedMs && !isSet(call, 'yes')) {
    const told = `The breaker tripped at ${when(now.breaker.trippedMs)} UTC: ${now.breaker.reason}. Once it is reset, faults take hosts out of service again.\n`
    if (call.json || call.io.confirm === null) throw new CommandError(`nothing was changed: ${told.trim()} Add --yes.`)
    call.io.err(told)
    if (!(await call.io.confirm('Reset it?'))) {
      call.io.err('nothing was changed\n')
      return exits.failed
    }
  }
  const after = await call.client.post<Policy>('/api/v1/breaker/reset', { reason })
  if (call.json) printJson(call, after)
  else
    call.io.out(
      now.breaker?.trippedMs
        ? 'The breaker is reset: faults are acted on again.\n'
        : 'The breaker had not tripped: faults are acted on.\n',
    )
  return exits.ok
}

export const verdictCommands: readonly Command[] = [
  {
    name: 'verdicts',
    summary: 'Faults that were found, newest first',
    usage: '[--host HOST] [--grade GRADE] [--rule RULE] [--all]',
    args: [0, 0],
    flags: [
      { name: 'host', value: 'HOST', help: 'on one host' },
      { name: 'grade', value: 'GRADE', help: 'watch, degrade or stop' },
      { name: 'rule', value: 'RULE', help: 'of one rule' },
      { name: 'all', help: 'closed ones too' },
      { name: 'limit', value: 'N', help: 'at most N (default 200)' },
    ],
    run: verdicts,
  },
  {
    name: 'verdict',
    summary: 'A fault with its evidence, what it affects and what was done; or close it',
    usage: 'ID | close ID --reason TEXT',
    args: [1, 2],
    flags: [{ name: 'reason', value: 'TEXT', help: 'of close: kept and shown' }],
    run: verdict,
  },
  {
    name: 'verify',
    summary: 'Check a host now; what passes goes back into service',
    usage: 'HOST',
    args: [1, 1],
    run: verify,
  },
  {
    name: 'health-policy',
    summary: 'What is done about faults without being asked; say so with flags',
    usage: '[--drain on|off] [--breaker PERCENT] [--override RULE=GRADE] [--epilog tell|drain]',
    detail:
      'An override is of a rule or of one kernel event: xid/94=watch, gpu-thermal-margin=stop:inspect, xid/94=default (taken back).\nThe rules are listed in coordinator/core/verdicts/README.md.',
    args: [0, 0],
    flags: [
      { name: 'drain', value: 'on|off', help: 'whether faults take their hosts out of service' },
      { name: 'breaker', value: 'PERCENT', help: 'of the hosts, at most so many are taken out at once' },
      { name: 'override', value: 'R=G', help: 'another grade for a rule; may be given again' },
      { name: 'epilog', value: 'tell|drain', help: 'what a failed epilog of the site means for its host' },
    ],
    run: policy,
  },
  {
    name: 'breaker',
    summary: 'Let faults be acted on again after the guard against mass action has tripped',
    usage: 'reset --reason TEXT',
    args: [1, 1],
    flags: [
      { name: 'reason', value: 'TEXT', help: 'kept and shown' },
      { name: 'yes', help: 'do not ask' },
    ],
    run: breaker,
  },
]
