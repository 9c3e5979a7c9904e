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

export interface GangRun {
  readonly steps: number
  /** rank 0 had done the step, in that launch */
  readonly done: readonly { readonly atMs: number; readonly epoch: number; readonly step: number }[]
  /** steps after which rank 0 saved */
  readonly saveEvery: number
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
  readonly u0Ms: number
  readonly againMs: number
}

export interface Goodput {
  readonly ettr: number
  readonly wallMs: number
  readonly stepMs: number
  readonly waysBack: readonly WayBack[]
  readonly meanU0Ms: number
  /** one checkpoint holds the steps up */
  readonly wMs: number
  /** from the begin of one checkpoint to the begin of the next */
  readonly dtMs: number
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length

export function formula(faultsPerMs: number, u0Ms: number, wMs: number, dtMs: number): number {
  return (1 - faultsPerMs * (u0Ms + dtMs / 2)) / (1 + wMs / dtMs)
}

export function goodputOf({ steps, done, saveEvery, faults }: GangRun): Goodput {
  const gaps = done.slice(1).flatMap(({ atMs, epoch }, i) => {
    const before = done[i] as (typeof done)[number]
    return epoch === before.epoch ? [{ atMs, ms: atMs - before.atMs, saved: before.step % saveEvery === 0 }] : []
  })
  const stepMs = quantile(
    gaps.filter(({ saved }) => !saved).map(({ ms }) => ms),
    0.5,
  )
  const saves = gaps.filter(({ saved }) => saved)
  const begins = saves.map(({ atMs, ms }) => atMs - ms)
  const waysBack = faults.map((fault): WayBack => wayBack(done, fault, stepMs))
  const apart = begins
    .slice(1)
    .map((atMs, i) => ({ fromMs: begins[i] as number, atMs }))
    .filter(({ fromMs, atMs }) => !faults.some((fault) => fault.atMs >= fromMs && fault.atMs <= atMs))
  const first = done[0] as (typeof done)[number]
  const last = done.at(-1) as (typeof done)[number]
  // the first step was begun a step before it was done
  const wallMs = last.atMs - first.atMs + stepMs
  return {
    ettr: (steps * stepMs) / wallMs,
    wallMs,
    stepMs,
    waysBack,
    meanU0Ms: mean(waysBack.map(({ u0Ms }) => u0Ms)),
    wMs: mean(saves.map(({ ms }) => ms)) - stepMs,
    dtMs: mean(apart.map(({ fromMs, atMs }) => atMs - fromMs)),
  }
}

function wayBack(done: GangRun['done'], fault: Struck, stepMs: number): WayBack {
  const at = done.findIndex(({ atMs, epoch }, i) => atMs > fault.atMs && epoch > (done[i - 1]?.epoch ?? epoch))
  const anew = done[at]
  const last = done[at - 1]
  if (anew === undefined || last === undefined)
    throw new Error(`no step was made anew after ${fault.kind} at ${Math.round(fault.atMs)} ms`)
  return { ...fault, u0Ms: anew.atMs - stepMs - fault.atMs, againMs: (last.step - anew.step + 1) * stepMs }
}
