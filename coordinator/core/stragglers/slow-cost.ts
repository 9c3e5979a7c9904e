/**
 * What a slow host costs against what acting costs ([SL5]). A gang waits for its slowest: of its GPUs the share 1 − 1/slowdown is lost. Acting
 * costs the work since the last checkpoint and the launch, once. It is done where the slowness is thought to last longer than that
 * takes to pay.
 */
import { limits } from '../../../shared/limits.ts'
import type { Moving, SlowChoice, SlowGang, SlowKind, SlowSum } from '../../../shared/model/slow.ts'
import { spanOf } from '../words.ts'

/** Below, nothing is done, whatever it costs. */
const actFrom = 1.1

export interface Costs {
  readonly units: number
  readonly unit: SlowSum['unit']
  readonly hosts: number
  readonly slowdown: number
  /** it has a cause in the hardware, that does not pass by itself */
  readonly stays: boolean
  readonly lastedMs: number
  /** of the job, where that is declared */
  readonly remainingMs: number | null
  readonly sinceCheckpointMs: number | null
  readonly ranMs: number
  readonly relaunchMs: number
  readonly relaunchIs: SlowSum['relaunchIs']
  readonly spare: SlowSum['spare']
  readonly moving: Moving | null
}

const hourMs = 3600_000

/** What passes by itself is thought to last some times as long as it has lasted. */
const lastsOn = 3

export function sumOf(costs: Costs): SlowSum {
  const { units, unit, slowdown, stays, lastedMs, remainingMs, sinceCheckpointMs, ranMs, relaunchMs, relaunchIs } =
    costs
  const lost = 1 - 1 / Math.max(1, slowdown)
  const redoneMs = sinceCheckpointMs ?? ranMs
  const actMs = redoneMs + relaunchMs
  const lasts = stays ? Math.max(lastedMs, limits.slowHorizonMs) : lastsOn * lastedMs
  return {
    units,
    unit,
    slowdown,
    lostPerHour: lost * units,
    sinceCheckpointMs,
    redoneMs,
    relaunchMs,
    relaunchIs,
    actCost: (actMs * units) / hourMs,
    breakEvenMs: breakEvenMs(actMs, slowdown),
    expectedMs: Math.min(lasts, remainingMs ?? lasts),
    spare: costs.spare,
    ...(costs.moving === null ? {} : { moving: costs.moving }),
  }
}

/** What acting costs is won back after so long, where a step takes so many times what it would. */
function breakEvenMs(actMs: number, slowdown: number): number {
  const lost = 1 - 1 / Math.max(1, slowdown)
  return lost > 0 ? actMs / lost : Number.MAX_SAFE_INTEGER
}

type Choice = Pick<SlowGang, 'why' | 'change'> & { readonly choice: SlowChoice }

const wait = (why: string, change: string): Choice => ({ choice: 'wait', why, change })

export const justMoved = 'work was just moved away'

export interface Ways {
  /** a host is slow with a reading to show for it */
  readonly blamed: boolean
  /** the gang may go on with one host fewer */
  readonly canShrink: boolean
  readonly hosts: number
  /** nothing was tried yet about the host */
  readonly untried: boolean
  /** work was moved away, and the steps do not show it yet */
  readonly settling: boolean
}

export function chooseFor(kind: SlowKind, sum: SlowSum | null, ways: Ways): Choice {
  const { blamed, untried } = ways
  if (kind === 'stuck') return stuckChoice(blamed && sum?.spare === true)
  if (ways.settling && sum?.moving?.isMoved) return wait(justMoved, 'what its steps show of that in half a minute')
  if (sum?.moving != null && movingHelps(sum, sum.moving)) {
    const paysMs = breakEvenMs(sum.redoneMs + sum.relaunchMs, sum.moving.moved)
    // [SL8] where another host is the better way in the long run, it is taken at once
    if (!(blamed && untried && sum.spare && sum.expectedMs >= paysMs))
      return shareChoice(sum, sum.moving, blamed, paysMs)
  }
  if (!blamed)
    return wait(
      sum?.moving?.isMoved
        ? 'work is moved away, and nothing is known against a host'
        : 'nothing is known against a host',
      'a reading of a host that explains it: without one, another host may be no better',
    )
  return hostChoice(sum, ways)
}

/** A step is shorter by a part of 20 at least: what is less is not worth a change. */
const movingFrom = 1.05

const movingHelps = ({ slowdown }: SlowSum, { moved, isMoved }: Moving): boolean =>
  !isMoved && slowdown >= actFrom && slowdown >= movingFrom * moved

function shareChoice({ expectedMs, spare }: SlowSum, { moved }: Moving, blamed: boolean, paysMs: number): Choice {
  const swap = !blamed
    ? 'a reading of a host that explains it'
    : spare
      ? `that it lasts longer: another host would pay after ${spanOf(paysMs)} even then, and it is thought to last ${spanOf(expectedMs)}`
      : 'a free host that fits'
  return {
    choice: 'share',
    why: `it costs no restart, and a step then takes ${moved.toFixed(2)} times what it would`,
    change: swap,
  }
}

/** Of a host that is to blame. */
function hostChoice(sum: SlowSum | null, { canShrink, hosts }: Ways): Choice {
  if (sum === null)
    return wait('how much slower the gang is, is not known', 'ranks that report their step and compute times')
  if ((sum.moving?.even ?? sum.slowdown) < actFrom)
    return wait(`the gang is slower by less than ${actFrom} times`, `a slowdown of ${actFrom} times or more`)
  const moved = sum.moving?.isMoved ? 'work is moved away; ' : ''
  if (sum.expectedMs < sum.breakEvenMs) return wait(`${moved}${notYet(sum)}`, changeOf(sum))
  const pays = `${moved}it pays after ${spanOf(sum.breakEvenMs)} and is thought to last ${spanOf(sum.expectedMs)}`
  if (sum.spare) return { choice: 'swap', why: pays, change: changeOf(sum) }
  const without = hosts / Math.max(1, hosts - 1)
  if (canShrink && without < sum.slowdown)
    return {
      choice: 'smaller',
      why: `${pays}; no other host is free, and with one fewer a step takes ${without.toFixed(2)} times as long`,
      change: 'a free host that fits: then it is swapped',
    }
  return wait(`${moved}no other host is free that fits`, 'a free host that fits')
}

const notYet = ({ breakEvenMs, expectedMs }: SlowSum): string =>
  `acting pays after ${spanOf(breakEvenMs)}, and it is thought to last ${spanOf(expectedMs)}`

function changeOf({ sinceCheckpointMs, redoneMs }: SlowSum): string {
  return sinceCheckpointMs === null
    ? `a checkpoint: none is known of, so acting would lose the ${spanOf(redoneMs)} since the launch`
    : 'a newer checkpoint, a larger slowdown, or that it lasts longer'
}

const stuckChoice = (canSwap: boolean): Choice =>
  canSwap
    ? {
        choice: 'swap',
        why: 'the gang does nothing, and a reading tells against this host',
        change: 'any step of any rank',
      }
    : {
        choice: 'restart',
        why: 'the gang does nothing, and no host can be blamed or taken in its place',
        change: 'any step of any rank',
      }
