/** Bugs in gangs, jobs and what is loaded and committed. */
import type { Mutant } from './mutant.ts'

const core = 'coordinator/core'

export const gangBugs: readonly Mutant[] = [
  {
    name: 'epoch-overlaps',
    file: `${core}/gangs/gangs.ts`,
    find: "  if (gang?.phase !== 'stopping' || liveOf(state, job).length > 0) return false\n",
    replace: "  if (gang?.phase !== 'stopping' || liveOf(state, job).length > 1) return false\n",
    why: 'the next epoch is launched while a member of the last one runs',
  },
  {
    name: 'success-with-one-rank',
    file: `${core}/gangs/gangs.ts`,
    find: '  return membersOf(state, job.id).every((task) => {\n',
    replace: '  return membersOf(state, job.id).some((task) => {\n',
    why: 'a gang succeeds when its first member has',
  },
  {
    name: 'finished-member-again',
    file: `${core}/gangs/gangs.ts`,
    find: '  for (const id of [...index.attempts, ...index.endedAttempts]) {\n',
    replace: '  for (const id of [...index.attempts]) {\n',
    why: 'a member that finished while others were still being launched is launched again',
  },
  {
    name: 'member-failure-ignored',
    file: `${core}/gangs/gangs.ts`,
    find: '    if (!finishedWell(attempt)) return failEpoch(',
    replace: '    if (!finishedWell(attempt) && attempt.exit?.code !== null) return failEpoch(',
    why: 'a member that was killed by a signal does not end the epoch',
  },
  {
    name: 'gang-not-whole',
    file: `${core}/gangs/forming.ts`,
    find: '    if (trouble !== undefined) return trouble.why\n',
    replace: '    if (trouble !== undefined && task.hold === null) return trouble.why\n',
    why: 'a gang is launched on a host that takes no work any more',
  },
  {
    name: 'forming-takes-taken',
    file: `${core}/gangs/forming.ts`,
    find: "    if (taken !== '') return abandon(ctx, job, taken)\n",
    replace: '',
    why: 'a gang takes what somebody else has taken since it was chosen',
  },
  {
    name: 'ranks-with-holes',
    file: `${core}/gangs/forming.ts`,
    find: '  const beyond = held.filter((task) => task.rank >= size)\n',
    replace: '  const beyond = held.filter((task) => task.rank > size)\n',
    why: 'a gang that lost a low rank keeps the highest one',
  },
  {
    name: 'fence-too-early',
    file: `${core}/gangs/fence.ts`,
    find: '  return sinceMs + Math.ceil(lostAfter * 1.01) + graceMs + limits.fenceSlackMs\n',
    replace: '  return sinceMs + Math.ceil(lostAfter * 0.5)\n',
    why: 'a silent member is replaced before its own agent must have stopped it',
  },
  {
    name: 'fence-without-steps',
    file: `${core}/gangs/fence.ts`,
    find: 'of launchedIn(state, job).values()) sinceMs',
    replace: 'of [...launchedIn(state, job).values()].slice(0, 0)) sinceMs',
    why: 'the coordinator gives up members of a gang that still steps',
  },
  {
    name: 'fence-without-grace',
    file: `${core}/gangs/fence.ts`,
    find: '  return sinceMs + Math.ceil(lostAfter * 1.01) + graceMs + limits.fenceSlackMs\n',
    replace: '  return sinceMs + Math.ceil(lostAfter * 1.01) + Math.min(graceMs, 0) + limits.fenceSlackMs\n',
    why: 'a silent member is replaced while it may still be saving its work',
  },
]

export const jobBugs: readonly Mutant[] = [
  {
    name: 'dependency-ignored',
    file: `${core}/placement/wants.ts`,
    find: '  if (!isLive(job) || job.waitsFor.length > 0 || job',
    replace: '  if (!isLive(job) || job.waitsFor.length > 1 || job',
    why: 'a job starts before the one it waits for has ended',
  },
  {
    name: 'dependents-sleep',
    file: `${core}/dependencies.ts`,
    find: '  ctx.state.jobs.patch(job.id, { waitsFor: job.waitsFor.filter((each) => each.job !== ended.id) })\n  if (broken)\n',
    replace: '  if (broken)\n',
    why: 'a dependency that is met is not struck off',
  },
  {
    name: 'cancel-leaves-tasks',
    file: `${core}/end-tasks.ts`,
    find: '  } else stopAttempt(ctx, row, ',
    replace: "  } else if (job.spec.kind !== 'service') stopAttempt(ctx, row, ",
    why: 'replicas of a cancelled service run on',
  },
  {
    name: 'lingering-worker-stays',
    file: `${core}/step.ts`,
    find: '      return finishGraceOver(ctx, id)\n',
    replace: '      return\n',
    why: 'a worker that hangs after the end of its job is never stopped',
  },
  {
    name: 'key-ignored',
    file: `${core}/requests.ts`,
    find: '    if (before !== undefined) {\n',
    replace: '    if (before !== undefined && before.answer === null) {\n',
    why: 'a request that comes again with its key is performed again',
  },
  {
    name: 'limit-from-submission',
    file: `${core}/load.ts`,
    find: '    const endMs = limitEndMs(job)\n',
    replace: '    const endMs = limitEndMs({ ...job, startedMs: job.submittedMs })\n',
    why: 'after a restart the time limit counts from the submission',
  },
]

export const storeBugs: readonly Mutant[] = [
  {
    name: 'incarnation-stays',
    file: `${core}/load.ts`,
    find: "  const next = (state.meta.get('meta')?.incarnation ?? 0) + 1\n",
    replace: "  const next = (state.meta.get('meta')?.incarnation ?? 1) + 0\n",
    why: 'a new life issues the ids of the last one again',
  },
  {
    name: 'restored-without-clock',
    file: `${core}/load.ts`,
    find: 'Math.max(next, Math.floor((options.restoredAtMs ?? 0) / 1000))',
    replace: 'Math.max(next, Math.floor((options.restoredAtMs ?? 0) / 1e15))',
    why: 'a restored backup is not lifted above the lives it has not seen',
  },
  {
    name: 'holds-not-rebuilt',
    file: `${core}/load.ts`,
    find: '  if (task.hold !== null && task.attempt === null) takeHold(state, task)\n',
    replace: '',
    why: 'after a restart nobody knows what gangs hold between epochs',
  },
  {
    name: 'deadline-not-rebuilt',
    file: `${core}/load.ts`,
    find: "  if (job === undefined || !isLive(job)) state.deadlines.set('finish-grace', attempt.id, nowMs + limits.finishGraceMs)\n  else for",
    replace: '  if (job !== undefined && isLive(job)) for',
    why: 'after a restart nobody stops the attempts of jobs that have ended',
  },
  {
    name: 'lent-not-rebuilt',
    file: `${core}/load.ts`,
    find: '    for (const shard of index.lent.keys()) index.pending.delete(shard)\n',
    replace: '',
    why: 'after a restart what is lent is lent again',
  },
  {
    name: 'act-before-commit',
    file: 'coordinator/shell/loop.ts',
    find: '        if (changes.length > 0) {\n          await options.commit({ seq: ++seq, changes })\n',
    replace:
      '        act(done.splice(0))\n        if (changes.length > 0) {\n          await options.commit({ seq: ++seq, changes })\n',
    why: 'effects are performed before their rows are on disk',
  },
  {
    name: 'commit-skipped',
    file: 'coordinator/shell/loop.ts',
    find: '        if (changes.length > 0) {\n          await options.commit({ seq: ++seq, changes })\n',
    replace: '        if (changes.length > 1) {\n          await options.commit({ seq: ++seq, changes })\n',
    why: 'a single change is not written',
  },
  {
    name: 'waiting-forgotten',
    file: `${core}/usage.ts`,
    find: '  if (waiting > 0) book(',
    replace: '  if (waiting > 3_600_000_000) book(',
    why: 'GPU time that a gang held without running is in no ledger',
  },
]
