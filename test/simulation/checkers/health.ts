/**
 * What health may do and what brings hosts back, told from the changes of the coordinator's rows alone: [HV5] actions have a verdict with
 * evidence, [HB1] never more of them than the breaker allows, [HR1] back only by a passed check or a person, [HV7] never against one.
 */
import type { Input, Request } from '../../../coordinator/core/inputs.ts'
import type { State } from '../../../coordinator/core/state.ts'
import { type HostHealth, type VerdictRow, well } from '../../../shared/model/health.ts'
import type { HostRow, SettingsRow } from '../../../shared/model/rows.ts'
import type { Life } from '../coordinator.ts'
import type { Site } from '../simulation.ts'
import type { Verdict } from './all.ts'

const windowMs = 30 * 60_000
const healthUser = 'health'

interface Known {
  readonly health: HostHealth
  readonly drain: HostRow['drain']
}

export function checkHealth(site: Site): Verdict {
  const { observers, coordinator, hosts } = site
  /** hosts as they were before the step */
  let known = new Map<string, Known>()
  /** when health last acted on a host, by the coordinator's clock, since a person reset the breaker */
  let acted = new Map<string, number>()
  /** the session in which a person opened the host */
  let opened = new Map<string, number>()
  /** the session in which the host's check passed: where it has many verdicts, they are closed in later steps */
  const verified = new Map<string, number>()
  let tripped = false
  let percent = 20
  let drains = true

  const remember = (state: State): void => {
    known = new Map([...state.hosts.values()].map((row) => [row.id, knownOf(row)]))
    const { health, breaker } = state.settings.get('settings') ?? {}
    tripped = (breaker?.trippedMs ?? null) !== null
    percent = health?.breakerPercent ?? 20
    drains = health?.drain ?? true
    const resetMs = breaker?.reset?.atMs ?? 0
    acted = new Map()
    for (const [id, { health }] of known)
      if (health.actedMs !== null && health.actedMs >= resetMs) acted.set(id, health.actedMs)
    opened = new Map()
  }

  observers.add({
    loading(state, _rows, restored) {
      if (restored !== null || known.size === 0) remember(state)
    },
    stepped(life, input, _effects, { durable }) {
      const request = input.kind === 'request' ? input.request : null
      // In the step that trips it, what went before was allowed.
      const wasTripped = tripped
      for (const { table, row } of durable)
        if (table === 'settings' && row !== null) settings(row as SettingsRow, request)
      for (const { table, row } of durable)
        if (table === 'verdicts' && row !== null) stands(life.state, row as VerdictRow)
      for (const { table, key, row } of durable) {
        if (table !== 'hosts' || row === null) continue
        const before = known.get(key) ?? { health: well, drain: null }
        const now = row as HostRow
        known.set(key, knownOf(now))
        sessions(now, before)
        if (passes(input, key, before.health)) verified.set(key, before.health.session)
        if (before.drain !== null && now.drain === null) lifted(life, input, now, before)
        if (before.drain !== null && before.drain.by !== healthUser && now.drain?.by === healthUser)
          observers.breach('HV7', `${now.name}: health's drain takes the place of one by ${before.drain.by}`)
        if (now.health !== undefined && now.health.actedMs !== before.health.actedMs) actedOn(life, now, wasTripped)
        if (request?.op === 'undrain-host' && now.health?.overruled) opened.set(key, now.health.session)
      }
    },
    spooled(host, { checkDone }) {
      if (checkDone?.ok !== true) return
      observers.hold(
        'HR1',
        host.health.wrong.length === 0,
        () => `${host.name} says that it is well, though ${host.health.wrong.join(', ')} is not`,
      )
    },
    crashed: () => {
      // what was not on disk did not happen: the next life tells
      known = new Map()
    },
  })

  function settings({ breaker, health }: SettingsRow, request: Request | null): void {
    const was = tripped
    tripped = (breaker?.trippedMs ?? null) !== null
    if (was && !tripped) observers.hold('HB2', request?.op === 'reset-breaker', () => 'the breaker is reset, by nobody')
    if (!was && tripped) observers.exercise('HB2')
    if (request?.op === 'reset-breaker') acted = new Map()
    percent = health?.breakerPercent ?? 20
    drains = health?.drain ?? true
  }

  /** [LK2] a fault of a place is one of the hosts that stand there, whoever told of it. */
  function stands(state: State, { id, source, host, parent }: VerdictRow): void {
    const place = source === 'place' ? state.verdicts.get(parent ?? '')?.place : undefined
    const shape = hosts.find((each) => each.id === host)?.shape
    if (place === undefined || shape === undefined) return
    observers.exercise('LK2')
    const there = place.host === undefined ? shape.topology.rack === place.rack : shape.name === place.host
    observers.hold('LK2', there, () => `${id}: ${shape.name} is taken for a host of ${JSON.stringify(place)}`)
  }

  /** [HF1] sessions only rise, and a check is of the one that it was begun in. */
  function sessions({ name, health = well }: HostRow, before: Known): void {
    const text = (): string => `${name}: session ${health.session} after ${before.health.session}`
    observers.hold('HF1', health.session >= before.health.session, text)
    const overtaken = health.session > before.health.session && before.health.check !== null
    if (overtaken) observers.exercise('HF1')
    if (health.check !== null)
      observers.hold('HF1', health.check.session === health.session, () => `${name}: an old check goes on`)
  }

  /** Something was done to the host in this step. */
  function actedOn({ state, nowMs }: Life, host: HostRow, wasTripped: boolean): void {
    const why = standingOn(state, host.id).filter(
      (each) => each.acted && each.grade !== 'watch' && each.evidence.length > 0,
    )
    observers.exercise('HV5')
    observers.exercise('S18')
    observers.hold('S18', why.length > 0, () => `${host.name} is taken out and no verdict with evidence says why`)
    observers.hold('HV6', drains, () => `${host.name} is taken out although health may not`)
    observers.hold('HB2', !wasTripped, () => `${host.name} is taken out although the breaker has tripped`)
    const session = host.health?.session ?? 0
    observers.hold(
      'HV7',
      opened.get(host.id) !== session,
      () => `${host.name} is taken out again after a person opened it`,
    )
    acted.set(host.id, nowMs())
    const alive = [...state.hosts.values()].filter(({ confirmedLost }) => !confirmedLost).length
    const isOut = (id: string, atMs: number): boolean =>
      known.get(id)?.health.drained === true || nowMs() - atMs < windowMs
    const out = [...acted].filter(([id, atMs]) => state.hosts.get(id)?.confirmedLost !== true && isOut(id, atMs))
    const ofRacks = spared(out.map(([id]) => known.get(id)?.health.actedFor ?? null))
    const counted = out.length > alive / 2 ? out.length : out.length - ofRacks
    const most = Math.max(2, Math.floor((alive * percent) / 100))
    observers.exercise('HB1')
    observers.hold('HB1', counted <= most, () => `${counted} of ${alive} hosts are out by health, ${most} may be`)
  }

  /** The most hosts that one fault of a rack took out, but one. */
  function spared(places: readonly (string | null)[]): number {
    const sizes = [...new Set(places)].map((place) =>
      place === null ? 0 : places.filter((each) => each === place).length - 1,
    )
    return Math.max(0, ...sizes)
  }

  function lifted({ state }: Life, input: Input, host: HostRow, before: Known): void {
    const request = input.kind === 'request' ? input.request : null
    const by = before.drain?.by
    if (request?.op === 'undrain-host') return
    observers.hold(
      'HV7',
      by === healthUser,
      () => `${host.name}: the drain of ${by} is lifted by ${request?.op ?? input.kind}`,
    )
    const left = standingOn(state, host.id).filter(({ grade }) => grade !== 'watch')
    observers.exercise('HR1')
    observers.hold('HR1', left.length === 0, () => `${host.name} is back although ${left[0]?.text} stands`)
    const { session } = before.health
    const fact = input.kind === 'fact-received' && input.host === host.id ? input.fact : null
    const passed = passes(input, host.id, before.health)
    const inSlices = input.kind === 'continued' && verified.get(host.id) === session
    const byHand = request?.op === 'close-verdict' || (input.kind === 'continued' && closedWithPlace(state, host.id))
    observers.hold(
      'HR1',
      passed || inSlices || byHand,
      () => `${host.name} is back by ${JSON.stringify(request ?? fact ?? input.kind).slice(0, 200)}`,
    )
  }

  const atRest = (): readonly string[] => {
    const state = coordinator.life?.state
    const wrong: string[] = []
    for (const host of hosts) {
      if (state === undefined || site.healed?.has(host) !== true) continue
      const left = standingOn(state, host.id).filter(({ grade }) => grade !== 'watch')
      for (const { id, text, state: phase } of left) wrong.push(`${host.name}: ${id} ${phase}: ${text}`)
      if (state.hosts.get(host.id)?.drain?.by === healthUser) wrong.push(`${host.name} is out of service`)
    }
    return wrong
  }
  return {
    done: () => atRest().length === 0,
    atEnd: () => {
      observers.exercise('L-health')
      observers.hold('L-health', atRest().length === 0, () => `after healing: ${atRest().join('; ')}`)
    },
  }
}

/** The input is the answer, in its session, to the check that the host was asked for. */
function passes(input: Input, host: string, { check, session }: HostHealth): boolean {
  if (input.kind !== 'fact-received' || input.host !== host || input.fact.kind !== 'check-done') return false
  return input.fact.ok && check?.id === input.fact.check && check.session === session
}

const knownOf = ({ health = well, drain }: HostRow): Known => ({ health, drain })

const standingOn = (state: State, host: string): VerdictRow[] =>
  [...(state.faults.byHost.get(host) ?? [])].map((id) => state.verdicts.must(id))

/** A person closed the verdict on its place, and with it those of the hosts there. */
function closedWithPlace(state: State, host: string): boolean {
  for (const { host: of, parent, state: phase } of state.verdicts.values())
    if (of === host && phase === 'closed' && parent !== null && state.verdicts.get(parent)?.state === 'closed')
      return true
  return false
}
