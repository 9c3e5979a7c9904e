/** Checkpoints in the words that `why`, the command line and the console share. */
import type { CheckpointList } from './checkpoints.ts'

type Told = CheckpointList['rows'][number]

/** "step 500, 1.2 GB on the disk of node-3". */
export function checkpointText(row: Told): string {
  return `step ${row.step}, ${sizeText(row.bytes)} ${whereText(row)}`
}

export function whereText({ hostName, reachable }: Pick<Told, 'hostName' | 'reachable'>): string {
  if (hostName === null) return 'on a path that all hosts share'
  return `on the disk of ${hostName}${reachable ? '' : ', which is not heard'}`
}

/** "durable", "durable, digest not known yet", "lost: …". */
export function stateText({ state, sha256, why }: Told): string {
  const word = state === 'deleting' ? 'being deleted' : state
  const digest = state === 'durable' && sha256 === null ? ', digest not known yet' : ''
  return `${word}${digest}${why === '' ? '' : `: ${why}`}`
}

/** "512 B", "1.2 GB": powers of 1,000, as disks are sold. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [bytes, 0]
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return `${unit === 0 || value >= 10 ? Math.floor(value) : Math.floor(value * 10) / 10} ${units[unit]}`
}
