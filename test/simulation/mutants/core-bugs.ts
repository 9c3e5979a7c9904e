/** Bugs in attempts, capacity, shards and hosts. */
import type { Mutant } from './mutant.ts'

const core = 'coordinator/core'

export const attemptBugs: readonly Mutant[] = [
  {
    name: 'end-keeps-capacity',
    file: `${core}/attempts.ts`,
    find: '  releaseFor(state, attempt)\n',
    replace:
      '  if (exit.signal === null) releaseFor(state, attempt)\n  else state.capacity.reend(ended.host, ended.id, endedMs)\n',
    why: 'what a killed attempt took is never given back',
  },
  {
    name: 'capacity-free-at-stop',
    file: `${core}/attempts.ts`,
    find: '  ctx.state.capacity.reend(attempt.host, attempt.id, ctx.nowMs + graceMs)\n',
    replace: '  ctx.state.capacity.release(attempt.host, attempt.id)\n',
    why: 'capacity is free when a stop is asked for, not when the end is confirmed',
  },
  {
    name: 'second-stop-wins',
    file: `${core}/attempts.ts`,
    find: '  const stop = attempt.stop ?? { reason',
    replace: '  const stop = { reason',
    why: 'to give an attempt up overwrites the reason for which it was being stopped',
  },
  {
    name: 'end-twice',
    file: `${core}/attempts.ts`,
    find: "  forgetOn(state, attempt.host, attempt.id)\n  if (attempt.state === 'ended') return\n",
    replace: '  forgetOn(state, attempt.host, attempt.id)\n',
    why: 'a repeated end is taken again',
  },
  {
    name: 'start-after-stop',
    file: `${core}/attempts.ts`,
    find: "  if (attempt.state !== 'placed') return\n",
    replace: "  if (attempt.state === 'running') return\n",
    why: 'a late start turns a stopping or ended attempt into a running one',
  },
  {
    name: 'end-keeps-leases',
    file: `${core}/attempts.ts`,
    find: '  releaseLeases(ctx, attempt)\n  const endedMs',
    replace: '  const endedMs',
    why: 'the shards of an ended attempt are never lent again',
  },
  {
    name: 'crash-without-deadline',
    file: `${core}/attempts.ts`,
    find: "  state.deadlines.set('task-ready', task.id, nowMs + waitMs)\n",
    replace: '',
    why: 'nobody looks at a crashed task again when its wait is over',
  },
]

export const capacityBugs: readonly Mutant[] = [
  {
    name: 'gpu-off-by-one',
    file: `${core}/placement/capacity.ts`,
    find: '      free[at] = (free[at] as number) - 1\n',
    replace: '      free[at] = (free[at] as number) - (unit > 0 ? 1 : 0)\n',
    why: 'the first GPU of a host counts as free although it is taken',
  },
  {
    name: 'slots-off-by-one',
    file: `${core}/placement/fit.ts`,
    find: '  if (host.cpusFree < demand.cpus) return blocks.cpuFree\n',
    replace: '  if (host.cpusFree + 1 < demand.cpus) return blocks.cpuFree\n',
    why: 'one slot too few is enough',
  },
  {
    name: 'gpu-taken-twice',
    file: `${core}/placement/units.ts`,
    find: 'new Set(host.holdings.flatMap((holding) => holding.units))',
    replace: 'new Set(host.holdings.slice(1).flatMap((holding) => holding.units))',
    why: 'GPUs are chosen from those that the oldest holder has',
  },
  {
    name: 'foreign-not-counted',
    file: `${core}/foreign.ts`,
    find: '  state.capacity.take(row.host, row.id, row.grant, never)\n',
    replace: '  state.capacity.take(row.host, row.id, { ...row.grant, cpus: 0, gpus: [] }, never)\n',
    why: 'what a foreign attempt takes counts as free',
  },
  {
    name: 'drain-ignored',
    file: `${core}/liveness.ts`,
    find: '  if (host.drain !== null) return',
    replace: "  if (host.drain !== null && host.drain.mode === 'now') return",
    why: 'a host that is drained gently gets new work',
  },
  {
    name: 'suspect-gets-work',
    file: `${core}/liveness.ts`,
    find: "  if (liveness === 'connected') return",
    replace: "  if (liveness === 'connected' || liveness === 'suspect') return",
    why: 'a suspect host gets new work',
  },
  {
    name: 'cordon-not-offered',
    file: `${core}/drains.ts`,
    find: 'takes no new work` : againText(state, row), { host: host.id })\n  reoffer(state, host.id)\n',
    replace:
      'takes no new work` : againText(state, row), { host: host.id })\n  if (!cordoned) reoffer(state, host.id)\n',
    why: 'placement does not hear of a cordon',
  },
  {
    name: 'quota-off-by-one',
    file: `${core}/quotas.ts`,
    find: 'Number.MAX_SAFE_INTEGER : most - (',
    replace: 'Number.MAX_SAFE_INTEGER : most + 1 - (',
    why: 'a project gets one GPU more than its limit',
  },
  {
    name: 'quota-of-gangs',
    file: `${core}/placement/pass.ts`,
    find: "  if (room < demand.minHosts) return 'limited'\n",
    replace: "  if (room < 1) return 'limited'\n",
    why: 'a gang starts where its quota has room for one member only',
  },
]

export const shardBugs: readonly Mutant[] = [
  {
    name: 'last-commit-wins',
    file: `${core}/results.ts`,
    find: '    tally.duplicateResults++\n    return\n',
    replace: '    tally.duplicateResults++\n',
    why: 'a second result of a shard replaces the first and counts again',
  },
  {
    name: 'wave-too-early',
    file: `${core}/results.ts`,
    find: '  if (index.committedInWave < at.size) return\n',
    replace: '  if (index.committedInWave < at.size - 1) return\n',
    why: 'the next wave begins with one shard of the last one missing',
  },
  {
    name: 'failure-not-pending',
    file: `${core}/shard-failures.ts`,
    find: '  makePending(state, state.index.get(job.id) as JobIndex, job.id, shard)\n',
    replace: '  if (count > 1) makePending(state, state.index.get(job.id) as JobIndex, job.id, shard)\n',
    why: 'a shard that failed once is lost',
  },
  {
    name: 'retry-limit-ignored',
    file: `${core}/shard-failures.ts`,
    find: '  else if (count >= most)\n',
    replace: '  else if (count > 100 * most)\n',
    why: 'a shard that always fails is tried for ever',
  },
  {
    name: 'pending-though-lent',
    file: `${core}/leases.ts`,
    find: '  if (index.lent.has(shard) || state.shards.has(shardKey(job, shard))) return false\n',
    replace: '  if (state.shards.has(shardKey(job, shard))) return false\n',
    why: 'a shard that somebody else still holds waits to be lent',
  },
  {
    name: 'revoke-forgets-row',
    file: `${core}/results.ts`,
    find: 'leases: withoutShards(loser, new Set([shard])) })',
    replace: 'leases: loser.leases })',
    why: 'a lease that was taken back stays in the row of the loser',
  },
  {
    name: 'leases-not-compared',
    file: `${core}/dispenser.ts`,
    find: '  const resend = attempt.leases.filter((lease) => !held.has(lease.shard)).map((lease) => lease.shard)\n',
    replace: '  const resend = attempt.leases.filter((lease) => held.has(lease.shard)).map((lease) => lease.shard)\n',
    why: 'leases that a link lost are not sent again',
  },
]

export const hostBugs: readonly Mutant[] = [
  {
    name: 'unreachable-keeps-leases',
    file: `${core}/hosts.ts`,
    find: "  if (lent > 0) addLongWork(ctx, { kind: 'take-leases', host })\n",
    replace: '',
    why: 'the shards of an unreachable host are never lent again',
  },
  {
    name: 'gone-although-not-applied',
    file: `${core}/hosts.ts`,
    find: "  if (attempt.state === 'placed' && !seen) return\n",
    replace: "  if (attempt.state === 'placed' && !seen && attempt.generation < 0) return\n",
    why: 'an attempt that the host has not heard of yet is called ended; it starts afterwards',
  },
  {
    name: 'foreign-is-mine',
    file: `${core}/hosts.ts`,
    find: '    const mine = attempt !== undefined && attempt.host === host.id\n    if (each.state',
    replace:
      "    const mine = attempt !== undefined && attempt.host === host.id\n    if (each.state === 'running' && !mine) forgetOn(state, host.id, id)\n    else if (each.state",
    why: 'an attempt that the store does not know is overlooked',
  },
  {
    name: 'fact-not-compared',
    file: `${core}/step.ts`,
    find: '  if (input.number > sync.lastFact) {\n',
    replace: '  if (input.number > 0) {\n',
    why: 'a fact that comes again counts again',
  },
  {
    name: 'generation-stays',
    file: `${core}/step.ts`,
    find: '    hostSync.patch(id, { generation: sync.generation + 1 })\n',
    replace: '    hostSync.patch(id, { generation: Math.max(1, sync.generation) })\n',
    why: 'desired states of a host cannot be told apart',
  },
  {
    name: 'desired-without-stop',
    file: `${core}/desired.ts`,
    find: '    if (attempt.stop !== null) attempts.push(',
    replace: "    if (attempt.stop !== null && attempt.stop.reason !== 'epoch-failed') attempts.push(",
    why: 'members of a failed epoch are not told to stop',
  },
  {
    name: 'host-backoff-forever',
    file: `${core}/launches.ts`,
    find: '  ctx.state.hosts.patch(hostId, { backoff: null })\n  reoffer(ctx.state, hostId)\n',
    replace: '  ctx.state.hosts.patch(hostId, { backoff: null })\n',
    why: 'placement does not hear that a back-off is over',
  },
]
