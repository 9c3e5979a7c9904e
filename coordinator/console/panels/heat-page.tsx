/** One signal over all GPUs, by rack: a square a GPU, a line a host. What is not known is hatched, never cold. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { HeatAnswer, HeatHost, HeatValue } from '../../../shared/model/telemetry.ts'
import { usePolled } from '../ask.ts'
import { duration } from '../format.ts'
import { valueText } from '../readings.ts'
import { type HeatRack, heatExtent, heatRacks, isKnown, rampColor } from '../series.ts'
import { Empty, Panel } from './panel.tsx'

const choices = [
  ['gpu-temperature', 'temperature'],
  ['gpu-power', 'power'],
  ['gpu-utilisation', 'utilisation'],
  ['gpu-memory-used', 'memory in use'],
  ['gpu-ecc-corrected', 'corrected ECC'],
  ['gpu-ecc-uncorrected', 'uncorrected ECC'],
] as const
const cellPx = 12

export function HeatPage() {
  const [name, choose] = useState<string>('gpu-temperature')
  const { value, why, atMs } = usePolled<HeatAnswer>(`/api/v1/heat?name=${name}`, 3_000)
  const racks = useMemo(() => heatRacks(value?.hosts ?? []), [value])
  const cells = useMemo(() => value?.hosts.flatMap((host) => host.cells) ?? [], [value])
  const extent = useMemo(() => heatExtent(cells), [cells])
  const [under, point] = useState<Pointed | null>(null)
  const unknown = cells.filter((cell) => !isKnown(cell)).length
  return (
    <main class="one">
      <Panel title="GPUs by rack" note={value === null ? '' : `${cells.length} GPUs, newest readings`}>
        <div class="choices">
          {choices.map(([each, word]) => (
            <button key={each} type="button" class={each === name ? 'chosen' : ''} onClick={() => choose(each)}>
              {word}
            </button>
          ))}
        </div>
        {why === null ? null : (
          <p class="bad">
            {value === null ? 'Not known' : `Old, from ${duration(performance.now() - atMs)} ago`}: {why}
          </p>
        )}
        {value === null ? (
          <Empty>{why === null ? 'Asking…' : ''}</Empty>
        ) : cells.length === 0 ? (
          <Empty>No host has GPUs that report this.</Empty>
        ) : (
          <>
            <Scale extent={extent} unit={value.unit} unknown={unknown} />
            <p class="under-pointer">
              {under === null ? (
                <span class="dim">Point at a square; press it for its host.</span>
              ) : (
                pointedText(under, value.unit)
              )}
            </p>
            <div class="racks">
              {racks.map((rack) => (
                <RackMap key={rack.rack} rack={rack} extent={extent} point={point} />
              ))}
            </div>
          </>
        )}
      </Panel>
    </main>
  )
}

interface Pointed {
  readonly host: HeatHost
  readonly cell: HeatValue
}

function pointedText(
  { host: { hostName, rack }, cell: { labels, value, ageMs, stale } }: Pointed,
  unit: string,
): string {
  const what = `${hostName}${rack === null ? '' : ` (rack ${rack})`}, GPU ${labels.gpu ?? '?'}`
  if (value === null) return `${what}: unknown`
  const age = ageMs === null ? '' : `, ${duration(ageMs)} old`
  return `${what}: ${valueText(value, unit)}${unit === 'bytes' ? '' : ` ${unit}`}${age}${stale ? ' (stale)' : ''}`
}

function Scale({ extent, unit, unknown }: { extent: readonly [number, number] | null; unit: string; unknown: number }) {
  const stops = Array.from({ length: 11 }, (_, i) => rampColor(i / 10)).join(', ')
  const shown = (value: number): string => `${valueText(value, unit)}${unit === 'bytes' ? '' : ` ${unit}`}`
  return (
    <p class="legend">
      {extent === null ? null : (
        <span>
          {shown(extent[0])} <span class="ramp" style={{ background: `linear-gradient(to right, ${stops})` }} />{' '}
          {shown(extent[1])}
        </span>
      )}
      <span>
        <span class="tile unknown">?</span> {unknown} unknown or stale
      </span>
    </p>
  )
}

interface RackMapProps {
  readonly rack: HeatRack
  readonly extent: readonly [number, number] | null
  readonly point: (at: Pointed | null) => void
}

/** A canvas: thousands of squares that change every few seconds are too many elements. */
function RackMap({ rack, extent, point }: RackMapProps) {
  const at = useRef<HTMLCanvasElement>(null)
  const [width, height] = [rack.widest * cellPx, rack.hosts.length * cellPx]
  useEffect(() => {
    if (at.current !== null) draw(at.current, rack, extent)
  }, [rack, extent])
  const pointedAt = (event: MouseEvent): Pointed | null => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    const [column, row] = [
      Math.floor((event.clientX - box.left) / cellPx),
      Math.floor((event.clientY - box.top) / cellPx),
    ]
    const host = rack.hosts[row]
    const cell = host?.cells[column]
    return host === undefined || cell === undefined ? null : { host, cell }
  }
  return (
    <div class="rack">
      <div class="rack-name">{rack.rack === '' ? 'rack unknown' : rack.rack}</div>
      <canvas
        ref={at}
        style={{ width: `${width}px`, height: `${height}px` }}
        onMouseMove={(event) => point(pointedAt(event))}
        onMouseLeave={() => point(null)}
        onClick={(event) => {
          const pointed = pointedAt(event)
          if (pointed !== null) location.hash = `#/host/${pointed.host.host}`
        }}
      />
    </div>
  )
}

function draw(canvas: HTMLCanvasElement, { hosts, widest }: HeatRack, extent: readonly [number, number] | null): void {
  const scale = window.devicePixelRatio || 1
  canvas.width = widest * cellPx * scale
  canvas.height = hosts.length * cellPx * scale
  const pen = canvas.getContext('2d')
  if (pen === null) return
  pen.scale(scale, scale)
  const hatch = getComputedStyle(document.documentElement).getPropertyValue('--unknown').trim()
  for (const [row, { cells }] of hosts.entries())
    for (const [column, cell] of cells.entries()) {
      const [x, y, size] = [column * cellPx, row * cellPx, cellPx - 1]
      if (!isKnown(cell) || extent === null) hatched(pen, x, y, size, hatch)
      else {
        const [low, high] = extent
        pen.fillStyle = rampColor(high === low ? 0 : ((cell.value as number) - low) / (high - low))
        pen.fillRect(x, y, size, size)
      }
    }
}

function hatched(pen: CanvasRenderingContext2D, x: number, y: number, size: number, color: string): void {
  pen.strokeStyle = color
  pen.lineWidth = 1
  pen.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1)
  pen.beginPath()
  pen.moveTo(x, y + size)
  pen.lineTo(x + size, y)
  pen.moveTo(x, y + size / 2)
  pen.lineTo(x + size / 2, y)
  pen.moveTo(x + size / 2, y + size)
  pen.lineTo(x + size, y + size / 2)
  pen.stroke()
}
