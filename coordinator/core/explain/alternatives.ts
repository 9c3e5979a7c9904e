/** The nearest change to a job that would start it sooner: fewer hosts, fewer GPUs, another place or model, less time. */
import type { JobRow } from '../../../shared/model/rows.ts'
import { never } from '../placement/capacity.ts'
import type { Demand } from '../placement/demand.ts'
import type { Ask } from '../placement/fit.ts'
import { whereNow } from '../placement/pass.ts'
import type { State } from '../state.ts'
import { countOf, spanOf, whenOf } from '../words.ts'

/** Each look goes over all hosts: a few milliseconds on a thousand. */
const looksMost = 4

interface Variant {
  readonly words: string
  readonly demand: Demand
}

/**
 * `state`: a fork without the job's own reservation, so that looking changes nothing of it.
 * "sooner: with 6 hosts now; as asked about 14:20 UTC (in 25 min)". Empty when nothing near starts sooner.
 */
export function soonerThan(state: State, job: JobRow, ask: Ask, startMs: number | null, nowMs: number): string[] {
  if (startMs !== null && startMs <= nowMs) return []
  const found: string[] = []
  const fewer = fewerHosts(state, job, ask)
  if (fewer !== undefined) found.push(fewer)
  let looks = looksMost
  for (const { words, demand } of variants(state, ask.demand, nowMs)) {
    if (found.length >= 2 || looks-- <= 0) break
    if (startsNow(state, job, { ...ask, demand })) found.push(words)
  }
  if (found.length === 0) return []
  const asked = startMs === null ? 'at no known time' : whenOf(startMs, nowMs)
  return [`sooner: ${found.map((words) => `${words} now`).join('; ')}; as asked ${asked}`]
}

const startsNow = (state: State, job: JobRow, ask: Ask): boolean => whereNow(state, job, ask).kind === 'chosen'

/** A gang that fewer hosts would do: as many as fit now. */
function fewerHosts(state: State, job: JobRow, ask: Ask): string | undefined {
  const { demand } = ask
  if (!demand.gang || demand.minHosts === 1) return undefined
  const answer = whereNow(state, job, { ...ask, demand: { ...demand, minHosts: 1 } })
  const fitting = answer.kind === 'chosen' ? answer.picks.length : 0
  const spares = job.spec.gang?.spares ?? 0
  return fitting > spares ? `with ${countOf(fitting - spares, 'host')}` : undefined
}

function* variants(state: State, demand: Demand, nowMs: number): Iterable<Variant> {
  const { topology, gpus, gpuModel } = demand
  if (topology?.required === true)
    yield {
      words: `without requiring one ${topology.level}`,
      demand: { ...demand, topology: { ...topology, required: false } },
    }
  if (gpuModel !== '') yield { words: 'with any GPU model', demand: { ...demand, gpuModel: '', gpuModelKey: '' } }
  for (let fewer = gpus >> 1; fewer > 0; fewer >>= 1)
    yield { words: `with ${countOf(fewer, 'GPU')}${demand.gang ? ' a host' : ''}`, demand: { ...demand, gpus: fewer } }
  for (const durationMs of shorter(state, demand, nowMs))
    yield { words: `with a time limit of ${spanOf(durationMs)}`, demand: { ...demand, durationMs } }
}

/** Time limits that would end before a reservation begins, longest first, a few. */
function shorter(state: State, demand: Demand, nowMs: number): number[] {
  const found = new Set<number>()
  for (const { startMs } of state.volatile.claims.values()) {
    const minutes = Math.floor((startMs - nowMs) / 60_000)
    const durationMs = minutes * 60_000
    if (minutes >= 1 && startMs !== never && durationMs < demand.durationMs) found.add(durationMs)
  }
  return [...found].sort((a, b) => b - a).slice(0, 4)
}
