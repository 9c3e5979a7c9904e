/** One signal over the fleet as coloured blocks: a line a rack, a group a host, a block a device; `?` where it is not known. */
import type { HeatAnswer, HeatValue } from '../../shared/model/telemetry.ts'
import { plain } from './readings.ts'

/** from cold to hot, of the 256 colours of a terminal */
const ramp = [18, 25, 31, 37, 72, 107, 143, 179, 172, 166, 160]
const letters = 'abcdefghijklmnopqrstuvwxyz'
const names = new Intl.Collator('en', { numeric: true })

interface Scale {
  mark(cell: HeatValue): string
  readonly legend: string
}

export function heatText({ hosts, name, unit }: HeatAnswer, color: boolean, columns: number): string {
  const cells = hosts.flatMap((host) => host.cells)
  if (cells.length === 0) return `No host reports ${name}.\n`
  const scale = cells.some(({ value }) => typeof value === 'string')
    ? wordScale(cells)
    : numberScale(cells, unit, color)
  const racks = [...Map.groupBy(hosts, ({ rack }) => rack ?? 'no rack known')].sort(([a], [b]) => names.compare(a, b))
  const width = Math.min(24, Math.max(...racks.map(([rack]) => rack.length)))
  const lines = racks.flatMap(([rack, all]) => rackLines(rack, all, width, scale, columns === 0 ? 120 : columns))
  const unknown = cells.filter(isUnknown).length
  const note = unknown === 0 ? '' : `  ? unknown or stale: ${unknown} of ${cells.length}`
  return `${name}, newest of ${cells.length} devices\n${lines.join('\n')}\n${scale.legend}${note}\n`
}

const isUnknown = ({ value, stale }: HeatValue): boolean => value === null || stale

function rackLines(rack: string, found: HeatAnswer['hosts'], width: number, scale: Scale, columns: number): string[] {
  const hosts = [...found].sort((a, b) => names.compare(a.hostName, b.hostName))
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const { cells } of hosts) {
    const devices = [...cells].sort((a, b) => names.compare(JSON.stringify(a.labels), JSON.stringify(b.labels)))
    if (used > 0 && width + 2 + used + 1 + devices.length > columns) {
      lines.push(line)
      line = ''
      used = 0
    }
    line += `${used === 0 ? '' : ' '}${devices.map((each) => scale.mark(each)).join('')}`
    used += devices.length + 1
  }
  lines.push(line)
  return lines.map((each, i) => `${(i === 0 ? rack : '').slice(0, width).padEnd(width)}  ${each}`)
}

function numberScale(cells: readonly HeatValue[], unit: string, color: boolean): Scale {
  const values = cells.flatMap((cell) => (isUnknown(cell) ? [] : [cell.value as number]))
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const step = (value: number, steps: number): number =>
    high === low ? 0 : Math.min(steps - 1, Math.floor((steps * (value - low)) / (high - low)))
  const block = (at: number): string => (color ? `\x1b[38;5;${ramp[at]}m█\x1b[0m` : String(at))
  const steps = color ? ramp.length : 10
  const blocks = Array.from({ length: steps }, (_, i) => block(i)).join('')
  return {
    mark: (cell) => (isUnknown(cell) ? '?' : block(step(cell.value as number, steps))),
    legend: scaleText(low, high, blocks, unit === '' ? '' : ` ${unit}`),
  }
}

/** States: the commonest is a dot, so that what differs stands out. */
function wordScale(cells: readonly HeatValue[]): Scale {
  const counts = new Map<string, number>()
  for (const cell of cells)
    if (!isUnknown(cell)) counts.set(String(cell.value), (counts.get(String(cell.value)) ?? 0) + 1)
  const words = [...counts].sort((a, b) => b[1] - a[1] || names.compare(a[0], b[0]))
  const marks = new Map(words.map(([word], i) => [word, i === 0 ? '.' : (letters[i - 1] ?? '+')]))
  return {
    mark: (cell) => (isUnknown(cell) ? '?' : (marks.get(String(cell.value)) ?? '+')),
    legend: words.map(([word, count]) => `${marks.get(word)} ${word}: ${count}`).join('  '),
  }
}

function scaleText(low: number, high: number, blocks: string, unit: string): string {
  if (low > high) return ''
  return low === high ? `all that is known: ${plain(low)}${unit}` : `${plain(low)} ${blocks} ${plain(high)}${unit}`
}
