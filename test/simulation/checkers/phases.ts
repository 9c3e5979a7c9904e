/** [A1] [A2] An attempt only goes on: placed, running, stopping, lost, ended; and what has a stop is not said to run. */
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

const order: Readonly<Record<AttemptRow['state'], number>> = { placed: 0, running: 1, stopping: 2, lost: 3, ended: 4 }

export function checkPhases({ observers }: Site): void {
  const states = new Map<string, AttemptRow['state']>()
  observers.add({
    loading(state) {
      states.clear()
      for (const attempt of state.attempts.values()) states.set(attempt.id, attempt.state)
    },
    stepped(_life, _input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        if (table !== 'attempts') continue
        if (row === null) {
          states.delete(key)
          continue
        }
        const { state, stop } = row as AttemptRow
        const before = states.get(key) ?? 'placed'
        observers.exercise('attempt-phases')
        observers.hold('A1', order[state] >= order[before], () => `${key} was ${before} and is ${state}`)
        const runs = state === 'placed' || state === 'running'
        observers.hold('A2', stop === null || !runs, () => `${key} is ${state} and is stopped for ${stop?.reason}`)
        states.set(key, state)
      }
    },
  })
}
