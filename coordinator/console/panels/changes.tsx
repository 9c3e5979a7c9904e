/** What changed of late, newest first: faults, alerts, hosts, drains, jobs, signals. */
import { useState } from 'preact/hooks'
import type { EventLevel } from '../../../shared/model/rows.ts'
import { usePolled } from '../ask.ts'
import { clockTime, duration } from '../format.ts'
import { Empty, Panel } from './panel.tsx'
import { type Span, Spans, spanWords } from './spans.tsx'

interface Change {
  readonly atMs: number
  readonly kind: string
  readonly level: EventLevel
  readonly text: string
  readonly about: Readonly<Record<string, string>>
}

/** `host`: of one host only. */
export function Changes({ host }: { host?: string }) {
  const [span, choose] = useState<Span>('10m')
  const path = `/api/v1/changes?for=${span}&limit=150${host === undefined ? '' : `&host=${encodeURIComponent(host)}`}`
  const { value, why, atMs } = usePolled<{ rows: readonly Change[]; nowMs: number; more: boolean }>(path, 3_000)
  return (
    <Panel title="What changed">
      <Spans span={span} choose={choose} />
      {why === null ? null : (
        <p class="bad">
          {value === null ? 'Not known' : `Old: from ${duration(performance.now() - atMs)} ago`}: {why}
        </p>
      )}
      {value === null ? <Empty>{why === null ? 'Asking…' : ''}</Empty> : <Rows {...value} span={span} />}
    </Panel>
  )
}

function Rows({ rows, nowMs, more, span }: { rows: readonly Change[]; nowMs: number; more: boolean; span: Span }) {
  if (rows.length === 0) return <Empty>Nothing changed in the last {spanWords[span]}.</Empty>
  return (
    <ol class="events">
      {rows.map((each) => (
        <li key={`${each.atMs}${each.kind}${each.text}`} class={each.level} title={each.kind}>
          <time title={new Date(each.atMs).toISOString()}>{clockTime(each.atMs)}</time>
          <span class="ago">{duration(nowMs - each.atMs)} ago</span>
          <span class="level">{each.level}</span>
          <span>
            {each.text}
            {each.about.alert === undefined ? null : <a href={`#/alert/${each.about.alert}`}> look</a>}
          </span>
        </li>
      ))}
      {more ? <li class="dim">and more: millwright changes --for {span} --limit 1000</li> : null}
    </ol>
  )
}
