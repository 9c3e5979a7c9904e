/** Arrays of zero-second tasks on the fleet: the queue held at a depth, and 100,000 tasks drained. */
import { setTimeout as wait } from 'node:timers/promises'
import type { JobRow } from '../../../shared/model/rows.ts'
import { type JobSeen, wallMs } from './feed-watch.ts'
import { type Quantiles, quantilesBetween, quantilesOf, readHistograms } from './quantiles.ts'
import { type Rig, stretch } from './rig.ts'
import { residentMb } from './usage.ts'

const warmUpMs = 3_000
const holdMs = 10_000
/** tasks that run or whose end the feed has yet to tell: what 3,000 tasks/s and a delta every 200 ms come to */
const inFlight = 1_000

export interface ArraysFigure {
  readonly tasksPerSecond: number
  readonly coordinatorCpuMsPerTask: number
  readonly simulatorCpuMsPerTask: number
  readonly othersCores: number
}

export async function submit(rig: Rig, name: string, rest: object): Promise<JobRow> {
  const spec = { name, kind: 'batch', run: { kind: 'command', argv: ['true'] }, ...rest }
  return rig.site.api<JobRow>('POST', '/api/v1/jobs', { spec })
}

const figureOf = (tasks: number, end: ReturnType<typeof stretch>): ArraysFigure => {
  const { wallMs: tookMs, coordinatorCpuMs, simulatorCpuMs, othersCores } = end()
  return {
    tasksPerSecond: (tasks / tookMs) * 1_000,
    coordinatorCpuMsPerTask: coordinatorCpuMs / tasks,
    simulatorCpuMsPerTask: simulatorCpuMs / tasks,
    othersCores,
  }
}

/** Keeps `depth` tasks waiting by submitting arrays as others are seen to end. */
export async function holdDepth(rig: Rig, depth: number, log: (line: string) => void): Promise<ArraysFigure> {
  rig.loop.phase = `${depth} queued`
  const base = rig.feed.committed
  const size = Math.min(1_000, depth / 4)
  let submitted = 0
  const topUp = async (forMs: number): Promise<void> => {
    for (const endMs = performance.now() + forMs; performance.now() < endMs; ) {
      if (depth + inFlight - (submitted - (rig.feed.committed - base)) < size) await wait(5)
      else {
        submitted += size
        await submit(rig, `fleet-hold-${depth}`, { array: { count: size } })
      }
    }
  }
  await topUp(warmUpMs)
  const before = rig.feed.committed
  const end = stretch(rig)
  await topUp(holdMs)
  const figure = figureOf(rig.feed.committed - before, end)
  await rig.site.until('the queue is empty', async () => rig.feed.committed - base >= submitted)
  log(
    `${depth} queued: ${figure.tasksPerSecond.toFixed(0)} tasks/s, coordinator ${figure.coordinatorCpuMsPerTask.toFixed(3)} CPU-ms a task`,
  )
  return figure
}

export interface DrainFigure extends ArraysFigure {
  readonly submittedAcceptedMs: Quantiles
  readonly acceptedPlacedMs: Quantiles
  readonly placedStartedMs: Quantiles
  readonly endedSeenMs: Quantiles
  /** by tenths of what is left, first the fullest queue */
  readonly tasksPerSecondByTenth: readonly number[]
  readonly coordinatorMbPerHost: number
}

/** Submits all at once and waits until all are done. */
export async function drainArrays(
  rig: Rig,
  { count, size }: { count: number; size: number },
  hosts: number,
  log: (line: string) => void,
): Promise<DrainFigure> {
  const total = count * size
  rig.loop.phase = `${total} queued`
  const metrics = async () => readHistograms(await metricsOf(rig), 'millwright_task_seconds')
  const base = rig.feed.committed
  const before = await metrics()
  const end = stretch(rig)
  const startMs = wallMs()
  const answersMs: number[] = []
  const ids = await Promise.all(
    Array.from({ length: count }, async () => {
      const sentMs = performance.now()
      const { id } = await submit(rig, 'fleet-drain', { array: { count: size } })
      answersMs.push(performance.now() - sentMs)
      return id
    }),
  )
  await rig.site.until('all tasks are done', async () => rig.feed.committed - base >= total, 180_000)
  const figure = figureOf(total, end)
  const mb = residentMb(rig.site.pidOf('coordinator'))
  const after = await metrics()
  const jobs = ids.map((id) => rig.feed.jobs.get(id) as JobSeen)
  const seenMs = await seenAfterEnd(rig, ids)
  log(
    `${total} queued: ${figure.tasksPerSecond.toFixed(0)} tasks/s, coordinator ${figure.coordinatorCpuMsPerTask.toFixed(3)} CPU-ms a task`,
  )
  return {
    ...figure,
    submittedAcceptedMs: quantilesOf(answersMs),
    acceptedPlacedMs: quantilesBetween(before, after, 'wait'),
    placedStartedMs: quantilesBetween(before, after, 'launch'),
    endedSeenMs: quantilesOf(seenMs),
    tasksPerSecondByTenth: ratesByTenth(jobs, total, startMs),
    coordinatorMbPerHost: mb / hosts,
  }
}

export async function metricsOf({ site }: Rig): Promise<string> {
  return (await fetch(`http://${site.address}/metrics`)).text()
}

/** For each committed shard: when the feed's client knew of it, less when it was committed. */
async function seenAfterEnd({ site, feed }: Rig, ids: readonly string[]): Promise<number[]> {
  const found: number[] = []
  for (const id of ids) {
    const page = await site.api<{ results: { committedMs: number }[] }>('GET', `/api/v1/jobs/${id}/results?limit=1000`)
    const committedMs = page.results.map((result) => result.committedMs)
    found.push(...lagsOf(committedMs, (feed.jobs.get(id) as JobSeen).steps))
  }
  return found
}

function lagsOf(committedMs: number[], steps: JobSeen['steps']): number[] {
  committedMs.sort((a, b) => a - b)
  let step = 0
  return committedMs.map((ms, i) => {
    while (step < steps.length - 1 && steps[step]!.committed < i + 1) step++
    return steps[step]!.atMs - ms
  })
}

function ratesByTenth(jobs: readonly JobSeen[], total: number, startMs: number): number[] {
  const gains = jobs.flatMap(({ steps }) =>
    steps.map(({ atMs, committed }, i) => ({ atMs, gain: committed - (steps[i - 1]?.committed ?? 0) })),
  )
  gains.sort((a, b) => a.atMs - b.atMs)
  const rates: number[] = []
  let [done, fromMs, from] = [0, startMs, 0]
  for (const { atMs, gain } of gains) {
    done += gain
    if (done - from < total / 10) continue
    rates.push(Math.round(((done - from) / (atMs - fromMs)) * 1_000))
    fromMs = atMs
    from = done
  }
  return rates
}
