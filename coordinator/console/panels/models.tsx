/** Models: which version has which name, what serves, and who changed it last. */
import type { DeploymentRow, ModelRow } from '../../../shared/model/rows.ts'
import type { Tables } from '../feed-state.ts'
import { duration, figure } from '../format.ts'
import { Empty, Figure, Panel, State } from './panel.tsx'

const versionsShown = 6

export function Models({ tables, nowMs }: { tables: Tables; nowMs: number }) {
  const models = Object.values(tables.models)
  const deployments = Object.values(tables.deployments)
  if (models.length === 0)
    return (
      <Panel title="Models">
        <Empty>No models yet: a pipeline's first run makes one.</Empty>
      </Panel>
    )
  return (
    <Panel title="Models">
      {models.map((row) => (
        <Model key={row.id} row={row} nowMs={nowMs} />
      ))}
      {deployments.length === 0 ? <Empty>Nothing is deployed.</Empty> : null}
      {deployments.map((row) => (
        <Deployment key={row.id} row={row} />
      ))}
    </Panel>
  )
}

function Model({ row, nowMs }: { row: ModelRow; nowMs: number }) {
  const versions = [...row.versions].reverse()
  const last = row.aliasHistory.at(-1)
  return (
    <>
      <table>
        <caption>{row.id}</caption>
        <thead>
          <tr>
            <th>version</th>
            <th>state</th>
            <th class="right">AUC</th>
            <th class="right">norm. entropy</th>
            <th>trained on</th>
            <th class="right">age</th>
          </tr>
        </thead>
        <tbody>
          {versions.slice(0, versionsShown).map((each) => (
            <tr key={each.version}>
              <td>
                {each.version}
                {Object.entries(row.aliases).map(([alias, version]) =>
                  version === each.version ? (
                    <span key={alias} class="tag good">
                      {alias}
                    </span>
                  ) : null,
                )}
              </td>
              <td>
                <State tone={each.state === 'promoted' ? 'good' : each.state === 'refused' ? 'warning' : 'waiting'}>
                  {each.state}
                </State>
              </td>
              <td class="right">
                <Figure value={figure(each.metrics?.auc)} />
              </td>
              <td class="right">
                <Figure value={figure(each.metrics?.ne)} />
              </td>
              <td class="nowrap">
                {each.lineage.from} – {each.lineage.to}
              </td>
              <td class="right nowrap">{duration(nowMs - each.createdMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {versions.length > versionsShown ? <p class="dim">and {versions.length - versionsShown} older versions</p> : null}
      {last === undefined ? null : (
        <p class="dim">
          {last.alias}: {last.was ?? 'none'} → {last.version ?? 'none'} by {last.by}, {duration(nowMs - last.atMs)} ago:{' '}
          {last.reason}. Back: <code>millwright rollback {row.name}</code>
        </p>
      )}
    </>
  )
}

function Deployment({ row }: { row: DeploymentRow }) {
  const settled = row.version !== null && row.version === row.ready
  return (
    <p>
      deployment {row.id}:{' '}
      {row.version === null ? (
        <State tone="unknown">no version has passed its gate</State>
      ) : settled ? (
        <State tone="good">version {row.version} serves</State>
      ) : (
        <State tone="warning">
          version {row.version} wanted, {row.ready === null ? 'none ready' : `version ${row.ready} serves`}
        </State>
      )}{' '}
      <span class="dim">{row.replicas} replicas</span>
    </p>
  )
}
