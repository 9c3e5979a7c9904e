/** What one frame of an agent may hold, so that one agent cannot take the memory or the time of all. Agents keep well within it. */
import { limits } from '../../shared/limits.ts'
import { WireError } from '../../shared/protocol/codec.ts'
import type { TelemetryBlock, TelemetryFrame } from '../../shared/protocol/telemetry.ts'
import { minuteMs } from './open-minute.ts'

/** an agent closes a frame with the row that fills it, which may be a long one */
const mostSamples = 2 * limits.telemetryFrameSamples

/** The host's time of the newest row; NaN where there is none. Throws WireError for a frame that holds more than it may. */
export function newestWithin({ dictionary, defs, texts, blocks }: TelemetryFrame): number {
  if ((dictionary?.length ?? 0) > limits.shortTextChars)
    throw new WireError('a telemetry frame with an endless dictionary')
  const told = Math.max(defs?.length ?? 0, texts?.length ?? 0)
  if (told > limits.seriesPerHost)
    throw new WireError(`telemetry frame: ${told} definitions or texts; at most ${limits.seriesPerHost} are taken`)
  let samples = 0
  let newest = Number.NaN
  const span: Span = { minutes: new Set(), last: Number.NaN }
  for (const block of blocks ?? []) {
    samples += samplesWithin(block)
    if (samples > mostSamples) throw new WireError(`telemetry frame: more than ${mostSamples} samples`)
    const ms = passBy(block, span)
    if (!(ms <= newest)) newest = ms
  }
  return newest
}

function samplesWithin({ sensor, series, stepMs, absences }: TelemetryBlock): number {
  const columns = series?.length ?? 0
  const rows = 1 + (stepMs?.length ?? 0)
  if (rows > limits.telemetryRows)
    throw new WireError(`telemetry block of '${sensor ?? ''}': ${rows} rows; at most ${limits.telemetryRows} are taken`)
  let absent = absences?.length ?? 0
  if (absent > 0) for (const each of absences!) absent += Math.max(1, each.rows ?? 0) - 1
  if (absent > rows * columns)
    throw new WireError(`telemetry block of '${sensor ?? ''}': ${absent} absences of ${rows * columns} samples`)
  return rows * Math.max(1, columns)
}

interface Span {
  readonly minutes: Set<number>
  last: number
}

/** The moment of a block's last row; all its minutes are counted. */
function passBy({ firstMs, stepMs }: TelemetryBlock, span: Span): number {
  let ms = firstMs ?? 0
  for (let row = 0, rows = stepMs?.length ?? 0; ; row++) {
    const minute = Math.floor(ms / minuteMs)
    if (minute !== span.last) {
      span.last = minute
      span.minutes.add(minute)
      if (span.minutes.size > limits.telemetryFrameMinutes)
        throw new WireError(`telemetry frame: rows of more than ${limits.telemetryFrameMinutes} minutes`)
    }
    if (row === rows) return ms
    ms += stepMs![row]!
  }
}
