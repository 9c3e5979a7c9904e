/**
 * B5, scaled by 1/100: 3,000 steps of 81 ms on 8 hosts, a fault every U(27, 45) s, a checkpoint of 0.1 s every 2.7 s. The share of the wall
 * time that went into steps that last (ETTR), against E[ETTR] = (1 − λ(u0 + dt/2)) / (1 + w/dt) with u0 (from a fault to the begin of the
 * first step made anew), w (what a checkpoint holds the steps up) and dt (from checkpoint to checkpoint) as measured. 50 runs in virtual
 * time, with the real coordinator and agents; then one with real processes.
 *
 * The formula is that of a run without end: λ = 1/36 s. A run has about half a fault less, because its first one comes only after a whole
 * interval; `asHappened` is the formula with λ = faults ÷ wall time. A step's time is the mean of those after which nothing was saved, so
 * that what else the machine does is not taken for a cost of faults; `byMedianStep` is the same with the median, where it is.
 *
 * `auto`: the schedule at full scale in virtual time, saved as often as Millwright says, which is compared with Young's √(2CM) once the job
 * has failed three times, so that its own rate is known to some extent.
 */
import { loadavg } from 'node:os'
import { recoveryParts } from '../../shared/model/scheduling.ts'
import { meanBetweenMs } from './parts/fault-schedule.ts'
import { goodputOfProcesses } from './parts/goodput-real.ts'
import { type Done, formula, type GangRun, type Goodput, goodputOf, mean, type WayBack } from './parts/goodput-run.ts'
import { goodputInVirtualTime } from './parts/goodput-world.ts'
import { quantile } from './parts/quantiles.ts'

export const name = 'goodput'
const runs = 50
const fullScaleRuns = 5
const realSeed = 1
/** failures until its own rate is compared */
const failuresToKnow = 3

interface Measured {
  readonly run: GangRun
  readonly found: Goodput
}

type Log = (line: string) => void

const measured = (run: GangRun): Measured => ({ run, found: goodputOf(run) })
const points = (one: number, other: number): number => 100 * Math.abs(one - other)

/** λ from the schedule, and from what happened. */
function against(all: readonly Measured[], of: 'schedule' | 'happened'): number {
  const u0Ms = mean(all.flatMap(({ found }) => found.waysBack.map((each) => each.u0Ms)))
  const wMs = mean(all.map(({ found }) => found.wMs))
  const dtMs = mean(all.map(({ found }) => found.dtMs))
  const faults = all.reduce((sum, { run }) => sum + run.faults.length, 0)
  const wallMs = all.reduce((sum, { found }) => sum + found.wallMs, 0)
  return formula(of === 'schedule' ? 1 / meanBetweenMs : faults / wallMs, u0Ms, wMs, dtMs)
}

/** What Millwright advises, to √(2CM) of what a checkpoint really cost and how often the run really failed. */
function intervalToYoung({ run, found }: Measured): number {
  return (run.advice.youngMs ?? Number.NaN) / youngMs({ run, found })
}

const youngMs = ({ run, found }: Measured): number => Math.sqrt((2 * found.wMs * found.wallMs) / run.faults.length)

function figuresOf(all: readonly Measured[]) {
  const u0Ms = all.flatMap(({ found }) => found.waysBack.map((each) => each.u0Ms))
  const ettr = mean(all.map(({ found }) => found.ettr))
  const scheduled = against(all, 'schedule')
  const happened = against(all, 'happened')
  const byMedian = mean(all.map(({ found }) => (found.ettr * found.medianStepMs) / found.stepMs))
  const ratios = all.map(intervalToYoung)
  return {
    meanEttr: ettr,
    formula: scheduled,
    pointsOff: points(ettr, scheduled),
    formulaAsHappened: happened,
    pointsOffAsHappened: points(ettr, happened),
    ettrByMedianStep: byMedian,
    pointsOffByMedianStep: points(byMedian, happened),
    faults: u0Ms.length,
    u0MedianMs: quantile(u0Ms, 0.5),
    u0P95Ms: quantile(u0Ms, 0.95),
    u0MeanMs: mean(u0Ms),
    againMeanMs: mean(all.flatMap(({ found }) => found.waysBack.map((each) => each.againMs))),
    wMs: mean(all.map(({ found }) => found.wMs)),
    dtMs: mean(all.map(({ found }) => found.dtMs)),
    stepMs: mean(all.map(({ found }) => found.stepMs)),
    stepMedianMs: mean(all.map(({ found }) => found.medianStepMs)),
    agentsKilled: all.reduce((sum, { run }) => sum + run.harmless, 0),
    needlessLaunches: all.reduce((sum, { run }) => sum + run.epochs - 1 - run.faults.length, 0),
    intervalToYoung: mean(ratios),
    intervalToYoungWorst: ratios.reduce((worst, each) => (Math.abs(each - 1) > Math.abs(worst - 1) ? each : worst), 1),
  }
}

/** Each kind of fault: the way back as it was, and as the coordinator measured it, in parts (means; the first step up to a digest late). */
function table(log: Log, all: readonly Measured[]): void {
  const parts = recoveryParts.map((part) => part.padStart(11)).join('')
  log(`${'fault'.padEnd(10)}    n  u0 median    u0 p95  made again${parts}   (ms)`)
  const back = all.flatMap(({ run, found }) => found.waysBack.map((way) => ({ way, run })))
  for (const kind of [...new Set(back.map(({ way }) => way.kind))].sort()) {
    const mine = back.filter(({ way }) => way.kind === kind)
    const u0Ms = mine.map(({ way }) => way.u0Ms)
    const numbers = [quantile(u0Ms, 0.5), quantile(u0Ms, 0.95), mean(mine.map(({ way }) => way.againMs))]
    const told = recoveryParts.map((part) => {
      const known = mine.flatMap(({ way, run }) => partOf(run, way, part) ?? [])
      return (known.length === 0 ? '–' : mean(known).toFixed(0)).padStart(11)
    })
    const [median, p95, again] = numbers.map((ms) => ms.toFixed(0).padStart(10))
    log(`${kind.padEnd(10)}${String(mine.length).padStart(5)} ${median}${p95}  ${again}${told.join('')}`)
  }
}

const partOf = (run: GangRun, { epoch }: WayBack, part: (typeof recoveryParts)[number]): number | undefined =>
  run.recoveries.find((each) => each.epoch === epoch)?.parts[part]

async function simulated(log: Log) {
  const all: Measured[] = []
  for (let seed = 1; seed <= runs; seed++) {
    all.push(measured(await goodputInVirtualTime({ seed })))
    if (seed % 10 === 0) log(`${seed} of ${runs} simulated runs`)
  }
  table(log, all)
  return { runs, ...figuresOf(all) }
}

async function fullScale(log: Log) {
  const all: Measured[] = []
  for (let seed = 1; seed <= fullScaleRuns; seed++)
    all.push(measured(await goodputInVirtualTime({ seed, isFullScale: true })))
  log(`${fullScaleRuns} simulated runs at full scale, saved as often as Millwright says`)
  const ways = all.map(({ found }) => found.waysBack.map(({ againMs }) => againMs / 1_000))
  return {
    runs: fullScaleRuns,
    intervalToYoung: mean(all.map((each) => mean(savedApartMs(each.run.done)) / youngMs(each))),
    meanEttr: mean(all.map(({ found }) => found.ettr)),
    madeAgainUntilKnownS: mean(ways.flatMap((each) => each.slice(0, failuresToKnow))),
    madeAgainThenS: mean(ways.flatMap((each) => each.slice(failuresToKnow))),
  }
}

/** From save to save, once the job's own failures are known. */
function savedApartMs(done: readonly Done[]): number[] {
  const saves = done.filter(({ saves, epoch }) => saves && epoch > failuresToKnow + 1)
  return saves.slice(1).flatMap(({ atMs, epoch }, i) => {
    const before = saves[i] as Done
    return epoch === before.epoch ? [atMs - before.atMs] : []
  })
}

async function real(log: Log) {
  const one = measured(await goodputOfProcesses(realSeed, log))
  table(log, [one])
  // of the last 5 minutes, which it took
  const [, load = 0] = loadavg()
  return { seed: realSeed, wallS: one.found.wallMs / 1_000, loadAverage: load, ...figuresOf([one]) }
}

export async function run(
  log: Log,
): Promise<{ ok: boolean; figures: Record<string, unknown>; targets: Record<string, unknown> }> {
  const figures = { simulated: await simulated(log), auto: await fullScale(log), real: await real(log) }
  const { simulated: virtual, auto, real: processes } = figures
  const isNearYoung = ({ intervalToYoung: ratio }: { readonly intervalToYoung: number }): boolean =>
    ratio >= 0.9 && ratio <= 1.1
  const ok =
    virtual.pointsOff <= 2 &&
    processes.pointsOffAsHappened <= 2 &&
    virtual.needlessLaunches === 0 &&
    processes.needlessLaunches === 0 &&
    [virtual, auto, processes].every(isNearYoung)
  const targets = {
    simulated: { pointsOff: '≤ 2', needlessLaunches: '0', intervalToYoung: '0.9 to 1.1' },
    auto: { intervalToYoung: '0.9 to 1.1' },
    real: { pointsOffAsHappened: '≤ 2', needlessLaunches: '0', intervalToYoung: '0.9 to 1.1' },
  }
  return { ok, figures, targets }
}
