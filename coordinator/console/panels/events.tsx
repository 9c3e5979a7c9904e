/** Events, newest first, in plain words. */
import type { Tables } from '../feed-state.ts'
import { clockTime, duration, newerFirst } from '../format.ts'
import { Empty, Panel } from './panel.tsx'

const shown = 60

export function Events({ tables, nowMs }: { tables: Tables; nowMs: number }) {
  const events = Object.values(tables.events).sort((a, b) => newerFirst(a.id, b.id))
  if (events.length === 0)
    return (
      <Panel title="Events">
        <Empty>Nothing has happened yet.</Empty>
      </Panel>
    )
  return (
    <Panel title="Events" note="newest first">
      <ol class="events">
        {events.slice(0, shown).map((each) => (
          <li key={each.id} class={each.level} title={`${each.kind}, ${each.id}`}>
            <time title={new Date(each.atMs).toISOString()}>{clockTime(each.atMs)}</time>
            <span class="ago">{duration(nowMs - each.atMs)} ago</span>
            <span class="level">{each.level}</span>
            <span>{each.text}</span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
