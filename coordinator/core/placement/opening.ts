/** The first time that a demand fits, and where: one task on one host, or a whole gang at once. */
import { emptyList, getOrMake } from '../get-or-make.ts'
import type { Host } from './capacity.ts'
import type { Demand } from './demand.ts'
import { type Ask, isBarred, suits } from './fit.ts'
import { type GangRule, gangRule, inModelOrder, largestGang } from './gang.ts'
import { jobPlaces, withPlaceRule } from './place-rule.ts'
import { type Candidate, compareKeys, condition, isCold, isPoor, sizeStep } from './preference.ts'
import { windowsOf } from './profile.ts'
import type { Timeline } from './timeline.ts'

export interface Opening {
  readonly startMs: number
  /** gangs: in the order of ranks; at least `minHosts`, as many as fit by then */
  readonly places: readonly Candidate[]
  /** false when it leans on a guess at an end that nobody declared */
  readonly firm: boolean
}

interface Chance extends Candidate {
  readonly firstMs: number
  readonly lastMs: number
}

/**
 * The earliest time from now on at which the ask can start and run to its end beside every reservation; undefined when no
 * time is known. The ask's objections are taken to last, so leave out `timeline.whyWait`, which is about now.
 */
export function earliest(timeline: Timeline, given: Ask): Opening | undefined {
  const { capacity } = timeline
  const ask = withPlaceRule(given, jobPlaces(capacity, given))
  const models = chances(timeline, capacity.hosts(), ask)
  const rule = gangRule(capacity, ask.demand)
  let startMs: number | undefined
  for (const list of models) {
    const atMs = firstTime(list, ask.demand, rule)
    if (atMs !== undefined && (startMs === undefined || atMs < startMs)) startMs = atMs
  }
  if (startMs === undefined) return undefined
  const startsMs = startMs
  const open = models.map((list) => inPreference(timeline, list, ask, startsMs))
  const places = largestGang(open, ask.demand, rule) as readonly Candidate[]
  const firm = places.every(({ host, gpuClass }) => timeline.isFirm(host, gpuClass, ask.demand, startsMs))
  return { startMs, places, firm }
}

/** Every stretch of start times of every host, by GPU model. */
function chances(timeline: Timeline, hosts: readonly Host[], ask: Ask): Chance[][] {
  const byModel = new Map<string, Chance[]>()
  for (const host of hosts) {
    if (isBarred(host, ask)) continue
    const profile = timeline.profile(host)
    for (const [classAt, gpuClass] of ask.demand.gpus === 0 ? noGpus : host.classes.entries()) {
      if (gpuClass !== null && !suits(gpuClass, ask.demand)) continue
      if (ask.veto !== undefined && ask.veto(host, gpuClass) !== '') continue
      const key = gpuClass?.key ?? ''
      const list = getOrMake(byModel, key, emptyList<Chance>)
      for (const { firstMs, lastMs } of windowsOf(profile, ask.demand, classAt, timeline.nowMs))
        list.push({ host, gpuClass, firstMs, lastMs })
    }
  }
  return inModelOrder([...byModel])
}
const noGpus = [[-1, null]] as const

/** A sweep over the times at which a host opens: the first at which enough of those open then can be members together. */
function firstTime(list: readonly Chance[], { minHosts }: Demand, rule: GangRule): number | undefined {
  const opening = [...list].sort((a, b) => a.firstMs - b.firstMs)
  const closing = [...list].sort((a, b) => a.lastMs - b.lastMs)
  const tally = rule.tally()
  let closed = 0
  for (const chance of opening) {
    const atMs = chance.firstMs
    while ((closing[closed] as Chance).lastMs < atMs) tally.remove((closing[closed++] as Chance).host)
    if (tally.add(chance.host) >= minHosts) return atMs
  }
  return undefined
}

/**
 * Those that may start at that time, best first: without guesses, then as gangs like hosts, then the ones that come free last,
 * so that what is free before stays free for others.
 */
function inPreference(timeline: Timeline, list: readonly Chance[], ask: Ask, startMs: number): Chance[] {
  return list
    .filter(({ firstMs, lastMs }) => firstMs <= startMs && startMs <= lastMs)
    .map((chance) => {
      const { host, gpuClass, firstMs } = chance
      const guessed = timeline.isFirm(host, gpuClass, ask.demand, startMs) ? 0 : 1
      return {
        chance,
        keys: [isPoor(host) ? 1 : 0, guessed, sizeStep(gpuClass), -firstMs, -condition(host), isCold(host, ask)],
      }
    })
    .sort((a, b) => compareKeys(a.keys, b.keys) || (a.chance.host.id < b.chance.host.id ? -1 : 1))
    .map(({ chance }) => chance)
}
