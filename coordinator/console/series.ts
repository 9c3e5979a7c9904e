/** Samples of several series on one time line, as the chart takes them; and colours of a heat map. Pure. */
import type { HeatHost, HeatValue, RangeSeries } from '../../shared/model/telemetry.ts'

export interface Lines {
  readonly timesS: readonly number[]
  /** null: nothing is known there, which is drawn as a gap; undefined: this series has no sample at that moment */
  readonly values: readonly (readonly (number | null | undefined)[])[]
}

const samplesOf = ({ points, buckets }: RangeSeries): readonly (readonly [number, number | null])[] =>
  points ?? (buckets ?? []).map(({ atMs, mean }) => [atMs, mean] as const)

/** A hole of more than three usual steps is a gap too: nothing was heard. */
export function linesOf(series: readonly RangeSeries[]): Lines {
  const filled = series.map((each) => withHoles(samplesOf(each)))
  const times = [...new Set(filled.flatMap((samples) => samples.map(([atMs]) => atMs)))].sort((a, b) => a - b)
  const place = new Map(times.map((atMs, i) => [atMs, i]))
  const values = filled.map((samples) => {
    const line: (number | null | undefined)[] = new Array(times.length).fill(undefined)
    for (const [atMs, value] of samples) line[place.get(atMs) as number] = value
    return line
  })
  return { timesS: times.map((atMs) => atMs / 1000), values }
}

function withHoles(samples: readonly (readonly [number, number | null])[]): (readonly [number, number | null])[] {
  const steps = samples.slice(1).map(([atMs], i) => atMs - (samples[i]?.[0] ?? atMs))
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  return samples.flatMap((sample, i) => {
    const step = steps[i] ?? 0
    return usual > 0 && step > 3 * usual ? [sample, [sample[0] + usual, null] as const] : [sample]
  })
}

/** from little to much: viridis, which those who see few colours can tell apart too */
const ramp = [
  [68, 1, 84],
  [65, 68, 135],
  [42, 120, 142],
  [34, 168, 132],
  [122, 209, 81],
  [253, 231, 37],
] as const

/** `share`: 0 to 1. */
export function rampColor(share: number): string {
  const at = Math.max(0, Math.min(1, share)) * (ramp.length - 1)
  const low = Math.min(ramp.length - 2, Math.floor(at))
  const [a, b] = [ramp[low], ramp[low + 1]] as [readonly number[], readonly number[]]
  const mixed = a.map((from, i) => Math.round(from + ((b[i] ?? from) - from) * (at - low)))
  return `rgb(${mixed.join(' ')})`
}

export interface HeatRack {
  readonly rack: string
  /** one line a host */
  readonly hosts: readonly HeatHost[]
  readonly widest: number
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })
const deviceKey = ({ labels }: HeatValue): string => `${labels.gpu ?? ''} ${JSON.stringify(labels)}`

export const isKnown = ({ value, stale }: HeatValue): boolean => typeof value === 'number' && !stale

export function heatRacks(hosts: readonly HeatHost[]): HeatRack[] {
  const racks = Map.groupBy(hosts, ({ rack }) => rack ?? '')
  return [...racks]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || byNumber(a, b))
    .map(([rack, found]) => {
      const sorted = found
        .map((host) => ({ ...host, cells: [...host.cells].sort((a, b) => byNumber(deviceKey(a), deviceKey(b))) }))
        .sort((a, b) => byNumber(a.hostName, b.hostName))
      return { rack, hosts: sorted, widest: Math.max(...sorted.map(({ cells }) => cells.length)) }
    })
}

/** Lowest and highest of what is known; null where nothing is. */
export function heatExtent(cells: readonly HeatValue[]): readonly [low: number, high: number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const cell of cells) {
    if (!isKnown(cell)) continue
    low = Math.min(low, cell.value as number)
    high = Math.max(high, cell.value as number)
  }
  return low > high ? null : [low, high]
}
