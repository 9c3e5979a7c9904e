/** What happens to links: cut both ways or one way, an end that is gone without a word, slow, frames repeated or dropped. */
import type { Host } from '../host.ts'
import { type Fault, type FaultKind, onHost, type Stage } from './fault.ts'

const cut = (name: string, weight: number, longestMs: number, blocked: { up: boolean; down: boolean }): FaultKind =>
  onHost(name, weight, [500, longestMs], ({ link }, _fault, { network }) => {
    if (link.blocked.up || link.blocked.down) return 'nothing to do'
    network.setBlocked(link, blocked)
    return () => network.setBlocked(link, { up: false, down: false })
  })

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
  onHost('link-half-open', 1, [0, 0], ({ link }, _fault, { network }) => {
    network.loseConnections(link)
    return undefined
  }),
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
