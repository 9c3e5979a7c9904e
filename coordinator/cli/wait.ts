/** Follows a job or a run to its end: a bar on a terminal, plain lines otherwise. */
import { setTimeout as pause } from 'node:timers/promises'
import type { RunRow, StageRow } from '../../shared/model/pipeline-rows.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { gangText } from '../../shared/model/words.ts'
import { part } from './client.ts'
import { gateText } from './commands/factory.ts'
import { type Call, exits, printJson } from './io.ts'
import { patiently } from './patience.ts'
import { bar, duration } from './render.ts'
import { type SpecFile, segmentsOf } from './spec-file.ts'

const lookMs = 500
/** plain lines say how far it is at most this often */
const lineMs = 5_000

/** Draws one line in place on a terminal; elsewhere a line when something changed. */
function makeProgress(call: Call) {
  let drawn = ''
  let said = ''
  let saidMs = Number.NEGATIVE_INFINITY
  const clear = (): void => {
    if (drawn !== '') call.io.err('\r\x1b[K')
    drawn = ''
  }
  return {
    clear,
    line(text: string): void {
      clear()
      call.io.err(`${text}\n`)
    },
    draw(text: string): void {
      if (call.io.isTerminal) {
        if (text === drawn) return
        call.io.err(`\r\x1b[K${text}`)
        drawn = text
      } else if (text !== said && call.io.nowMs() - saidMs >= lineMs) {
        call.io.err(`${text}\n`)
        said = text
        saidMs = call.io.nowMs()
      }
    },
  }
}
type Progress = ReturnType<typeof makeProgress>

/** A gang has no shards: it is told where it is in its life instead. */
function jobLine(row: JobRow): string {
  const { committed, total } = row.shards
  const why = row.state === 'queued' ? `: ${row.reason}` : ''
  // the words of a gang say that it runs
  if (row.gang !== null) return `${row.spec.name}  ${row.state === 'queued' ? row.state : gangText(row)}${why}`
  return `${row.spec.name} ${bar(committed, total)}  ${committed}/${total} shards  ${row.state}${why}`
}

function endLine({ id, spec, state, submittedMs, endedMs, shards, gang, reason }: JobRow): string {
  const done = gang === null ? `, ${shards.committed} of ${shards.total} shards` : ''
  const took = duration((endedMs ?? submittedMs) - submittedMs)
  return `${id} ${spec.name} ${state} after ${took}${done}${reason === '' ? '' : `: ${reason}`}\n`
}

export async function waitForJob(call: Call, id: string): Promise<number> {
  const progress = makeProgress(call)
  for (;;) {
    const row = await patiently(call, progress.line, () => call.client.get<JobRow>(`/api/v1/jobs/${part(id)}`))
    if (row.endedMs !== null) {
      progress.clear()
      if (call.json) printJson(call, row)
      else call.io.out(endLine(row))
      return row.state === 'succeeded' ? exits.ok : exits.failed
    }
    progress.draw(jobLine(row))
    await pause(lookMs, undefined, { signal: call.io.stopped })
  }
}

export async function waitForRun(call: Call, id: string, file: SpecFile): Promise<number> {
  const progress = makeProgress(call)
  const told = new Map<string, StageRow['state']>()
  for (;;) {
    const row = await patiently(call, progress.line, () => call.client.get<RunRow>(`/api/v1/runs/${part(id)}`))
    for (const stage of row.stages) tellStage(call, progress, told, stage)
    if (row.endedMs !== null || row.state !== 'running') {
      progress.clear()
      return endRun(call, row, file)
    }
    const job = row.stages.find((each) => each.state === 'running')?.job ?? null
    if (job !== null) {
      const look = () => call.client.get<JobRow>(`/api/v1/jobs/${part(job)}`)
      progress.draw(jobLine(await patiently(call, progress.line, look)))
    }
    await pause(lookMs, undefined, { signal: call.io.stopped })
  }
}

function tellStage(call: Call, progress: Progress, told: Map<string, StageRow['state']>, stage: StageRow): void {
  if (told.get(stage.name) === stage.state || stage.state === 'waiting') return
  told.set(stage.name, stage.state)
  const took =
    stage.startedMs === null || stage.endedMs === null ? '' : ` in ${duration(stage.endedMs - stage.startedMs)}`
  if (!call.json)
    progress.line(`${stage.name}: ${stage.state}${took}${stage.summary === '' ? '' : `: ${stage.summary}`}`)
}

function endRun(call: Call, row: RunRow, file: SpecFile): number {
  if (call.json) printJson(call, row)
  else {
    if (row.gate.length > 0) call.io.out(gateText(row, call.io.columns()).trimStart())
    call.io.out(`run ${row.id}: ${row.state}${row.model === null ? '' : ` (version ${row.model})`}\n`)
  }
  if (row.error !== null)
    call.io.err(`${file.place(segmentsOf(row.error.path), `${row.error.path}: ${row.error.message}`)}\n`)
  return row.state === 'promoted' ? exits.ok : exits.failed
}
