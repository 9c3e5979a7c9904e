/** Small parts that all panels share. */
import type { ComponentChildren } from 'preact'

export function Panel({ title, note, children }: { title: string; note?: string; children: ComponentChildren }) {
  return (
    <section aria-label={title}>
      <h2>
        {title} {note === undefined ? null : <span class="dim">{note}</span>}
      </h2>
      {children}
    </section>
  )
}

/** Words for nothing. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>
}

/** A state as a word with a mark; the colour only repeats the word. */
export function State({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`state ${tone}`}>{children}</span>
}
export type Tone = 'good' | 'busy' | 'waiting' | 'warning' | 'bad' | 'unknown'

export function Bar({ done, total, tone }: { done: number; total: number; tone: Tone }) {
  const share = total > 0 ? Math.min(1, done / total) : 0
  return (
    <span class={total > 0 ? 'bar' : 'bar hatch'} role="progressbar" aria-valuenow={Math.round(100 * share)}>
      <span class={`bar-fill ${tone}`} style={{ width: `${100 * share}%` }} />
    </span>
  )
}

/** A figure, or a hatched "unknown". */
export function Figure({ value }: { value: string }) {
  return value === 'unknown' ? <span class="hatch">unknown</span> : <span>{value}</span>
}

/** A page that was asked for something which is not there. */
export function NotKnown({ title, what, asked }: { title: string; what: 'host' | 'job'; asked: string }) {
  return (
    <main class="one">
      <Panel title={title}>
        <Empty>
          No {what} <code>{asked}</code> is known. <a href="#/">All {what}s</a>
        </Empty>
      </Panel>
    </main>
  )
}
