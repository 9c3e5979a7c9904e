/** What happens to checkpoints: cut off, slow to become durable, rotten, gone. */
import { type FaultKind, pick, type Stage } from './fault.ts'

const harms = (name: string, how: 'rots' | 'disappears'): FaultKind => ({
  name,
  weight: 0.7,
  lastsMs: [0, 0],
  begin: ({ checkpoints }: Stage, { target }) => {
    const file = pick(
      checkpoints.all().filter(({ whole }) => whole),
      target,
    )
    if (file === undefined) return 'nothing to do'
    checkpoints.harm(file, how)
    return undefined
  },
})

export const checkpointFaults: readonly FaultKind[] = [
  harms('checkpoint-rots', 'rots'),
  harms('checkpoint-disappears', 'disappears'),
  {
    name: 'checkpoint-torn',
    weight: 1,
    lastsMs: [0, 0],
    begin: ({ checkpoints }) => {
      checkpoints.tornNext++
      return undefined
    },
  },
  {
    name: 'checkpoints-slow',
    weight: 1,
    lastsMs: [10_000, 240_000],
    begin: ({ checkpoints }, { value }) => {
      checkpoints.slowMs = 60_000 * value
      return () => {
        checkpoints.slowMs = 0
      }
    },
  },
]
