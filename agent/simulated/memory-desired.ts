/** The newest desired state of a simulated host, which outlives its agent and is synced at once, as the real one is. */
import { type DesiredMark, type DesiredMemory, isOlder } from '../link/desired-memory.ts'

export function memoryDesired(): DesiredMemory {
  let last: DesiredMark = { incarnation: 0, generation: 0 }
  return {
    last: () => last,
    accept(mark) {
      if (isOlder(mark, last)) return false
      last = mark
      return true
    },
  }
}
