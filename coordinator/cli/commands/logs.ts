/** Logs of an attempt, or of all attempts of a job; -f goes on until they end. */
import { setTimeout as pause } from 'node:timers/promises'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { part } from '../client.ts'
import { type Call, type Command, CommandError, exits, isSet } from '../io.ts'

type Sink = (attempt: string, line: string) => void

async function logs(call: Call): Promise<number> {
  const id = call.args[0] as string
  const follow = isSet(call, 'follow')
  if (/^a-\d+-\d+$/.test(id)) {
    await copy(call, id, follow, plain(call))
    return exits.ok
  }
  const job = await call.client.get<JobRow>(`/api/v1/jobs/${part(id)}`)
  return follow ? followJob(call, job) : showJob(call, job)
}

const plain = (call: Call): Sink =>
  call.json
    ? (attempt, line) => call.io.out(`${JSON.stringify({ attempt, line })}\n`)
    : (_attempt, line) => call.io.out(`${line}\n`)

const attemptsOf = async (call: Call, job: JobRow): Promise<AttemptRow[]> =>
  (await call.client.all<AttemptRow>(`/api/v1/jobs/${part(job.id)}/attempts`)).reverse()

async function showJob(call: Call, job: JobRow): Promise<number> {
  const attempts = await attemptsOf(call, job)
  if (attempts.length === 0)
    throw new CommandError(`${job.id} ${job.spec.name} has not run yet; 'millwright why ${job.id}' says why`)
  let shown = 0
  for (const each of attempts) {
    if (!call.json && attempts.length > 1)
      call.io.out(`==> ${each.id} on ${each.host.slice(0, 16)} (${each.state}) <==\n`)
    try {
      await copy(call, each.id, false, plain(call))
      shown++
    } catch (error) {
      // one host that is away does not hide the others' logs
      call.io.err(`millwright: ${each.id}: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
  return shown > 0 ? exits.ok : exits.failed
}

/** All attempts at once, new ones as they come, each line with its attempt. */
async function followJob(call: Call, job: JobRow): Promise<number> {
  const started = new Map<string, Promise<void>>()
  const sink: Sink = call.json ? plain(call) : (attempt, line) => call.io.out(`${attempt} | ${line}\n`)
  for (;;) {
    const { endedMs } = await call.client.get<JobRow>(`/api/v1/jobs/${part(job.id)}`)
    for (const each of await attemptsOf(call, job)) {
      if (started.has(each.id)) continue
      const failed = (error: Error): void => call.io.err(`millwright: ${each.id}: ${error.message}\n`)
      started.set(each.id, copy(call, each.id, true, sink).catch(failed))
    }
    if (endedMs !== null) break
    await pause(1_000, undefined, { signal: call.io.stopped })
  }
  await Promise.all(started.values())
  return exits.ok
}

async function copy(call: Call, attempt: string, follow: boolean, sink: Sink): Promise<void> {
  const decoder = new TextDecoder()
  let offset = 0
  let open = ''
  const take = (bytes: Uint8Array): void => {
    const lines = (open + decoder.decode(bytes, { stream: true })).split('\n')
    open = lines.pop() ?? ''
    for (const line of lines) sink(attempt, line)
  }
  for (;;) {
    const answer = await call.client.raw(
      `/api/v1/attempts/${part(attempt)}/logs?offset=${offset}${follow ? '&follow=1' : ''}`,
    )
    if (follow) {
      if (
        await drain(answer, (bytes) => {
          offset += bytes.length
          take(bytes)
        })
      )
        break
      continue
    }
    for await (const bytes of answer.body ?? []) take(bytes as Uint8Array)
    const next = Number(answer.headers.get('x-log-offset') ?? offset)
    if (next <= offset || next >= Number(answer.headers.get('x-log-size') ?? next)) break
    offset = next
  }
  if (open !== '') sink(attempt, open)
}

/** True at the log's end; false when the answer broke off (a log quiet for minutes, a restart): it goes on where it was. */
async function drain(answer: Response, take: (bytes: Uint8Array) => void): Promise<boolean> {
  try {
    for await (const bytes of answer.body ?? []) take(bytes as Uint8Array)
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

export const logsCommand: Command = {
  name: 'logs',
  summary: "Print a job's or an attempt's log",
  usage: 'ID [-f]',
  detail: "ID is a job's id or name (all its attempts), or an attempt's id (a-1-23).",
  args: [1, 1],
  flags: [{ name: 'follow', short: 'f', help: 'go on until it ends' }],
  run: logs,
}
