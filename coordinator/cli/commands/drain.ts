/** Draining a host: what it would disturb is shown first; then back to work, or given up for dead. */
import { limits } from '../../../shared/limits.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { type DrainMode, drainModes, type HostRow } from '../../../shared/model/rows.ts'
import { part } from '../client.ts'
import { type Call, type Command, CommandError, exits, flag, isSet, printJson, UsageError } from '../io.ts'
import { durationMs } from '../job-flags.ts'
import { planText } from '../plan-text.ts'
import { againText } from './hosts.ts'

const drainLeastMs = 1_000

export function drainModeOf(call: Call): DrainMode {
  const mode = flag(call, 'mode') ?? 'after'
  const known = drainModes.find((each) => each === mode)
  if (known === undefined) throw new UsageError(`--mode must be one of ${drainModes.join(', ')}; got '${mode}'`)
  return known
}

async function drain(call: Call): Promise<number> {
  const host = call.args[0] as string
  const mode = drainModeOf(call)
  const reason = flag(call, 'reason')
  if (reason === undefined)
    throw new UsageError(`--reason is missing: millwright drain ${host} --reason 'fan replaced'`)
  const deadline = flag(call, 'deadline')
  const within =
    deadline === undefined
      ? {}
      : { deadlineMs: durationMs('deadline', deadline, drainLeastMs, limits.planHorizonMaxMs) }
  if (!isSet(call, 'yes') && !(await agreed(call, host, { host, mode, ...within }))) {
    call.io.err('nothing was changed\n')
    return exits.failed
  }
  const row = await call.client.post<HostRow>(`/api/v1/hosts/${part(host)}/drain`, { mode, reason, ...within })
  if (call.json) printJson(call, row)
  else call.io.out(`${row.name} is draining (${mode}): ${reason}\n`)
  return exits.ok
}

/** Shows what the drain would disturb and asks; without a terminal to ask on it needs --yes. */
async function agreed(call: Call, host: string, asked: object): Promise<boolean> {
  const plan = await call.client.post<Plan>('/api/v1/plan', { drain: asked })
  call.io.err(planText(plan))
  if (call.io.confirm === null || call.json)
    throw new CommandError(
      `millwright: nothing was changed: there is no terminal to ask on; add --yes to drain ${host}`,
    )
  return call.io.confirm(`Drain ${host}?`)
}

const change =
  (verb: string, done: (row: HostRow, nowMs: number) => string) =>
  async (call: Call): Promise<number> => {
    const row = await call.client.post<HostRow>(`/api/v1/hosts/${part(call.args[0] as string)}/${verb}`, {})
    if (call.json) printJson(call, row)
    else call.io.out(`${done(row, call.io.nowMs())}\n`)
    return exits.ok
  }

export const drainCommands: readonly Command[] = [
  {
    name: 'drain',
    summary: 'Empty a host; shows first what that would disturb',
    usage: 'HOST --reason TEXT [--mode MODE]',
    detail: `MODE is now (its work is stopped with time to save, and placed elsewhere), after (what runs finishes; the default) or
swap (gangs move to another host from their last checkpoint, the rest finishes).`,
    args: [1, 1],
    flags: [
      { name: 'mode', value: 'MODE', help: 'now, after (default) or swap' },
      { name: 'reason', value: 'TEXT', help: 'kept with the host and shown' },
      { name: 'deadline', value: 'TIME', help: 'what is left then is stopped: 90s, 30m, 2h, 1d' },
      { name: 'yes', help: 'do not ask' },
    ],
    run: drain,
  },
  {
    name: 'undrain',
    summary: 'Give a drained host work again',
    usage: 'HOST',
    args: [1, 1],
    run: change('undrain', againText),
  },
  {
    name: 'confirm-lost',
    summary: 'Say that a silent host is dead: its work is placed elsewhere at once',
    usage: 'HOST',
    detail: 'Only for a host that you know is off: what still ran there would then run twice.',
    args: [1, 1],
    run: change('confirm-lost', (row) => `${row.name} is given up: its work is placed elsewhere`),
  },
]
