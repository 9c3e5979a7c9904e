/** Checkpoints in the words that `why`, the command line and the console share. */
import type { CheckpointList } from './checkpoints.ts'
import { sizeText } from './sizes.ts'

type Told = CheckpointList['rows'][number]

/** "step 500, 1.2 GiB on the disk of node-3". */
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
