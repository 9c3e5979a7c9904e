/**
 * Small bugs as text replacements in product code: what a tired person writes. Each must still pass the types. A text that is not
 * found, or is found twice, fails: the list follows the code.
 */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
}

const core = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  file: `coordinator/core/${file}`,
  find,
  replace,
})
const agent = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  file: `agent/${file}`,
  find,
  replace,
})

export const mutants: readonly Mutant[] = [
  core('a fact is taken again', 'step.ts', 'if (input.number > sync.lastFact) {', 'if (input.number >= 0) {'),
  core(
    'an end is taken again',
    'attempts.ts',
    "  forgetOn(state, attempt.host, attempt.id)\n  if (attempt.state === 'ended') return\n",
    '  forgetOn(state, attempt.host, attempt.id)\n',
  ),
  core(
    'a second stop takes the reason of the first',
    'attempts.ts',
    "if (attempt.state === 'ended' || attempt.stop !== null) return\n  const stop",
    "if (attempt.state === 'ended') return\n  const stop",
  ),
  core(
    'the last commit of a shard wins',
    'results.ts',
    '    tally.duplicateResults++\n    return\n',
    '    tally.duplicateResults++\n',
  ),
  core(
    'a wave ends one shard early',
    'results.ts',
    'if (index.committedInWave < at.size) return',
    'if (index.committedInWave < at.size - 1) return',
  ),
  core(
    'a shard beyond the wave is committed',
    'results.ts',
    'if (shard >= endOfWave(job)) continue',
    'if (shard >= job.shards.total) continue',
  ),
  core(
    'a committed shard is adopted by a reconnecting holder',
    'dispenser.ts',
    ' || state.shards.has(shardKey(job.id, shard))) revoked.push(shard)',
    ') revoked.push(shard)',
  ),
  core(
    'a shard that somebody holds is lent as if nobody did',
    'leases.ts',
    'if (index.lent.has(shard) || state.shards.has(shardKey(job, shard))) return false',
    'if (state.shards.has(shardKey(job, shard))) return false',
  ),
  core(
    'leases stay with an ended attempt',
    'attempts.ts',
    '  releaseLeases(ctx, attempt)\n  const endedMs = ctx.nowMs\n',
    '  const endedMs = ctx.nowMs\n',
  ),
  core(
    'the incarnation does not rise',
    'load.ts',
    "(state.meta.get('meta')?.incarnation ?? 0) + 1",
    "Math.max(1, state.meta.get('meta')?.incarnation ?? 1)",
  ),
  core(
    'a restored backup counts on from where it was',
    'load.ts',
    'Math.max(next, Math.floor((options.restoredAtMs ?? 0) / 1000))',
    'Math.max(next, Math.floor((options.restoredAtMs ?? 0) / 1e15))',
  ),
  core(
    'an Idempotency-Key is not remembered',
    'requests.ts',
    'if (before !== undefined) {',
    "if (before !== undefined && asked === '') {",
  ),
  core(
    'a cancelled job has failed',
    'jobs.ts',
    "endJob(ctx, job, 'cancelled', reason)",
    "endJob(ctx, job, reason === 'not wanted any more' ? 'failed' : 'cancelled', reason)",
  ),
  core(
    'closing ends what has ended',
    'jobs.ts',
    'if (job.closed || !isLive(job)) return job',
    'if (job.closed) return job',
  ),
  core(
    'unreachable hosts keep their shards',
    'hosts.ts',
    'lent += releaseLeases(ctx, attempt)',
    'lent += attempt.leases.length',
  ),
  core(
    'silent hosts take new work',
    'holdings.ts',
    "if (liveness !== 'connected') return `is ${liveness}`",
    "if (liveness === 'unknown') return `is ${liveness}`",
  ),
  core('cordoned hosts take new work', 'holdings.ts', "if (host.cordoned) return 'is cordoned'\n", ''),
  core(
    'drained hosts take new work',
    'holdings.ts',
    '  if (host.drain !== null) return `is draining: ${host.drain.reason}`\n',
    '',
  ),
  core(
    'one GPU too few is enough',
    'placement/fit.ts',
    'if (demand.gpus > 0 && mostFree(host, demand) < demand.gpus) return blocks.gpuFree',
    'if (demand.gpus > 0 && mostFree(host, demand) < demand.gpus - 1) return blocks.gpuFree',
  ),
  core(
    'one slot too few is enough',
    'placement/fit.ts',
    'if (host.cpusFree < demand.cpus) return blocks.cpuFree',
    'if (host.cpusFree < demand.cpus - 1) return blocks.cpuFree',
  ),
  core(
    'an attempt that waits to stop is taken as gone',
    'hosts.ts',
    "if (attempt.state === 'placed' && !seen) return\n",
    '',
  ),
  core(
    'a quota forgets what is in use',
    'quotas.ts',
    'most - (state.inUse.get(`project/${project}`)?.gpus ?? 0)',
    'most - Math.min(0, state.inUse.get(`project/${project}`)?.gpus ?? 0)',
  ),
  core(
    'one rank is enough for success',
    'gangs/gangs.ts',
    'return membersOf(state, job.id).every((task) => {\n    const attempt = launched.get(task.id)',
    'return membersOf(state, job.id).some((task) => {\n    const attempt = launched.get(task.id)',
  ),
  core(
    'the next epoch does not wait for the last member',
    'gangs/gangs.ts',
    "if (gang?.phase !== 'stopping' || liveOf(state, job).length > 0) return false",
    "if (gang?.phase !== 'stopping' || liveOf(state, job).length > 1) return false",
  ),
  core(
    'the coordinator does not wait for the fence',
    'gangs/fence.ts',
    'Math.ceil(lostAfter * 1.01) + graceMs + limits.fenceSlackMs',
    'Math.ceil(lostAfter * 0.4)',
  ),
  core(
    'the end of a foreign attempt is not taken',
    'step.ts',
    "if (fact.kind === 'attempt-ended') foreignEnded(ctx, host, fact.attempt)",
    "if (fact.kind === 'attempt-started') foreignEnded(ctx, host, fact.attempt)",
  ),
  core(
    'a third and fourth copy of a shard are lent',
    'stragglers/speculation.ts',
    'const maxCopies = 2',
    'const maxCopies = 5',
  ),
  core(
    'workers of a cancelled job are not stopped',
    'end-tasks.ts',
    "if (job.state === 'succeeded' && job.spec.kind === 'batch') {",
    "if (job.state !== 'failed' && job.spec.kind === 'batch') {",
  ),
  {
    name: 'effects come before the commit',
    file: 'coordinator/shell/loop.ts',
    find: '        if (durable.length > 0) await options.commit({ seq: ++seq, changes: durable })\n',
    replace:
      '        act(done)\n        if (durable.length > 0) await options.commit({ seq: ++seq, changes: durable })\n',
  },
  {
    name: 'only the first input of a turn is committed',
    file: 'coordinator/shell/loop.ts',
    find: 'for (const change of changes.durable) durable.set(`${change.table}!${change.key}`, change)',
    replace:
      'if (done.length < 3) for (const change of changes.durable) durable.set(`${change.table}!${change.key}`, change)',
  },
  {
    name: 'the newcomer of two links is closed',
    file: 'coordinator/agents/sessions.ts',
    find: 'this.#byHost.set(host, session)',
    replace: 'if (old === undefined) this.#byHost.set(host, session)',
  },
  agent(
    'an older desired state is taken',
    'link/desired-memory.ts',
    'return mark.generation < than.generation',
    'return mark.generation < than.generation - 1_000_000',
  ),
  agent(
    'facts of before the reconnect are not sent',
    'link/link.ts',
    'this.#sent = this.#acked = Number(welcome.lastFact ?? 0)',
    'this.#acked = Number(welcome.lastFact ?? 0)\n    this.#sent = spool.last()',
  ),
  agent(
    'finish is not heard',
    'work/lease-table.ts',
    'if (message.finish) this.#finish = true',
    'if (message.finish) this.#finish = false',
  ),
  agent(
    'a shard that the worker holds is given again',
    'work/lease-table.ts',
    'this.#queue.splice(0, this.#queue.length, ...this.#queue.filter(({ shard }) => !held.has(shard)))\n',
    '',
  ),
  agent(
    'SIGKILL comes without the grace',
    'work/reconcile.ts',
    'if (nowMs >= stopping.sinceMs + stopping.graceMs)',
    'if (nowMs >= stopping.sinceMs)',
  ),
  agent(
    'what is not wanted is stopped',
    'work/reconcile.ts',
    '  for (const attempt of desired.forget) {\n',
    "  for (const { attempt, phase } of actual)\n    if (phase === 'running' && !desired.attempts.some((each) => each.attempt === attempt))\n      actions.push({ type: 'stop', attempt, reason: 'cancelled', graceMs: 0 })\n  for (const attempt of desired.forget) {\n",
  ),
  agent(
    'a running process is taken as ended',
    'work/attempt-run.ts',
    'if (driver.mayStillReport(mark)) return\n',
    'if (driver.mayStillReport(mark) && this.record.startedSaid && mark.pid % 7 !== 0) return\n',
  ),
  agent(
    'the end is said before the results',
    'work/attempt-run.ts',
    '    await this.session?.settled()\n    this.session?.close()\n',
    '    this.session?.close()\n',
  ),
  agent(
    'an attempt that runs is ended when its start cannot be said',
    'work/attempt-run.ts',
    'if (this.record.process !== null) throw error\n',
    '',
  ),
  agent(
    'the agent fences on the link alone',
    'work/fence.ts',
    'return nowMs - ackedSentMs >= lostAfterMs && nowMs - (lastStepMs ?? startedMs) >= lostAfterMs',
    'return nowMs - ackedSentMs >= lostAfterMs && (lastStepMs ?? startedMs) >= 0',
  ),
  agent(
    'the agent never fences',
    'work/fence.ts',
    'if (lostAfterMs === null) return false',
    'if (lostAfterMs === null || lostAfterMs > 0) return false',
  ),
  agent(
    'a GPU that is still in use is taken as free',
    'work/steps/gpu-check.ts',
    'export const freeBelowMb = 512',
    'export const freeBelowMb = 512_000',
  ),
  agent(
    'a stop that came while it started is forgotten',
    'work/attempt-run.ts',
    '    if (this.record.stop !== null) this.#stopNow()\n',
    '',
  ),
]
