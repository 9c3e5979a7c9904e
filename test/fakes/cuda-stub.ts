/** A stand-in for CUDA's driver library, built with the system's C compiler: the real binding calls it, without a GPU. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../tidy/source.ts'

/** Builds the library in the folder; how a GPU is, is in its name (see the source). Returns its path; undefined where there is no C compiler. */
export function buildCudaStub(dir: string): string | undefined {
  const library = join(dir, 'libcuda.so.1')
  const source = join(root, 'test/fixtures/sensors/cuda-stub.c')
  const { status, error, stderr } = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source], {
    encoding: 'utf8',
  })
  if (error !== undefined) return undefined
  if (status !== 0) throw new Error(`the CUDA stub does not build: ${stderr}`)
  return library
}
