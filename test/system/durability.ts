/** What SIGKILL cannot prove: that an answer follows an fdatasync, and what a full disk does. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobRow } from '../../shared/model/rows.ts'
import { Started } from '../fakes/started.ts'
import type { Check, Part } from './part.ts'

const has = (tool: string): boolean => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0
const job = (name: string): object => ({
  spec: { name, kind: 'batch', run: { kind: 'command', argv: ['true'] }, shards: { count: 1 } },
})

function syncs(file: string): number {
  return (existsSync(file) ? readFileSync(file, 'utf8') : '')
    .split('\n')
    .filter((line) => /\bf(data)?sync\(/.test(line)).length
}

async function fsyncPart(check: Check): Promise<void> {
  if (!has('strace')) return check.skip('an answer follows an fdatasync', 'no strace')
  const dir = mkdtempSync(join(tmpdir(), 'mw-fsync-'))
  const trace = join(dir, 'trace')
  const coordinator = await Started.coordinator(join(dir, 'state'), [
    'strace',
    '-D',
    '-f',
    '-e',
    'trace=fsync,fdatasync',
    '-o',
    trace,
  ])
  try {
    const answers = 20
    let fewest = Number.POSITIVE_INFINITY
    for (let i = 0; i < answers; i++) {
      const before = syncs(trace)
      const response = await coordinator.post('/api/v1/jobs', job(`sync-${i}`))
      fewest = Math.min(fewest, syncs(trace) - before)
      if (response.status !== 201) check.ok(false, 'a submission is taken', await response.text())
    }
    check.note(`${answers} answered submissions, ${syncs(trace)} fdatasync calls in all`)
    check.ok(fewest >= 1, 'every answered submission has an fdatasync of its own before the answer', { fewest })
  } finally {
    await coordinator.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function fullDiskPart(check: Check): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'mw-full-'))
  const mount = join(dir, 'disk')
  mkdirSync(mount)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', mount]).status !== 0) {
    rmSync(dir, { recursive: true })
    return check.skip('a full disk', 'a tmpfs cannot be mounted here (not root?)')
  }
  const coordinator = await Started.coordinator(join(mount, 'state'), [])
  try {
    check.equal((await coordinator.post('/api/v1/jobs', job('before'))).status, 201, 'with room a submission is taken')
    const free = statfsSync(mount)
    writeFileSync(join(mount, 'filler'), Buffer.alloc(free.bavail * free.bsize - 40 * 1_048_576))
    let taken = 1
    const submit = async (): Promise<Response> => {
      const response = await coordinator.post('/api/v1/jobs', job('full'))
      if (response.status === 201) taken++
      return response
    }
    const refused = await until(submit, 507)
    check.equal(refused.status, 507, 'below the ballast a submission is refused with 507')
    const problem = (await refused.json()) as { code: string; detail: string }
    check.ok(problem.code === 'disk-full' && /free some space/.test(problem.detail), 'it says what to do', problem)
    const listed = (await (await coordinator.get('/api/v1/jobs')).json()) as { rows: JobRow[] }
    check.equal(listed.rows.length, taken, 'reads go on; what was answered with 201 is kept, what was refused is not')
    rmSync(join(mount, 'filler'))
    check.equal(
      (await until(() => coordinator.post('/api/v1/jobs', job('after')), 201)).status,
      201,
      'with room again submissions are taken again',
    )
  } finally {
    await coordinator.stop()
    // Lazily: a helper process of the coordinator (esbuild's) may still be on its way out.
    spawnSync('umount', ['-l', mount])
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Asks until the answer has this status, or some seconds have passed: the disk is looked at once a second. */
async function until(ask: () => Promise<Response>, status: number): Promise<Response> {
  for (let i = 0; ; i++) {
    const response = await ask()
    if (response.status === status || i >= 60) return response
    await response.arrayBuffer()
    await wait(100)
  }
}

export const part: Part = {
  name: 'durability',
  missing: () => undefined,
  async run(check) {
    await fsyncPart(check)
    await fullDiskPart(check)
  },
}
export const { name, missing, run } = part
