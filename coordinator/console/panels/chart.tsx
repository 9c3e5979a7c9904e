/** Lines over time. A gap in what is known is a gap in the line. */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import UPlot from 'uplot'
import type { RangeSeries } from '../../../shared/model/telemetry.ts'
import { clockTime } from '../format.ts'
import { linesOf } from '../series.ts'

const colors = ['#5ba7f7', '#f0b429', '#4cc38a', '#c792ea', '#ff8f73', '#4dd0e1', '#b8c34a', '#f48fb1']
const heightPx = 150

export interface ChartProps {
  readonly title: string
  readonly unit: string
  readonly series: readonly RangeSeries[]
  readonly labelOf: (series: RangeSeries) => string
  readonly fromMs: number
  readonly toMs: number
}

export function Chart({ title, unit, series, labelOf, fromMs, toMs }: ChartProps) {
  const at = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const labels = series.map(labelOf)
  const key = labels.join('\n')
  const data = useMemo(() => dataOf(series), [series])
  const fresh = useRef(data)
  fresh.current = data
  // drawn anew where other series come; the same ones only get new samples
  useEffect(() => {
    const place = at.current
    if (place === null) return
    const made = new UPlot(optionsOf(labels, unit, place.clientWidth), fresh.current, place)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: heightPx }))
    observer.observe(place)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [key, unit])
  useEffect(() => {
    plot.current?.setData(data, false)
    plot.current?.batch(() => {
      plot.current?.setScale('x', { min: fromMs / 1000, max: toMs / 1000 })
    })
  }, [data, fromMs, toMs])
  return (
    <figure>
      <figcaption>
        {title} <span class="dim">{unit}</span>
      </figcaption>
      <div ref={at} class="chart" />
    </figure>
  )
}

function dataOf(series: readonly RangeSeries[]): UPlot.AlignedData {
  const { timesS, values } = linesOf(series)
  return [timesS, ...values] as UPlot.AlignedData
}

function optionsOf(labels: readonly string[], unit: string, width: number): UPlot.Options {
  const style = getComputedStyle(document.documentElement)
  const [text, line] = ['--dim', '--line'].map((name) => style.getPropertyValue(name).trim()) as [string, string]
  const axis = {
    stroke: text,
    font: '11px system-ui',
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  }
  return {
    width,
    height: heightPx,
    scales: { x: { time: true } },
    legend: { live: true },
    cursor: { y: false },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map((tick) => clockTime(1000 * tick).slice(0, 5)) },
      { ...axis, size: 56, values: (_plot, ticks) => ticks.map((tick) => shortFigure(tick)) },
    ],
    series: [
      { value: (_plot: UPlot, atS: number | null) => (atS === null ? '' : clockTime(1000 * atS)) },
      ...labels.map((label, i) => ({
        label,
        stroke: colors[i % colors.length] as string,
        width: 1.25,
        points: { show: false },
        // no moment is pointed at: nothing is said, which is not the same as unknown
        value: (_plot: UPlot, value: number | null, _series: number, at: number | null) =>
          at === null ? '' : value === null || value === undefined ? 'unknown' : `${shortFigure(value)} ${unit}`,
      })),
    ],
  }
}

function shortFigure(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e9) return `${+(value / 1e9).toFixed(2)} G`
  if (size >= 1e6) return `${+(value / 1e6).toFixed(2)} M`
  return size >= 1e4 ? `${+(value / 1e3).toFixed(1)} k` : String(+value.toFixed(2))
}
