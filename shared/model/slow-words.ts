/** A slow gang in the words that the command line and the console share. */
import type { JobRow } from './rows.ts'
import type { WorkShares } from './scheduling.ts'
import type { Moving, RankedCause, SlowGang, SlowSum } from './slow.ts'
import { deviceName, evidenceText } from './words.ts'

/** "0.8 GPU-h". */
const unitHours = (hours: number, { unit }: SlowSum): string => `${hours.toFixed(hours < 10 ? 2 : 0)} ${unit}-h`

/** "25 min". */
function span(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  return ms < 1e12 ? `${(ms / 3_600_000).toFixed(1)} h` : 'never'
}

/** What waiting costs against what acting costs. */
function sumText(sum: SlowSum): string {
  const { units, unit, slowdown, lostPerHour, sinceCheckpointMs, redoneMs, relaunchMs, relaunchIs, actCost } = sum
  const lost = `waiting costs ${unitHours(lostPerHour, sum)} an hour ((1 − 1/${slowdown.toFixed(2)}) × ${units} ${unit}${units === 1 ? '' : 's'})`
  const redone =
    sinceCheckpointMs === null
      ? `${span(redoneMs)} of work since the launch, for no checkpoint is known`
      : `${span(redoneMs)} of work since the last checkpoint`
  const launch = `${span(relaunchMs)} to launch (${relaunchIs})`
  const pays = `it pays after ${span(sum.breakEvenMs)}, and is thought to last ${span(sum.expectedMs)}`
  const spare = sum.spare === null ? '' : sum.spare ? '; another host is free' : '; no other host is free'
  return `${lost}; acting costs ${unitHours(actCost, sum)} (${redone} + ${launch}); ${pays}${spare}`
}

/** "rank 2 does 0.28 of an even part of the work, the others 1.10". */
export function sharesText({ ranks, others }: Pick<WorkShares, 'ranks' | 'others'>): string {
  const shown = ranks.slice(0, ranksShown).map(({ rank, share }) => `rank ${rank} does ${share.toFixed(2)}`)
  const more = ranks.length > ranksShown ? ` and ${ranks.length - ranksShown} more do less` : ''
  return `${shown.join(', ')}${more} of an even part of the work, the others ${others.toFixed(2)}`
}

const ranksShown = 8

/** Of a gang whose ranks do not all do an even part; '' where they do. */
export function sharesLine({ gang }: Pick<JobRow, 'gang'>): string {
  if (gang?.shares == null || gang.phase !== 'running') return ''
  return `${sharesText(gang.shares)} (moved by ${gang.shares.by})`
}

/** What moving work away changes. */
function movingText({ even, moved, isMoved }: Moving, sum: SlowSum): string {
  const saved = unitHours((1 / moved - 1 / even) * sum.units, sum)
  const [now, otherwise] = [`a step takes ${moved.toFixed(2)} times what it would without the slow`, even.toFixed(2)]
  return isMoved
    ? `work is moved away: at best ${now}, with even parts ${otherwise}: that saves ${saved} an hour`
    : `moving work away costs no restart: ${now} then, instead of ${otherwise}: that saves ${saved} an hour`
}

const words: Readonly<Record<SlowGang['choice'], string>> = {
  wait: 'wait',
  share: 'move work away from the slow',
  swap: 'swap the host and quarantine it',
  smaller: 'go on without the host and quarantine it',
  restart: 'launch it again',
}

function choiceText({ choice, why, change, proposed, acted }: SlowGang, job: string): string {
  const what = `${words[choice]}: ${why}; what would change that: ${change}`
  if (acted !== null && choice !== 'share') return `done by ${acted.by}: ${acted.what}`
  return proposed ? `proposed: ${what}; accept it with \`millwright job act ${job}\`` : what
}

/** "thermal (0.92, GPU 3): heat holds its clocks down". */
function causeText({ cause, score, device, text }: RankedCause): string {
  const where = device === null ? '' : `, ${deviceName(device, undefined)}`
  return `${cause} (${score.toFixed(2)}${where}): ${text}`
}

/** All of it, a line each. `host`: its name. */
export function slowLines(slow: SlowGang, host: string | null, job: string): string[] {
  const [first, ...rest] = slow.causes
  const lines = [`${slow.kind === 'stuck' ? 'stuck' : 'slow'}${host === null ? '' : ` (${host})`}: ${slow.text}`]
  if (first !== undefined) lines.push(`cause: ${causeText(first)}`)
  for (const each of first?.evidence ?? []) lines.push(`evidence: ${evidenceText(each)}`)
  if (rest.length > 0) lines.push(`less likely: ${rest.map(causeText).join('; ')}`)
  if (slow.sum !== null && slow.kind !== 'stuck') lines.push(sumText(slow.sum))
  if (slow.sum?.moving != null) lines.push(movingText(slow.sum.moving, slow.sum))
  lines.push(choiceText(slow, job))
  return lines
}
