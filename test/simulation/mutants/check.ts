/** Each mutant must pass tsc: bugs that the compiler finds prove nothing about the simulator. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mutant, mutated } from './mutant.ts'

const copied = ['agent', 'coordinator', 'shared', 'installers', 'test', 'examples', 'tsconfig.json', 'package.json']

/** Bugs in different files are checked in one run of tsc; what fails together is told apart by the file that tsc names. */
export function checkTypes(root: string, mutants: readonly Mutant[], say: (line: string) => void): number {
  const dir = mkdtempSync(join(tmpdir(), 'millwright-mutants-'))
  try {
    for (const name of copied) cpSync(join(root, name), join(dir, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))
    let bad = 0
    for (const batch of batches(mutants)) bad += checkBatch(root, dir, batch, say)
    say(`${mutants.length - bad} of ${mutants.length} mutants pass tsc`)
    return bad === 0 ? 0 : 1
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Of each file at most one bug a batch. */
function batches(mutants: readonly Mutant[]): Mutant[][] {
  const found: Mutant[][] = []
  for (const mutant of mutants) {
    const room = found.find((batch) => batch.every(({ file }) => file !== mutant.file))
    if (room === undefined) found.push([mutant])
    else room.push(mutant)
  }
  return found
}

function checkBatch(root: string, dir: string, batch: readonly Mutant[], say: (line: string) => void): number {
  for (const mutant of batch)
    writeFileSync(join(dir, mutant.file), mutated(mutant, readFileSync(join(root, mutant.file), 'utf8')))
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
    cwd: dir,
    encoding: 'utf8',
  })
  for (const { file } of batch) cpSync(join(root, file), join(dir, file))
  if (tsc.status === 0) return 0
  const failed = batch.filter(({ file }) => tsc.stdout.includes(`${file}(`) || tsc.stdout.includes(`${file}:`))
  for (const { name } of failed) say(`mutant ${name} does not pass tsc`)
  say(tsc.stdout.slice(0, 4_000))
  return Math.max(1, failed.length)
}
