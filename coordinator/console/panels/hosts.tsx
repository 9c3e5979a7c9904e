/** Hosts: are they there, what do they carry, how much have they done. */
import { gpuText, hostMarks } from '../../../shared/model/words.ts'
import type { Tables } from '../feed-state.ts'
import { count, duration, percent } from '../format.ts'
import { type HostSummary, summariseHosts } from '../summaries.ts'
import { Bar, Empty, Figure, Panel, State, type Tone } from './panel.tsx'

const tones: Readonly<Record<string, Tone>> = {
  connected: 'good',
  suspect: 'warning',
  unreachable: 'bad',
  unknown: 'unknown',
}

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
  return (
    <Panel title="Hosts" note={note}>
      <table class="tight">
        <thead>
          <tr>
            <th>host</th>
            <th>state</th>
            <th>seen</th>
            <th>slots in use</th>
            <th class="right">GPUs in use</th>
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

function Host({ each, nowMs, stale }: { each: HostSummary; nowMs: number; stale: boolean }) {
  const { host, liveness, lastSeenMs, usedSlots } = each
  return (
    <tr>
      <td class="nowrap" title={host.id}>
        {host.name}
        {hostMarks(host, nowMs).map(({ word, detail }) => (
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
      <td>{lastSeenMs === null ? <Figure value="unknown" /> : `${duration(nowMs - lastSeenMs)} ago`}</td>
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
