/** Hosts: are they there and well, what do they carry, how much have they done; many of them as tiles. */
import type { HostRow } from '../../../shared/model/rows.ts'
import { gpuText, type HostMark, hostMarks } from '../../../shared/model/words.ts'
import type { Tables } from '../feed-state.ts'
import { count, duration, percent } from '../format.ts'
import { gradeText, gradeTones } from '../health.ts'
import { type HostSummary, summariseHosts } from '../summaries.ts'
import { HostGrid } from './host-grid.tsx'
import { Bar, Empty, Figure, Panel, State, type Tone } from './panel.tsx'

const tones: Readonly<Record<string, Tone>> = {
  connected: 'good',
  suspect: 'warning',
  unreachable: 'bad',
  unknown: 'unknown',
}

/** more are drawn as tiles */
const listed = 40

export function Hosts({ tables, nowMs, stale }: { tables: Tables; nowMs: number; stale: boolean }) {
  const hosts = summariseHosts(tables)
  const connected = hosts.filter((each) => each.liveness === 'connected').length
  const simulated = hosts.filter((each) => each.host.inventory.simulated).length
  const apart = simulated === 0 ? '' : `, ${simulated} of them simulated`
  const note = stale
    ? 'state unknown: no word from the coordinator'
    : `${connected} of ${hosts.length} connected${apart}`
  if (hosts.length === 0)
    return (
      <Panel title="Hosts">
        <Empty>
          No host has joined. Start an agent: <code>millwright-agent run --coordinator ADDRESS</code>
        </Empty>
      </Panel>
    )
  if (hosts.length > listed)
    return (
      <Panel title="Hosts" note={note}>
        <HostGrid hosts={hosts} nowMs={nowMs} stale={stale} />
      </Panel>
    )
  return (
    <Panel title="Hosts" note={note}>
      <table class="tight">
        <thead>
          <tr>
            <th>host</th>
            <th>state</th>
            <th>health</th>
            <th title="how long ago it was heard">heard</th>
            <th>slots</th>
            <th class="right">GPUs</th>
            <th class="right">attempts</th>
            <th class="right">shards</th>
          </tr>
        </thead>
        <tbody>
          {hosts.map((each) => (
            <Host key={each.host.id} each={each} nowMs={nowMs} stale={stale} />
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

/** Its grade has a column of its own. */
const marksOf = (host: HostRow, nowMs: number): HostMark[] =>
  hostMarks(host, nowMs).filter(({ word }) => !['watched', 'degraded', 'stopped'].includes(word))

function Host({ each, nowMs, stale }: { each: HostSummary; nowMs: number; stale: boolean }) {
  const { host, liveness, lastSeenMs, usedSlots } = each
  return (
    <tr>
      <td class="nowrap" title={host.id}>
        <a href={`#/host/${host.id}`}>{host.name}</a>
        {marksOf(host, nowMs).map(({ word, detail }) => (
          <span key={word} class={word === 'simulated' ? 'tag simulated' : 'tag warning'} title={detail}>
            {word}
          </span>
        ))}
      </td>
      <td>
        {stale ? (
          <State tone="unknown">was {liveness}</State>
        ) : (
          <State tone={tones[liveness] ?? 'unknown'}>{liveness}</State>
        )}
      </td>
      <td>
        <Health each={each} stale={stale} />
      </td>
      <td class="nowrap">{lastSeenMs === null ? <Figure value="unknown" /> : duration(nowMs - lastSeenMs)}</td>
      <td class="nowrap">
        <Bar done={usedSlots} total={host.slots} tone="busy" /> {usedSlots} of {host.slots}
      </td>
      <td class="right nowrap">
        {each.totalGpus === 0 ? <span class="dim">none</span> : <Figure value={gpuText(each)} />}
      </td>
      <td class="right">{each.running.length}</td>
      <td class="right nowrap">
        {count(each.committed)} <span class="dim">{each.share === null ? '' : percent(each.share)}</span>
      </td>
    </tr>
  )
}

/** What is not heard is not well: its health is unknown. */
function Health({ each: { host, liveness }, stale }: { each: HostSummary; stale: boolean }) {
  const grade = host.health?.grade ?? null
  if (grade !== null) return <State tone={gradeTones[grade]}>{gradeText(grade)}</State>
  if (stale || liveness !== 'connected') return <Figure value="unknown" />
  return <State tone="good">no fault</State>
}
