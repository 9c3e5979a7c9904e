/** Simulated workers make no files, and need none; their hosts have no device files either. */
import type { Artifacts, Upload } from '../work/artifacts.ts'
import type { WorkContext } from '../work/context.ts'
import { noSurroundings } from '../work/surroundings.ts'

const none = async (): Promise<never> => {
  throw new Error('a simulated host has no artifacts')
}

type Parts = Pick<WorkContext, 'surroundings' | 'gpuFiles' | 'releaseMemory'>

export const noArtifacts: { readonly cache: Artifacts; readonly upload: Upload } & Parts = {
  cache: {
    pathOf: (sha256) => `/simulated/cache/${sha256}`,
    has: () => false,
    pin: () => {},
    unpin: () => {},
    get: none,
    storeOwn: none,
    bytes: () => 0,
  },
  upload: none,
  surroundings: noSurroundings,
  gpuFiles: { close: async () => {}, holders: () => [], open: async () => {} },
  releaseMemory: { load: () => false, save: () => {} },
}
