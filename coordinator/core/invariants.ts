/** What must hold after every step. Run in tests and simulations; a breach is a bug, named with its rule. */
import { limits } from '../../shared/limits.ts'
import { grades } from '../../shared/model/health.ts'
import { shardKey } from '../../shared/model/ids.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import type { GangState } from '../../shared/model/scheduling.ts'
import { isLive } from './attempts.ts'
import { membersOf } from './gangs/gangs.ts'
import { leastHostsOf } from './job-terms.ts'
import { loadState } from './load.ts'
import { type Host, overcommitted } from './placement/capacity.ts'
import { refresh } from './placement/wants.ts'
import { type State, tablesOf } from './state.ts'
import type { Change } from './table.ts'
import { waveAt } from './waves.ts'

function hold(rule: string, holds: boolean, what: string): void {
  if (!holds) throw new Error(`[${rule}] ${what}`)
}

/** Throws on the first breach. O(state): for tests. */
export function checkInvariants(state: State): void {
  for (const job of state.jobs.values()) {
    const index = state.index.get(job.id)
    hold('S3', index !== undefined, `job ${job.id} has no index`)
    if (index === undefined || !isLive(job) || job.spec.kind !== 'batch') continue
    let committed = 0
    for (let shard = 0; shard < job.shards.total; shard++) if (state.shards.has(shardKey(job.id, shard))) committed++
    hold(
      'B1',
      committed === job.shards.committed,
      `job ${job.id} counts ${job.shards.committed} committed shards, has ${committed}`,
    )
    const at = waveAt(job, job.wave)
    for (let shard = at.start; shard < at.start + at.size; shard++) {
      const ways =
        Number(state.shards.has(shardKey(job.id, shard))) +
        Number(index.pending.has(shard)) +
        Number(index.lent.has(shard))
      hold('B5', ways === 1, `shard ${shard} of ${job.id} is ${ways === 0 ? 'nowhere' : 'in two places'}`)
    }
    for (const [shard, holders] of index.lent)
      for (const id of holders) {
        const leased = state.attempts.must(id).leases.some((lease) => lease.shard === shard)
        hold('S3', leased, `${id} is said to hold shard ${shard} and has no lease`)
      }
  }
  for (const host of state.capacity.hosts()) checkHost(state, host)
  checkHealth(state)
  for (const attempt of state.attempts.values())
    if (attempt.state === 'stopping') hold('A2', attempt.stop !== null, `${attempt.id} is stopping without a reason`)
  for (const job of state.jobs.values()) if (job.gang !== null && isLive(job)) checkGang(state, job)
}

/** [F2] within every quota; not to be asked for after a quota was set below what was in use. */
export function checkQuotas(state: State): void {
  for (const [key, { gpus }] of state.inUse) {
    const most = key.startsWith('project/') ? (state.quotas.get(key.slice(8))?.maxGpus ?? null) : null
    hold('F2', most === null || gpus <= Math.max(most, 0), `${key} has ${gpus} GPUs, at most ${most} are allowed`)
  }
}

/** [P2] nothing is granted twice; only what nobody decided (foreign attempts, GPUs that went) may go over. */
function checkHost(state: State, host: Host): void {
  for (const row of state.foreign.values()) if (row.host === host.id) return
  const wrong = overcommitted(host)
  const shrunk = host.holdings.some(({ grant, units }) => units.length < grant.gpus.length)
  hold('P2', shrunk || wrong.length === 0, `host ${host.offer.name}: ${wrong.join('; ')}`)
  const holders = new Set(host.holdings.map((each) => each.holder))
  for (const id of state.byHost.get(host.id) ?? []) hold('P2', holders.delete(id), `${id} is not counted on its host`)
  for (const id of state.holdsByHost.get(host.id) ?? [])
    hold('P2', holders.delete(id), `${id} is not counted on its host`)
  hold('P2', holders.size === 0, `host ${host.offer.name} counts ${[...holders].join(', ')}, which is not there`)
}

/** [Y1] whole or absent: no member of an epoch runs unless every member holds its host; one epoch at a time. */
function checkGang(state: State, job: JobRow): void {
  const gang = job.gang as GangState
  const members = membersOf(state, job.id)
  for (const id of state.index.get(job.id)?.attempts ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.state === 'lost') continue
    hold('Y3', attempt.epoch === gang.epoch, `${id} of epoch ${attempt.epoch} lives in epoch ${gang.epoch}`)
  }
  if (gang.phase !== 'launching' && gang.phase !== 'running') return
  hold('Y1', members.length === gang.size, `gang ${job.id} has ${members.length} members, its epoch ${gang.size}`)
  const hosts = new Set(members.map((task) => task.hold?.host))
  hold('Y1', hosts.size === members.length && !hosts.has(undefined), `gang ${job.id} has members without a host each`)
  const least = leastHostsOf(job.spec)
  hold('Y1', members.length >= least, `gang ${job.id} runs with ${members.length} of at least ${least}`)
}

/** [S3] indexes rebuilt from rows equal those kept by steps. */
export function checkRebuilt(state: State, nowMs: number): void {
  const rows: Change[] = []
  for (const table of tablesOf(state))
    if (table.durable)
      for (const [key, row] of table.entries())
        rows.push({ table: table.name, key, row: JSON.parse(JSON.stringify(row)) as object })
  const rebuilt = loadState(rows, nowMs)
  for (const job of state.jobs.values()) {
    if (!isLive(job) || job.spec.kind !== 'batch') continue
    const kept = state.index.get(job.id)
    const made = rebuilt.index.get(job.id)
    hold(
      'S3',
      kept?.pending.size === made?.pending.size,
      `job ${job.id}: ${kept?.pending.size} pending kept, ${made?.pending.size} rebuilt`,
    )
    hold(
      'S3',
      kept?.committedInWave === made?.committedInWave,
      `job ${job.id}: ${kept?.committedInWave} committed in wave kept, ${made?.committedInWave} rebuilt`,
    )
    hold(
      'S3',
      kept?.lent.size === made?.lent.size,
      `job ${job.id}: ${kept?.lent.size} lent kept, ${made?.lent.size} rebuilt`,
    )
  }
  comparePlacement(state, rebuilt, nowMs)
}

function comparePlacement(state: State, rebuilt: State, nowMs: number): void {
  const books = (of: State): string =>
    of.capacity
      .hosts()
      .map(({ id, holdings }) => {
        const held = holdings.map(({ holder, grant, endMs }) => `${holder} ${grant.gpus.join('+')} ${endMs}`)
        return `${id}: ${held.sort().join(', ')}`
      })
      .join('\n')
  hold('S3', books(state) === books(rebuilt), `capacity kept\n${books(state)}\nrebuilt\n${books(rebuilt)}`)
  const list = (values: Iterable<string>): string => [...values].sort().join(' ')
  for (const row of state.liveness.values()) rebuilt.liveness.load(row.host, row)
  for (const job of state.jobs.keys()) refresh(rebuilt, job, nowMs)
  const due = (job: string): boolean =>
    state.deadlines.has('job-ready', job) ||
    [...(state.index.get(job)?.tasks ?? [])].some((task) => state.deadlines.has('task-ready', task))
  const missing = [...rebuilt.queue.jobs()].filter((job) => !state.queue.has(job) && !due(job))
  const extra = [...state.queue.jobs()].filter((job) => !rebuilt.queue.has(job))
  hold(
    'S3',
    missing.length + extra.length === 0,
    `the queue lacks ${missing.join(' ')} and has ${extra.join(' ')} too much`,
  )
  hold(
    'S3',
    savedText(state) === savedText(rebuilt),
    `checkpoints kept\n${savedText(state)}\nrebuilt\n${savedText(rebuilt)}`,
  )
  hold('S3', list(state.endedJobs) === list(rebuilt.endedJobs), 'the lists of ended jobs differ')
  hold(
    'S3',
    faultsText(state) === faultsText(rebuilt),
    `faults kept\n${faultsText(state)}\nrebuilt\n${faultsText(rebuilt)}`,
  )
  hold('S3', list(state.urgentWork) === list(rebuilt.urgentWork), 'the lists of urgent work differ')
  const uses = (of: State): string => list([...of.inUse].map(([key, { cost, gpus }]) => `${key} ${cost} ${gpus}`))
  hold('S3', uses(state) === uses(rebuilt), `use kept ${uses(state)}, rebuilt ${uses(rebuilt)}`)
}

/** Checkpoints of each job, and what each host is asked to delete. */
function savedText({ index, discards }: State): string {
  const steps = [...index].map(([job, { checkpoints }]) => `${job}: ${[...checkpoints].sort((a, b) => a - b)}`)
  const asked = [...discards].filter(([, keys]) => keys.size > 0).map(([host, keys]) => `${host}: ${[...keys].sort()}`)
  return [...steps.sort(), ...asked.sort()].join('\n')
}

function faultsText({ faults }: State): string {
  const sets = (map: Map<string, Set<string>>): string[] =>
    [...map].map(([key, ids]) => `${key}: ${[...ids].sort()}`).sort()
  const maps = [faults.byHost, faults.byParent, faults.byAlert, faults.leaks, faults.stops].flatMap(sets)
  return [...maps, ...[...faults.byKey].sort(), ...[...faults.onPlaces].sort(), ...[...faults.closed].sort()].join('\n')
}

/** [HV1] what stands on a host is on its row; [HF1] a check is of the session that it was begun in. */
function checkHealth(state: State): void {
  for (const { id, name, health } of state.hosts.values()) {
    const standing = [...(state.faults.byHost.get(id) ?? [])].map((verdict) => state.verdicts.must(verdict))
    const worst = standing.map(({ grade }) => grades.indexOf(grade)).reduce((a, b) => Math.max(a, b), -1)
    hold(
      'HV1',
      (health?.grade ?? null) === (grades[worst] ?? null),
      `${name} says ${health?.grade}, has ${grades[worst]}`,
    )
    if (health?.check != null)
      hold(
        'HF1',
        health.check.session === health.session,
        `${name} is checked for session ${health.check.session} of ${health.session}`,
      )
    if (health?.drained === true) {
      const why = standing.some((verdict) => verdict.grade !== 'watch')
      hold('HV5', why, `${name} is out of service by health and no verdict says why`)
    }
  }
  for (const alert of state.alerts.values()) {
    const open = [...(state.faults.byAlert.get(alert.id) ?? [])]
    hold(
      'AL2',
      alert.standing === open.length,
      `${alert.id} counts ${alert.standing} standing verdicts, has ${open.length}`,
    )
    if (open.length > 0) hold('AL2', alert.state === 'firing', `${alert.id} is resolved while ${open} stand`)
  }
}

/** [S2] one step changes a bounded number of rows. */
export function checkStepSize(changes: number): void {
  hold('S2', changes <= limits.rowsPerStep + 20, `a step changed ${changes} rows`)
}
