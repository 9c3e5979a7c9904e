/**
 * 16 ranks on one host that print 10,000 lines a second each, for a minute: what the agent takes to keep that (CPU, memory, disk), whether
 * any rank is held up, and whether `logs -f` keeps up or, held up itself, says what it skipped. Everything shares this machine: ranks, agent,
 * coordinator, command line and this reader, so it is the agent's CPU time that can be compared, not how far the follower comes.
 */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { nodeFlags } from '../../installers/bundles.ts'
import { limits } from '../../shared/limits.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { type Site, startSite } from '../fakes/site.ts'
import { type Followed, LogFollower } from './parts/log-follower.ts'
import { residentMb } from './parts/usage.ts'

export const name = 'logs'
const ranks = 16
const linesPerS = 10_000
const seconds = Number(process.env.MW_BENCH_SECONDS ?? 60)
const sampleEveryMs = 500
const agent = join(import.meta.dirname, '../../agent/main.ts')
const printer = join(import.meta.dirname, 'workers/printing-rank.py')

/** of the agent, over what it takes while nothing prints; with two followers */
const mostRssMb = 150
/** of a rank: a write, and how far it fell behind its own rate */
const mostWriteMs = 500

interface Watched {
  readonly cpuMs: number
  readonly idleRssMb: number
  readonly maxRssMb: number
  readonly maxRawMb: number
}

export async function run(log: (line: string) => void) {
  const site = await startSite([], ranks)
  try {
    const to = ['--coordinator', `ws://${site.address}`, '--state-dir', join(site.dir, 'node'), '--name', 'node']
    // the flags of the package
    site.start('node', [...nodeFlags.agent, agent, 'run', ...to, '--slots', String(ranks)])
    await site.until(
      'the host is there',
      async () => (await site.api<{ rows: unknown[] }>('GET', '/api/v1/hosts')).rows.length === 1,
    )
    await wait(3_000)
    const reports = join(site.dir, 'reports')
    mkdirSync(reports)
    const job = await site.api<JobRow>('POST', '/api/v1/jobs', { spec: specOf(reports) })
    log(`${ranks} ranks, ${linesPerS} lines/s each, ${seconds} s`)
    const follower = new LogFollower(site.address, job.id, ['-f'])
    const held = new LogFollower(site.address, job.id, ['-f'], seconds * 800)
    const watched = await watch(site, job.id, reports)
    const followed = await follower.done()
    const skipping = await held.done()
    log('read again from the beginning')
    const read = await new LogFollower(site.address, job.id, []).done()
    return outcome(reports, watched, { followed, skipping, read }, storedBytes(site))
  } finally {
    await site.close()
  }
}

function specOf(reports: string): object {
  return {
    name: 'printing',
    kind: 'gang',
    run: { kind: 'command', argv: ['python3', printer, String(linesPerS), String(seconds), reports] },
    gang: { hosts: 1, ranksPerHost: ranks },
  }
}

/** Until the job ends: CPU of the agent and of the children that it waited for (those that make holes), memory, and what lies in the ranks' files. */
async function watch(site: Site, job: string, reports: string): Promise<Watched> {
  const pid = site.pidOf('node')
  const idleRssMb = residentMb(pid)
  const beforeMs = cpuWithChildrenMs(pid)
  let [cpuMs, maxRssMb, maxRawMb] = [0, 0, 0]
  for (;;) {
    const { state } = await site.api<JobRow>('GET', `/api/v1/jobs/${job}`)
    if (state !== 'queued' && state !== 'running') return { cpuMs, idleRssMb, maxRssMb, maxRawMb }
    // what its ranks took counts to its children once they have ended
    const nowMs = cpuWithChildrenMs(pid) - beforeMs
    if (readdirSync(reports).length === 0) cpuMs = nowMs
    maxRssMb = Math.max(maxRssMb, residentMb(pid))
    maxRawMb = Math.max(maxRawMb, rawMb(site))
    await wait(sampleEveryMs)
  }
}

function cpuWithChildrenMs(pid: number): number {
  const fields = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) as string).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10
}

const attemptsDir = (site: Site): string => join(site.dir, 'node/attempts')
const filesOf = (site: Site, below: 'ranks' | 'logs', wanted: (name: string) => boolean): string[] =>
  readdirSync(attemptsDir(site), { recursive: true })
    .map(String)
    .filter((path) => path.includes(`/${below}/`) && wanted(path))
    .map((path) => join(attemptsDir(site), path))

const rawMb = (site: Site): number =>
  filesOf(site, 'ranks', (path) => path.endsWith('/log')).reduce((sum, path) => sum + statSync(path).blocks * 512, 0) /
  1_048_576
const storedBytes = (site: Site): number =>
  filesOf(site, 'logs', (path) => path.endsWith('.zst')).reduce((sum, path) => sum + statSync(path).size, 0)

interface Readers {
  readonly followed: Followed
  /** that stood still for most of the time */
  readonly skipping: Followed
  readonly read: Followed
}

interface Report {
  readonly printed: number
  readonly longestWriteMs: number
  readonly lateMs: number
}

function outcome(reports: string, watched: Watched, readers: Readers, stored: number) {
  const { followed, skipping, read } = readers
  const told = readdirSync(reports).map((file) => JSON.parse(readFileSync(join(reports, file), 'utf8')) as Report)
  const printed = told.reduce((sum, each) => sum + each.printed, 0)
  const max = (pick: (report: Report) => number): number => Math.max(...told.map(pick))
  const unaccounted = (of: Followed): number => printed - of.lines - of.skippedLines - of.gapLines
  const figures = {
    ranks: told.length,
    linesPrinted: printed,
    agent: {
      cpuMsPerMillionLines: Math.round(watched.cpuMs / (printed / 1e6)),
      corePercent: watched.cpuMs / seconds / 10,
      idleRssMb: watched.idleRssMb,
      maxRssMb: watched.maxRssMb,
      moreRssMb: watched.maxRssMb - watched.idleRssMb,
    },
    rankLongestWriteMs: max(({ longestWriteMs }) => longestWriteMs),
    rankLateMs: max(({ lateMs }) => lateMs),
    disk: { storedMb: stored / 1_048_576, bytesPerLine: stored / printed, maxRawMb: watched.maxRawMb },
    follow: { ...followed, unaccountedLines: unaccounted(followed) },
    heldFollower: {
      lines: skipping.lines,
      skippedLines: skipping.skippedLines,
      unaccountedLines: unaccounted(skipping),
    },
    readAgain: { lines: read.lines, gapLines: read.gapLines, unaccountedLines: unaccounted(read) },
  }
  const mostRawMb = (ranks * 2 * limits.logPunchBytes) / 1_048_576
  const ok =
    told.length === ranks &&
    figures.agent.moreRssMb <= mostRssMb &&
    figures.rankLongestWriteMs <= mostWriteMs &&
    figures.follow.unaccountedLines === 0 &&
    figures.heldFollower.unaccountedLines === 0 &&
    figures.readAgain.unaccountedLines === 0 &&
    watched.maxRawMb <= mostRawMb
  const targets = {
    ranks: String(ranks),
    'agent.moreRssMb': `≤ ${mostRssMb}`,
    rankLongestWriteMs: `≤ ${mostWriteMs}`,
    'disk.maxRawMb': `≤ ${mostRawMb}`,
    'follow.unaccountedLines': '0',
    'heldFollower.unaccountedLines': '0',
    'readAgain.unaccountedLines': '0',
  }
  return { ok, figures, targets }
}
