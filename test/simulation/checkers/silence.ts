/** [H6] S17: when many hosts are silent at once, or just after a start, nobody is called unreachable. */
import type { State } from '../../../coordinator/core/state.ts'
import type { LivenessRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

const graceMs = 60_000

export function checkSilence({ observers }: Site): void {
  let liveness = new Map<string, LivenessRow['state']>()
  let heard = new Set<string>()
  let startedMs = 0
  observers.add({
    started({ state, nowMs }) {
      startedMs = nowMs()
      heard = new Set()
      liveness = new Map([...state.liveness.values()].map((row) => [row.host, row.state]))
    },
    stepped({ state, nowMs }, input, _effects, { volatile }) {
      for (const { table, key, row } of volatile) {
        if (table !== 'liveness' || row === null) continue
        const is = (row as LivenessRow).state
        const was = liveness.get(key)
        liveness.set(key, is)
        if (is === 'connected') heard.add(key)
        const byPerson = input.kind === 'request'
        if (is !== 'unreachable' || was === 'unreachable' || byPerson) continue
        observers.exercise('S17')
        const { silent, known } = count(state)
        const few = silent < 3 || silent * 100 <= known * 50
        observers.hold('S17', few, () => `${key} is given up while ${silent} of ${known} hosts are silent`)
        const early = !heard.has(key) && nowMs() - startedMs < graceMs - 1
        observers.hold('S17', !early, () => `${key} is given up ${nowMs() - startedMs} ms after the start`)
      }
    },
  })

  function count(state: State): { silent: number; known: number } {
    const rows = [...state.liveness.values()].filter(({ host }) => state.hosts.get(host)?.confirmedLost !== true)
    return { silent: rows.filter((row) => row.state !== 'connected').length, known: rows.length }
  }
}
