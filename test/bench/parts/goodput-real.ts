/**
 * The same schedule with real processes: a coordinator, 8 agents and 8 light ranks on this machine, which step together over loopback and save
 * real files. Ranks are killed, crash and end with the words of NCCL and CUDA; agents are killed in between, which is to cost nothing. (A host that
 * goes down is left to the simulated runs: what tells that it is gone does not scale.)
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CheckpointList } from '../../../shared/model/checkpoints.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Recovery } from '../../../shared/model/scheduling.ts'
import { type Site, startSite } from '../../fakes/site.ts'
import { drawAgentKills, drawSchedule, hosts, meanBetweenMs, saveMs, stepMs, steps } from './fault-schedule.ts'
import type { Done, GangRun, Struck } from './goodput-run.ts'

/** the signal that makes a rank end so */
const signals = { killed: 'SIGKILL', crashed: 'SIGSEGV', network: 'SIGUSR1', gpu: 'SIGUSR2' } as const
const kinds = ['killed', 'crashed', 'network', 'gpu'] as const
const withinMs = 15 * 60_000
const lookEveryMs = 250
const agentAwayMs = 300

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6

export async function goodputOfProcesses(seed: number, log: (line: string) => void): Promise<GangRun> {
  const agents = Array.from({ length: hosts }, (_, i) => `agent-${i + 1}`)
  const site = await startSite(agents)
  try {
    return await new RealGang(site, seed, log).run()
  } finally {
    await site.close()
  }
}

class RealGang {
  readonly #site: Site
  readonly #seed: number
  readonly #log: (line: string) => void
  readonly #folder: string
  readonly #struck: Struck[] = []
  readonly #recoveries = new Map<number, Recovery>()
  #harmless = 0

  constructor(site: Site, seed: number, log: (line: string) => void) {
    this.#site = site
    this.#seed = seed
    this.#log = log
    this.#folder = join(site.dir, 'gang')
    mkdirSync(join(this.#folder, 'checkpoints'), { recursive: true })
  }

  async run(): Promise<GangRun> {
    const { id } = await this.#site.api<JobRow>('POST', '/api/v1/jobs', { spec: this.#spec() })
    const first = await this.#site.until('the first step is done', async () => this.#words('done')[0])
    const job = await this.#underFaults(id, Number(first[2]) - stepMs)
    if (job.state !== 'succeeded' || job.gang === null) throw new Error(`the job is ${job.state}: ${job.reason}`)
    const { advice } = await this.#site.api<CheckpointList>('GET', `/api/v1/jobs/${id}/checkpoints`)
    return {
      steps,
      done: this.#done(),
      faults: this.#struck,
      harmless: this.#harmless,
      epochs: job.gang.epoch,
      recoveries: [...this.#recoveries.values()],
      advice,
    }
  }

  #spec(): object {
    const rank = join(import.meta.dirname, '../workers/saving-rank.py')
    // told to the ranks themselves: Millwright tells of no interval under 10 s
    const saveEveryMs = Math.round(Math.sqrt(2 * saveMs * meanBetweenMs))
    return {
      name: 'goodput',
      kind: 'gang',
      run: {
        kind: 'worker',
        argv: ['python3', '-S', rank, this.#folder, ...[steps, stepMs, saveMs, saveEveryMs].map(String)],
      },
      gang: { hosts },
      checkpoints: { keep: 3 },
      policy: { maxRestarts: 100 },
    }
  }

  /** Until the job has ended. */
  async #underFaults(id: string, beganMs: number): Promise<JobRow> {
    const faults = drawSchedule(this.#seed, kinds, withinMs)
    const strikes = faults.map(({ atMs, kind, rank }) => ({ atMs, run: () => this.#strike(kind, rank) }))
    const kills = drawAgentKills(this.#seed, faults).map(({ atMs, rank }) => ({
      atMs,
      run: () => this.#killAgent(rank),
    }))
    const due = [...strikes, ...kills].sort((a, b) => a.atMs - b.atMs)
    for (;;) {
      const job = await this.#site.job(id)
      if (job.gang?.recovery != null) this.#recoveries.set(job.gang.recovery.epoch, job.gang.recovery)
      if (job.endedMs !== null) return job
      const passedMs = nowMs() - beganMs
      if (passedMs > withinMs)
        throw new Error(`the gang has not done its ${steps} steps within ${withinMs / 60_000} min`)
      const next = due[0]
      const leftMs = (next?.atMs ?? withinMs) - passedMs
      if (leftMs > lookEveryMs) await wait(lookEveryMs)
      else {
        await wait(Math.max(0, leftMs))
        due.shift()
        next?.run()
      }
    }
  }

  #strike(kind: (typeof kinds)[number], rank: number): void {
    const pid = this.#words('ranks').findLast(([, of]) => Number(of) === rank)?.[2]
    try {
      process.kill(Number(pid), signals[kind])
    } catch {
      return void this.#log(`${kind}: rank ${rank} does not run just then`)
    }
    this.#struck.push({ kind, atMs: nowMs() })
    this.#log(`fault ${this.#struck.length}: rank ${rank} ${kind}, at step ${this.#words('done').at(-1)?.[1]}`)
  }

  #killAgent(rank: number): void {
    const name = `agent-${rank + 1}`
    this.#harmless++
    void this.#site
      .kill(name)
      .then(() => wait(agentAwayMs))
      .then(() => this.#site.startAgent(name))
  }

  #done(): Done[] {
    const saved = new Set(this.#words('saved').map(([epoch, step]) => `${epoch} ${step}`))
    return this.#words('done').map(([epoch = '', step = '', atMs]) => ({
      atMs: Number(atMs),
      epoch: Number(epoch),
      step: Number(step),
      saves: saved.has(`${epoch} ${step}`),
    }))
  }

  #words(file: string): string[][] {
    try {
      const lines = readFileSync(join(this.#folder, file), 'utf8').trim().split('\n')
      return lines.filter((line) => line !== '').map((line) => line.split(' '))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  }
}
