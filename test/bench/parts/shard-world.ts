/**
 * One sharded job in virtual time: the real core, the agents' real lease tables, and workers that are no more than a speed. No
 * processes, so that thousands of runs take a minute. What it leaves out: disks, and hosts that die.
 */
import { LeaseTable } from '../../../agent/work/lease-table.ts'
import type { Effect } from '../../../coordinator/core/effects.ts'
import { Heap } from '../../../coordinator/core/heap.ts'
import type { FactBody, Input } from '../../../coordinator/core/inputs.ts'
import { beginIncarnation, loadState } from '../../../coordinator/core/load.ts'
import { type State, takeChanges } from '../../../coordinator/core/state.ts'
import { step } from '../../../coordinator/core/step.ts'
import { limits } from '../../../shared/limits.ts'
import type { JobPolicy, JobSpec } from '../../../shared/model/job.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import { doneAtMs, type Speeds, workBetween } from './speeds.ts'

export interface ShardJob {
  readonly hosts: readonly Speeds[]
  /** nominal ms of each shard */
  readonly sizes: readonly number[]
  /** workers tell how far they are */
  readonly progress: boolean
  readonly policy: JobPolicy
  /** how hosts did in jobs before, by their place in the list: 1 as the others; absent: nothing is known of them */
  readonly paces?: readonly number[]
}

export interface Outcome {
  readonly makespanMs: number
  /** work done on shards that another had committed first, or would have */
  readonly wasted: number
  /** shards lent a second time */
  readonly copies: readonly number[]
}

/** one way over the network, and a commit to disk: what a quiet rack shows */
const latencyMs = 1
const commitMs = 2

interface Running {
  readonly shard: number
  readonly sinceMs: number
}

interface Worker {
  readonly host: string
  readonly speeds: Speeds
  readonly table: LeaseTable
  readonly queue: number[]
  attempt: string
  running: Running | undefined
  /** completions of what is not running any more are void */
  runs: number
  facts: number
  asks: number
}

interface Event {
  readonly atMs: number
  readonly number: number
  readonly act: () => void
}

export class ShardWorld {
  readonly #job: ShardJob
  readonly #state: State
  readonly #workers: Worker[]
  readonly #events = new Heap(before)
  readonly #copies: number[] = []
  #numbers = 0
  #nowMs = 0
  #wasted = 0
  #id = ''

  constructor(job: ShardJob) {
    this.#job = job
    this.#state = loadState([], 0)
    beginIncarnation(this.#state)
    this.#workers = job.hosts.map((speeds, i) => ({
      host: `h${String(i).padStart(3, '0')}`,
      speeds,
      table: new LeaseTable(false),
      queue: [],
      attempt: '',
      running: undefined,
      runs: 0,
      facts: 0,
      asks: 0,
    }))
  }

  run(): Outcome {
    this.#begin()
    for (let event = this.#events.pop(); event !== undefined; event = this.#events.pop()) {
      this.#nowMs = event.atMs
      event.act()
      const row = this.#row()
      if (row.endedMs !== null) return this.#outcome(row)
    }
    throw new Error('the job did not end')
  }

  /** Hosts are there, the workers started: at 0 each asks for work. */
  #begin(): void {
    for (const [i, { host }] of this.#workers.entries()) {
      const pace = this.#job.paces?.[i]
      if (pace !== undefined) this.#state.volatile.paces.set(host, pace)
      const hello = { name: host, slots: 1, bootId: 'b', spool: 's', inventoryJson: '{}', attempts: [] }
      this.#step({ kind: 'host-connected', host, connection: i, hello })
    }
    const spec: JobSpec = {
      name: 'job',
      kind: 'batch',
      run: { kind: 'worker', argv: ['x'] },
      workers: { max: this.#workers.length, perHost: 1 },
      shards: { waves: [{ name: 'main', count: this.#job.sizes.length }] },
      policy: this.#job.policy,
    }
    const principal = { kind: 'local', id: 'bench', project: 'default', role: 'admin' } as const
    this.#step({ kind: 'request', principal, key: null, request: { op: 'submit-job', spec } })
    this.#id = this.#state.jobs.values().next().value!.id
    for (const attempt of [...this.#state.attempts.values()]) {
      const worker = this.#workers.find(({ host }) => host === attempt.host) as Worker
      worker.attempt = attempt.id
      this.#fact(worker, { kind: 'attempt-started', attempt: attempt.id, pid: 1 })
    }
    for (const [i, worker] of this.#workers.entries()) {
      worker.table.ask(2)
      this.#after(i * 0.1, () => this.#advance(worker))
      this.#digest(worker, (limits.digestMs * (i + 1)) / this.#workers.length)
    }
    this.#tick()
  }

  #row(): JobRow {
    return this.#state.jobs.must(this.#id)
  }

  #outcome({ endedMs }: JobRow): Outcome {
    for (const worker of this.#workers) this.#wasteRunning(worker)
    return { makespanMs: endedMs as number, wasted: this.#wasted, copies: this.#copies }
  }

  #wasteRunning({ running, speeds }: Worker): void {
    if (running !== undefined) this.#wasted += workBetween(speeds, running.sinceMs, this.#nowMs)
  }

  #step(input: Input): void {
    const effects = step(this.#state, input, Math.round(this.#nowMs))
    takeChanges(this.#state)
    for (const effect of effects) this.#perform(effect)
    if (effects.some(({ kind }) => kind === 'continue')) this.#step({ kind: 'continued' })
  }

  #perform(effect: Effect): void {
    if (effect.kind !== 'send-leases') return
    const worker = this.#workers.find(({ host }) => host === effect.host) as Worker
    const { attempt, leases, revoked, finish } = effect
    for (const { shard } of leases)
      if ((this.#state.index.get(this.#id)?.lent.get(shard as number)?.length ?? 0) > 1)
        this.#copies.push(shard as number)
    this.#after(commitMs + latencyMs, () => {
      const drop = worker.table.add({ attempt, leases: [...leases], revoked: [...revoked], finish })
      for (const shard of drop) this.#drop(worker, shard)
      this.#advance(worker)
    })
  }

  #drop(worker: Worker, shard: number): void {
    const at = worker.queue.indexOf(shard)
    if (at >= 0) worker.queue.splice(at, 1)
    if (worker.running?.shard !== shard) return
    this.#wasteRunning(worker)
    worker.running = undefined
    worker.runs++
    worker.table.ask(1)
  }

  /** What the agent gives its worker and asks of the coordinator. */
  #advance(worker: Worker): void {
    for (const line of worker.table.give(this.#nowMs))
      for (const { shard } of (JSON.parse(line) as { shards: { shard: number }[] }).shards) worker.queue.push(shard)
    const next = worker.running === undefined ? worker.queue.shift() : undefined
    if (next !== undefined) this.#start(worker, next)
    const want = worker.table.need()
    if (want === 0) return
    const { host, attempt } = worker
    this.#after(latencyMs, () => this.#step({ kind: 'lease-requested', host, attempt, want, whole: null }))
  }

  #start(worker: Worker, shard: number): void {
    const run = ++worker.runs
    worker.running = { shard, sinceMs: this.#nowMs }
    const atMs = doneAtMs(worker.speeds, this.#nowMs, this.#job.sizes[shard] as number)
    if (atMs === Number.POSITIVE_INFINITY) return
    this.#after(atMs - this.#nowMs, () => {
      if (worker.runs === run) this.#done(worker, shard)
    })
  }

  #done(worker: Worker, shard: number): void {
    const held = worker.table.finishShard(shard, Math.round(this.#nowMs))
    worker.running = undefined
    if (typeof held === 'object') {
      const { tookMs } = held
      const { attempt } = worker
      this.#after(latencyMs, () => {
        worker.table.settled(shard)
        if (this.#state.shards.has(`${this.#id}/${String(shard).padStart(12, '0')}`))
          this.#wasted += this.#job.sizes[shard] as number
        const results = [{ shard, ok: true, outputJson: '', tookMs }]
        this.#fact(worker, { kind: 'shard-results', attempt, results })
      })
    }
    worker.table.ask(1)
    this.#advance(worker)
  }

  #fact(worker: Worker, fact: FactBody): void {
    this.#step({ kind: 'fact-received', host: worker.host, spool: 's', number: ++worker.facts, fact })
  }

  #digest(worker: Worker, afterMs: number): void {
    this.#after(afterMs, () => {
      const { host, attempt, running, speeds } = worker
      const progress = []
      if (this.#job.progress && running !== undefined) {
        const size = this.#job.sizes[running.shard] as number
        const fraction = workBetween(speeds, running.sinceMs, this.#nowMs) / size
        progress.push({ attempt, shard: running.shard, fraction })
      }
      this.#step({ kind: 'host-seen', host, digest: { progress, running: [attempt], steps: [] } })
      this.#digest(worker, limits.digestMs)
    })
  }

  #tick(): void {
    this.#after(limits.tickMs, () => {
      this.#step({ kind: 'ticked', lateMs: 0 })
      this.#tick()
    })
  }

  #after(delayMs: number, act: () => void): void {
    this.#events.push({ atMs: this.#nowMs + delayMs, number: ++this.#numbers, act })
  }
}

function before(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number)
}
