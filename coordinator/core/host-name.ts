/** What a host is called: also one that was removed or replaced, as long as that is kept. */
import type { State } from './state.ts'

export function hostNameOf({ hosts, settings }: Pick<State, 'hosts' | 'settings'>, id: string): string {
  const removed = settings.get('settings')?.removedHosts
  return hosts.get(id)?.name ?? removed?.find((each) => each.id === id)?.name ?? id
}
