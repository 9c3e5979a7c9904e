/** The logs of a job, of those of one name the newest: the last lines of all ranks or of one, searched on their hosts, and what comes. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Tables } from '../feed-state.ts'
import { clockTime, count, newerFirst } from '../format.ts'
import { addRecords, emptyLog, type LogRow, type LogView, recordsIn } from '../log-view.ts'
import { Empty, NotKnown, Panel } from './panel.tsx'

const rowsShown = 1_000
const notesShown = 4
const nearEndPx = 24
const drawEveryMs = 250
const againMs = 2_000

interface Wish {
  readonly job: string
  /** '' : all */
  readonly rank: string
  readonly search: string
}

interface Following {
  readonly view: LogView
  /** why nothing comes */
  readonly why: string | null
  readonly asked: boolean
}

export function LogPage({ asked, tables }: { asked: string; tables: Tables }) {
  const job = Object.values(tables.jobs)
    .filter((each) => each.id === asked || each.spec.name === asked)
    .sort((a, b) => newerFirst(a.id, b.id))[0]
  if (job === undefined) return <NotKnown title="Log" what="job" asked={asked} />
  return <JobLog job={job} />
}

function JobLog({ job }: { job: JobRow }) {
  const [rank, setRank] = useState('')
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState('')
  const followed = useLog({ job: job.id, rank, search })
  const { view } = followed
  const gang = job.spec.kind === 'gang'
  return (
    <main class="one">
      <Panel title={`Log of ${job.spec.name}`} note={`${job.id} · ${job.state}`}>
        <form
          class="log-wish"
          onSubmit={(event) => {
            event.preventDefault()
            setSearch(typed.trim())
          }}
        >
          {gang ? (
            <label>
              rank{' '}
              <input
                type="number"
                min="0"
                placeholder="all"
                value={rank}
                onInput={(event) => setRank(event.currentTarget.value)}
              />
            </label>
          ) : null}
          <label>
            search{' '}
            <input
              type="search"
              maxLength={256}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          <button type="submit">search on the hosts</button>
          <span class="dim" role="status">
            {stateText(followed, job)}
          </span>
        </form>
        <Notes notes={view.notes} />
        <Lines view={view} gang={gang} empty={emptyText(followed, job, search, rank)} />
      </Panel>
    </main>
  )
}

/** Of many the newest, and the others where they are asked for. */
function Notes({ notes }: { notes: readonly string[] }) {
  const older = notes.slice(0, -notesShown)
  return (
    <>
      {notes.slice(-notesShown).map((note) => (
        <p key={note} class="warning">
          {note}
        </p>
      ))}
      {older.length === 0 ? null : (
        <details class="warning">
          <summary>and {older.length} more</summary>
          {older.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </details>
      )}
    </>
  )
}

function stateText({ view, why, asked }: Following, job: JobRow): string {
  if (why !== null) return `nothing comes: ${why}`
  if (!asked) return 'asking'
  if (view.ended) return `the end; the job ${job.state === 'running' ? 'was over' : `has ended: ${job.state}`}`
  return 'following'
}

function emptyText({ asked, why }: Following, job: JobRow, search: string, rank: string): string {
  if (why !== null) return 'Nothing is known of this log yet.'
  if (!asked) return 'Asking the hosts.'
  if (search !== '') return `No line with “${search}”.`
  if (job.startedMs === null) return job.endedMs === null ? `It has not run yet: ${job.reason}` : 'It never ran.'
  return rank === '' ? 'It has printed nothing.' : `Rank ${rank} has printed nothing.`
}

/** It stays at the end while it grows, unless somebody has scrolled up to read. */
function Lines({ view, gang, empty }: { view: LogView; gang: boolean; empty: string }) {
  const list = useRef<HTMLOListElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    if (atEnd.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight
  }, [view])
  if (view.rows.length === 0) return <Empty>{empty}</Empty>
  return (
    <>
      {earlierText(view) === '' ? null : <p class="dim">{earlierText(view)}</p>}
      <ol
        class="log"
        ref={list}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          atEnd.current = scrollTop + clientHeight > scrollHeight - nearEndPx
        }}
      >
        {view.rows.map((row) => (
          <li
            key={row.key}
            class={row.said ? 'warning' : ''}
            title={`${row.attempt}, ${new Date(row.ms).toISOString()}`}
          >
            <span class="dim">
              {clockTime(row.ms)} {whose(row, gang)}
            </span>{' '}
            {row.text}
          </li>
        ))}
      </ol>
    </>
  )
}

/** It was asked for so many of the last lines only. */
function earlierText({ gone, rows }: LogView): string {
  if (rows.length < rowsShown) return ''
  return `the last ${count(rowsShown)} lines${gone > 0 ? `; ${count(gone)} came before them` : '; `millwright logs` has all'}`
}

const whose = ({ rank, attempt }: LogRow, gang: boolean): string => (gang ? `rank ${rank}` : attempt)

/** What comes is gathered and drawn a few times a second. */
function useLog({ job, rank, search }: Wish): Following {
  const [followed, set] = useState<Following>({ view: emptyLog, why: null, asked: false })
  useEffect(() => {
    const gone = new AbortController()
    let view = emptyLog
    let why: string | null = null
    let asked = false
    let changed = true
    const query = new URLSearchParams({ follow: '1', tail: String(rowsShown) })
    if (rank !== '') query.set('rank', rank)
    if (search !== '') query.set('grep', search)
    const draw = (): void => {
      if (changed) set({ view, why, asked })
      changed = false
    }
    draw()
    const timer = setInterval(draw, drawEveryMs)
    const follow = async (): Promise<void> => {
      while (!gone.signal.aborted && !view.ended) {
        try {
          // what was shown stays until there is more to say
          let next = emptyLog
          for await (const text of piecesOf(`/api/v1/jobs/${job}/logs?${query}`, gone.signal)) {
            next = addRecords(next, text, rowsShown)
            view = next
            why = null
            asked = changed = true
          }
        } catch (error) {
          why = error instanceof Error ? error.message : String(error)
          changed = true
        }
        if (!view.ended) await new Promise((resolve) => setTimeout(resolve, againMs))
      }
    }
    void follow()
    return () => {
      gone.abort()
      clearInterval(timer)
    }
  }, [job, rank, search])
  return followed
}

async function* piecesOf(path: string, signal: AbortSignal) {
  const answer = await fetch(path, { signal })
  if (!answer.ok || answer.body === null)
    throw new Error(((await answer.json()) as { detail?: string }).detail ?? `answered ${answer.status}`)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let open = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const { records, rest } = recordsIn(open + value)
    open = rest
    yield records
  }
}
