/** What broke, what it affects and what was done about it, what you can do. */
import type { Tables } from '../feed-state.ts'
import { concerns } from '../summaries.ts'

export function Attention({ tables, nowMs, stale }: { tables: Tables; nowMs: number; stale: boolean }) {
  const found = concerns(tables, nowMs)
  if (found.length === 0)
    return (
      <div class="attention quiet">
        {stale ? 'Nothing needed attention when the coordinator was last heard.' : 'Nothing needs attention.'}
      </div>
    )
  return (
    <div class="attention" role="alert">
      {found.slice(0, 8).map((each) => (
        <div key={each.what} class={`concern ${each.level}`}>
          <strong>{each.what}</strong>
          <span>{each.effect}</span>
          <code>{each.action}</code>
        </div>
      ))}
      {found.length > 8 ? <div class="dim">and {found.length - 8} more</div> : null}
    </div>
  )
}
