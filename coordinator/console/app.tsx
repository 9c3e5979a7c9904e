/** The page: what broke, what it affects, what was done, what you can do; then hosts, work, models and what changed. */
import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { isStale, openLink, type View } from './link.ts'
import { Alerts } from './panels/alerts.tsx'
import { Attention } from './panels/attention.tsx'
import { Changes } from './panels/changes.tsx'
import { Checkpoints } from './panels/checkpoints.tsx'
import { HeatPage } from './panels/heat-page.tsx'
import { HostPage } from './panels/host-page.tsx'
import { Hosts } from './panels/hosts.tsx'
import { Jobs } from './panels/jobs.tsx'
import { LogPage } from './panels/log-page.tsx'
import { Models } from './panels/models.tsx'
import { Pipelines } from './panels/pipelines.tsx'
import { TopBar } from './panels/top-bar.tsx'

/** What follows `#`: `/host/ID`, `/heat`, `/log/JOB`, `/alert/ID`; `/` is the overview. */
function usePlace(): readonly [kind: string, id: string] {
  const [hash, set] = useState(location.hash)
  useEffect(() => {
    const moved = (): void => set(location.hash)
    window.addEventListener('hashchange', moved)
    return () => window.removeEventListener('hashchange', moved)
  }, [])
  const [kind = '', id = ''] = hash.replace(/^#\//, '').split('/')
  return [kind, decodeURIComponent(id)]
}

function Page({ view }: { view: View }) {
  const [kind, id] = usePlace()
  const stale = isStale(view)
  if (view.feed === null)
    return (
      <>
        <TopBar view={view} place={kind} />
        <p class="empty">No word from the coordinator yet. Nothing is known; nothing is shown.</p>
      </>
    )
  const { tables } = view.feed
  const shared = { tables, nowMs: view.nowMs, stale }
  return (
    <div class={stale ? 'stale' : ''}>
      <TopBar view={view} place={kind} />
      {kind === 'host' ? (
        <HostPage key={id} asked={id} {...shared} />
      ) : kind === 'heat' ? (
        <HeatPage />
      ) : kind === 'log' ? (
        <LogPage key={id} asked={id} tables={tables} />
      ) : (
        <>
          <Alerts {...shared} open={kind === 'alert' ? id : null} />
          <Attention tables={tables} nowMs={view.nowMs} />
          <main>
            <div class="column">
              <Hosts {...shared} />
              <Pipelines tables={tables} nowMs={view.nowMs} />
              <Jobs tables={tables} nowMs={view.nowMs} />
              <Checkpoints tables={tables} nowMs={view.nowMs} />
            </div>
            <div class="column">
              <Changes />
              <Models tables={tables} nowMs={view.nowMs} />
            </div>
          </main>
        </>
      )}
    </div>
  )
}

const root = document.getElementById('app') as HTMLElement
root.textContent = ''
openLink(`${location.protocol.replace('http', 'ws')}//${location.host}/api/v1/feed`, (view) =>
  render(<Page view={view} />, root),
)
