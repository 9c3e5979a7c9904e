/**
 * One run of a gang under faults, and what it came to: the share of the wall time that went into lasting steps (ETTR), and what Meta's formula
 * makes of the same faults, E[ETTR] = (1 − λ(u0 + dt/2)) / (1 + w/dt). Times are ms by one clock, as rank 0 saw them.
 */

import type { CheckpointAdvice } from '../../../shared/model/checkpoints.ts'
import type { Recovery } from '../../../shared/model/scheduling.ts'
import { quantile } from './quantiles.ts'

/** A fault that ended an epoch. */
export interface Struck {
  readonly kind: string
  readonly atMs: number
}

/** Rank 0 had done the step, in that launch, and saved then, or did not. */
export interface Done {
  readonly atMs: number
  readonly epoch: number
  readonly step: number
  readonly saves: boolean
}

export interface GangRun {
  readonly steps: number
  readonly done: readonly Done[]
  readonly faults: readonly Struck[]
  /** faults that were to change nothing: agents that were killed */
  readonly harmless: number
  /** launches of the gang */
  readonly epochs: number
  /** the way back from each fault, as the coordinator measured it */
  readonly recoveries: readonly Recovery[]
  /** at its end */
  readonly advice: CheckpointAdvice
}

/** Way back from one fault: until the first step was begun anew, and the training since the last checkpoint that was made again. */
export interface WayBack extends Struck {
  /** that it ended */
  readonly epoch: number
  readonly u0Ms: number
  readonly againMs: number
}

export interface Goodput {
  readonly ettr: number
  readonly wallMs: number
  /** of steps after which nothing was saved: what else runs on the machine makes the mean longer than the median */
  readonly stepMs: number
  readonly medianStepMs: number
  readonly saves: number
  readonly waysBack: readonly WayBack[]
  readonly meanU0Ms: number
  /** one checkpoint holds the steps up */
  readonly wMs: number
  /** from the begin of one checkpoint to the begin of the next */
  readonly dtMs: number
}

export const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length

export function formula(faultsPerMs: number, u0Ms: number, wMs: number, dtMs: number): number {
  return (1 - faultsPerMs * (u0Ms + dtMs / 2)) / (1 + wMs / dtMs)
}

export function goodputOf({ steps, done, faults }: GangRun): Goodput {
  const gaps = done.slice(1).flatMap(({ atMs, epoch }, i) => {
    const before = done[i] as Done
    return epoch === before.epoch ? [{ ms: atMs - before.atMs, saves: before.saves }] : []
  })
  const plain = gaps.filter(({ saves }) => !saves).map(({ ms }) => ms)
  const stepMs = mean(plain)
  const heldMs = gaps.filter(({ saves }) => saves).map(({ ms }) => ms - stepMs)
  const begun = done.filter(({ saves }) => saves)
  const waysBack = faults.map((fault): WayBack => wayBack(done, fault, stepMs))
  const apartMs = begun.slice(1).flatMap(({ atMs, epoch }, i) => {
    const before = begun[i] as Done
    return epoch === before.epoch ? [atMs - before.atMs] : []
  })
  const first = done[0] as Done
  const last = done.at(-1) as Done
  // the first step was begun a step before it was done
  const wallMs = last.atMs - first.atMs + stepMs
  return {
    ettr: (steps * stepMs) / wallMs,
    wallMs,
    stepMs,
    medianStepMs: quantile(plain, 0.5),
    saves: heldMs.length,
    waysBack,
    meanU0Ms: mean(waysBack.map(({ u0Ms }) => u0Ms)),
    wMs: mean(heldMs),
    dtMs: mean(apartMs),
  }
}

function wayBack(done: GangRun['done'], fault: Struck, stepMs: number): WayBack {
  const at = done.findIndex(({ atMs, epoch }, i) => atMs > fault.atMs && epoch > (done[i - 1]?.epoch ?? epoch))
  const anew = done[at]
  const last = done[at - 1]
  if (anew === undefined || last === undefined)
    throw new Error(`no step was made anew after ${fault.kind} at ${Math.round(fault.atMs)} ms`)
  const againMs = (last.step - anew.step + 1) * stepMs
  return { ...fault, epoch: last.epoch, u0Ms: anew.atMs - stepMs - fault.atMs, againMs }
}
