/** `npm run sim -- --mutants [--check]`: is every planted bug found? With `--check` only that each is in its place and passes the types. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Found } from './hunt.ts'
import { type Mutant, mutants } from './list.ts'
import { mutated } from './plant.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const child = fileURLToPath(new URL('child.ts', import.meta.url))

/** for each mutant */
const cpuSeconds = 20
/** at least this share is to be found */
const target = 0.9

export interface MutantOptions {
  readonly check: boolean
  readonly say: (line: string) => void
}

export async function runMutants({ check, say }: MutantOptions): Promise<number> {
  if (check) return checkTypes(say)
  let found = 0
  for (const mutant of mutants) {
    mutated(mutant)
    const result = await hunted(mutant)
    if (result !== null) found++
    const how =
      result === null
        ? `NOT FOUND in ${cpuSeconds} CPU-seconds`
        : `${(result.cpuMs / 1000).toFixed(1).padStart(5)} s  seed ${String(result.seed).padStart(2)}  [${result.rule}] ${result.text}`
    say(`${mutant.name.padEnd(60)} ${how}`)
  }
  const share = found / mutants.length
  say(`${found} of ${mutants.length} mutants found (${Math.round(100 * share)} %, target ${100 * target} %)`)
  return share >= target ? 0 : 1
}

async function hunted(mutant: Mutant): Promise<Found | null> {
  const { stdout } = await run(process.execPath, [child, mutant.name, String(cpuSeconds)], { maxBuffer: 1 << 24 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null') as Found | null
}

/** Every mutant in a copy of the sources. */
async function checkTypes(say: (line: string) => void): Promise<number> {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
  let wrong = 0
  try {
    for (const name of [
      'agent',
      'coordinator',
      'shared',
      'installers',
      'test',
      'examples',
      'tsconfig.json',
      'package.json',
    ])
      cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    for (const mutant of mutants) {
      const path = join(copy, mutant.file)
      writeFileSync(path, mutated(mutant))
      const problem = await typesOf(copy)
      cpSync(join(root, mutant.file), path)
      if (problem !== '') wrong++
      say(`${mutant.name.padEnd(60)} ${problem === '' ? 'passes the types' : problem}`)
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
  say(`${mutants.length - wrong} of ${mutants.length} mutants pass the types`)
  return wrong === 0 ? 0 : 1
}

async function typesOf(folder: string): Promise<string> {
  try {
    await run(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder], { cwd: folder })
    return ''
  } catch (error) {
    return ((error as { stdout?: string }).stdout ?? String(error)).split('\n')[0] ?? 'fails'
  }
}
