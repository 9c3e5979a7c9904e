/** Hot spares as policy: idle hosts of every leaf that are kept back for gangs that lose one. */
import { emptyList, getOrMake } from '../get-or-make.ts'
import type { State } from '../state.ts'
import type { Host } from './capacity.ts'
import { levelAt } from './offer.ts'

/** Chooses them anew, keeping those that still are; returns the hosts whose offer changed. */
export function chooseSpares(state: State): string[] {
  const policy = state.settings.get('settings')?.spares ?? { perLeaf: 0, unit: 'hosts' as const }
  const { spares } = state.volatile
  const wanted = policy.perLeaf === 0 ? new Set<string>() : wantedSpares(state, policy)
  const changed: string[] = []
  for (const host of [...spares])
    if (!wanted.has(host)) {
      spares.delete(host)
      changed.push(host)
    }
  for (const host of wanted)
    if (!spares.has(host)) {
      spares.add(host)
      changed.push(host)
    }
  return changed
}

function wantedSpares(state: State, policy: { perLeaf: number; unit: 'hosts' | 'percent' }): Set<string> {
  const leaves = new Map<string, Host[]>()
  for (const host of state.capacity.hosts()) {
    const leaf = host.places[levelAt.leaf] as string
    getOrMake(leaves, leaf, emptyList<Host>).push(host)
  }
  const wanted = new Set<string>()
  for (const hosts of leaves.values()) {
    const most = policy.unit === 'hosts' ? policy.perLeaf : Math.ceil((hosts.length * policy.perLeaf) / 100)
    const idle = hosts.filter((host) => host.offer.closed === '' && host.holdings.length === 0)
    // Those that are spares stay so; then the last ones by id, which placement likes least.
    const kept = idle.filter((host) => host.offer.spare)
    const fresh = idle.filter((host) => !host.offer.spare).reverse()
    for (const host of [...kept, ...fresh].slice(0, most)) wanted.add(host.id)
  }
  return wanted
}
