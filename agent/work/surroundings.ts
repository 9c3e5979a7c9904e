/** What an attempt starts among, as the work sees it; `code/host-surroundings.ts` makes it on a real host, simulated ones have none. */
import type { ScriptEnd, TaskSpec } from '../../shared/model/job.ts'
import type { Secrets } from '../../shared/protocol/codec.ts'

export interface SurroundingsOf {
  readonly attempt: string
  readonly spec: TaskSpec
  /** the attempt's own folder, and the one in which its process starts and leaves its files */
  readonly dir: string
  readonly workDir: string
}

export interface Preparing extends SurroundingsOf {
  /** true once the start is not wanted any more */
  readonly cancelled: () => boolean
  /** the site's prolog has ended; it is known before anything else happens */
  readonly onProlog: (prolog: ScriptEnd) => void
}

export interface Surroundings {
  /** Resolves with what belongs into the environment, or early when cancelled. Rejects with why it cannot start. Again is harmless. */
  prepare(preparing: Preparing): Promise<Readonly<Record<string, string>>>
  /** Its processes are gone: the site's epilog runs, where there is one and `ran`; then its secrets go. */
  clear(of: SurroundingsOf, ran: boolean): Promise<ScriptEnd | undefined>
  /** bytes in its work directory */
  bytesIn(workDir: string): Promise<number>
  /** Its end is known to the coordinator: its work directory is kept as long as there is room. Those that ended first are said first. */
  ended(attempt: string): void
  /** It was removed as a whole. */
  removed(attempt: string): void
  onSecrets(answer: Secrets): void
  onLinkUp(): void
}

export const noSurroundings: Surroundings = {
  prepare: async () => ({}),
  clear: async () => undefined,
  bytesIn: async () => 0,
  ended: () => {},
  removed: () => {},
  onSecrets: () => {},
  onLinkUp: () => {},
}
