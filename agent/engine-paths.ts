/**
 * Where the programs are that the agent starts for built-in work, in both layouts: a checkout runs `.ts` files in their
 * folders, the package runs bundles (`/usr/lib/millwright/agent/main.mjs` beside `engines/<name>.mjs`).
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineName } from '../shared/model/job.ts'

/** A bundle is one `.mjs` somewhere under a `lib` folder; a checkout is never that. */
const isBundle = (url: string): boolean => url.endsWith('.mjs') && url.includes('/lib/')

function program(bundled: string, source: string, url: string): readonly string[] {
  const file = join(dirname(fileURLToPath(url)), isBundle(url) ? bundled : source)
  if (!existsSync(file)) throw new Error(`${file} is missing: the installation is damaged`)
  return [process.execPath, file]
}

/** What to run for a built-in engine. */
export function engineArgv(name: EngineName, url: string = import.meta.url): readonly string[] {
  return program(`engines/${name}.mjs`, `engines/${name}/main.ts`, url)
}

/** The helper that touches checkpoints' files. */
export function checkpointArgv(url: string = import.meta.url): readonly string[] {
  return program('checkpoints.mjs', 'work/checkpoints/child.ts', url)
}

/** The test of a GPU. */
export function gpuTestArgv(url: string = import.meta.url): readonly string[] {
  return program('gpu-test.mjs', 'work/gpu-test/child.ts', url)
}

/** The worker that runs a command once per shard; the command's own argv is appended. */
export function commandWorkerArgv(url: string = import.meta.url): readonly string[] {
  return program('command-worker.mjs', 'work/command-worker.ts', url)
}
