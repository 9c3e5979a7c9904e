/** The agent's real work on a simulated host in fake time, without a link: the test is the coordinator. */

import { FactSpool } from '../../agent/link/spool.ts'
import { noArtifacts } from '../../agent/simulated/artifacts.ts'
import { simulatedCheckpoints } from '../../agent/simulated/checkpoints.ts'
import { simulatedChecks } from '../../agent/simulated/checks.ts'
import { SimulatedGpus } from '../../agent/simulated/gpus.ts'
import { MemoryAttemptStore } from '../../agent/simulated/memory-attempts.ts'
import { MemorySpoolDisk } from '../../agent/simulated/memory-spool.ts'
import { SimulatedProcesses } from '../../agent/simulated/processes.ts'
import { WorkerHub } from '../../agent/simulated/worker-hub.ts'
import type { CheckpointFiles } from '../../agent/work/checkpoints/files.ts'
import type { FenceMarks } from '../../agent/work/fence-memory.ts'
import { noLogs } from '../../agent/work/logs/attempt-logs.ts'
import { Work } from '../../agent/work/work.ts'
import type { ExitRecord, TaskSpec } from '../../shared/model/job.ts'
import type { DesiredAttempt, Fact } from '../../shared/protocol/codec.ts'
import { FakeTime } from './fake-time.ts'

export class SimulatedWork {
  readonly time = new FakeTime()
  readonly hub = new WorkerHub(this.time)
  readonly gpus = new SimulatedGpus('h', 2, 'Made-up GPU', this.time)
  readonly store = new MemoryAttemptStore()
  readonly disk = new MemorySpoolDisk({
    id: 'spool',
    sync: async () => {
      if (this.spoolFull) throw new Error('ENOSPC: no space left on device, write spool')
    },
  })
  readonly processes = new SimulatedProcesses(
    { timers: this.time, hub: this.hub, gpus: this.gpus, defaults: { taskMs: 100, failRate: 0 }, seed: 1 },
    'boot',
  )
  files: CheckpointFiles = simulatedCheckpoints(this.time)
  readonly asks: object[] = []
  ackedSentMs: number | null = null
  marks: FenceMarks | undefined
  spoolFull = false
  preflight = async (): Promise<void> => {}
  /** what would have ended the agent; by default the test fails with it */
  fatal: unknown[] | undefined
  work!: Work
  #spool!: FactSpool

  /** `files`: of checkpoints; by default whatever is said to be saved is there */
  static async start(files?: CheckpointFiles): Promise<SimulatedWork> {
    const made = new SimulatedWork()
    made.files = files ?? made.files
    await made.live()
    return made
  }

  /** A life of the agent. */
  async live(): Promise<void> {
    this.#spool = await FactSpool.open(this.disk)
    const { time } = this
    this.work = new Work({
      clock: time,
      uptime: time,
      timers: time,
      log: () => {},
      tickMs: 200,
      attemptsKept: 4,
      socketDir: '/s',
      store: this.store,
      logs: noLogs,
      driver: this.processes,
      gpus: this.gpus,
      preflight: () => this.preflight(),
      checks: simulatedChecks(this.gpus),
      checkpointFiles: this.files,
      bootId: 'boot',
      fenceMemory: {
        load: () => this.marks,
        save: (marks) => {
          this.marks = marks
        },
      },
      ackedSentMs: () => this.ackedSentMs,
      serveWorker: this.hub.serve,
      askReady: this.processes.askReady,
      ...noArtifacts,
      inventoryJson: () => '{}',
      outbox: {
        append: (fact) => this.#spool.append(fact),
        waiting: (attempt) => this.#spool.waiting(attempt, 0),
        unsent: (attempt) => this.#spool.waiting(attempt, 0),
        endings: () => this.#spool.endings(),
        requestLeases: (request) => {
          this.asks.push(request)
          return true
        },
        askSecrets: () => false,
      },
      onFatal: (error) => {
        if (this.fatal === undefined) throw error
        this.fatal.push(error)
      },
    })
    this.work.start()
    await time.settle()
  }

  /** kill -9 of the agent. */
  kill(): void {
    this.work.close()
    this.disk.kill(false)
    this.ackedSentMs = null
  }

  async run(attempt: string, spec: TaskSpec, leases: DesiredAttempt['leases'] = []): Promise<void> {
    this.work.apply({ attempts: [{ attempt, action: 'run', specJson: JSON.stringify(spec), leases: leases ?? [] }] })
    await this.time.settle()
  }

  async stop(attempt: string, reason: string, graceMs: number): Promise<void> {
    this.work.apply({ attempts: [{ attempt, action: 'stop', reason, graceMs }] })
    await this.time.settle()
  }

  facts(): Promise<Fact[]> {
    return this.#spool.read(0, 1_000, 1e9)
  }

  async exitOf(attempt: string): Promise<ExitRecord | undefined> {
    const json = (await this.facts()).find((fact) => fact.ended?.attempt === attempt)?.ended?.exitJson
    return json ? (JSON.parse(json) as ExitRecord) : undefined
  }
}
