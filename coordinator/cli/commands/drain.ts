/** Draining a host: what it would disturb is shown first; then back to work, or given up for dead. */
import { limits } from '../../../shared/limits.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { type DrainMode, drainModes, type HostRow } from '../../../shared/model/rows.ts'
import { part } from '../client.ts'
import { type Call, type Command, CommandError, exits, type Flag, flag, isSet, printJson, UsageError } from '../io.ts'
import { durationMs } from '../job-flags.ts'
import { planText } from '../plan-text.ts'
import { againText } from './hosts.ts'

export const drainFlags: readonly Flag[] = [
  { name: 'mode', value: 'MODE', help: 'of draining: now, after (default) or swap' },
  { name: 'deadline', value: 'TIME', help: 'of draining: what is left then is stopped: 90s, 30m, 2h, 1d' },
]

/** What the flags say of a drain, to be asked for or planned. */
export function drainOf(call: Call): { readonly mode: DrainMode; readonly deadlineMs?: number } {
  const given = flag(call, 'mode') ?? 'after'
  const mode = drainModes.find((each) => each === given)
  if (mode === undefined) throw new UsageError(`--mode must be one of ${drainModes.join(', ')}; got '${given}'`)
  const deadline = flag(call, 'deadline')
  if (deadline === undefined) return { mode }
  const { drainDeadlineLeastMs, drainDeadlineMaxMs } = limits
  return { mode, deadlineMs: durationMs('deadline', deadline, drainDeadlineLeastMs, drainDeadlineMaxMs) }
}

async function drain(call: Call): Promise<number> {
  const host = call.args[0] as string
  const asked = drainOf(call)
  const reason = flag(call, 'reason')
  if (reason === undefined)
    throw new UsageError(`--reason is missing: millwright drain ${host} --reason 'fan replaced'`)
  if (!isSet(call, 'yes') && !(await agreed(call, host, { host, ...asked }))) {
    call.io.err('nothing was changed\n')
    return exits.failed
  }
  const row = await call.client.post<HostRow>(`/api/v1/hosts/${part(host)}/drain`, { reason, ...asked })
  if (call.json) printJson(call, row)
  else call.io.out(`${row.name} is draining (${asked.mode}): ${reason}\n`)
  return exits.ok
}

/** Shows what the drain would disturb and asks; without a terminal to ask on it needs --yes. */
async function agreed(call: Call, host: string, asked: object): Promise<boolean> {
  if (call.json)
    throw new UsageError(
      `--json asks nobody: add --yes to drain ${host}; millwright plan --drain ${host} --json says what that would disturb`,
    )
  const plan = await call.client.post<Plan>('/api/v1/plan', { drain: asked })
  call.io.err(planText(plan))
  if (call.io.confirm === null)
    throw new CommandError(`nothing was changed: there is no terminal to ask on; add --yes to drain ${host}`)
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
    usage: 'HOST --reason TEXT [--mode MODE] [--deadline TIME]',
    detail: `MODE is now (its work is stopped with time to save, and placed elsewhere), after (what runs finishes; the default) or
swap (gangs move to another host from their last checkpoint, the rest finishes).`,
    args: [1, 1],
    flags: [
      { name: 'reason', value: 'TEXT', help: 'kept with the host and shown' },
      ...drainFlags,
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
