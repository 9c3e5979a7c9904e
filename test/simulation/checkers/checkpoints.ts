/**
 * Checkpoints as they really lie: [CK1] only what is durable and of the epoch that was launched last counts, [CK2] what is deleted has a
 * newer durable one, [CK3] no launch goes back behind the newest that it can reach, [CK7] no rank starts from a part of one, and nothing
 * is called lost that is whole.
 */

import type { FactBody } from '../../../coordinator/core/inputs.ts'
import type { State } from '../../../coordinator/core/state.ts'
import type { Table } from '../../../coordinator/core/table.ts'
import type { CheckpointRow } from '../../../shared/model/checkpoints.ts'
import type { JobRow, TaskRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

/** between the check before a start and the start itself something may happen */
const windowMs = 15_000

export function checkCheckpoints({ observers, checkpoints, coordinator, world }: Site): void {
  let rows = new Map<string, CheckpointRow>()
  let epochs = new Map<string, number>()
  observers.add({
    loading(state) {
      rows = new Map(state.checkpoints.entries())
      epochs = new Map([...state.jobs.values()].map(({ id, gang }) => [id, gang?.epoch ?? 0]))
    },
    stepped({ state }, input, _effects, { durable }) {
      if (input.kind === 'fact-received' && input.fact.kind === 'checkpoint-done') told(state, input.fact)
      for (const { table, key, row } of durable) if (table === 'checkpoints') changed(key, row as CheckpointRow | null)
      for (const { table, row } of durable) if (table === 'jobs' && row !== null) launched(state.tasks, row as JobRow)
    },
    processStarted(host, { attempt, spec }) {
      const resume = spec.member?.resume ?? null
      if (resume === null) return
      const file = checkpoints.at(resume.path, host.id)
      const harmed = file?.harmedMs != null && world.nowMs - file.harmedMs < windowMs
      observers.exercise('CK7')
      observers.hold('CK7', file?.whole === true || harmed || restored(), () => {
        return `${attempt} starts from ${resume.path}, which is ${file === undefined ? 'gone' : `of ${file.bytes} bytes`}`
      })
    },
  })
  checkpoints.onRemoving((path, host) => {
    const row = [...rows.values()].find((each) => each.path === path && each.host === host)
    const newer = [...rows.values()].some(
      (each) => each.job === row?.job && each.state === 'durable' && each.step > row.step,
    )
    observers.exercise('CK2')
    observers.hold('CK2', newer || row === undefined || restored(), () => {
      return `${path} is deleted and there is no newer durable one of ${row?.job}`
    })
  })

  /** an old backup knows of other rows than the hosts do */
  const restored = (): boolean => coordinator.disk.restoredMs !== null

  /** What is told as broken is not gone on from any more. */
  function told(state: State, { state: is, attempt, step, path }: FactBody & { kind: 'checkpoint-done' }): void {
    if (is !== 'broken') return
    const row = [...state.checkpoints.values()].find((each) => each.attempt === attempt && each.step === step)
    observers.exercise('CK7-lost')
    observers.hold('CK7', row?.path !== path || row.state !== 'durable', () => {
      return `${path} was told as broken and may be gone on from`
    })
  }

  function changed(key: string, row: CheckpointRow | null): void {
    const before = rows.get(key)
    if (row === null) return void rows.delete(key)
    rows.set(key, row)
    if (before?.attempt !== row.attempt) registered(row)
    else if (before.state !== 'lost' && row.state === 'lost') lost(row)
  }

  function registered(row: CheckpointRow): void {
    const file = fileOf(row)
    observers.exercise('CK1')
    observers.hold('CK1', row.epoch === epochs.get(row.job), () => {
      return `${row.path} of epoch ${row.epoch} counts in epoch ${epochs.get(row.job)} of ${row.job}`
    })
    observers.hold('CK1', file?.settled === true || file?.harmedMs != null || restored(), () => {
      return `${row.path} counts and ${file === undefined ? 'is not there' : 'was never durable'}`
    })
  }

  function lost(row: CheckpointRow): void {
    observers.exercise('CK7-lost')
    const file = fileOf(row)
    const rewritten = file !== undefined && file.version > 2
    observers.hold(
      'CK7',
      file?.whole !== true || rewritten || restored(),
      () => `${row.path} is called lost and is whole: ${row.why}`,
    )
  }

  const fileOf = ({ path, host }: CheckpointRow) => checkpoints.at(path, host ?? '')

  /** The newest that rank 0 can read, by the rows as they are. */
  function launched(tasks: Table<TaskRow>, job: JobRow): void {
    const { gang, id } = job
    if (gang === null) return
    const before = epochs.get(id) ?? 0
    epochs.set(id, gang.epoch)
    if (gang.epoch <= before) return
    const there = [...tasks.values()].find((task) => task.job === id && task.rank === 0)?.hold?.host
    const best = [...rows.values()]
      .filter((row) => row.job === id && row.state === 'durable' && (row.host === null || row.host === there))
      .reduce((newest, { step }) => Math.max(newest, step), -1)
    if (best >= 0) observers.exercise('CK3')
    observers.hold('CK3', (gang.resume?.step ?? -1) === best, () => {
      return `epoch ${gang.epoch} of ${id} goes on from step ${gang.resume?.step ?? 'none'}, the newest in reach is ${best}`
    })
  }
}
