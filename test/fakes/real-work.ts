/** The agent's real work on this host, without a link: real processes, and the test is the coordinator. Needs no package but Node. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WorkConfig } from '../../agent/config-work.ts'
import { Backoff } from '../../agent/work/backoff.ts'
import type { NewFact } from '../../agent/work/facts.ts'
import { openHostWork } from '../../agent/work/host-work.ts'
import type { Work } from '../../agent/work/work.ts'
import { bootClock, realTimers, steadyClock } from '../../shared/clock.ts'
import type { ExitRecord, TaskSpec } from '../../shared/model/job.ts'

export interface WorkPlace {
  readonly driver: 'systemd' | 'detached'
  readonly config?: Partial<WorkConfig>
  readonly env?: NodeJS.ProcessEnv
  /** all work runs in it */
  readonly image?: string
}

const defaults: WorkConfig = {
  driver: 'detached',
  user: null,
  allowUsers: [],
  umask: '0022',
  cpuQuota: true,
  tasksMax: 1_024,
  devices: [],
  scripts: { prolog: null, epilog: null, timeoutMs: 5_000 },
  keptWorkBytes: 0,
}
const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

export class RealWork {
  readonly stateDir = mkdtempSync(join(tmpdir(), 'mw-work-'))
  readonly facts: NewFact[] = []
  readonly said: string[] = []
  work!: Work
  readonly #place: WorkPlace
  #backoff!: Backoff
  #waiting: (() => void)[] = []
  #wanted: { attempt: string; action: string; specJson?: string; reason?: string; graceMs?: number }[] = []
  #numbers = 0

  constructor(place: WorkPlace) {
    this.#place = place
    // users pass through on the way to their work
    chmodSync(this.stateDir, 0o711)
    this.live()
  }

  /** A life of the agent. */
  live(): void {
    const { driver, config, env = {} } = this.#place
    const log = (level: string, message: string, fields: object = {}): void =>
      void this.said.push(`${level} ${message} ${JSON.stringify(fields)}`)
    this.#backoff = new Backoff(log, realTimers)
    this.work = openHostWork({
      stateDir: this.stateDir,
      bootId,
      cacheBytes: 1,
      backoff: this.#backoff,
      clock: steadyClock(),
      uptime: bootClock,
      timers: realTimers,
      log,
      gpus: { present: () => true, usedMb: () => 0, refresh: () => undefined },
      preflight: async () => undefined,
      fabric: () => ({ address: undefined, socketInterface: null, ibDevices: [] }),
      listedGpus: () => [],
      testGpu: async () => ({ kind: 'absent', why: 'there is no GPU' }),
      look: async () => [],
      baseEnv: { PATH: process.env.PATH, ...env },
      coordinatorHttp: 'http://127.0.0.1:9',
      engineArgv: () => [],
      commandWorkerArgv: [],
      checkpointArgv: ['false'],
      rules: { ...defaults, ...config, driver, slots: 1 },
      ackedSentMs: () => null,
      outbox: {
        append: async (fact) => this.#take(fact),
        waiting: () => [],
        unsent: () => [],
        endings: () => [],
        requestLeases: () => true,
        askSecrets: () => false,
      },
      inventoryJson: () => '{}',
      gpuFiles: { close: async () => {}, holders: () => [], open: async () => {} },
      scripts: defaults.scripts,
      keptWorkBytes: defaults.keptWorkBytes,
      logBytes: { attemptBytes: 1_048_576, hostBytes: 16_777_216 },
      onFatal: (error) => {
        throw error
      },
    })
    this.work.start()
  }

  /** kill -9 of the agent, as far as its work can tell. */
  kill(): void {
    this.work.close()
    this.#backoff.close()
  }

  /** Starts an attempt and gives its id. */
  run(spec: TaskSpec): string {
    const attempt = `a-${process.pid}-${++this.#numbers}`
    const { image = null } = this.#place
    this.#wanted.push({ attempt, action: 'run', specJson: JSON.stringify({ ...spec, image }) })
    this.work.apply({ attempts: this.#wanted })
    return attempt
  }

  stop(attempt: string, reason: string, graceMs: number): void {
    this.#wanted = [
      ...this.#wanted.filter((each) => each.attempt !== attempt),
      { attempt, action: 'stop', reason, graceMs },
    ]
    this.work.apply({ attempts: this.#wanted })
  }

  async until<T>(look: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = look()
      if (found !== undefined && found !== false) return found
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
        setTimeout(resolve, 20)
      })
    }
  }

  /** Resolves with its pid once it runs. */
  started(attempt: string): Promise<number> {
    return this.until(() => this.facts.find((fact) => fact.started?.attempt === attempt)?.started?.pid ?? undefined)
  }

  async exitOf(attempt: string): Promise<ExitRecord> {
    const json = await this.until(
      () => this.facts.find((fact) => fact.ended?.attempt === attempt)?.ended?.exitJson ?? undefined,
    )
    return JSON.parse(json) as ExitRecord
  }

  dirOf(attempt: string): string {
    return join(this.stateDir, 'attempts', attempt)
  }

  /** A file that the process wrote into its folder, once it is there with more than nothing in it. */
  written(attempt: string, name: string): Promise<string> {
    return this.until(() => {
      try {
        return readFileSync(join(this.dirOf(attempt), 'work', name), 'utf8').trim() || undefined
      } catch {
        return undefined
      }
    })
  }

  has(attempt: string, name: string): boolean {
    return existsSync(join(this.dirOf(attempt), 'work', name))
  }

  /** Ends what still runs, then goes. */
  async close(): Promise<void> {
    const ended = new Set(this.facts.map((fact) => fact.ended?.attempt))
    const live = this.#wanted.filter(({ attempt }) => !ended.has(attempt))
    for (const { attempt } of live) this.stop(attempt, 'cancelled', 0)
    for (const { attempt } of live) await this.exitOf(attempt)
    this.kill()
    rmSync(this.stateDir, { recursive: true, force: true })
  }

  #take(fact: NewFact): void {
    this.facts.push(fact)
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
