/** [HV5] health stops only what is on a device that a verdict of grade `stop` names, and the rest of a gang whose member was there. */
import type { State } from '../../../coordinator/core/state.ts'
import type { VerdictRow } from '../../../shared/model/health.ts'
import type { AttemptRow } from '../../../shared/model/rows.ts'
import type { Site } from '../simulation.ts'

export function checkHealthStops({ observers, hosts }: Site): void {
  const seen = new Set<string>()
  /** epochs of gangs that lost a member to a fault */
  const struck = new Set<string>()
  observers.add({
    stepped({ state }, _input, _effects, { durable }) {
      for (const { table, key, row } of durable) {
        if (table !== 'attempts' || row === null || seen.has(key)) continue
        const attempt = row as AttemptRow
        if (attempt.stop?.reason !== 'health-stop') continue
        seen.add(key)
        stopped(state, attempt)
      }
    },
  })

  function stopped(state: State, attempt: AttemptRow): void {
    const { id, host, job, epoch, grant } = attempt
    const epochOf = `${job}/${epoch}`
    const verdict = reasonOn(state, host, grant.gpus)
    observers.exercise('HV5-stop')
    if (verdict !== undefined) struck.add(epochOf)
    const gang = state.jobs.get(job)?.gang
    // a member that was to be launched there ended its epoch before any ran there
    const held = gang?.badHost != null && standing(state, gang.badHost).some(isStop)
    const ofGang = gang != null && (struck.has(epochOf) || held)
    observers.hold('HV5-stop', verdict !== undefined || ofGang, () => {
      const has = standing(state, host).map(
        ({ device, grade, acted }) => `${device} ${grade}${acted ? '' : ' not acted on'}`,
      )
      return `${id} on ${grant.gpus.join(', ')} is stopped by health; its host has ${has.join(', ') || 'no verdict'}`
    })
  }

  const isStop = ({ grade, acted }: VerdictRow): boolean => grade === 'stop' && acted

  function reasonOn(state: State, host: string, gpus: readonly string[]): VerdictRow | undefined {
    const shape = hosts.find(({ id }) => id === host)
    return standing(state, host)
      .filter(isStop)
      .find(({ device, source }) => {
        if (device === 'host' || source === 'place') return true
        const absent = source === 'inventory' && gpus.some((uuid) => shape?.gpus.present(uuid) !== true)
        return absent || gpus.some((uuid) => device === `gpu:${uuid}`)
      })
  }
}

const standing = (state: State, host: string): VerdictRow[] =>
  [...(state.faults.byHost.get(host) ?? [])].map((id) => state.verdicts.must(id))
