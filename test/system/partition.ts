/**
 * Partitions of 0.5, 1, 2 and 10 × `lost_after`, on real agents and processes, all at once: (a) the link of an agent alone, while the gang
 * steps on; (b) the traffic of its ranks, too; (c) a coordinator that is away. Two epochs never run at once; what steps is never stopped.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { limits } from '../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import { type Site, startSite } from '../fakes/site.ts'
import { TcpProxy } from '../fakes/tcp-proxy.ts'
import type { Check, Part } from './part.ts'

const lostAfterMs = limits.lostAfterLeastMs
const graceMs = 2_000
const times = [0.5, 1, 2, 10] as const
const rankFile = join(import.meta.dirname, '../fakes/stepping-rank.mjs')
/** from the last sign to the next epoch, at least (DESIGN section 5) */
const fenceMs = 1.01 * lostAfterMs + graceMs + limits.fenceSlackMs

interface Gang {
  readonly name: string
  readonly hosts: readonly string[]
  readonly job: string
}

/** Two hosts of their own and a third that is free, so that a next epoch has somewhere to go. */
class Scene {
  readonly site: Site
  readonly files: string
  readonly #links = new Map<string, TcpProxy>()
  readonly #ways = new Map<string, TcpProxy>()

  constructor(site: Site) {
    this.site = site
    this.files = join(site.dir, 'ranks')
    mkdirSync(this.files)
  }

  async host(name: string): Promise<void> {
    const link = await TcpProxy.open(() => this.site.address)
    this.#links.set(name, link)
    this.site.startAgent(name, { link: link.address, more: ['--label', `gang=${name.split('.')[0]}`] })
  }

  async gang(name: string): Promise<Gang> {
    const hosts = ['1', '2', '3'].map((number) => `${name}.${number}`)
    for (const host of hosts) await this.host(host)
    return { name, hosts, job: '' }
  }

  async submit(gang: Gang): Promise<Gang> {
    const spec = {
      name: gang.name,
      kind: 'gang',
      gang: { hosts: 2 },
      run: { kind: 'command', argv: [process.execPath, rankFile] },
      env: { RANK_DIR: this.files },
      placement: { labels: { gang: gang.name } },
      policy: { lostAfterMs, graceMs },
    }
    const { id: job } = await this.site.api<JobRow>('POST', '/api/v1/jobs', { spec })
    for (const host of gang.hosts) {
      const way = await TcpProxy.open(() => readFileSync(join(this.files, `${job}.rank0`), 'utf8'))
      this.#ways.set(host, way)
      writeFileSync(join(this.files, `via-${host}`), way.address)
    }
    return { ...gang, job }
  }

  /** The host where rank 1 of the newest epoch runs. */
  async second({ job }: Gang): Promise<{ host: string; attempt: AttemptRow }> {
    const attempts = (await this.site.attempts(job)).filter(({ state }) => state === 'running')
    const hosts = (await this.site.api<{ rows: { id: string; name: string }[] }>('GET', '/api/v1/hosts')).rows
    for (const attempt of attempts) {
      const host = hosts.find(({ id }) => id === attempt.host)?.name ?? ''
      const seats = this.seats(job)
      if (seats.some((seat) => seat.rank === 1 && seat.epoch === attempt.epoch && seat.host === host))
        return { host, attempt }
    }
    throw new Error(`rank 1 of ${job} is not found`)
  }

  /** What ranks have left behind of when they ran. */
  seats(job: string): { epoch: number; rank: number; startedMs: number; aliveMs: number; host: string }[] {
    return readdirSync(this.files).flatMap((file) => {
      const [of, epoch, rank, more] = [file.slice(0, job.length), ...file.slice(job.length + 1).split('.')]
      if (of !== job || more !== undefined || !/^\d+$/.test(epoch ?? '') || !/^\d+$/.test(rank ?? '')) return []
      const [startedMs, aliveMs, host = ''] = readFileSync(join(this.files, file), 'utf8').split(' ')
      return [
        { epoch: Number(epoch), rank: Number(rank), startedMs: Number(startedMs), aliveMs: Number(aliveMs), host },
      ]
    })
  }

  /** Seconds in which ranks of two epochs ran at once. */
  overlapS(job: string): number {
    const seats = this.seats(job)
    let most = 0
    for (const one of seats)
      for (const other of seats) if (other.epoch > one.epoch) most = Math.max(most, one.aliveMs - other.startedMs)
    return most / 1_000
  }

  cut(host: string, ranksToo: boolean): void {
    this.#links.get(host)!.mode = 'half-open'
    if (ranksToo) this.#ways.get(host)!.mode = 'half-open'
  }
  heal(host: string): void {
    this.#links.get(host)!.mode = 'pass'
    this.#ways.get(host)!.mode = 'pass'
  }
  finish({ job }: Gang): void {
    writeFileSync(join(this.files, `${job}.finish`), '')
  }
  async ended({ job, name }: Gang): Promise<JobRow> {
    const found = await this.site.until(`${name} ends`, async () => {
      const row = await this.site.job(job)
      return row.endedMs !== null && row
    })
    return found
  }
  async close(): Promise<void> {
    for (const proxy of [...this.#links.values(), ...this.#ways.values()]) await proxy.close()
    await this.site.close()
  }
}

const runs =
  (scene: Scene, { job }: Gang) =>
  async (): Promise<boolean> => {
    const running = (await scene.site.attempts(job)).filter(({ state, steps }) => state === 'running' && steps)
    return running.length === 2 && scene.seats(job).length >= 2
  }

/** (a): nothing stops and no epoch begins. */
async function linkOnly(check: Check, scene: Scene, gang: Gang, factor: number): Promise<void> {
  const what = `(a) link cut for ${factor} × lost_after`
  const { host } = await scene.second(gang)
  scene.cut(host, false)
  await wait(factor * lostAfterMs)
  const before = await scene.site.job(gang.job)
  scene.heal(host)
  scene.finish(gang)
  const row = await scene.ended(gang)
  check.equal([before.state, before.gang?.epoch], ['running', 1], `${what}: the gang steps on, in its first epoch`)
  check.equal(
    [row.state, row.gang?.epoch, row.gang?.restarts],
    ['succeeded', 1, 0],
    `${what}: its results arrive after`,
  )
  const attempts = await scene.site.attempts(gang.job)
  check.equal(
    attempts.filter(({ exit }) => exit?.reason !== 'exited'),
    [],
    `${what}: nothing was stopped`,
  )
}

/** (b): the fence of both ends. */
async function ranksToo(check: Check, scene: Scene, gang: Gang, factor: number): Promise<void> {
  const what = `(b) link and ranks cut for ${factor} × lost_after`
  const { host, attempt } = await scene.second(gang)
  scene.cut(host, true)
  const cutMs = Date.now()
  await wait(factor * lostAfterMs)
  scene.heal(host)
  await scene.site.until(`${gang.name} steps again`, runs(scene, gang))
  scene.finish(gang)
  const row = await scene.ended(gang)
  check.equal(row.state, 'succeeded', `${what}: it ends well`)
  const overlap = scene.overlapS(gang.job)
  check.ok(overlap <= 0, `${what}: no second with two epochs`, { overlap })
  const next = scene.seats(gang.job).filter(({ epoch }) => epoch === 2)
  const exit = await scene.site.until(
    'the end of the member that was cut off is told',
    async () => (await scene.site.attempts(gang.job)).find(({ id }) => id === attempt.id)?.exit ?? false,
  )
  if (factor < 1) check.equal([row.gang?.epoch, exit.reason], [1, 'exited'], `${what}: nothing is stopped`)
  if (factor > 1)
    check.equal(exit.reason, 'lost-after', `${what}: the member that was cut off was stopped with lost-after`)
  if (factor <= 1 && next.length === 0) return
  const beganMs = Math.min(...next.map(({ startedMs }) => startedMs)) - cutMs
  check.note(`${what}: the next epoch began ${(beganMs / 1_000).toFixed(1)} s after the cut`)
  if (factor > 2)
    check.ok(beganMs < factor * lostAfterMs, `${what}: the next epoch does not wait for the link`, { beganMs })
  // a member that was heard again and had been stopped by its own agent is a confirmed end: no fence is waited for then
  const isConfirmed = factor * lostAfterMs <= beganMs
  check.ok(isConfirmed || beganMs >= fenceMs - limits.digestMs, `${what}: the next epoch waits for the fence`, {
    beganMs,
    fenceMs,
  })
}

async function links(check: Check): Promise<void> {
  const scene = new Scene(await startSite([]))
  try {
    const names = times.flatMap((factor) => [`a${factor}`, `b${factor}`]).map((name) => name.replace('.', '-'))
    const gangs: Gang[] = []
    for (const name of names) gangs.push(await scene.gang(name))
    const hosts = 3 * names.length
    await scene.site.until(
      'all agents are connected',
      async () =>
        (await scene.site.api<{ rows: { liveness: string }[] }>('GET', '/api/v1/hosts')).rows.filter(
          ({ liveness }) => liveness === 'connected',
        ).length === hosts,
      120_000,
    )
    for (const [i, gang] of gangs.entries()) gangs[i] = await scene.submit(gang)
    for (const gang of gangs) await scene.site.until(`${gang.name} steps`, runs(scene, gang), 120_000)
    await Promise.all(
      times.flatMap((factor, i) => [
        linkOnly(check, scene, gangs[2 * i] as Gang, factor),
        ranksToo(check, scene, gangs[2 * i + 1] as Gang, factor),
      ]),
    )
  } finally {
    await scene.close()
  }
}

/** (c): a coordinator that is away for 10 × lost_after. */
async function away(check: Check): Promise<void> {
  const scene = new Scene(await startSite([]))
  try {
    const gang = await scene.submit(await scene.gang('c'))
    await scene.site.until('it steps', runs(scene, gang), 120_000)
    await scene.site.kill('coordinator', 'SIGKILL')
    await wait(10 * lostAfterMs)
    await scene.site.startCoordinator()
    scene.finish(gang)
    const row = await scene.ended(gang)
    check.equal(
      [row.state, row.gang?.epoch, row.gang?.restarts],
      ['succeeded', 1, 0],
      '(c) coordinator away for 10 × lost_after: nothing stops',
    )
  } finally {
    await scene.close()
  }
}

export const name = 'partition'
export const missing: Part['missing'] = () => undefined
export const run: Part['run'] = async (check) => {
  await Promise.all([links(check), away(check)])
}
