/** The fleet at rest, and many single jobs on it. */
import { setTimeout as wait } from 'node:timers/promises'
import { metricsOf, submit } from './fleet-arrays.ts'
import { type Quantiles, quantilesBetween, quantilesOf, readHistograms } from './quantiles.ts'
import { type Rig, stretch } from './rig.ts'
import { residentMb } from './usage.ts'

/** requests under way at once */
const clients = 16

export interface IdleFigure {
  readonly coordinatorCpuMsPerHostSecond: number
  readonly simulatorCpuMsPerHostSecond: number
  readonly coordinatorKbPerHost: number
  readonly coordinatorMb: number
  readonly simulatorMb: number
  readonly othersCores: number
}

export async function idleFigures(
  rig: Rig,
  { hosts, idleMs, emptyMb }: { hosts: number; idleMs: number; emptyMb: number },
  log: (line: string) => void,
): Promise<IdleFigure> {
  rig.loop.phase = 'idle'
  await wait(5_000)
  const end = stretch(rig)
  await wait(idleMs)
  const { wallMs, coordinatorCpuMs, simulatorCpuMs, othersCores } = end()
  const coordinatorMb = residentMb(rig.site.pidOf('coordinator'))
  const share = (ms: number): number => ms / (hosts * (wallMs / 1_000))
  log(`idle: coordinator ${((coordinatorCpuMs / wallMs) * 100).toFixed(1)} % of a core, ${coordinatorMb.toFixed(0)} MB`)
  return {
    coordinatorCpuMsPerHostSecond: share(coordinatorCpuMs),
    simulatorCpuMsPerHostSecond: share(simulatorCpuMs),
    coordinatorKbPerHost: ((coordinatorMb - emptyMb) * 1_024) / hosts,
    coordinatorMb,
    simulatorMb: residentMb(rig.site.pidOf('simulator')),
    othersCores,
  }
}

export interface SinglesFigure {
  readonly jobsPerSecond: number
  readonly coordinatorCpuMsPerJob: number
  readonly submittedAcceptedMs: Quantiles
  readonly acceptedPlacedMs: Quantiles
  readonly placedStartedMs: Quantiles
  readonly endedSeenMs: Quantiles
  readonly othersCores: number
}

export async function runSingles(rig: Rig, count: number, log: (line: string) => void): Promise<SinglesFigure> {
  rig.loop.phase = `${count} single jobs`
  const metrics = async () => readHistograms(await metricsOf(rig), 'millwright_task_seconds')
  const before = await metrics()
  const end = stretch(rig)
  const answersMs: number[] = []
  const ids: string[] = []
  let next = 0
  const client = async (): Promise<void> => {
    while (next++ < count) {
      const sentMs = performance.now()
      const { id } = await submit(rig, 'fleet-single', { shards: { count: 1 } })
      answersMs.push(performance.now() - sentMs)
      ids.push(id)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const ended = (): number => ids.filter((id) => rig.feed.jobs.get(id)?.endSeenMs != null).length
  await rig.site.until('all single jobs have ended', async () => ended() >= count, 120_000)
  const { wallMs, coordinatorCpuMs, othersCores } = end()
  const after = await metrics()
  const seen = ids.flatMap((id) => {
    const job = rig.feed.jobs.get(id)
    return job?.endSeenMs == null || job.row.endedMs === null ? [] : [job.endSeenMs - job.row.endedMs]
  })
  const figure = {
    jobsPerSecond: (count / wallMs) * 1_000,
    coordinatorCpuMsPerJob: coordinatorCpuMs / count,
    submittedAcceptedMs: quantilesOf(answersMs),
    acceptedPlacedMs: quantilesBetween(before, after, 'wait'),
    placedStartedMs: quantilesBetween(before, after, 'launch'),
    endedSeenMs: quantilesOf(seen),
    othersCores,
  }
  log(
    `${count} single jobs: ${figure.jobsPerSecond.toFixed(0)} jobs/s, coordinator ${figure.coordinatorCpuMsPerJob.toFixed(3)} CPU-ms a job`,
  )
  return figure
}
