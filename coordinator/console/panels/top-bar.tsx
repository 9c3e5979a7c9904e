/** Whose page this is, and how fresh: stale is never to be overlooked. */
import { duration } from '../format.ts'
import { isStale, type View } from '../link.ts'

const places = [
  ['', 'overview'],
  ['heat', 'heat map'],
] as const

export function TopBar({ view, place }: { view: View; place: string }) {
  const stale = isStale(view)
  const age = view.silentMs === null ? 'never heard' : `last word ${duration(view.silentMs)} ago`
  document.title = stale ? 'STALE · Millwright' : 'Millwright'
  return (
    <header>
      <strong>Millwright</strong>
      <nav>
        {places.map(([each, word]) => (
          <a key={each} href={`#/${each}`} class={each === place ? 'chosen' : ''}>
            {word}
          </a>
        ))}
      </nav>
      <span class="dim">
        {view.feed === null ? 'incarnation unknown' : `incarnation ${view.feed.incarnation} · change ${view.feed.seq}`}
      </span>
      <span class="fill" />
      {stale ? (
        <span class="link-stale" role="alert">
          {view.feed === null ? 'NOT CONNECTED' : 'STALE: everything below is old'} · {age}
          {view.open ? '' : ' · connecting again'}
        </span>
      ) : (
        <span class="link-live">live · {age}</span>
      )}
    </header>
  )
}
