/** Checkpoints of gangs: what each could go on from now, where that lies, and how often it should save. */
import { useState } from 'preact/hooks'
import { stateText, whereText } from '../../../shared/model/checkpoint-words.ts'
import type { CheckpointList, CheckpointRow } from '../../../shared/model/checkpoints.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import { sizeText } from '../../../shared/model/sizes.ts'
import { usePolled } from '../ask.ts'
import type { Tables } from '../feed-state.ts'
import { duration, newerFirst } from '../format.ts'
import { isLive } from '../summaries.ts'
import { Empty, Panel, State } from './panel.tsx'

const jobsShown = 20
const lookEveryMs = 5_000

interface Props {
  tables: Tables
  nowMs: number
}

export function Checkpoints({ tables, nowMs }: Props) {
  const rows = Map.groupBy(Object.values(tables.checkpoints), (row) => row.job)
  const gangs = Object.values(tables.jobs).filter((job) => job.gang !== null && (isLive(job) || rows.has(job.id)))
  if (gangs.length === 0) return null
  gangs.sort((a, b) => Number(isLive(b)) - Number(isLive(a)) || newerFirst(a.id, b.id))
  const left = gangs.length - jobsShown
  return (
    <Panel title="Checkpoints" note={`${rows.size} of ${gangs.length} gangs have some`}>
      {gangs.slice(0, jobsShown).map((job) => (
        <Saved key={job.id} job={job} rows={rows.get(job.id) ?? []} nowMs={nowMs} />
      ))}
      {left > 0 ? <p class="dim">and {left} more gangs</p> : null}
    </Panel>
  )
}

function Saved({ job, rows, nowMs }: { job: JobRow; rows: readonly CheckpointRow[]; nowMs: number }) {
  const [open, setOpen] = useState(false)
  const durable = rows.filter((row) => row.state === 'durable').sort((a, b) => b.step - a.step)
  const [newest] = durable
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {job.spec.name} <span class="dim">{job.id}</span>{' '}
        {newest === undefined ? (
          <State tone={isLive(job) ? 'warning' : 'unknown'}>none: a failure would begin it from the beginning</State>
        ) : (
          <>
            step {newest.step}, {duration(nowMs - newest.registeredMs)} ago{' '}
            <span class="dim">
              {sizeText(newest.bytes)}, {durable.length} kept
            </span>
          </>
        )}
      </summary>
      {open ? <Details job={job.id} /> : null}
    </details>
  )
}

function Details({ job }: { job: string }) {
  const { value, why } = usePolled<CheckpointList>(`/api/v1/jobs/${job}/checkpoints`, lookEveryMs)
  if (value === null) return <Empty>{why ?? 'asking…'}</Empty>
  const { rows, resumed, advice, nowMs } = value
  return (
    <>
      {why === null ? null : <p class="warning">old: {why}</p>}
      <p class="dim">
        last launch {resumed === null ? 'from the beginning' : `from step ${resumed.step}`}; {advice.sentence}
      </p>
      {rows.length === 0 ? (
        <Empty>
          Its program tells them (message checkpoint), or saves below <code>--checkpoints DIR</code>.
        </Empty>
      ) : (
        <table>
          <thead>
            <tr>
              <th class="right">step</th>
              <th class="right">age</th>
              <th class="right">size</th>
              <th>state</th>
              <th>after</th>
              <th>where</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.step}>
                <td class="right">{row.step}</td>
                <td class="right nowrap">{duration(nowMs - row.registeredMs)}</td>
                <td class="right nowrap">{sizeText(row.bytes)}</td>
                <td class={row.state === 'lost' ? 'bad' : row.state === 'durable' ? '' : 'dim'}>{stateText(row)}</td>
                <td>
                  {row.parent === null ? 'the beginning' : `step ${row.parent}`}{' '}
                  <span class="dim">epoch {row.epoch}</span>
                </td>
                <td title={row.path}>{whereText(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
