/** Drift: normalised entropy of each served day, and the sum that raises the alarm, against its threshold. */
import type { PipelineRow } from '../../../shared/model/pipeline-rows.ts'
import { chartDays, type Day, extent } from '../drift.ts'
import { figure } from '../format.ts'
import { Empty } from './panel.tsx'

const [width, left, right] = [900, 52, 8]
const [topNe, heightNe, topSum, heightSum, height] = [14, 70, 104, 64, 190]

export function DriftChart({ row }: { row: PipelineRow }) {
  const { threshold } = row.spec.monitor.performance
  const days = chartDays(row.monitor.chart, threshold)
  if (days.length === 0) return <Empty>Drift is unknown: no served day has its labels yet.</Empty>
  const step = (width - left - right) / days.length
  const x = (i: number): number => left + (i + 0.5) * step
  const alarms = days.filter((each) => each.alarm).length
  const reference = row.monitor.reference
  const now = days.at(-1)?.row
  return (
    <figure>
      <figcaption>
        Drift by day: {alarms === 0 ? 'no alarm' : `${alarms} ${alarms === 1 ? 'day' : 'days'} over the threshold`} ·
        sum now {figure(now?.cusum, 2)} of {threshold}
        {reference === null
          ? ' · reference unknown'
          : ` · reference ${figure(reference.ne)} ± ${figure(reference.neSpread)} (version ${reference.version})`}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label="drift chart">
        <defs>
          <pattern id="gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" y1="0" x2="0" y2="6" class="gap-line" />
          </pattern>
        </defs>
        <Gaps days={days} step={step} />
        <Entropy days={days} x={x} reference={reference?.ne ?? null} />
        <Sum days={days} x={x} step={step} threshold={threshold} />
        <Axis days={days} x={x} />
      </svg>
    </figure>
  )
}

function Gaps({ days, step }: { days: readonly Day[]; step: number }) {
  return (
    <>
      {days.map((each, i) =>
        each.row !== null ? null : (
          <rect
            key={each.window}
            x={left + i * step}
            y={topNe}
            width={step}
            height={topSum + heightSum - topNe}
            fill="url(#gap)"
          >
            <title>{each.window}: unknown, nothing was judged</title>
          </rect>
        ),
      )}
    </>
  )
}

function Entropy({ days, x, reference }: { days: readonly Day[]; x: (i: number) => number; reference: number | null }) {
  const values = days.flatMap((each) => (each.row === null ? [] : [each.row.ne]))
  const range = extent(reference === null ? values : [...values, reference])
  if (range === null) return null
  const [low, high] = range
  const y = (value: number): number => topNe + heightNe * (1 - (value - low) / (high - low))
  let path = ''
  let pen = false
  for (const [i, { row }] of days.entries()) {
    if (row !== null) path += `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(row.ne).toFixed(1)}`
    pen = row !== null
  }
  return (
    <>
      <text x={0} y={topNe - 4} class="label">
        normalised entropy (lower is better)
      </text>
      {[low, high].map((each) => (
        <text key={each} x={left - 4} y={y(each) + (each === low ? 0 : 8)} class="label end">
          {each.toFixed(3)}
        </text>
      ))}
      {reference === null ? null : (
        <line x1={left} x2={width - right} y1={y(reference)} y2={y(reference)} class="reference" />
      )}
      <path d={path} class="entropy" />
      {days.map(({ window, row, newVersion }, i) =>
        row === null ? null : (
          <g key={window}>
            {newVersion === null ? null : (
              <>
                <line x1={x(i)} x2={x(i)} y1={topNe} y2={topSum + heightSum} class="version" />
                <text x={x(i) + 3} y={topNe + heightNe + 2} class="label version-label">
                  v{newVersion}
                </text>
              </>
            )}
            <circle cx={x(i)} cy={y(row.ne)} r={2} class="entropy-dot">
              <title>{`${window}: ${figure(row.ne)}, bias ${figure(row.bias)}, version ${row.version}`}</title>
            </circle>
          </g>
        ),
      )}
    </>
  )
}

function Sum({
  days,
  x,
  step,
  threshold,
}: {
  days: readonly Day[]
  x: (i: number) => number
  step: number
  threshold: number
}) {
  const most = Math.max(threshold * 1.25, ...days.map((each) => each.row?.cusum ?? 0))
  const y = (value: number): number => topSum + heightSum * (1 - value / most)
  return (
    <>
      <text x={0} y={topSum - 4} class="label">
        sum of deviations (CUSUM)
      </text>
      {days.map(({ window, row, alarm }, i) =>
        row === null ? null : (
          <rect
            key={window}
            x={x(i) - step * 0.4}
            width={step * 0.8}
            y={Math.min(y(row.cusum), topSum + heightSum - 1)}
            height={Math.max(1, topSum + heightSum - y(row.cusum))}
            class={alarm ? 'sum alarm' : 'sum'}
          >
            <title>{`${window}: ${figure(row.cusum, 2)}${alarm ? ', over the threshold: alarm' : ''}`}</title>
          </rect>
        ),
      )}
      <line x1={left} x2={width - right} y1={y(threshold)} y2={y(threshold)} class="threshold" />
      <text x={left - 4} y={y(threshold) + 3} class="label end">
        alarm {threshold}
      </text>
      <text x={left - 4} y={topSum + heightSum} class="label end">
        0
      </text>
    </>
  )
}

function Axis({ days, x }: { days: readonly Day[]; x: (i: number) => number }) {
  const every = Math.max(1, Math.ceil(days.length / 12))
  return (
    <>
      {days.map(({ window }, i) =>
        i % every === 0 ? (
          <text key={window} x={x(i)} y={height - 6} class="label middle">
            {window.slice(5)}
          </text>
        ) : null,
      )}
    </>
  )
}
