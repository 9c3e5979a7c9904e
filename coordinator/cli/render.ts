/** Tables, ages and bars for people. */

export type Cell = string | number | null | undefined

/** What a program, a script or a log said may have several lines; a table and a list have one for each. */
export const oneLine = (text: string): string =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' | ')

/** Columns of plain text, two spaces apart; numbers to the right; cut at `columns` when it is not 0. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], columns = 0): string {
  const text = rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '-' : oneLine(String(cell)))))
  const widths = head.map((name, i) => Math.max(name.length, ...text.map((row) => row[i]?.length ?? 0)))
  const right = head.map(
    (_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number' || row[i] === null),
  )
  const line = (cells: readonly string[]): string => {
    const joined = cells
      .map((cell, i) => (right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
    const cut = joined.trimEnd()
    return columns > 0 && cut.length > columns ? `${cut.slice(0, columns - 1)}…` : cut
  }
  return `${[head, ...text].map(line).join('\n')}\n`
}

/** `name: value` lines. */
export function fields(pairs: readonly (readonly [string, Cell])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 1
  return pairs
    .map(
      ([name, value]) => `${`${name}:`.padEnd(width)} ${typeof value === 'string' ? oneLine(value) : (value ?? '-')}\n`,
    )
    .join('')
}

export function duration(ms: number): string {
  const s = Math.max(0, ms) / 1_000
  if (s < 10) return `${s.toFixed(1)}s`
  if (s < 120) return `${Math.round(s)}s`
  if (s < 7_200) return `${Math.floor(s / 60)}m${String(Math.floor(s % 60)).padStart(2, '0')}s`
  if (s < 172_800) return `${Math.floor(s / 3_600)}h${String(Math.floor((s % 3_600) / 60)).padStart(2, '0')}m`
  return `${Math.floor(s / 86_400)}d`
}

/** A figure with four digits after the point, `unknown` when there is none. */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? 'unknown' : String(Math.round(value * 10_000) / 10_000)
}

export function bar(done: number, total: number, width = 24): string {
  const share = total > 0 ? Math.min(1, done / total) : 0
  const full = Math.round(share * width)
  return `[${'█'.repeat(full)}${'░'.repeat(width - full)}] ${Math.floor(share * 100)}%`
}

export function when(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
