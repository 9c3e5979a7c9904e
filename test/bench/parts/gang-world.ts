/**
 * One gang in virtual time: the real core, the real medians of the agent, the real comparison of the telemetry worker; ranks are no more than
 * times, which wait for each other. Follows what the core decides: members that are to stop end, a new launch goes on from the last
 * checkpoint.
 */
import { AttemptTimes } from '../../../agent/work/rank-times.ts'
import { desiredOf } from '../../../coordinator/core/desired.ts'
import type { Effect } from '../../../coordinator/core/effects.ts'
import type { Input } from '../../../coordinator/core/inputs.ts'
import { beginIncarnation, loadState } from '../../../coordinator/core/load.ts'
import { type State, takeChanges } from '../../../coordinator/core/state.ts'
import { step } from '../../../coordinator/core/step.ts'
import { membersFor } from '../../../coordinator/core/stragglers/gang-facts.ts'
import { GangCompare } from '../../../coordinator/core/stragglers/unlike.ts'
import { limits } from '../../../shared/limits.ts'
import type { ExitRecord, JobSpec } from '../../../shared/model/job.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { SlowGang } from '../../../shared/model/slow.ts'
import { type GangCase, StepDraw } from './gang-case.ts'
import { GangReadings, gpusPerHost } from './gang-readings.ts'

export interface Named {
  readonly atMs: number
  /** steps since the onset */
  readonly steps: number
  readonly slow: SlowGang
  /** rank that it says runs on the slow host */
  readonly isRight: boolean
}

export interface GangOutcome {
  /** every different thing that was said of the gang */
  readonly said: readonly Named[]
  /** actions: swaps, restarts */
  readonly acted: readonly { readonly atMs: number; readonly host: string | null }[]
  readonly slowHost: string
  /** hosts that got a verdict by their pace */
  readonly blamed: readonly string[]
  /** of the gang, ms that led to no lasting step, since the onset and until `endMs` */
  readonly lostMs: number
  readonly endMs: number
  /** mean step with and without the fault */
  readonly slowStepMs: number
  readonly wellStepMs: number
  /** …and as it is at the end */
  readonly lastStepMs: number
  /** how often shares of the work were changed */
  readonly moves: number
  /** work since the last checkpoint at the onset */
  readonly unsavedMs: number
}

const readEveryMs = 10_000
const tickMs = 1_000
const stopMs = 1_500
/** the last steps that are looked at for how it ends */
const lastPartMs = 5 * 60_000

export class GangWorld {
  readonly #case: GangCase
  readonly #state: State
  readonly #draw: StepDraw
  readonly #readings: GangReadings
  readonly #times = new Map<string, AttemptTimes>()
  readonly #facts = new Map<string, number>()
  readonly #ended = new Map<string, number>()
  readonly #said: Named[] = []
  readonly #acted: { atMs: number; host: string | null }[] = []
  readonly #blamed = new Set<string>()
  #compare: GangCompare | null = null
  #nowMs = 1_000
  #nextTickMs = 0
  #nextReadMs = 0
  #nextDigestMs: number[] = []
  #job = ''
  #slowHost = ''
  #oddHost = ''
  /** steps of the job, and those that the last checkpoint holds */
  #step = 0
  #saved = { step: 0, atMs: 0 }
  #stepsAtOnset = 0

  constructor(drawn: GangCase) {
    this.#case = drawn
    this.#draw = new StepDraw(drawn)
    this.#readings = new GangReadings(drawn)
    this.#state = loadState([], 0)
    beginIncarnation(this.#state)
    // One host more: it takes the place of another.
    for (let i = 0; i <= drawn.hosts; i++) this.#host(`h${String(i).padStart(2, '0')}`, i)
    this.#nextDigestMs = Array.from(
      { length: drawn.hosts + 1 },
      (_, i) => 1_000 + (i * limits.digestMs) / (drawn.hosts + 1),
    )
  }

  /** Until it has recovered from the fault, or for so long after the onset. */
  run(policy: 'act' | 'ask', forMs: number): GangOutcome {
    this.#submit(policy)
    const { onsetMs, kind } = this.#case
    let well = { ms: 0, steps: 0 }
    let slow = { ms: 0, steps: 0 }
    let last = { ms: 0, steps: 0 }
    let unsavedMs = 0
    let isOn = false
    const lastMs = onsetMs + forMs
    let recoveredMs = Number.POSITIVE_INFINITY
    while (this.#nowMs < Math.min(lastMs, recoveredMs + 120_000)) {
      if (!isOn && this.#nowMs >= onsetMs) {
        isOn = true
        this.#stepsAtOnset = this.#step
        unsavedMs = this.#nowMs - this.#saved.atMs
      }
      if (!this.#trains()) {
        this.#advance(this.#nowMs + 500)
        continue
      }
      const began = this.#nowMs
      this.#oneStep()
      const ms = this.#nowMs - began
      if (!isOn && began > 20_000) well = { ms: well.ms + ms, steps: well.steps + 1 }
      if (this.#nowMs > lastMs - lastPartMs) last = { ms: last.ms + ms, steps: last.steps + 1 }
      if (isOn && this.#acted.length === 0 && this.#shares().size === 0)
        slow = { ms: slow.ms + ms, steps: slow.steps + 1 }
      if (this.#acted.length > 0 && recoveredMs === Number.POSITIVE_INFINITY) recoveredMs = this.#nowMs
    }
    const wellStepMs = well.ms / Math.max(1, well.steps)
    const slowStepMs = kind === 'transient' ? wellStepMs : slow.ms / Math.max(1, slow.steps)
    const lastStepMs = last.steps === 0 ? wellStepMs : last.ms / last.steps
    const lostMs = this.#nowMs - onsetMs - (this.#step - this.#stepsAtOnset) * wellStepMs
    return {
      said: this.#said,
      acted: this.#acted,
      slowHost: this.#slowHost,
      blamed: [...this.#blamed],
      lostMs,
      endMs: this.#nowMs,
      slowStepMs,
      wellStepMs,
      lastStepMs,
      moves: [...this.#state.events.values()].filter((each) => /^work-(moved|even)$/.test(each.kind)).length,
      unsavedMs,
    }
  }

  #submit(policy: 'act' | 'ask'): void {
    const { hosts, onsetMs, remainingMs } = this.#case
    const spec: JobSpec = {
      name: 'gang',
      kind: 'gang',
      run: { kind: 'command', argv: ['true'] },
      resources: { cpus: 1, gpus: gpusPerHost },
      gang: { hosts, ranksPerHost: 1 },
      policy: { slow: policy, timeLimitMs: onsetMs + remainingMs },
    }
    const principal = { kind: 'local', id: 'bench', project: 'default', role: 'admin' } as const
    const effects = this.#enter({ kind: 'request', principal, key: null, request: { op: 'submit-job', spec } })
    const answer = effects.find((each) => each.kind === 'answer-ok')
    this.#job = ((answer as { value: JobRow }).value as JobRow).id
    this.#advance(this.#nowMs + 2_000)
    this.#slowHost = this.#hostOf(this.#case.rank)
    this.#oddHost = this.#case.redHerring < 0 ? '' : this.#hostOf(this.#case.redHerring)
    this.#saved = { step: 0, atMs: this.#nowMs }
  }

  #row(): JobRow {
    return this.#state.jobs.must(this.#job)
  }

  #attempts(): AttemptRow[] {
    const epoch = this.#row().gang?.epoch
    const all = [...(this.#state.index.get(this.#job)?.attempts ?? [])].map((id) => this.#state.attempts.must(id))
    return all.filter((each) => each.epoch === epoch)
  }

  readonly #rankOf = (attempt: AttemptRow): number => this.#state.tasks.must(attempt.task).rank

  #hostOf(rank: number): string {
    return this.#attempts().find((each) => this.#rankOf(each) === rank)?.host ?? ''
  }

  #trains(): boolean {
    const all = this.#attempts()
    return (
      this.#row().gang?.phase === 'running' &&
      all.length === this.#case.hosts &&
      all.every((each) => each.state === 'running')
    )
  }

  /** By rank, as their hosts are told. */
  #shares(): ReadonlyMap<number, number> {
    const found = new Map<number, number>()
    if (this.#case.shares && this.#row().gang?.shares != null)
      for (const { host } of this.#attempts())
        for (const { rank, share } of desiredOf(this.#state, host).shares ?? []) found.set(rank ?? 0, share ?? 1)
    return found
  }

  /** All ranks do one step, and wait for the slowest. */
  #oneStep(): void {
    const attempts = this.#attempts()
    const shares = this.#shares()
    const isMoved = !attempts.some(({ host }) => host === this.#slowHost)
    const { computeMs, work, saveMs, stepMs } = this.#draw.next(this.#nowMs, isMoved, (rank) => shares.get(rank) ?? 1)
    this.#advance(this.#nowMs + stepMs)
    // It may have been stopped meanwhile.
    if (!this.#trains()) return
    this.#step++
    if (saveMs > 0) this.#saved = { step: this.#step, atMs: this.#nowMs }
    for (const attempt of attempts) {
      const rank = this.#rankOf(attempt)
      const times = this.#times.get(attempt.id) ?? new AttemptTimes()
      this.#times.set(attempt.id, times)
      const told = this.#case.kind === 'skew-told' ? { work: work[rank]! } : {}
      const share = this.#case.shares ? { share: shares.get(rank) ?? 1 } : {}
      const sections = saveMs > 0 ? { checkpoint: saveMs } : {}
      times.take(
        { type: 'step', step: this.#step, stepMs, computeMs: computeMs[rank]!, sections, ...told, ...share },
        rank,
        this.#nowMs,
      )
    }
  }

  /** Time passes: ticks, digests and readings, in order. */
  #advance(toMs: number): void {
    for (;;) {
      const digest = Math.min(...this.#nextDigestMs)
      const next = Math.min(this.#nextTickMs, this.#nextReadMs, digest)
      if (next > toMs) break
      this.#nowMs = Math.max(this.#nowMs, next)
      if (next === this.#nextTickMs) {
        this.#nextTickMs = next + tickMs
        this.#enter({ kind: 'ticked', lateMs: 0 })
        this.#followDesired()
      } else if (next === this.#nextReadMs) {
        this.#nextReadMs = next + readEveryMs
        this.#read()
      } else this.#digest(this.#nextDigestMs.indexOf(digest))
    }
    this.#nowMs = toMs
  }

  #read(): void {
    const hosts = this.#attempts().map(({ host }) => host)
    const readings = this.#readings.at(this.#nowMs, hosts, this.#slowHost, this.#oddHost)
    for (const [host, unlike] of this.#compare?.take(this.#nowMs, readings) ?? [])
      this.#enter({ kind: 'gang-compared', job: this.#job, host, unlike })
  }

  #digest(i: number): void {
    this.#nextDigestMs[i] = this.#nextDigestMs[i]! + limits.digestMs
    const host = `h${String(i).padStart(2, '0')}`
    const mine = [...(this.#state.byHost.get(host) ?? [])]
    const steps = mine.flatMap((id) => this.#times.get(id)?.reports(id, this.#nowMs) ?? [])
    this.#enter({ kind: 'host-seen', host, digest: { number: 0, progress: [], running: [], steps } })
  }

  /** What a host does of what it is to run. */
  #followDesired(): void {
    for (const attempt of [...this.#state.attempts.values()]) {
      if (attempt.state === 'placed') this.#start(attempt)
      else if (attempt.state === 'stopping') this.#stop(attempt)
    }
  }

  #start(attempt: AttemptRow): void {
    const epoch = this.#row().gang?.epoch ?? 1
    const readyMs = attempt.placedMs + (epoch === 1 ? 500 : this.#case.relaunchMs)
    if (this.#nowMs < readyMs) return
    // Loaded from the last checkpoint.
    this.#step = Math.min(this.#step, this.#saved.step)
    if (epoch === 1) this.#step = 0
    this.#fact(attempt.host, { kind: 'attempt-started', attempt: attempt.id, pid: 1 })
  }

  #stop(attempt: AttemptRow): void {
    const sinceMs = this.#ended.get(attempt.id) ?? this.#nowMs
    this.#ended.set(attempt.id, sinceMs)
    if (this.#nowMs < sinceMs + stopMs) return
    const ended = { code: null, signal: 'SIGTERM', sentByUs: true, lastLines: [], endedHostMs: this.#nowMs }
    const exit: ExitRecord = { ...ended, reason: attempt.stop?.reason ?? 'unknown' }
    this.#fact(attempt.host, { kind: 'attempt-ended', attempt: attempt.id, exit })
  }

  #fact(host: string, fact: (Input & { kind: 'fact-received' })['fact']): void {
    const number = (this.#facts.get(host) ?? 0) + 1
    this.#facts.set(host, number)
    this.#enter({ kind: 'fact-received', host, spool: 's', number, fact })
  }

  #host(name: string, connection: number): void {
    const gpus = Array.from({ length: gpusPerHost }, (_, index) => ({
      index,
      uuid: `${name}/${index}`,
      name: 'NVIDIA H100',
      memoryBytes: 80 * 2 ** 30,
    }))
    const hello = {
      name,
      slots: 8,
      bootId: 'b',
      spool: 's',
      attempts: [],
      inventoryJson: JSON.stringify({ gpus }),
      labels: {},
    }
    this.#enter({ kind: 'host-connected', host: name, connection, hello })
  }

  #enter(input: Input): readonly Effect[] {
    const effects = [...step(this.#state, input, this.#nowMs)]
    takeChanges(this.#state)
    for (const effect of effects) {
      if (effect.kind !== 'watch-gang') continue
      const members = membersFor(this.#state, effect.job)
      this.#compare = members === null ? null : new GangCompare(members)
    }
    if (this.#job !== '') this.#note()
    if (effects.some(({ kind }) => kind === 'continue')) effects.push(...this.#enter({ kind: 'continued' }))
    return effects
  }

  /** What is said of the gang now, when it is something else than before. */
  #note(): void {
    const { slow } = this.#row()
    if (slow == null) return
    const last = this.#said.at(-1)
    if (last?.slow === slow) return
    const known = last?.slow
    const isNew =
      known === undefined ||
      JSON.stringify([known.kind, known.host, known.ranks[0], known.causes[0]?.cause, known.acted?.atMs]) !==
        JSON.stringify([slow.kind, slow.host, slow.ranks[0], slow.causes[0]?.cause, slow.acted?.atMs])
    if (slow.acted !== null && slow.acted.atMs !== this.#acted.at(-1)?.atMs)
      this.#acted.push({ atMs: slow.acted.atMs, host: slow.host })
    for (const { source, host } of this.#state.verdicts.values()) if (source === 'pace') this.#blamed.add(host)
    if (!isNew) return
    const isRight = slow.host === this.#slowHost
    this.#said.push({ atMs: this.#nowMs, steps: this.#step - this.#stepsAtOnset, slow, isRight })
  }
}
