/** What broke, since when, what it affects, what was done about it already, and what you can do. */
import type { VerdictRow } from '../../../shared/model/health.ts'
import { deviceName, evidenceText } from '../../../shared/model/words.ts'
import type { Tables } from '../feed-state.ts'
import { duration } from '../format.ts'
import { type AlertCard, alertCards, closeAction, gradeText, hostName } from '../health.ts'
import { Actions } from './action.tsx'

const shown = 12
const deedsShown = 3
const textsShown = 3

/** `open`: the alert whose evidence is shown. */
export function Alerts({
  tables,
  nowMs,
  stale,
  open,
}: {
  tables: Tables
  nowMs: number
  stale: boolean
  open: string | null
}) {
  const cards = alertCards(tables, nowMs)
  if (cards.length === 0)
    return (
      <div class="alerts quiet">
        {stale ? 'No alert fired when the coordinator was last heard.' : 'No alert fires.'}
      </div>
    )
  const chosen = cards.filter(({ alert }, i) => i < shown || alert.id === open)
  return (
    <section class="alerts" aria-label="Alerts" role="alert">
      {chosen.map((card) => (
        <Card key={card.alert.id} card={card} tables={tables} nowMs={nowMs} open={card.alert.id === open} />
      ))}
      {cards.length > chosen.length ? (
        <p class="dim more">
          and {cards.length - chosen.length} more: <code>millwright alerts</code>
        </p>
      ) : null}
    </section>
  )
}

function Card({ card, tables, nowMs, open }: { card: AlertCard; tables: Tables; nowMs: number; open: boolean }) {
  const { alert, verdicts, hosts, moreHosts, affects, done, note, actions } = card
  const [newest] = done
  return (
    <article class={`alert ${alert.grade} ${note === '' ? '' : 'seen'}`} id={alert.id}>
      <h3>
        <span class="grade">{gradeText(alert.grade)}</span>
        {alert.title}
        <span class="age">
          for {duration(nowMs - alert.sinceMs)}
          {alert.count > 1 ? `, ${alert.count} times` : ''}
        </span>
      </h3>
      <dl>
        <dt>where</dt>
        <dd>
          {hosts.length === 0 ? 'no single host' : null}
          {hosts.map(({ id, name }, i) => (
            <span key={id}>
              {i === 0 ? '' : ', '}
              <a href={`#/host/${id}`}>{name}</a>
            </span>
          ))}
          {moreHosts > 0 && hosts.length > 0 ? ` and ${moreHosts} more` : ''}
          {alert.labels.rack === undefined ? '' : ` · rack ${alert.labels.rack}`}
        </dd>
        <dt>affects</dt>
        <dd>
          {affects.length === 0 ? 'nothing that runs' : affects.slice(0, 6).join(', ')}
          {affects.length > 6 ? ` and ${affects.length - 6} more` : ''}
        </dd>
        <dt>done</dt>
        <dd>
          {newest === undefined
            ? 'nothing yet: it waits for you'
            : done.slice(0, deedsShown).map(({ atMs, what }) => (
                <div key={`${atMs}${what}`}>
                  {what} <span class="dim">{duration(nowMs - atMs)} ago</span>
                </div>
              ))}
        </dd>
        {note === '' ? null : (
          <>
            <dt>note</dt>
            <dd>{note}</dd>
          </>
        )}
      </dl>
      {verdicts.length === 0 ? null : (
        <details open={open}>
          <summary>evidence of {verdicts.length === 1 ? 'one fault' : `${verdicts.length} faults`}</summary>
          {verdicts.slice(0, open ? verdicts.length : textsShown).map((each) => (
            <Verdict key={each.id} verdict={each} tables={tables} nowMs={nowMs} alone={verdicts.length === 1} />
          ))}
          {!open && verdicts.length > textsShown ? (
            <p>
              <a href={`#/alert/${alert.id}`}>all {verdicts.length}</a>
            </p>
          ) : null}
        </details>
      )}
      <Actions actions={actions} />
    </article>
  )
}

/** `alone`: its alert's own buttons close it. */
export function Verdict({
  verdict,
  tables,
  nowMs,
  alone,
}: {
  verdict: VerdictRow
  tables: Tables
  nowMs: number
  alone: boolean
}) {
  const name = hostName(tables, verdict.host)
  return (
    <div class="verdict">
      <p>
        <a href={`#/host/${verdict.host}`}>{name}</a>{' '}
        <strong title={verdict.device}>{deviceName(verdict.device, tables.hosts[verdict.host])}</strong> {verdict.text}{' '}
        <span class="dim">
          {verdict.state === 'gone' ? 'gone, not verified yet · ' : ''}
          {verdict.rule} version {verdict.ruleVersion}, for {duration(nowMs - verdict.sinceMs)}
          {verdict.count > 1 ? `, ${verdict.count} times` : ''}
          {verdict.repair === 'none' ? '' : ` · to repair: ${verdict.repair}`}
        </span>
      </p>
      {verdict.evidence.map((each) => (
        <code key={evidenceText(each)}>{evidenceText(each)}</code>
      ))}
      {alone ? null : <Actions actions={[closeAction(verdict)]} />}
    </div>
  )
}
