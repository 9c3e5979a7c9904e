/**
 * Agents come and go, work stays: 64 small processes under an agent that is killed, restarted and upgraded to another checkout. None is
 * stopped, and those that end meanwhile are told with their own exit.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExitRecord } from '../../shared/model/job.ts'
import type { AttemptRow, HostRow, JobRow } from '../../shared/model/rows.ts'
import { type Site, startSite } from '../fakes/site.ts'
import type { Check, Part } from './part.ts'

const count = 64
const agent = 'host-1'
const reconciledWithinMs = 5_000
const root = join(import.meta.dirname, '../..')

/** How a process is told to end, by what the file for it says; until then it runs. */
const script = `
echo $$ >"$DIR/$1.pid"
while [ ! -e "$DIR/$1.end" ]; do sleep 0.2; done
read -r how <"$DIR/$1.end"
case $how in SIG*) kill -"\${how#SIG}" $$; sleep 60;; esac
exit "$how"`

type How = readonly [how: string, exit: Pick<ExitRecord, 'code' | 'signal'>]
const ways: readonly How[] = [
  ['0', { code: 0, signal: null }],
  ['1', { code: 1, signal: null }],
  ['93', { code: 93, signal: null }],
  ['137', { code: 137, signal: null }],
  ['SIGKILL', { code: null, signal: 'SIGKILL' }],
  ['SIGSEGV', { code: null, signal: 'SIGSEGV' }],
]

class Scene {
  readonly site: Site
  readonly #files: string
  readonly #jobs: string[] = []

  constructor(site: Site) {
    this.site = site
    this.#files = join(site.dir, 'processes')
    mkdirSync(this.#files)
  }

  async submit(): Promise<void> {
    for (let i = 0; i < count; i++) {
      const run = { kind: 'command', argv: ['sh', '-c', script, 'process', String(i)] }
      const policy = { maxRestarts: 0 }
      const spec = { name: `p-${i}`, kind: 'gang', gang: { hosts: 1 }, run, policy, env: { DIR: this.#files } }
      this.#jobs.push((await this.site.api<JobRow>('POST', '/api/v1/jobs', { spec })).id)
    }
    const here = (): number => readdirSync(this.#files).filter((file) => file.endsWith('.pid')).length
    await this.site.until('all processes run', async () => here() === count)
  }

  end(index: number, how: string): void {
    const file = join(this.#files, `${index}.end`)
    writeFileSync(`${file}.tmp`, how)
    cpSync(`${file}.tmp`, file)
  }

  pid = (index: number): number => Number(readFileSync(join(this.#files, `${index}.pid`), 'utf8'))
  runs = (index: number): boolean => existsSync(`/proc/${this.pid(index)}`)

  /** Those of these that do not run any more. */
  dead(indexes: readonly number[]): number[] {
    return indexes.filter((index) => !this.runs(index))
  }

  async attempt(index: number): Promise<AttemptRow> {
    return (await this.site.attempts(this.#jobs[index] as string))[0] as AttemptRow
  }

  /** Until the coordinator tells of all ends, and of all that runs; how long that takes. */
  async reconciled(ended: readonly number[], running: readonly number[]): Promise<number> {
    const began = performance.now()
    await this.site.until('the agent is back and all is told', async () => {
      const host = (await this.site.api<{ rows: { liveness: string }[] }>('GET', '/api/v1/hosts')).rows[0]
      if (host?.liveness !== 'connected') return false
      for (const index of ended) if ((await this.attempt(index)).state !== 'ended') return false
      for (const index of running) if ((await this.attempt(index)).state !== 'running') return false
      return true
    })
    return performance.now() - began
  }

  checkout(version: string): string {
    const copy = join(this.site.dir, 'checkout')
    mkdirSync(copy)
    for (const name of ['agent', 'shared', 'package.json'])
      cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    const file = join(copy, 'package.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"version": "[^"]*"/, `"version": "${version}"`))
    return copy
  }
}

/** While the agent is away six processes end, each in its own way; `back` starts the next life of the agent. */
async function round(check: Check, scene: Scene, what: string, first: number, back: () => void): Promise<void> {
  const ended = ways.map((_, i) => first + i)
  const running = Array.from({ length: count - first - ways.length }, (_, i) => first + ways.length + i)
  for (const [i, [how]] of ways.entries()) scene.end(first + i, how)
  await scene.site.until('they have ended', async () => scene.dead(ended).length === ended.length)
  back()
  const ms = await scene.reconciled(ended, running)
  check.equal(scene.dead(running), [], `${what}: no process is stopped`)
  for (const [i, [how, wanted]] of ways.entries()) {
    const { exit } = await scene.attempt(first + i)
    const found = exit === null ? null : { code: exit.code, signal: exit.signal }
    check.equal(found, wanted, `${what}: the end of a process that ended meanwhile with ${how} is told as it was`)
  }
  check.note(`${what}: reconciled ${(ms / 1_000).toFixed(2)} s after the agent was started`)
  check.ok(ms <= reconciledWithinMs, `${what}: reconciled within ${reconciledWithinMs / 1_000} s`, { ms })
}

async function adoption(check: Check): Promise<void> {
  const site = await startSite([agent], count)
  try {
    const scene = new Scene(site)
    await scene.submit()
    await site.kill(agent, 'SIGKILL')
    await round(check, scene, 'kill -9', 0, () => site.startAgent(agent))
    await site.kill(agent, 'SIGTERM')
    await round(check, scene, 'restart', ways.length, () => site.startAgent(agent))
    const checkout = scene.checkout('0.2.0')
    await site.kill(agent, 'SIGTERM')
    await round(check, scene, 'upgrade', 2 * ways.length, () => site.startAgent(agent, { checkout }))
    const host = (await site.api<{ rows: HostRow[] }>('GET', '/api/v1/hosts')).rows[0]
    check.equal(host?.inventory.agentVersion, '0.2.0', 'upgrade: the host tells its new version')
    await site.kill('coordinator', 'SIGKILL')
    const left = Array.from({ length: count - 3 * ways.length }, (_, i) => 3 * ways.length + i)
    const [some, others] = [left.slice(0, 10), left.slice(10)]
    for (const index of some) scene.end(index, '0')
    await site.until('they have ended', async () => scene.dead(some).length === some.length)
    check.equal(scene.dead(others), [], 'without a coordinator: no process is stopped')
    await site.startCoordinator()
    await scene.reconciled(some, others)
    for (const index of others) scene.end(index, '0')
    await scene.reconciled(left, [])
    const exits = await Promise.all(left.map(async (index) => (await scene.attempt(index)).exit))
    const wrong = exits.filter((exit) => exit?.code !== 0 || exit.signal !== null)
    check.equal(wrong, [], 'all that is left ends by itself, and is told')
  } finally {
    await site.close()
  }
}

export const name = 'adoption'
export const missing: Part['missing'] = () => undefined
export const run: Part['run'] = adoption
