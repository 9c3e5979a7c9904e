/**
 * A gang that really trains: PyTorch's DistributedDataParallel over gloo, three ranks on three agents and a fourth that is free, each behind a
 * link that can be cut. It loses a rank, an agent, a whole host and the coordinator, one after the other, and still ends with the right
 * result. The time of each way back is printed in parts.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { limits } from '../../shared/limits.ts'
import type { CheckpointRow } from '../../shared/model/checkpoints.ts'
import type { AttemptRow, HostRow, JobRow } from '../../shared/model/rows.ts'
import { type RecoveryPart, recoveryParts } from '../../shared/model/scheduling.ts'
import { type Site, startSite } from '../fakes/site.ts'
import { TcpProxy } from '../fakes/tcp-proxy.ts'
import { pythonWithTorch } from '../fakes/torch.ts'
import type { Check, Part } from './part.ts'

const script = fileURLToPath(new URL('../../examples/pytorch/train_ddp.py', import.meta.url))
const agents = ['h1', 'h2', 'h3', 'h4']
const members = 3
/** loading torch takes seconds, on a busy machine many */
const deadlineMs = 180_000
/** Twice the least: on a machine that does much else, ranks may stand still and agents start for longer than that, and be stopped as they were told. */
const lostAfterMs = 2 * limits.lostAfterLeastMs
const graceMs = 2_000
const every = 20
/** the parts that are ours: loading PyTorch, reading a checkpoint and the first step are not */
const ours: readonly RecoveryPart[] = ['detect', 'decide', 'fence', 'relaunch']

const stepsIn = (folder: string): number[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.pt'))
    .map((name) => Number(/\d+/.exec(name)?.[0]))
    .sort((a, b) => a - b)

class Scene {
  readonly site: Site
  readonly saved: string
  readonly links = new Map<string, TcpProxy>()
  #job = ''

  constructor(site: Site) {
    this.site = site
    this.saved = join(site.dir, 'saved')
    mkdirSync(this.saved)
  }

  async hosts(): Promise<void> {
    for (const name of agents) {
      this.links.set(name, await TcpProxy.open(() => this.site.address))
      this.start(name)
    }
    await this.site.until('all agents are connected', async () => {
      const { rows } = await this.site.api<{ rows: { liveness: string }[] }>('GET', '/api/v1/hosts')
      return rows.filter(({ liveness }) => liveness === 'connected').length === agents.length
    })
  }

  start(name: string): void {
    this.site.startAgent(name, { link: this.links.get(name)!.address, more: ['--address', '127.0.0.1'] })
  }

  async submit(): Promise<void> {
    const argv = [pythonWithTorch(), script, '--checkpoints', this.saved, '--every', String(every), '--step-ms', '20']
    const spec = {
      name: 'ddp',
      kind: 'gang',
      gang: { hosts: members },
      run: { kind: 'command', argv: [...argv, '--target-loss', '0.0005'] },
      policy: { lostAfterMs, graceMs },
    }
    this.#job = (await this.site.api<JobRow>('POST', '/api/v1/jobs', { spec })).id
  }

  row = (): Promise<JobRow> => this.site.job(this.#job)
  attempts = (): Promise<readonly AttemptRow[]> => this.site.attempts(this.#job)

  /** Three checkpoints more than there are: the gang steps. */
  async goesOn(): Promise<void> {
    const before = stepsIn(this.saved).at(-1) ?? 0
    const reached = async (): Promise<boolean> => (stepsIn(this.saved).at(-1) ?? 0) >= before + 3 * every
    await this.site.until(`a checkpoint after step ${before}`, reached, deadlineMs)
  }

  /** The step of the newest checkpoint that is registered: the file of a newer one may be there, and not told yet. */
  async registered(): Promise<number> {
    const { rows } = await this.site.api<{ rows: CheckpointRow[] }>('GET', `/api/v1/jobs/${this.#job}/checkpoints`)
    return Math.max(0, ...rows.filter(({ state }) => state === 'durable').map(({ step }) => step))
  }

  async members(epoch: number): Promise<{ attempt: AttemptRow; host: string; dir: string }[]> {
    const { rows } = await this.site.api<{ rows: HostRow[] }>('GET', '/api/v1/hosts')
    const nameOf = (id: string): string => rows.find((row) => row.id === id)?.name ?? ''
    return (await this.attempts())
      .filter((attempt) => attempt.epoch === epoch)
      .map((attempt) => ({
        attempt,
        host: nameOf(attempt.host),
        dir: join(this.site.dir, nameOf(attempt.host), 'attempts', attempt.id),
      }))
  }

  async epoch(number: number): Promise<void> {
    const whole = async (): Promise<boolean> =>
      (await this.members(number)).filter(({ attempt }) => attempt.state === 'running').length === members
    await this.site.until(`epoch ${number} runs`, whole, deadlineMs)
  }

  logs(dirs: readonly string[]): string {
    return dirs.map((dir) => readFileSync(join(dir, 'ranks/0/log'), 'utf8')).join('')
  }

  async close(): Promise<void> {
    await this.site.close()
    for (const link of this.links.values()) await link.close()
  }
}

const pidOf = (dir: string): number => Number(readFileSync(join(dir, 'ranks/0/pid'), 'utf8').split(' ')[0])

/** The parts of the last way back; what was ours of it within the bound. */
async function tellRecovery(check: Check, scene: Scene, what: string, boundMs: number): Promise<void> {
  const { gang } = await scene.row()
  const parts = gang?.recovery?.parts ?? {}
  const told = recoveryParts.flatMap((part) =>
    parts[part] === undefined ? [] : [`${part} ${(parts[part] / 1_000).toFixed(2)} s`],
  )
  const ms = ours.reduce((sum, part) => sum + (parts[part] ?? 0), 0)
  check.note(`${what}: ${told.join(', ')}`)
  check.ok(
    ours.every((part) => parts[part] !== undefined),
    `${what}: each part of the way back is known`,
    parts,
  )
  check.ok(ms <= boundMs, `${what}: detected, decided, fenced and launched within ${boundMs / 1_000} s`, { ms })
}

async function beganAtLast(check: Check, scene: Scene, what: string, epoch: number, least: number): Promise<void> {
  const dirs = (await scene.members(epoch)).map(({ dir }) => dir)
  const begun = await scene.site.until(
    'the ranks have begun',
    async () => /3 ranks begin at step (\d+)/.exec(scene.logs(dirs)) ?? false,
    deadlineMs,
  )
  check.ok(Number(begun[1]) >= least, `${what}: it goes on from the last checkpoint`, { begun: begun[1], least })
}

async function losesRank(check: Check, scene: Scene): Promise<void> {
  await scene.goesOn()
  const before = await scene.registered()
  const victim = (await scene.members(1))[1]!
  process.kill(pidOf(victim.dir), 'SIGKILL')
  await scene.epoch(2)
  const { exit } = (await scene.attempts()).find(({ id }) => id === victim.attempt.id) as AttemptRow
  check.equal(exit?.signal, 'SIGKILL', 'a rank is killed: its end is told with its signal')
  await beganAtLast(check, scene, 'a rank is killed', 2, before)
  await tellRecovery(check, scene, 'a rank is killed', 3_000)
}

async function losesAgent(check: Check, scene: Scene): Promise<void> {
  await scene.goesOn()
  const { host } = (await scene.members(2))[0]!
  await scene.site.kill(host)
  scene.start(host)
  await scene.goesOn()
  check.equal((await scene.row()).gang?.epoch, 2, 'an agent is killed: the ranks step on')
}

async function losesHost(check: Check, scene: Scene): Promise<void> {
  await scene.goesOn()
  const before = await scene.registered()
  const dead = (await scene.members(2)).at(-1)!
  scene.links.get(dead.host)!.mode = 'half-open'
  process.kill(pidOf(dead.dir), 'SIGKILL')
  await scene.site.kill(dead.host)
  await scene.epoch(3)
  const hosts = (await scene.members(3)).map(({ host }) => host)
  check.ok(!hosts.includes(dead.host), 'a host is lost: another takes its place', hosts)
  await beganAtLast(check, scene, 'a host is lost', 3, before)
  await tellRecovery(check, scene, 'a host is lost', lostAfterMs * 1.01 + graceMs + limits.fenceSlackMs + 3_000)
}

async function losesCoordinator(check: Check, scene: Scene): Promise<void> {
  await scene.goesOn()
  await scene.site.kill('coordinator')
  await scene.goesOn()
  await scene.site.startCoordinator()
  await scene.site.until('the job is known', async () => (await scene.row()).state === 'running')
  check.equal((await scene.row()).gang?.epoch, 3, 'the coordinator is killed: the ranks step on')
}

async function train(check: Check, scene: Scene): Promise<void> {
  await scene.hosts()
  await scene.submit()
  await losesRank(check, scene)
  await losesAgent(check, scene)
  await losesHost(check, scene)
  await losesCoordinator(check, scene)
  const end = await scene.site.until(
    'the end of the job',
    async () => {
      const row = await scene.row()
      return row.endedMs !== null && row
    },
    deadlineMs,
  )
  check.ok(end.state === 'succeeded' && end.gang?.epoch === 3, 'it trains to its target', end.gang)
  const logs = scene.logs((await scene.members(3)).map(({ dir }) => dir))
  check.ok(/reached loss 0\.000[0-4]/.test(logs), 'the loss is what was asked for', logs.slice(-2_000))
}

export const name = 'torch'
export const missing: Part['missing'] = () =>
  pythonWithTorch() === undefined ? 'no python3 with PyTorch (Debian: python3-torch)' : undefined
export const run: Part['run'] = async (check) => {
  const scene = new Scene(await startSite([]))
  try {
    await train(check, scene)
  } finally {
    await scene.close()
  }
}
