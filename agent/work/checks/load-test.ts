/**
 * A short load of GPUs with a known result: NVIDIA's own quick diagnosis where it is installed, else our own test (`gpu-test/`). Where neither can
 * be made, that is said: it is no fault of the GPU.
 */
import type { Inventory } from '../../../shared/model/reading.ts'
import { judge } from '../gpu-test/outcome.ts'
import type { TestGpu } from '../gpu-test/test-gpu.ts'
import { runProgram } from '../run-program.ts'
import { type CheckLine, line } from './checks.ts'
import { diagLines } from './load-results.ts'

/** NVSentinel measured some 30 s for a whole host */
const loadSeconds = 20

export interface LoadTestOptions {
  readonly env: NodeJS.ProcessEnv
  readonly gpus: () => Inventory['gpus'] | undefined
  readonly testGpu: TestGpu
}

export function makeLoadTest({ env, gpus, testGpu }: LoadTestOptions) {
  return async (wanted: readonly string[], signal: AbortSignal): Promise<readonly CheckLine[]> => {
    const known = gpus() ?? []
    const indices = known.filter(({ uuid }) => wanted.includes(uuid)).map(({ index }) => index)
    const diag = await runProgram(['dcgmi', 'diag', '-r', '1', '-i', indices.join(','), '-j'], env, signal)
    const told = diag === undefined ? undefined : diagLines(diag)
    if (told !== undefined) return told
    // All at once: the load of a whole host is what its power and cooling must stand.
    return Promise.all(
      wanted.map(async (uuid) => {
        const { ok, detail } = judge(await testGpu(uuid, loadSeconds, signal))
        return line(`load ${uuid}`, ok ?? true, detail)
      }),
    )
  }
}
