/** A stand-in for NVIDIA's library, built with the system's C compiler: the real binding calls it, without a GPU. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../tidy/source.ts'

const source = join(root, 'test/fixtures/sensors/nvml-stub.c')

/**
 * Builds the library in the folder, with its configuration (`word number` a line, see the source) beside it. Returns its path;
 * undefined where there is no C compiler. `old`: as the library was before some functions came.
 */
export function buildNvmlStub(dir: string, config: string, old = false): string | undefined {
  configureNvmlStub(dir, config)
  const library = join(dir, 'libnvidia-ml.so.1')
  const flags = ['-O1', '-shared', '-fPIC', '-pthread', ...(old ? ['-DOLD'] : [])]
  const { status, error, stderr } = spawnSync('cc', [...flags, '-o', library, source, '-ldl'], { encoding: 'utf8' })
  if (error !== undefined) return undefined
  if (status !== 0) throw new Error(`the NVML stub does not build: ${stderr}`)
  return library
}

/** Takes effect at the next call, and in calls that hang. */
export function configureNvmlStub(dir: string, config: string): void {
  const file = join(dir, 'nvml-stub.conf')
  writeFileSync(`${file}.new`, config)
  renameSync(`${file}.new`, file)
}

/** Processes that a call of the stub has ever hung in. */
export function hungProcesses(dir: string): readonly number[] {
  const file = join(dir, 'nvml-stub.hung')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return [
    ...new Set(
      text
        .split('\n')
        .filter((line) => line !== '')
        .map(Number),
    ),
  ]
}

/** Lets every call come back and waits until the processes that hung have ended, as they do once nobody asks them. */
export async function releaseNvmlStub(dir: string): Promise<void> {
  configureNvmlStub(dir, 'gpus 8\n')
  await seen(() => hungProcesses(dir).every((pid) => !existsSync(`/proc/${pid}`)))
}

/** Looks again and again, as there is nothing that tells; the test's own timeout bounds it. */
export async function seen(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}
