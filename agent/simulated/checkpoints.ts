/** Files of simulated checkpoints: there are none, and whatever a simulated process says to have saved is there. */
import { createHash } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { CheckpointFiles, Survey } from '../work/checkpoints/files.ts'

const bytes = 1_000_000_000

export function simulatedCheckpoints(clock: Clock): CheckpointFiles {
  const survey = async (path: string): Promise<Survey> => {
    return { path, uid: 0, bytes, files: 1, newestMs: clock.nowMs(), fingerprint: path, shared: true }
  }
  return {
    ownerOf: async () => 0,
    list: async () => ({ entries: [], there: [], temporary: [], latest: null }),
    survey,
    settle: survey,
    digest: async (path) => ({ sha256: createHash('sha256').update(path).digest('hex'), fingerprint: path }),
    remove: async () => {},
    close() {},
  }
}
