/** The log of one attempt, from its host; from what was kept here where the host does not answer. */
import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../../shared/limits.ts'
import type { LogNote, LogRecord, MergedRecord } from '../../shared/model/logs.ts'
import type { AttemptRow } from '../../shared/model/rows.ts'
import { hostNameOf } from '../core/host-name.ts'
import type { ApiPorts } from './context.ts'

export interface LogWish {
  readonly follow: boolean
  /** as the host takes them: rank, tail, since (ms), grep */
  readonly query: Readonly<Record<string, string>>
}

/** What a source tells: `live` once all that is there was told. */
export type SourceRecord = Exclude<MergedRecord, { kind: 'end' }>

type Ports = Pick<ApiPorts, 'door' | 'fetchAgent' | 'keptLogs' | 'clock'>

/** The host said no: asking again is no use. */
class HostRefused extends Error {}
/** It was placed a moment ago: its host has not heard of it. */
class NotYetThere extends Error {}

export async function* logSource(
  ports: Ports,
  id: string,
  wish: LogWish,
  gone: AbortSignal,
): AsyncGenerator<SourceRecord> {
  const places = new Map<number, number>()
  let told = false
  for (;;) {
    const attempt = ports.door.state.attempts.get(id)
    if (attempt === undefined) return
    const host = hostNameOf(ports.door.state, attempt.host)
    try {
      for await (const record of askHost(ports, attempt, { ...wish, places }, gone)) {
        if (record.kind === 'end') return
        told = false
        if (record.kind === 'live') yield record
        else {
          places.set(record.rank, record.next)
          yield { ...record, attempt: id, host }
        }
      }
      throw new Error('it broke off')
    } catch (error) {
      if (gone.aborted) return
      const goesOn = wish.follow && !(error instanceof HostRefused) && !isOver(ports, id)
      const about = { attempt, host, why: causeOf(error) }
      if (error instanceof NotYetThere) {
        if (!goesOn) return
      } else if (!goesOn) return yield* fromKept(ports, about, places, wish)
      else if (!told) {
        yield noteOf(ports, about, 'asked again until it does')
        told = true
      }
      await pause(limits.logAskAgainMs, undefined, { signal: gone }).catch(() => {})
    }
  }
}

/** Nothing will be added, or nobody will say so. */
function isOver({ door: { state } }: Ports, id: string): boolean {
  const attempt = state.attempts.get(id)
  if (attempt === undefined || attempt.state === 'ended') return true
  const job = state.jobs.get(attempt.job)
  return job === undefined || job.endedMs !== null
}

interface Asked extends LogWish {
  /** where each rank's log goes on */
  readonly places: ReadonlyMap<number, number>
}

async function* askHost(ports: Ports, attempt: AttemptRow, asked: Asked, gone: AbortSignal): AsyncGenerator<LogRecord> {
  const host = ports.door.state.hosts.get(attempt.host)
  if (host === undefined) throw new HostRefused(`host ${attempt.host} is not known any more`)
  if (host.bytesAddress === '') throw new HostRefused('it is simulated and has no logs')
  const from = [...asked.places].map(([rank, next]) => `${rank}:${next}`).join(',')
  const { tail: _last, ...rest } = asked.query
  const query = new URLSearchParams({
    ...(from === '' ? asked.query : { ...rest, from }),
    ...(asked.follow ? { follow: '1' } : {}),
  })
  const silence = new AbortController()
  const signal = AbortSignal.any([gone, silence.signal])
  const url = `http://${host.bytesAddress}/logs/${attempt.id}?${query}`
  const answer = await inTime(silence, (ports.fetchAgent ?? fetch)(url, { signal }))
  if (!answer.ok) {
    const text = (await answer.text()).slice(0, 200)
    if (answer.status === 404 && attempt.state === 'placed') throw new NotYetThere(text)
    if (answer.status === 404) throw new HostRefused('it does not keep that log any more')
    throw new Error(`it answered ${answer.status}: ${text}`)
  }
  yield* recordsIn(answer, silence)
}

async function* recordsIn(answer: Response, silence: AbortController): AsyncGenerator<LogRecord> {
  const reader = answer.body?.getReader()
  if (reader === undefined) return
  const decoder = new TextDecoder()
  let open = ''
  try {
    for (;;) {
      const { done, value } = await inTime(silence, reader.read())
      if (done) return
      const lines = (open + decoder.decode(value, { stream: true })).split('\n')
      open = lines.pop() ?? ''
      for (const line of lines) yield JSON.parse(line) as LogRecord
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

/** A host says something every few seconds. The time that we take to use what it said does not count. */
async function inTime<T>(silence: AbortController, asked: Promise<T>): Promise<T> {
  const timer = setTimeout(() => silence.abort(new Error('it is silent')), limits.logSilentMs)
  try {
    return await asked
  } finally {
    clearTimeout(timer)
  }
}

interface About {
  readonly attempt: AttemptRow
  readonly host: string
  readonly why: string
}

async function* fromKept(
  ports: Ports,
  about: About,
  places: ReadonlyMap<number, number>,
  { query }: LogWish,
): AsyncGenerator<SourceRecord> {
  const { attempt, host } = about
  const kept = await ports.keptLogs.get(attempt.id)
  if (kept === undefined) {
    const lines = attempt.exit?.lastLines ?? []
    // it never ran: there is nothing to miss
    if (attempt.startedMs === null && attempt.state === 'ended' && lines.length === 0) return
    const last = lines.length === 0 ? '' : `; its last lines were: ${lines.join(' | ')}`
    return yield noteOf(ports, about, `nothing of that log was kept here${last}`)
  }
  const asOf = new Date(kept.asOfMs).toISOString()
  yield noteOf(
    ports,
    about,
    `this is the end of it as of ${asOf}, as it was kept here${kept.ended ? '' : ' while it ran'}`,
  )
  for (const record of kept.records) {
    if (record.next <= (places.get(record.rank) ?? 0)) continue
    if (query.rank !== undefined && record.rank !== Number(query.rank)) continue
    if (record.ms < Number(query.since ?? 0)) continue
    const grep = query.grep
    if (grep === undefined || record.kind === 'gap') yield { ...record, attempt: attempt.id, host }
    else {
      const text = record.text
        .split(/(?<=\n)/)
        .filter((line) => line.includes(grep))
        .join('')
      if (text !== '') yield { ...record, text, attempt: attempt.id, host }
    }
  }
}

const noteOf = ({ clock }: Ports, { attempt, host, why }: About, text: string): LogNote => ({
  kind: 'note',
  ms: clock.nowMs(),
  attempt: attempt.id,
  host,
  text: `${host} does not answer for the log of ${attempt.id} (${why}): ${text}`,
})

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error.cause as Error | undefined)?.message ?? error.message
}
