/** Checks of hosts: [HF2] an answer that is not wanted any more changes nothing, [HR3] a check that is to be repeated is repeated. */
import type { State } from '../../../coordinator/core/state.ts'
import { type HostHealth, well } from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

/** from when it is due until it must have been asked for, or called off; a coordinator that stood still is given as much again */
const graceMs = 60_000

interface Due {
  readonly atMs: number
  /** when it was first seen to be late */
  seenMs: number | null
}

export function checkChecks({ observers }: Site): void {
  let known = new Map<string, HostHealth>()
  /** hosts whose next check has its time */
  let due = new Map<string, Due>()

  const remember = (state: State): void => {
    known = new Map([...state.hosts.values()].map(({ id, health = well }) => [id, health]))
    due = new Map()
    for (const [id, { nextCheckMs }] of known)
      if (nextCheckMs !== null) due.set(id, { atMs: nextCheckMs, seenMs: null })
  }

  observers.add({
    loading: (state) => remember(state),
    stepped({ state, nowMs }, input, _effects, { durable }) {
      const fact = input.kind === 'fact-received' && input.fact.kind === 'check-done' ? input : null
      const before = fact === null ? well : (known.get(fact.host) ?? well)
      let changed = ''
      for (const { table, key, row } of durable) {
        if (table === 'verdicts') changed ||= `verdict ${key}`
        if (table !== 'hosts' || row === null) continue
        const { health = well } = row as HostRow
        if (key === fact?.host && JSON.stringify(health) !== JSON.stringify(before)) changed ||= 'its row'
        known.set(key, health)
        plan(key, health.nextCheckMs)
      }
      if (fact?.fact.kind === 'check-done') unwanted(state, fact.host, fact.fact.check, before, changed)
      for (const [host, each] of due) late(state, host, each, nowMs())
    },
  })

  function plan(host: string, atMs: number | null): void {
    if (atMs === null) {
      if (due.delete(host)) observers.exercise('HR3')
    } else if (due.get(host)?.atMs !== atMs) due.set(host, { atMs, seenMs: null })
  }

  function unwanted(state: State, host: string, id: string, { check, session }: HostHealth, changed: string): void {
    if (check?.id === id && check.session === session) return
    observers.exercise('HF2')
    const name = state.hosts.get(host)?.name ?? host
    observers.hold(
      'HF2',
      changed === '',
      () => `${name}: the answer to ${id}, which is not wanted any more, changes ${changed}`,
    )
  }

  function late(state: State, host: string, each: Due, nowMs: number): void {
    if (nowMs < each.atMs + graceMs) return
    each.seenMs ??= nowMs
    if (nowMs < each.seenMs + graceMs) return
    due.delete(host)
    observers.breach(
      'HR3',
      `${state.hosts.get(host)?.name ?? host}: the next check was due ${Math.round((nowMs - each.atMs) / 1_000)} s ago`,
    )
  }
}
