/** What else needs a person: hosts that are silent, work that failed, models that drift; what it affects and what you can do. */
import type { Tables } from '../feed-state.ts'
import { concerns } from '../summaries.ts'

/** Nothing where there is nothing: the alerts above say whether all is quiet. */
export function Attention({ tables, nowMs }: { tables: Tables; nowMs: number }) {
  const found = concerns(tables, nowMs)
  if (found.length === 0) return null
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
