/** Work over many steps ([S2]): each kind keeps its cursor in rows and does a slice when it is its turn. */
import { assertNever } from '../../shared/errors.ts'
import type { Context } from './context.ts'
import { wakeSlice } from './dependencies.ts'
import { emptyHostSlice } from './drains.ts'
import { endTasksSlice } from './end-tasks.ts'
import { giveUpSlice } from './gangs/fence.ts'
import { releaseSlice, stopEpochSlice } from './gangs/gangs.ts'
import type { LongWork } from './internal-rows.ts'
import { preemptSlice } from './placement/victims.ts'
import { removeSlice } from './removals.ts'
import { forgetSlice, sweepSlice } from './retention.ts'
import { takeLeasesSlice } from './silence.ts'
import { tellSharesSlice } from './stragglers/share-acts.ts'
import { actAgainSlice, stopFaultedSlice } from './verdicts/act.ts'
import { spreadSlice } from './verdicts/places.ts'
import { closeVerifiedSlice, goneSlice } from './verdicts/recovery.ts'

/** One slice of the oldest long work; what hosts and jobs wait for goes before the clearing away. Returns whether there is more of any. */
export function continueLongWork(ctx: Context): boolean {
  const { work, urgentWork } = ctx.state
  const [urgent] = urgentWork
  const next = urgent === undefined ? work.values().next().value : work.must(urgent)
  if (next === undefined) return false
  if (!slice(ctx, next.work)) {
    work.delete(next.id)
    urgentWork.delete(next.id)
  }
  return work.size > 0
}

function slice(ctx: Context, work: LongWork): boolean {
  switch (work.kind) {
    case 'sweep-shards':
      return sweepSlice(ctx, work)
    case 'forget-job':
      return forgetSlice(ctx, work)
    case 'end-tasks':
      return endTasksSlice(ctx, work.job)
    case 'stop-epoch':
      return stopEpochSlice(ctx, work.job, work.reason, work.graceMs)
    case 'tell-shares':
      return tellSharesSlice(ctx, work)
    case 'preempt':
      return preemptSlice(ctx, work.job, work.attempts)
    case 'release-gang':
      return releaseSlice(ctx, work.job)
    case 'wake-dependents':
      return wakeSlice(ctx, work.job)
    case 'empty-host':
      return emptyHostSlice(ctx, work.host)
    case 'take-leases':
      return takeLeasesSlice(ctx, work.host)
    case 'give-up-host':
      return giveUpSlice(ctx, work.host, work.by)
    case 'remove-host':
      return removeSlice(ctx, work.host)
    case 'stop-faulted':
      return stopFaultedSlice(ctx, work)
    case 'spread-verdict':
      return spreadSlice(ctx, work.verdict)
    case 'conditions-gone':
      return goneSlice(ctx, work)
    case 'close-verified':
      return closeVerifiedSlice(ctx, work)
    case 'act-again':
      return actAgainSlice(ctx, work)
    default:
      return assertNever(work, 'long work')
  }
}
