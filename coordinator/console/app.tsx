/** The page: what broke, what it affects, what was done, what you can do; then hosts, work, models and events. */
import { render } from 'preact'
import { isStale, openLink, type View } from './link.ts'
import { Attention } from './panels/attention.tsx'
import { Events } from './panels/events.tsx'
import { Hosts } from './panels/hosts.tsx'
import { Jobs } from './panels/jobs.tsx'
import { Models } from './panels/models.tsx'
import { Pipelines } from './panels/pipelines.tsx'
import { TopBar } from './panels/top-bar.tsx'

function Page({ view }: { view: View }) {
  const stale = isStale(view)
  if (view.feed === null)
    return (
      <>
        <TopBar view={view} />
        <p class="empty">No word from the coordinator yet. Nothing is known; nothing is shown.</p>
      </>
    )
  const { tables } = view.feed
  return (
    <div class={stale ? 'stale' : ''}>
      <TopBar view={view} />
      <Attention tables={tables} nowMs={view.nowMs} stale={stale} />
      <main>
        <div class="column">
          <Pipelines tables={tables} nowMs={view.nowMs} />
          <Jobs tables={tables} nowMs={view.nowMs} />
        </div>
        <div class="column">
          <Hosts tables={tables} nowMs={view.nowMs} stale={stale} />
          <Models tables={tables} nowMs={view.nowMs} />
          <Events tables={tables} nowMs={view.nowMs} />
        </div>
      </main>
    </div>
  )
}

const root = document.getElementById('app') as HTMLElement
root.textContent = ''
openLink(`${location.protocol.replace('http', 'ws')}//${location.host}/api/v1/feed`, (view) =>
  render(<Page view={view} />, root),
)
