/** One host whole: how it is and what can be done, its faults with evidence, an hour of readings, the newest of them with their ages. */
import { useMemo, useState } from 'preact/hooks'
import type { LatestSignal, RangeAnswer, RangeSeries } from '../../../shared/model/telemetry.ts'
import { faultTexts, hostMarks } from '../../../shared/model/words.ts'
import { usePolled } from '../ask.ts'
import type { Tables } from '../feed-state.ts'
import { clockTime, duration } from '../format.ts'
import { careActions, closeAction, hostActions, tileMarks, tileOf } from '../health.ts'
import { type ReadingGroup, readingGroups } from '../readings.ts'
import { summariseHosts } from '../summaries.ts'
import { Actions } from './action.tsx'
import { Verdict } from './alerts.tsx'
import { Changes } from './changes.tsx'
import { Chart } from './chart.tsx'
import { Empty, NotKnown, Panel } from './panel.tsx'
import { type Span, Spans, spanWords } from './spans.tsx'

/** drawn where the host has them */
const charted = [
  'gpu-temperature',
  'gpu-power',
  'gpu-utilisation',
  'gpu-memory-used',
  'cpu-busy',
  'memory-available',
  'pressure',
] as const

interface HostAnswer {
  readonly signals: readonly LatestSignal[] | null
  readonly signalsMs: number | null
}

export function HostPage({
  asked,
  tables,
  nowMs,
  stale,
}: {
  asked: string
  tables: Tables
  nowMs: number
  stale: boolean
}) {
  const summary = summariseHosts(tables).find(({ host }) => host.id === asked || host.name === asked)
  if (summary === undefined) return <NotKnown title="Host" what="host" asked={asked} />
  const { host, liveness, lastSeenMs } = summary
  const kind = tileOf(summary, stale)
  const verdicts = Object.values(tables.verdicts).filter((each) => each.host === host.id && each.state !== 'closed')
  const place = Object.entries(host.topology).map(([level, name]) => `${level} ${name}`)
  return (
    <main class="one">
      <Panel title={host.name} note={host.id}>
        <p>
          <span class={`tile ${kind}`}>{tileMarks[kind].mark}</span> <strong>{tileMarks[kind].word}</strong> ·{' '}
          {liveness},{' '}
          {lastSeenMs === null
            ? 'not heard since the coordinator started'
            : `heard ${duration(nowMs - lastSeenMs)} ago`}{' '}
          · {place.length === 0 ? 'place unknown' : place.join(', ')} · {summary.running.length} attempts
        </p>
        {hostMarks(host, nowMs, faultTexts(verdicts, host)).map(({ word, detail }) => (
          <p key={word}>
            <span class={`tag ${word === 'simulated' ? '' : word === 'stopped' ? 'bad' : 'warning'}`}>{word}</span>{' '}
            {detail}
          </p>
        ))}
        <Check host={host} nowMs={nowMs} />
        <Actions actions={[...hostActions(host), ...careActions(host)]} />
      </Panel>
      <Panel title="Faults" note={verdicts.length === 0 ? '' : `${verdicts.length} not closed`}>
        {verdicts.length === 0 ? (
          <Empty>{kind === 'unknown' ? 'None was found while it was heard.' : 'None was found.'}</Empty>
        ) : null}
        {verdicts.map((each) => (
          <div key={each.id}>
            <Verdict verdict={each} tables={tables} nowMs={nowMs} alone />
            <Actions actions={[closeAction(each)]} />
          </div>
        ))}
      </Panel>
      <Readings host={host.id} />
      <Changes host={host.id} />
    </main>
  )
}

function Check({ host, nowMs }: { host: Tables['hosts'][string]; nowMs: number }) {
  const last = host.health?.lastCheck
  if (last === undefined || last === null) return null
  const failed = last.report.lines.filter(({ ok }) => !ok)
  return (
    <p>
      Last check {duration(nowMs - last.atMs)} ago:{' '}
      <span class={last.ok ? 'good' : 'bad'}>{last.ok ? `all ${last.report.lines.length} passed` : 'failed'}</span>
      {failed.map(({ what, detail }) => (
        <span key={what}>
          {' '}
          · {what}: {detail}
        </span>
      ))}
    </p>
  )
}

function Readings({ host }: { host: string }) {
  const path = `/api/v1/hosts/${encodeURIComponent(host)}`
  const { value, why, atMs } = usePolled<HostAnswer>(path, 3_000)
  const signals = value?.signals ?? []
  const there = new Set(signals.map(({ name }) => name))
  const names = charted.filter((name) => there.has(name))
  const old = why === null ? null : `Old, from ${duration(performance.now() - atMs)} ago: ${why}`
  return (
    <>
      {names.length === 0 ? null : <Charts host={host} names={names.join(',')} />}
      <Panel title="Newest readings" note={value?.signalsMs ? `heard at ${clockTime(value.signalsMs)}` : ''}>
        {old === null ? null : <p class="bad">{old}</p>}
        {value === null && why === null ? <Empty>Asking…</Empty> : null}
        {value !== null && signals.length === 0 ? (
          <Empty>Nothing has been heard from its sensors since the coordinator started.</Empty>
        ) : null}
        {readingGroups(signals).map((group) => (
          <Group key={group.keys} group={group} />
        ))}
      </Panel>
    </>
  )
}

const deviceLabel = ({ labels }: RangeSeries): string =>
  Object.entries(labels)
    .filter(([key]) => key !== 'uuid')
    .map(([key, value]) => `${key} ${value}`)
    .join(' ') || 'host'

function Charts({ host, names }: { host: string; names: string }) {
  const [span, choose] = useState<Span>('1h')
  const path = `/api/v1/range?host=${encodeURIComponent(host)}&name=${names}&from=-${span}&maxPoints=700`
  const { value, why } = usePolled<RangeAnswer>(path, span === '10m' ? 3_000 : 15_000)
  const groups = useMemo(() => Map.groupBy(value?.series ?? [], ({ name }) => name), [value])
  return (
    <Panel
      title={`The last ${spanWords[span]}`}
      note={value === null ? '' : value.resolution === 'raw' ? 'samples' : `by the ${value.resolution}`}
    >
      <Spans span={span} choose={choose} />
      {why === null ? null : <p class="bad">{why}</p>}
      {value === null ? null : (
        <div class="charts">
          {names.split(',').map((name) => {
            const series = groups.get(name)
            return series === undefined ? null : (
              <Chart
                key={name}
                title={name}
                unit={series[0]?.unit ?? ''}
                series={series}
                labelOf={deviceLabel}
                fromMs={value.fromMs}
                toMs={value.toMs}
              />
            )
          })}
        </div>
      )}
    </Panel>
  )
}

function Group({ group: { keys, devices, rows, unknown } }: { group: ReadingGroup }) {
  return (
    <table class="readings">
      <caption>
        {keys === '' ? 'host' : keys}
        {unknown === 0 ? '' : ` · ${unknown} unknown or stale`}
      </caption>
      <thead>
        <tr>
          <th>signal</th>
          {devices.map((each) => (
            <th key={each} class="right">
              {each}
            </th>
          ))}
          <th>unit</th>
          <th class="right">age</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, unit, cells, ageMs }) => (
          <tr key={name}>
            <td>{name}</td>
            {cells.map(({ text, status, title }, i) => (
              <td key={devices[i]} class={`right ${status}`} title={title}>
                {status === 'gap' || status === 'stale' ? <span class="hatch">{text}</span> : text}
              </td>
            ))}
            <td class="dim">{unit === 'bytes' ? '' : unit}</td>
            <td class="right dim nowrap">{duration(ageMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
