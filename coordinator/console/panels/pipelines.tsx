/** Pipelines: the stages and gate of the last run, drift, and the months as they were served. */
import type { GateResult, MonthRow, PipelineRow, RunRow, StageRow } from '../../../shared/model/pipeline-rows.ts'
import type { Tables } from '../feed-state.ts'
import { count, duration, figure, newerFirst, percent } from '../format.ts'
import { DriftChart } from './drift-chart.tsx'
import { Bar, Empty, Figure, Panel, State, type Tone } from './panel.tsx'

const runTones: Readonly<Record<RunRow['state'], Tone>> = {
  running: 'busy',
  promoted: 'good',
  refused: 'warning',
  failed: 'bad',
  cancelled: 'warning',
}
const stageTones: Readonly<Record<StageRow['state'], Tone>> = {
  waiting: 'waiting',
  running: 'busy',
  done: 'good',
  failed: 'bad',
  skipped: 'waiting',
}

export function Pipelines({ tables, nowMs }: { tables: Tables; nowMs: number }) {
  const pipelines = Object.values(tables.pipelines)
  if (pipelines.length === 0)
    return (
      <Panel title="Pipelines">
        <Empty>
          No pipelines yet. Submit one: <code>millwright submit pipeline.yaml</code>
        </Empty>
      </Panel>
    )
  return (
    <>
      {pipelines.map((row) => (
        <Pipeline key={row.id} row={row} tables={tables} nowMs={nowMs} />
      ))}
    </>
  )
}

function Pipeline({ row, tables, nowMs }: { row: PipelineRow; tables: Tables; nowMs: number }) {
  const runs = Object.values(tables.runs)
    .filter((each) => each.pipeline === row.id)
    .sort((a, b) => newerFirst(a.id, b.id))
  const [last] = runs
  const judged = runs.find((each) => each.gate.length > 0)
  const promoted = runs.filter((each) => each.state === 'promoted').length
  const refused = runs.filter((each) => each.state === 'refused').length
  const months = Object.values(tables.months).filter((each) => each.pipeline === row.id)
  return (
    <Panel
      title={`Pipeline ${row.id}`}
      note={`${runs.length} ${runs.length === 1 ? 'run' : 'runs'}: ${promoted} promoted, ${refused} refused · ${row.monitor.retrains} of ${row.spec.retrain.budget} retrains used`}
    >
      {last === undefined ? <Empty>It has not run yet.</Empty> : <Run run={last} tables={tables} nowMs={nowMs} />}
      {judged === undefined ? <Empty>The gate has not judged a candidate yet.</Empty> : <Gate run={judged} />}
      <DriftChart row={row} />
      <Months months={months} />
    </Panel>
  )
}

function Run({ run, tables, nowMs }: { run: RunRow; tables: Tables; nowMs: number }) {
  return (
    <>
      <p>
        run {run.id} ({run.kind}: {run.cause}) <State tone={runTones[run.state]}>{run.state}</State>{' '}
        <span class="dim">{duration((run.endedMs ?? nowMs) - run.startedMs)}</span>
      </p>
      {run.error === null ? null : (
        <p class="bad">
          {run.error.path}: {run.error.message}
        </p>
      )}
      <ol class="stages">
        {run.stages.map((stage) => (
          <Stage key={stage.name} stage={stage} tables={tables} nowMs={nowMs} />
        ))}
      </ol>
    </>
  )
}

function Stage({ stage, tables, nowMs }: { stage: StageRow; tables: Tables; nowMs: number }) {
  const job = stage.job === null ? undefined : tables.jobs[stage.job]
  const took =
    stage.startedMs === null || stage.state === 'skipped' ? '' : duration((stage.endedMs ?? nowMs) - stage.startedMs)
  const tone = stageTones[stage.state]
  return (
    <li class={`stage ${tone}`}>
      <div>
        <strong>{stage.name}</strong> <State tone={tone}>{stage.state}</State> <span class="dim">{took}</span>
      </div>
      {job === undefined || job.spec.kind === 'service' || stage.state !== 'running' ? null : (
        <div>
          <Bar done={job.shards.committed} total={job.shards.total} tone={tone} /> {job.shards.committed} of{' '}
          {job.shards.total}
        </div>
      )}
      <div class="dim">{stage.summary}</div>
    </li>
  )
}

const verdictTones: Readonly<Record<GateResult['verdict'], Tone>> = { pass: 'good', fail: 'bad', skipped: 'unknown' }

function Gate({ run }: { run: RunRow }) {
  return (
    <table>
      <caption>
        Gate of run {run.id}, model version {run.model ?? 'unknown'}
      </caption>
      <thead>
        <tr>
          <th>rule</th>
          <th>verdict</th>
          <th class="right">value</th>
          <th class="right">champion</th>
          <th>why</th>
        </tr>
      </thead>
      <tbody>
        {run.gate.map((each) => (
          <tr key={each.rule}>
            <td>{each.rule}</td>
            <td>
              <State tone={verdictTones[each.verdict]}>{each.verdict}</State>
            </td>
            <td class="right">
              <Figure value={figure(each.value)} />
            </td>
            <td class="right">{each.champion === null ? <span class="dim">–</span> : figure(each.champion)}</td>
            <td class="dim">{each.why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Months({ months }: { months: readonly MonthRow[] }) {
  if (months.length === 0) return <Empty>No month has been served and labelled yet.</Empty>
  return (
    <table>
      <caption>As served, by month</caption>
      <thead>
        <tr>
          {['month', 'rows', 'base rate', 'AUC', 'norm. entropy', 'calibration error', 'bias'].map((each, i) => (
            <th key={each} class={i === 0 ? '' : 'right'}>
              {each}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...months]
          .sort((a, b) => (a.month < b.month ? -1 : 1))
          .map(({ month, metrics }) => (
            <tr key={month}>
              <td>{month}</td>
              <td class="right">{count(metrics.rows)}</td>
              <td class="right">{percent(metrics.baseRate)}</td>
              {[metrics.auc, metrics.ne, metrics.ece, metrics.bias].map((each, i) => (
                <td key={`${month}${i}`} class="right">
                  <Figure value={figure(each)} />
                </td>
              ))}
            </tr>
          ))}
      </tbody>
    </table>
  )
}
