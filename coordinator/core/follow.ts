/** A copy of the state kept by following the commits: rows only, from which a state is loaded when one is wanted. */
import type { LivenessRow } from '../../shared/model/rows.ts'
import { reoffer } from './holdings.ts'
import { loadState } from './load.ts'
import type { State } from './state.ts'
import type { Change } from './table.ts'
import type { PlaceRule } from './topology.ts'

export class Follower {
  readonly #tables = new Map<string, Map<string, object>>()

  apply(changes: Iterable<Change>): void {
    for (const { table, key, row } of changes) {
      let rows = this.#tables.get(table)
      if (rows === undefined) {
        rows = new Map()
        this.#tables.set(table, rows)
      }
      if (row === null) rows.delete(key)
      else rows.set(key, row)
    }
  }

  /**
   * The state as it was followed so far, with the liveness of hosts where that was followed too. What is promised but not yet
   * done (reservations, a pass under way) is not in rows: the next pass makes it anew. O(rows).
   */
  stateAt(nowMs: number, rules: readonly PlaceRule[] = []): State {
    const state = loadState(this.#rows(), nowMs)
    state.volatile.places = rules
    let connection = 0
    for (const [host, row] of this.#tables.get('liveness') ?? []) {
      state.liveness.load(host, row as LivenessRow)
      if ((row as LivenessRow).state === 'connected') state.volatile.connections.set(host, ++connection)
    }
    for (const host of state.hosts.keys()) reoffer(state, host)
    return state
  }

  *#rows(): Iterable<Change> {
    for (const [table, rows] of this.#tables) for (const [key, row] of rows) yield { table, key, row }
  }
}
