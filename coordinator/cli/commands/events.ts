/** Events: the last ones, and with -f those to come, over the live feed. */
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { limits } from '../../../shared/limits.ts'
import type { FeedMessage } from '../../../shared/model/feed.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { EventRow } from '../../../shared/model/rows.ts'
import { type Call, type Command, exits, isSet, printJson, wholeFlag } from '../io.ts'
import { when } from '../render.ts'

/** by level */
export const paint = { info: '', notice: '\x1b[36m', warning: '\x1b[33m', critical: '\x1b[31m' } as const

function show(call: Call, row: EventRow): void {
  if (call.json) return printJson(call, row)
  const line = `${when(row.atMs)}  ${row.level.padEnd(8)}  ${row.text}`
  call.io.out(call.io.color && paint[row.level] !== '' ? `${paint[row.level]}${line}\x1b[0m\n` : `${line}\n`)
}

async function events(call: Call): Promise<number> {
  const max = wholeFlag(call, 'limit', 1, limits.eventsKept) ?? 50
  const rows = await call.client.all<EventRow>('/api/v1/events', max)
  const follow = isSet(call, 'follow')
  if (call.json && !follow) {
    printJson(call, rows)
    return exits.ok
  }
  for (const row of [...rows].reverse()) show(call, row)
  if (!follow) {
    if (rows.length === 0) call.io.out('Nothing has happened yet.\n')
    return exits.ok
  }
  let last = rows[0]?.id ?? 'e-0-0'
  const take = (found: readonly EventRow[]): void => {
    for (const row of [...found].sort((a, b) => compareIds(a.id, b.id))) {
      if (compareIds(last, row.id) >= 0) continue
      last = row.id
      show(call, row)
    }
  }
  while (!call.io.stopped.aborted) {
    await listen(call, take)
    if (call.io.stopped.aborted) break
    call.io.err('millwright: the feed closed; trying again in 1 s\n')
    await pause(1_000, undefined, { signal: call.io.stopped }).catch(() => {})
  }
  return exits.ok
}

/** One connection, until it closes. After a gap a new snapshot is asked for: nothing is missed. */
async function listen(call: Call, take: (rows: readonly EventRow[]) => void): Promise<void> {
  const socket = new WebSocket(`${call.client.address.url.replace(/^http/, 'ws')}/api/v1/feed`)
  const stop = (): void => socket.terminate()
  call.io.stopped.addEventListener('abort', stop, { once: true })
  let seq = -1
  socket.on('error', () => {})
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as FeedMessage
    if (message.type === 'delta' && message.from !== seq) return socket.send('{"type":"snapshot"}')
    seq = message.seq
    const rows = Object.values(message.tables.events ?? {})
    take(rows.filter((row) => row !== null))
  })
  await once(socket, 'close')
  call.io.stopped.removeEventListener('abort', stop)
}

export const eventCommands: readonly Command[] = [
  {
    name: 'events',
    summary: 'What happened, oldest first',
    usage: '[-f]',
    args: [0, 0],
    flags: [
      { name: 'follow', short: 'f', help: 'go on with what happens next' },
      { name: 'limit', value: 'N', help: 'the last N (default 50)' },
    ],
    run: events,
  },
]
