/** What happens to links: cut both ways or one way, an end that is gone without a word, slow, frames repeated or dropped. */
import type { State } from '../../../coordinator/core/state.ts'
import type { Host } from '../host.ts'
import { type Fault, type FaultKind, type Live, onHost, pick, type Stage, whileProcess } from './fault.ts'

const cut = (name: string, weight: number, longestMs: number, blocked: { up: boolean; down: boolean }): FaultKind =>
  onHost(name, weight, [500, longestMs], ({ link }, _fault, { network }) => {
    if (link.blocked.up || link.blocked.down) return 'nothing to do'
    network.setBlocked(link, blocked)
    return () => network.setBlocked(link, { up: false, down: false })
  })

/** To a host while it runs a member of a gang of several, for as long as fences take. */
const memberFault = (name: string, change: (live: Live, stage: Stage) => () => void): FaultKind =>
  whileProcess(
    name,
    1,
    [60_000, 300_000],
    (live, _fault, stage) => change(live, stage),
    ({ host, process }) => (process.spec.member?.of ?? 0) > 1 && !host.link.blocked.up && !host.link.blocked.down,
  )

/** A host that a gang is about to take, or one that it has already. */
function formingHost(state: State, target: number, value: number): string | undefined {
  const [job, seats] = state.volatile.forming.entries().next().value ?? []
  if (job === undefined || !seats) return undefined
  const held = [...(state.index.get(job)?.tasks ?? [])].flatMap((task) => state.tasks.get(task)?.hold?.host ?? [])
  const taking = seats.map(({ host }) => host)
  return pick(held.length > 0 && (taking.length === 0 || value < 0.6) ? held : taking, target)
}

/** Hosts from the fault's own numbers, without drawing. */
function some(stage: Stage, fault: Fault, share: number): Host[] {
  const step = 1 + Math.floor(fault.value * 7)
  const start = Math.floor(fault.target * stage.hosts.length)
  const count = Math.max(1, Math.floor(share * stage.hosts.length))
  const chosen = new Set<Host>()
  for (let i = 0; chosen.size < count && i < 8 * stage.hosts.length; i++)
    chosen.add(stage.hosts[(start + i * step + Math.floor(i / stage.hosts.length)) % stage.hosts.length] as Host)
  return [...chosen]
}

export const networkFaults: readonly FaultKind[] = [
  cut('link-cut-both', 2, 200_000, { up: true, down: true }),
  cut('link-cut-up', 1, 90_000, { up: true, down: false }),
  cut('link-cut-down', 1, 90_000, { up: false, down: true }),
  onHost('link-half-open', 1, [0, 0], ({ link }, { value }, { network }) => {
    network.loseConnections(link, value < 0.5)
    return undefined
  }),
  memberFault('gang-member-cut-off', ({ host: { link } }, { network }) => {
    network.setBlocked(link, { up: true, down: true })
    return () => network.setBlocked(link, { up: false, down: false })
  }),
  memberFault('gang-hangs-cut-off', ({ host: { link }, process }, { network }) => {
    network.setBlocked(link, { up: true, down: true })
    process.manners.hung = true
    return () => {
      network.setBlocked(link, { up: false, down: false })
      process.manners.hung = false
      process.resumed?.()
    }
  }),
  {
    name: 'link-reset-as-gang-forms',
    weight: 0.7,
    lastsMs: [0, 0],
    begin: ({ observers, network, hosts }, { target, value }) => {
      let left = Math.floor(value * 3)
      observers.add({
        stepped({ state }) {
          const chosen = left < 0 ? undefined : formingHost(state, target, value)
          if (chosen === undefined || left-- > 0) return
          const host = hosts.find(({ id }) => id === chosen)
          if (host === undefined) return
          network.resetConnections(host.link)
          observers.count('link-reset-as-gang-forms')
        },
      })
      return 'armed'
    },
  },
  onHost('link-slow', 1, [10_000, 240_000], ({ link }, fault) => {
    link.slow = 10 + 400 * fault.value ** 2
    return () => {
      link.slow = 1
    }
  }),
  onHost('frames-repeated', 1, [20_000, 300_000], ({ link }, fault) => {
    link.raw.repeat = 0.1 + 0.4 * fault.value
    return () => {
      link.raw.repeat = 0
    }
  }),
  onHost('frames-dropped', 1, [20_000, 300_000], ({ link }, fault) => {
    link.raw.drop = 0.1 + 0.4 * fault.value
    return () => {
      link.raw.drop = 0
    }
  }),
  {
    name: 'partition',
    weight: 1,
    lastsMs: [2_000, 120_000],
    begin: (stage, fault) => {
      const cutOff = some(stage, fault, 0.1 + 0.5 * fault.value).filter(
        ({ link }) => !link.blocked.up && !link.blocked.down,
      )
      for (const { link } of cutOff) stage.network.setBlocked(link, { up: true, down: true })
      // one by one, in another order than they went: swizzle-clog
      return () => {
        for (const [i, { link }] of cutOff.reverse().entries())
          stage.world.after(i * 300 * fault.value, () => stage.network.setBlocked(link, { up: false, down: false }))
      }
    },
  },
  {
    name: 'all-reconnect',
    weight: 0.5,
    lastsMs: [0, 0],
    begin: (stage) => {
      for (const { link } of stage.hosts) stage.network.resetConnections(link)
      return undefined
    },
  },
]
