/** What changed of late, newest first: faults, alerts, hosts, drains, jobs, signals. */
import { useState } from 'preact/hooks'
import type { EventLevel } from '../../../shared/model/rows.ts'
import { usePolled } from '../ask.ts'
import { clockTime, duration } from '../format.ts'
import { Empty, Panel } from './panel.tsx'

interface Change {
  readonly atMs: number
  readonly kind: string
  readonly level: EventLevel
  readonly text: string
  readonly about: Readonly<Record<string, string>>
}

const spans = ['10m', '1h', '1d', '7d'] as const
const spanWords: Readonly<Record<string, string>> = { '10m': '10 minutes', '1h': 'hour', '1d': 'day', '7d': '7 days' }

/** `host`: of one host only. */
export function Changes({ host }: { host?: string }) {
  const [span, choose] = useState<string>('10m')
  const path = `/api/v1/changes?for=${span}&limit=150${host === undefined ? '' : `&host=${encodeURIComponent(host)}`}`
  const { value, why, atMs } = usePolled<{ rows: readonly Change[]; nowMs: number; more: boolean }>(path, 3_000)
  return (
    <Panel title="What changed">
      <div class="choices">
        {spans.map((each) => (
          <button key={each} type="button" class={each === span ? 'chosen' : ''} onClick={() => choose(each)}>
            last {spanWords[each]}
          </button>
        ))}
      </div>
      {why === null ? null : (
        <p class="bad">
          {value === null ? 'Not known' : `Old: from ${duration(performance.now() - atMs)} ago`}: {why}
        </p>
      )}
      {value === null ? <Empty>{why === null ? 'Asking…' : ''}</Empty> : <Rows {...value} span={span} />}
    </Panel>
  )
}

function Rows({ rows, nowMs, more, span }: { rows: readonly Change[]; nowMs: number; more: boolean; span: string }) {
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
