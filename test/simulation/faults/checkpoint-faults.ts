/** What happens to checkpoints: cut off, slow to become durable, rotten, gone; and a rank ends while its newest is. */
import type { CheckpointFile } from '../checkpoint-disks.ts'
import { type FaultKind, pick, type Stage } from './fault.ts'

/** between the loss of a checkpoint and that of a rank that needs it */
const thenMs = 20_000

const jobOf = ({ path }: CheckpointFile): string => path.split('/')[2] ?? ''

/** The newest whole one of each job that runs. */
function newest({ checkpoints, hosts }: Stage): CheckpointFile[] {
  const live = new Set(hosts.flatMap(({ processes }) => [...processes.live].map(({ spec }) => spec.job)))
  const found = new Map<string, CheckpointFile>()
  for (const file of checkpoints.all()) {
    const job = jobOf(file)
    if (file.whole && live.has(job) && file.step > (found.get(job)?.step ?? -1)) found.set(job, file)
  }
  return [...found.values()]
}

const harms = (name: string, how: 'rots' | 'disappears'): FaultKind => ({
  name,
  weight: 2,
  lastsMs: [0, 0],
  begin(stage, { target, value }) {
    const file = pick(newest(stage), target)
    if (file === undefined) return 'nothing to do'
    stage.checkpoints.harm(file, how)
    if (value < 0.7) stage.world.after(thenMs, () => endOne(stage, jobOf(file)))
    return undefined
  },
})

function endOne({ hosts }: Stage, job: string): void {
  for (const host of hosts)
    for (const process of host.processes.live)
      if (process.spec.job === job && host.powered)
        return host.endProcess(process, 1, null, 'its checkpoint was lost before')
}

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
    name: 'checkpoint-rots-at-once',
    weight: 1,
    lastsMs: [0, 0],
    begin: ({ checkpoints }) => {
      checkpoints.rotsNext++
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
