/** What happens to links: cut both ways or one way, an end that is gone without a word, slow, frames repeated or dropped. */
import type { Host } from '../host.ts'
import { type Fault, type FaultKind, hostOf, type Stage } from './fault.ts'

const cut =
  (up: boolean, down: boolean) =>
  (stage: Stage, fault: Fault): (() => void) | 'nothing to do' => {
    const { link } = hostOf(stage, fault)
    if (link.blocked.up || link.blocked.down) return 'nothing to do'
    stage.network.setBlocked(link, { up, down })
    return () => stage.network.setBlocked(link, { up: false, down: false })
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
  { name: 'link-cut-both', weight: 2, lastsMs: [500, 200_000], begin: cut(true, true) },
  { name: 'link-cut-up', weight: 1, lastsMs: [500, 90_000], begin: cut(true, false) },
  { name: 'link-cut-down', weight: 1, lastsMs: [500, 90_000], begin: cut(false, true) },
  {
    name: 'link-half-open',
    weight: 1,
    lastsMs: [0, 0],
    begin: (stage, fault) => {
      stage.network.loseConnections(hostOf(stage, fault).link)
      return undefined
    },
  },
  {
    name: 'link-slow',
    weight: 1,
    lastsMs: [10_000, 240_000],
    begin: (stage, fault) => {
      const { link } = hostOf(stage, fault)
      link.slow = 10 + 400 * fault.value ** 2
      return () => {
        link.slow = 1
      }
    },
  },
  {
    name: 'frames-repeated',
    weight: 1,
    lastsMs: [20_000, 300_000],
    begin: (stage, fault) => {
      const { link } = hostOf(stage, fault)
      link.raw.repeat = 0.1 + 0.4 * fault.value
      return () => {
        link.raw.repeat = 0
      }
    },
  },
  {
    name: 'frames-dropped',
    weight: 1,
    lastsMs: [20_000, 300_000],
    begin: (stage, fault) => {
      const { link } = hostOf(stage, fault)
      link.raw.drop = 0.1 + 0.4 * fault.value
      return () => {
        link.raw.drop = 0
      }
    },
  },
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
