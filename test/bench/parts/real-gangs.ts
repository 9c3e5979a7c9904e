/**
 * Gangs of real processes over four real agents and a real coordinator: ranks step on timers and wait for each other. No reading of a
 * host tells anything here, since all agents are on this machine: a slow rank is named, and its cause is unknown.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { SlowCause, SlowGang, SlowKind } from '../../../shared/model/slow.ts'
import { type Site, startSite } from '../../fakes/site.ts'
import type { RankPlan } from '../workers/stepping-rank.ts'
import { type MeetingPoint, startMeetingPoint } from './meeting-point.ts'

interface RealCase {
  readonly name: string
  readonly plan: Omit<RankPlan, 'gang' | 'stepMs' | 'from'> & { readonly from?: number }
  /** what must be said at the end; null: nothing */
  readonly said: { readonly kind: SlowKind; readonly rank?: number; readonly cause?: SlowCause } | null
}

const ranks = 4
const stepMs = 160
const healthySteps = 100
const forGood = 1e9
const slow = (factor: number, rank: number, lasts = forGood): RealCase['plan'] => ({
  fault: 'slow',
  factor,
  rank,
  lasts,
})
const cases: readonly RealCase[] = [
  { name: 'all alike', plan: { fault: 'none', factor: 1, rank: 0, lasts: 0 }, said: null },
  { name: 'rank 1 at 1.3', plan: slow(1.3, 1), said: { kind: 'rank', rank: 1, cause: 'unknown' } },
  { name: 'rank 0 at 1.3', plan: slow(1.3, 0), said: { kind: 'rank', rank: 0, cause: 'unknown' } },
  { name: 'rank 2 at 2', plan: slow(2, 2), said: { kind: 'rank', rank: 2, cause: 'unknown' } },
  { name: 'rank 1 at 4', plan: slow(4, 1), said: { kind: 'rank', rank: 1, cause: 'unknown' } },
  { name: 'for 10 s', plan: slow(3, 2, 20), said: null },
  { name: 'larger batches', plan: { fault: 'skew-told', factor: 1.6, rank: 2, lasts: forGood }, said: { kind: 'rank', rank: 2, cause: 'data-skew' } }, // biome-ignore format: one line
  { name: 'uneven batches', plan: { fault: 'skew-moving', factor: 1, rank: 0, lasts: forGood }, said: { kind: 'uneven', cause: 'data-skew' } }, // biome-ignore format: one line
  { name: 'garbage collection', plan: { fault: 'gc', factor: 1, rank: 0, lasts: forGood }, said: { kind: 'uneven', cause: 'garbage-collection' } }, // biome-ignore format: one line
  { name: 'last stage', plan: { fault: 'stage', factor: 1.5, rank: 3, lasts: forGood }, said: { kind: 'rank', rank: 3, cause: 'stage-imbalance' } }, // biome-ignore format: one line
  { name: 'slow store', plan: { fault: 'store', factor: 1, rank: 0, lasts: forGood, from: 0 }, said: { kind: 'pause', cause: 'checkpoint-store' } }, // biome-ignore format: one line
  { name: 'stuck', plan: { fault: 'stuck', factor: 1, rank: 1, lasts: forGood, from: 40 }, said: { kind: 'stuck' } },
  {
    name: 'moved away',
    plan: { ...slow(4, 2), shares: true, from: 30 },
    said: { kind: 'rank', rank: 2, cause: 'unknown' },
  },
]
/** From the start of all; a stuck gang is told of after a minute, work is moved away a minute after a rank was named. */
const watchMs = 115_000

export async function realGangs(log: (line: string) => void): Promise<{ cases: number; right: number }> {
  const agents = Array.from({ length: ranks }, (_, i) => `agent-${i + 1}`)
  const meeting = await startMeetingPoint()
  const site = await startSite(agents, cases.length)
  try {
    const jobs = await Promise.all(cases.map((each) => submit(site, meeting, each)))
    await site.until('all gangs run', async () =>
      (await rows(site, jobs)).every(({ gang }) => gang?.phase === 'running'),
    )
    await wait(watchMs)
    const ended = await rows(site, jobs)
    const { rows: verdicts } = await site.api<{ rows: { source: string }[] }>('GET', '/api/v1/verdicts')
    const blamed = verdicts.filter(({ source }) => source === 'pace').length
    let right = 0
    for (const [i, each] of cases.entries()) {
      const row = ended[i] as JobRow
      const moved = row.gang?.shares ?? null
      const isMoved = each.plan.shares === true ? moved?.ranks[0]?.rank === each.plan.rank : moved === null
      const isRight = blamed === 0 && row.gang?.epoch === 1 && isMoved && asSaid(each.said, row.slow ?? null)
      if (isRight) right++
      log(`${each.name.padEnd(20)} ${isRight ? 'right' : 'WRONG'}  ${textOf(row.slow ?? null)}`)
    }
    return { cases: cases.length, right }
  } finally {
    await site.close()
    meeting.close()
  }
}

const rows = (site: Site, jobs: readonly string[]): Promise<JobRow[]> => Promise.all(jobs.map((id) => site.job(id)))

async function submit(site: Site, meeting: MeetingPoint, { name, plan }: RealCase): Promise<string> {
  const gang = name.replaceAll(' ', '-')
  const whole: RankPlan = { from: healthySteps, ...plan, gang, stepMs }
  const spec = {
    name: gang,
    kind: 'gang',
    run: { kind: 'worker', argv: [process.execPath, join(import.meta.dirname, '../workers/stepping-rank.ts')] },
    env: { MW_BENCH_MEET: meeting.address, MW_BENCH_RANK: JSON.stringify(whole) },
    gang: { hosts: ranks },
    policy: { slow: 'act' },
  }
  return (await site.api<JobRow>('POST', '/api/v1/jobs', { spec })).id
}

function asSaid(wanted: RealCase['said'], slow: SlowGang | null): boolean {
  if (wanted === null || slow === null) return wanted === slow
  const { kind, rank, cause } = wanted
  return (
    slow.kind === kind &&
    (rank === undefined || slow.ranks[0] === rank) &&
    (cause === undefined || slow.causes[0]?.cause === cause)
  )
}

const textOf = (slow: SlowGang | null): string =>
  slow === null ? 'nothing is said' : `${slow.kind}, ${slow.causes[0]?.cause}: ${slow.text}`
