/** Jobs: how far, how fast, by whom; the slow worker stands out. */
import type { JobRow } from '../../../shared/model/rows.ts'
import { sharesLine } from '../../../shared/model/slow-words.ts'
import {
  asksText,
  budgetText,
  classText,
  gangText,
  goodputOf,
  recoveryText,
  rungText,
} from '../../../shared/model/words.ts'
import type { Tables } from '../feed-state.ts'
import { count, duration, millis, newerFirst, percent } from '../format.ts'
import { hostName } from '../health.ts'
import { isLive, summariseWorkers, type WorkerSummary } from '../summaries.ts'
import { Bar, Empty, Panel, State, type Tone } from './panel.tsx'
import { SlowGangLines, slowOf } from './slow-gang.tsx'

const tones: Readonly<Record<JobRow['state'], Tone>> = {
  queued: 'waiting',
  running: 'busy',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'warning',
}
const endedShown = 10
/** more are not told one by one */
const workersShown = 32
const liveShown = 100
/** worth a second look: this many times the median of its job */
const slowRatio = 1.5

export function Jobs({ tables, nowMs }: { tables: Tables; nowMs: number }) {
  const jobs = Object.values(tables.jobs).sort((a, b) => newerFirst(a.id, b.id))
  if (jobs.length === 0)
    return (
      <Panel title="Jobs">
        <Empty>
          No jobs yet. Submit one: <code>millwright submit --name hello -- echo hello</code>
        </Empty>
      </Panel>
    )
  const live = jobs.filter(isLive)
  const ended = jobs.filter((job) => !isLive(job))
  const hidden = ended.length - endedShown
  return (
    <Panel title="Jobs" note={`${live.length} live, ${ended.length} ended`}>
      <table>
        <thead>
          <tr>
            <th>job</th>
            <th>state</th>
            <th>progress</th>
            <th class="right" title="share of held GPU time that led to a result">
              goodput
            </th>
            <th class="right">failed</th>
            <th class="right" title="second attempts near the end">
              twice
            </th>
            <th class="right">time</th>
          </tr>
        </thead>
        <tbody>
          {[...live.slice(0, liveShown), ...ended.slice(0, endedShown)].map((job) => (
            <Job key={job.id} job={job} tables={tables} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
      {live.length > liveShown ? <p class="dim">and {live.length - liveShown} more live ones</p> : null}
      {hidden > 0 ? <p class="dim">and {hidden} older ones</p> : null}
    </Panel>
  )
}

function Under({ text }: { text: string }) {
  return text === '' ? null : (
    <tr class="under">
      <td colspan={7}>{text}</td>
    </tr>
  )
}

function Job({ job, tables, nowMs }: { job: JobRow; tables: Tables; nowMs: number }) {
  const { shards } = job
  const tone = tones[job.state]
  const goodput = goodputOf(job.usage)
  const workers = isLive(job) ? summariseWorkers(tables, job) : []
  const slow = slowOf(job)
  const shares = job.endedMs === null ? sharesLine(job) : ''
  const why = job.state === 'queued' || job.state === 'failed' || job.state === 'cancelled' ? job.reason : ''
  return (
    <>
      <tr>
        <td class="job-name" title={`${job.id}, project ${job.project}`}>
          {job.spec.name}{' '}
          <span class="dim">
            {job.id} · {asksText(job.spec)} · <a href={`#/log/${job.id}`}>log</a>
          </span>
        </td>
        <td>
          <State tone={tone}>{job.state}</State>
        </td>
        <td class={job.gang === null ? 'nowrap' : ''}>
          {job.spec.kind === 'service' ? (
            <Replicas job={job} workers={workers} />
          ) : job.gang !== null ? (
            <Gang job={job} />
          ) : (
            <Progress job={job} tone={tone} />
          )}
        </td>
        <td class="right">
          {goodput === null ? (
            <span class="dim">{(job.spec.resources?.gpus ?? 0) > 0 ? 'not known yet' : 'no GPUs'}</span>
          ) : (
            percent(goodput)
          )}
        </td>
        <td class={shards.failedAttempts > 0 ? 'right warning' : 'right dim'}>{shards.failedAttempts}</td>
        <td class={shards.speculative > 0 ? 'right' : 'right dim'}>{shards.speculative}</td>
        <td class="right nowrap">{duration((job.endedMs ?? nowMs) - job.submittedMs)}</td>
      </tr>
      {slow === null ? null : (
        <tr class="under">
          <td colspan={7}>
            <SlowGangLines job={job} slow={slow} hostName={slow.host === null ? null : hostName(tables, slow.host)} />
          </td>
        </tr>
      )}
      <Under text={shares} />
      <Under text={why} />
      {job.gang !== null && job.gang.restarts + job.gang.moves > 0 ? (
        <tr class="under">
          <td colspan={7}>
            <Recovering job={job} />
          </td>
        </tr>
      ) : null}
      {workers.length === 0 || workers.length > workersShown || job.spec.kind === 'service' ? null : (
        <tr class="under">
          <td colspan={7}>
            {workers.map((each) => (
              <Worker key={each.attempt.id} each={each} lent={job.gang === null && job.spec.array === undefined} />
            ))}
          </td>
        </tr>
      )}
    </>
  )
}

function Gang({ job }: { job: JobRow }) {
  return (
    <span class={job.gang?.phase === 'wounded' ? 'warning' : ''} title={job.gang?.lastEnd ?? ''}>
      {gangText(job)}
    </span>
  )
}

/** Whom it failed with, what is done about that, how long the way back took, what is left of its budgets. */
function Recovering({ job }: { job: JobRow }) {
  const { lastEnd = '', recovery, failing, failure } = job.gang ?? {}
  const failed = failing ?? failure
  return (
    <>
      {lastEnd}
      {failed == null ? null : <span class="dim"> · {classText(failed.class)}</span>}
      {recovery == null ? null : (
        <span class="dim">
          {' '}
          · {rungText(job) || (isLive(job) ? 'not launched again yet' : 'not launched again')} ·{' '}
          {recoveryText(recovery)}
        </span>
      )}
      <span class="dim"> · {budgetText(job)}</span>
    </>
  )
}

function Progress({ job: { shards, closed }, tone }: { job: JobRow; tone: Tone }) {
  return (
    <>
      <Bar done={shards.committed} total={shards.total} tone={tone} /> {count(shards.committed)} of{' '}
      {count(shards.total)}
      {closed ? '' : ' so far'}
    </>
  )
}

function Replicas({ job, workers }: { job: JobRow; workers: readonly WorkerSummary[] }) {
  const wanted = job.spec.workers?.max ?? 1
  const ready = workers.filter((each) => each.attempt.ready).length
  const tone = ready >= wanted ? 'good' : 'warning'
  return isLive(job) ? (
    <>
      <Bar done={ready} total={wanted} tone={tone} /> {ready} of {wanted} replicas ready
    </>
  ) : (
    <span class="dim">service</span>
  )
}

/** `lent`: it is lent shards one after another, so its speed can be told. */
function Worker({ each: { attempt, host, ratio }, lent }: { each: WorkerSummary; lent: boolean }) {
  const slow = ratio !== null && ratio >= slowRatio
  const speed = attempt.shardMs === null ? 'no shard yet' : `${millis(attempt.shardMs)} a shard`
  return (
    <span
      class={slow ? 'chip warning' : 'chip'}
      title={`${attempt.id}, ${attempt.committed} shards committed${attempt.overDiskMb === undefined ? '' : `, ${attempt.overDiskMb} MB in its work directory`}`}
    >
      {host} {attempt.state === 'running' && lent ? speed : attempt.state}
      {slow ? ` · ${ratio.toFixed(1)}× the median` : ''}
      {attempt.leases.length > 0 ? <span class="dim"> · {attempt.leases.length} lent</span> : null}
    </span>
  )
}
