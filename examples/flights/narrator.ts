/** Tells what happens as it happens: stages, gates, stragglers, drift, promotions and refusals, each once. */

import type { RunRow, StageRow } from '../../shared/model/pipeline-rows.ts'
import type { EventRow } from '../../shared/model/rows.ts'
import type { Account, Tone } from './account.ts'
import type { Tables } from './factory-feed.ts'
import { driftChart, duration, gateTable } from './render.ts'

/** events of level info that are worth a line */
const worthy = new Set(['dataset-published', 'version-serving', 'straggler-named', 'speculation-started'])
const tones: Readonly<Record<EventRow['level'], Tone>> = {
  info: 'plain',
  notice: 'strong',
  warning: 'bad',
  critical: 'bad',
}

export class Narrator {
  readonly #account: Account
  readonly #pipeline: string
  readonly #events: Set<string>
  /** run/stage/state already told */
  readonly #told = new Set<string>()
  readonly #old: ReadonlySet<string>

  /** `tables` as they are at the start: nothing in them is news. */
  constructor(account: Account, pipeline: string, tables: Tables) {
    this.#account = account
    this.#pipeline = pipeline
    this.#events = new Set(tables.events.keys())
    this.#old = new Set(tables.runs.keys())
  }

  look(tables: Tables): void {
    for (const [key, event] of tables.events) this.#event(key, event)
    for (const run of tables.runs.values()) {
      if (run.pipeline !== this.#pipeline || this.#old.has(run.id)) continue
      for (const stage of run.stages) this.#stage(run, stage)
      this.#gate(run)
      this.#drift(run, tables)
    }
  }

  #once(key: string): boolean {
    if (this.#told.has(key)) return false
    this.#told.add(key)
    return true
  }

  #event(key: string, event: EventRow): void {
    if (this.#events.has(key)) return
    this.#events.add(key)
    if (event.level === 'info' && !worthy.has(event.kind)) return
    this.#account.say(
      `${event.level === 'warning' || event.level === 'critical' ? '! ' : ''}${event.text}`,
      tones[event.level],
    )
  }

  #stage(run: RunRow, stage: StageRow): void {
    if (stage.state === 'waiting' || stage.state === 'skipped' || !this.#once(`${run.id}/${stage.name}/${stage.state}`))
      return
    if (stage.state === 'running') return this.#account.say(`▸ ${stage.name} (${run.kind} run ${run.id})`)
    if (!this.#once(`${run.id}/${stage.name}/end`)) return
    const took =
      stage.startedMs === null || stage.endedMs === null ? '' : ` in ${duration(stage.endedMs - stage.startedMs)}`
    const ok = stage.state === 'done'
    this.#account.say(`${ok ? '✓' : '✗'} ${stage.name}${took}: ${stage.summary}`, ok ? 'good' : 'bad')
  }

  #gate(run: RunRow): void {
    if (run.gate.length === 0 || !this.#once(`${run.id}/gate-table`)) return
    this.#account.sayLines(gateTable(run.gate, run.report))
  }

  /** The chart that led to a retrain. */
  #drift(run: RunRow, tables: Tables): void {
    if (run.kind !== 'retrain' || !this.#once(`${run.id}/drift`)) return
    const pipeline = tables.pipelines.get(this.#pipeline)
    if (pipeline === undefined) return
    const { threshold } = pipeline.spec.monitor.performance
    this.#account.sayLines(driftChart(pipeline.monitor.chart, threshold, this.#account.width - 40))
  }
}
