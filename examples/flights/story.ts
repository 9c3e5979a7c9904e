/** The whole story in order: data in, a model trained under faults, deployed, replayed, watched, retrained, and added up. */
import { addDays } from '../../shared/model/days.ts'
import type { PipelineRow, RunRow } from '../../shared/model/pipeline-rows.ts'
import type { Account } from './account.ts'
import { Refused } from './api.ts'
import type { StartConfig } from './config.ts'
import type { Factory } from './factory.ts'
import type { Tables } from './factory-feed.ts'
import { type FaultCosts, runFaults } from './faults.ts'
import type { MonthFigures } from './latency-sample.ts'
import { Ledger } from './ledger.ts'
import { makeLiveView } from './live-view.ts'
import { Narrator } from './narrator.ts'
import type { PipelineFile } from './pipeline-file.ts'
import { bytes, driftChart } from './render.ts'
import { type ReplayProgress, type ReplayResult, replay } from './replay.ts'
import { readDays } from './replay-source.ts'
import { directoryBytes, rememberSize } from './state-size.ts'
import { evaluateStatic } from './static-evaluation.ts'
import { makeSummary, type Summary, summaryLines } from './summary.ts'

/** The pipeline did not get through; the message is for a person. */
export class StoryError extends Error {}

const replayTo = '2001-07-01'
/** the monitor may be this many days behind the simulated clock */
const judgedBehindDays = 3

export interface StoryOptions {
  readonly config: StartConfig
  readonly file: PipelineFile
  readonly factory: Factory
  readonly account: Account
  readonly beganMs: number
}

export class Story {
  readonly #options: StoryOptions
  /** tells this start's submissions from those of others */
  readonly #start = Date.now().toString(36)
  readonly #id: string
  readonly #ledger: Ledger
  #slowing = false
  #progress: ReplayProgress | null = null
  #saidWait = false
  readonly #months: MonthFigures[] = []

  constructor(options: StoryOptions) {
    this.#options = options
    const { file, factory, account } = options
    this.#id = `${file.spec.project ?? 'default'}/${file.spec.name}`
    this.#ledger = new Ledger(factory.feed, this.#id)
    const narrator = new Narrator(account, this.#id, factory.feed.tables)
    factory.feed.onMessage((tables) => narrator.look(tables))
    account.show(
      makeLiveView({
        tables: factory.feed.tables,
        pipeline: this.#id,
        old: this.#ledger.oldRuns,
        slowed: () => (this.#slowing ? 'agent-2' : null),
        replay: () => this.#progress,
        replayDays: { from: file.spec.train.window.to, to: replayTo },
        beganMs: options.beganMs,
      }),
    )
  }

  async run(): Promise<Summary> {
    const { factory, account, file } = this.#options
    const run = await this.#submit()
    const costs = await this.#initialRun(run)
    const { deploy, train } = file.spec
    account.say(
      `▸ replay ${train.window.to} … ${addDays(replayTo, -1)} through http://${factory.gateway}/v2/models/${deploy.name}/infer`,
    )
    const replayed = await this.#replay()
    this.#progress = null
    if (replayed.firstFailure !== null) account.say(`! first failed request: ${replayed.firstFailure}`, 'bad')
    await this.#lastLabels(replayed.lastDay)
    const version = this.#ledger.runs().find((each) => each.id === run)?.model ?? 1
    account.say(`▸ the January model (version ${version}) left alone, over the same months`)
    const window = { pipeline: this.#id, version, from: train.window.to, to: replayTo }
    const staticMonths = await evaluateStatic(factory.api, factory.feed, window, `static-${this.#start}`)
    return this.#summary(costs, replayed, staticMonths)
  }

  async #submit(): Promise<string> {
    const { factory, account, file } = this.#options
    const stale = await factory.cancelJobs(
      (owner, name) => owner?.startsWith('run:') || name === 'flights-static',
      30_000,
    )
    if (stale > 0) account.say(`cancelled ${stale} jobs of an interrupted start`)
    const { sha256, bytes: size, uploaded } = await factory.api.putFile(file.source)
    account.say(
      `${uploaded ? 'uploaded' : 'the coordinator has'} ${file.spec.intake.source.file}, ${bytes(size)}, sha256 ${sha256.slice(0, 12)}…`,
    )
    const { intake } = file.spec
    const spec = {
      ...file.spec,
      intake: { ...intake, source: { ...intake.source, artifact: { sha256, bytes: size } } },
    }
    for (let n = 0; ; n++) {
      try {
        const row = await factory.api.post<PipelineRow>('/pipelines', { spec }, `submit-${this.#start}-${n}`)
        if (row.run === null) throw new StoryError(`pipeline ${row.name} was taken, but no run began`)
        return row.run
      } catch (error) {
        // a run that was cancelled just now may need a moment to end
        if (!(error instanceof Refused) || error.code !== 'run-active' || n >= 50) throw error
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
  }

  async #initialRun(runId: string): Promise<FaultCosts> {
    const { factory, account, config, file } = this.#options
    const slow = config.slow ? 'agent-2' : null
    const kill = config.kill ? 'agent-3' : null
    const faults = runFaults(
      {
        feed: factory.feed,
        supervisor: factory.supervisor,
        slow,
        kill,
        say: (line) => account.say(`! ${line}`, 'strong'),
        onSlow: (on) => {
          this.#slowing = on
        },
      },
      runId,
    )
    const run = await factory.feed.until(({ runs }) => {
      const row = runs.get(runId)
      return row !== undefined && row.state !== 'running' && row
    }, 'the first version')
    const costs = await faults
    const deployment = factory.feed.tables.deployments.get(`${file.spec.project ?? 'default'}/${file.spec.deploy.name}`)
    if (run.state === 'refused' && deployment?.ready != null) {
      account.say(`! version ${run.model} was refused; version ${deployment.ready} goes on serving`, 'bad')
    } else if (run.state !== 'promoted') throw new StoryError(whyNot(run))
    return costs
  }

  #replay(): Promise<ReplayResult> {
    const { factory, account, file } = this.#options
    const { spec, source } = file
    const name =
      spec.project === undefined || spec.project === 'default'
        ? spec.deploy.name
        : `${spec.project}.${spec.deploy.name}`
    return replay({
      gateway: `http://${factory.gateway}`,
      model: name,
      days: readDays(spec, source, spec.train.window.to, replayTo),
      sendLabels: async (window, ndjson, rows) => {
        const artifact = await factory.api.putBytes(ndjson)
        const key = `labels-${this.#start}-${window}`
        await factory.api.post(`/pipelines/${spec.name}/labels`, { window, artifact, rows }, key)
      },
      mayPass: (day) => this.#mayPass(day),
      onMonth: (month) => {
        this.#months.push(month)
        const { requests, perSecond, p50Ms, p99Ms, failed } = month
        account.say(
          `✓ ${month.month}: ${requests} requests, ${perSecond}/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${failed} failed`,
          failed > 0 ? 'bad' : 'good',
        )
      },
      onProgress: (progress) => {
        this.#progress = progress
      },
    })
  }

  /** The simulated clock stands still while a retrain runs, and until the days up to three before are judged. */
  async #mayPass(day: string): Promise<void> {
    const { feed } = this.#options.factory
    const { from } = { from: this.#options.file.spec.train.window.to }
    const mustBeJudged = addDays(day, -judgedBehindDays)
    const judged = (tables: Tables): boolean =>
      mustBeJudged < from || (tables.pipelines.get(this.#id)?.monitor.lastWindow ?? '') >= mustBeJudged
    if (this.#retraining(feed.tables) && !this.#saidWait) {
      this.#saidWait = true
      this.#options.account.say(
        'the simulated clock waits at a day’s end while a retrain runs, or while the monitor is 3 days behind',
      )
    }
    await feed.until((tables) => !this.#retraining(tables), 'the retrain')
    if (!judged(feed.tables)) {
      await feed.until(judged, `${mustBeJudged} to be judged`, 60_000).catch((error: Error) => {
        this.#options.account.say(`! ${error.message}; going on`, 'bad')
      })
    }
  }

  #retraining(tables: Tables): boolean {
    const run = tables.pipelines.get(this.#id)?.run
    return run != null && tables.runs.get(run)?.state === 'running'
  }

  async #lastLabels(lastDay: string): Promise<void> {
    const { feed } = this.#options.factory
    const judged = ({ pipelines }: Tables): boolean => (pipelines.get(this.#id)?.monitor.lastWindow ?? '') >= lastDay
    await feed.until(judged, `${lastDay} to be judged`, 60_000)
    await feed.until((tables) => !this.#retraining(tables), 'the last retrain')
    const chart = feed.tables.pipelines.get(this.#id)?.monitor.chart ?? []
    const { threshold } = this.#options.file.spec.monitor.performance
    this.#options.account.sayLines(driftChart(chart, threshold, this.#options.account.width - 40))
  }

  async #summary(
    costs: FaultCosts,
    replayed: ReplayResult,
    staticMonths: Awaited<ReturnType<typeof evaluateStatic>>,
  ): Promise<Summary> {
    const { config, factory, account, beganMs } = this.#options
    const { tables } = factory.feed
    const months = [...tables.months.values()].filter((row) => row.pipeline === this.#id)
    const dataset = tables.datasets.get(this.#id)?.versions.at(-1)
    const stateBytes = await directoryBytes(config.stateDir)
    const summary = makeSummary({
      rows: (dataset?.rows ?? 0) + (dataset?.quarantined ?? 0),
      staticMonths,
      factoryMonths: Object.fromEntries(months.map((row) => [row.month, row.metrics])),
      runs: this.#ledger.runs(),
      shards: this.#ledger.shards(),
      agents: factory.agentNames.length,
      killed: costs.killed?.agent ?? null,
      slowed: costs.slowed?.agent ?? null,
      seconds: (performance.now() - beganMs) / 1000,
      costs,
      replay: replayed,
      replayMonths: this.#months,
      stateBytes,
      previousBytes: rememberSize(config.stateDir, stateBytes),
    })
    account.close()
    account.sayLines(summaryLines(summary))
    return summary
  }
}

function whyNot(run: RunRow): string {
  if (run.state === 'refused') {
    const failed = run.gate.filter((each) => each.verdict === 'fail')
    return `the first version was refused by its gate: ${failed.map((each) => `${each.rule}: ${each.why}`).join('; ')}`
  }
  const stage = run.stages.find((each) => each.state === 'failed')
  const error =
    run.error === null ? (stage?.summary ?? 'no reason was given') : `${run.error.path}: ${run.error.message}`
  return `the first run ${run.state} at ${stage?.name ?? 'an unknown stage'}: ${error}`
}
