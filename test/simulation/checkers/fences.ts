/**
 * [Y5] a silent member is given up only 1.01 × lost_after + grace + 5 s after both its host's last sign and the last step of any rank that
 * was heard of, never by itself without a `lost_after`, at once only when a person has said that its host is dead. [A3] what is given
 * up is not ended: it counts on its host and is told to stop.
 */
import type { Input } from '../../../coordinator/core/inputs.ts'
import type { State } from '../../../coordinator/core/state.ts'
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { Host } from '../host.ts'
import type { Site } from '../simulation.ts'

const slackMs = 5_000
const defaultLostAfterMs = 60_000
const defaultGraceMs = 30_000

export function checkFences({ observers, hosts, world }: Site): void {
  const byId = new Map(hosts.map((host) => [host.id, host]))
  /** by the coordinator's clock: hosts' last signs, and the last steps of each epoch */
  const heard = new Map<string, number>()
  const stepped = new Map<string, number>()
  /** of each host the number of its newest digest */
  const digests = new Map<string, number>()
  const lost = new Set<string>()
  let startedMs = 0
  observers.add({
    loading(state) {
      for (const map of [heard, stepped, digests, lost]) map.clear()
      for (const { id, state: is } of state.attempts.values()) if (is === 'lost') lost.add(id)
    },
    started(life) {
      startedMs = life.nowMs()
    },
    stepped({ state, nowMs }, input, _effects, { durable }) {
      hear(state, input, nowMs())
      for (const { table, key, row } of durable) {
        if (table !== 'attempts') continue
        const attempt = row as AttemptRow | null
        if (attempt?.state !== 'lost') lost.delete(key)
        else if (!lost.has(key)) {
          lost.add(key)
          givenUp(state, attempt, nowMs())
        }
      }
    },
  })

  const epochOf = ({ job, epoch }: AttemptRow): string => `${job}/${epoch}`

  function hear(state: State, input: Input, nowMs: number): void {
    if (input.kind !== 'host-seen' && input.kind !== 'host-connected') return
    heard.set(input.host, nowMs)
    if (input.kind === 'host-connected') digests.delete(input.host)
    const number = input.kind === 'host-seen' ? Number(input.digest?.number ?? 0) : 0
    // a frame that the network says again is older than it looks
    if (input.kind !== 'host-seen' || number <= (digests.get(input.host) ?? 0)) return
    digests.set(input.host, number)
    for (const { attempt: id, ageMs } of input.digest?.steps ?? []) {
      const attempt = state.attempts.get(id ?? '')
      if (attempt === undefined) continue
      const key = epochOf(attempt)
      stepped.set(key, Math.max(stepped.get(key) ?? 0, nowMs - (ageMs ?? 0)))
    }
  }

  function givenUp(state: State, attempt: AttemptRow, nowMs: number): void {
    const { id, host, job, stop, exit, placedMs, steps } = attempt
    observers.exercise('A3')
    observers.hold('A3', stop !== null && exit === null && state.byHost.get(host)?.has(id) === true, () => {
      return `${id} was given up and is not counted and stopped on ${host}: ${JSON.stringify([stop, exit])}`
    })
    if (state.hosts.get(host)?.confirmedLost === true) return observers.exercise('H7')
    const policy = state.jobs.get(job)?.spec.policy
    const lostAfterMs = policy?.lostAfterMs ?? (steps ? defaultLostAfterMs : null)
    const sinceMs = Math.max(startedMs, placedMs, heard.get(host) ?? 0, stepped.get(epochOf(attempt)) ?? 0)
    const leastMs = 1.01 * (lostAfterMs ?? 0) + (policy?.graceMs ?? defaultGraceMs) + slackMs
    observers.exercise('Y5')
    observers.hold('Y5', lostAfterMs !== null && nowMs - sinceMs >= leastMs, () => {
      return `${id} is given up ${nowMs - sinceMs} ms after the last sign of its host or a step, lost_after is ${lostAfterMs} ms: ${leastMs} at least`
    })
    isStopped(id, byId.get(host) as Host)
  }

  /** Its own agent has stopped it by then, where there is an agent that could. */
  function isStopped(id: string, host: Host): void {
    const process = host.processes.get(id)
    if (process === undefined || !host.canFence(world.nowMs) || process.manners.unkillableUntilMs > 0) return
    observers.exercise('fenced-in-time')
    observers.hold('Y5', !process.alive, () => `${id} is given up and runs on ${host.name}, whose agent lives`)
  }
}
