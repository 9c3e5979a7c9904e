/**
 * `npm run bench -- NAME [--json]`. A bench is `test/bench/NAME.ts` that exports `name` and
 * `run(log) → { ok, figures, targets }`. A table for people goes to stderr; with `--json` the last line of stdout is
 * `{"bench","ok","figures","targets"}`. The exit code is 0 when every target was met.
 */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

type Figures = Readonly<Record<string, unknown>>

interface Outcome {
  readonly ok: boolean
  readonly figures: Figures
  readonly targets: Figures
}

interface Bench {
  readonly name: string
  run(log: (line: string) => void): Promise<Outcome>
}

const here = dirname(fileURLToPath(import.meta.url))
const log = (line: string): void => void process.stderr.write(`${line}\n`)

function names(): string[] {
  const files = readdirSync(here).filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  return files.map((file) => file.slice(0, -'.ts'.length)).sort()
}

const isPlain = (value: unknown): value is Figures =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{a: {b: 1}}` → `a.b` 1, so that a table has one figure a line. */
export function flatten(figures: Figures, prefix = ''): [string, unknown][] {
  return Object.entries(figures).flatMap(([key, value]): [string, unknown][] =>
    isPlain(value) ? flatten(value, `${prefix}${key}.`) : [[prefix + key, value]],
  )
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(4)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function printTable({ figures, targets, ok }: Outcome, seconds: number): void {
  const wanted = new Map(flatten(targets))
  const rows = flatten(figures).map(([key, value]) => [key, shown(value), shown(wanted.get(key) ?? '')])
  const unseen = [...wanted].filter(([key]) => !rows.some((row) => row[0] === key))
  const all = [['figure', 'value', 'target'], ...rows, ...unseen.map(([key, value]) => [key, '', shown(value)])]
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]!.length)))
  log('')
  for (const [key, value, target] of all) log(`${key!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)}  ${target}`)
  log(`\n${ok ? 'every target met' : 'A TARGET WAS MISSED'} in ${seconds.toFixed(1)} s`)
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0 || !names().includes(name)) {
    if (name !== undefined) log(`bench: there is no ${positionals.join(' ')}`)
    log(`usage: npm run bench -- NAME [--json]\nbenches: ${names().join(', ') || 'none yet'}`)
    return name === undefined ? 0 : 2
  }
  const bench = (await import(pathToFileURL(join(here, `${name}.ts`)).href)) as Bench
  const started = performance.now()
  const outcome = await bench.run(log)
  printTable(outcome, (performance.now() - started) / 1000)
  const { ok, figures, targets } = outcome
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: bench.name, ok, figures, targets })}\n`)
  return ok ? 0 : 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main()
