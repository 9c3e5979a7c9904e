/** Simulated workers make no files, and need none. */
import type { Artifacts, Upload } from '../work/artifacts.ts'

const none = async (): Promise<never> => {
  throw new Error('a simulated host has no artifacts')
}

export const noArtifacts: { readonly cache: Artifacts; readonly upload: Upload } = {
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
}
