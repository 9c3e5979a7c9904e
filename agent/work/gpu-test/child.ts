/**
 * The test's process: `child --seconds S --size N [--library FILE]` with `CUDA_VISIBLE_DEVICES` set to one GPU or MIG slice. It copies a pattern
 * there and back, multiplies matrices whose product is known, looks at every element, and prints one line of JSON (`outcome.ts`).
 */
import { parseArgs } from 'node:util'
import { Cuda, CudaError, NoCuda } from './cuda.ts'
import { kernels } from './kernels.ts'
import type { Outcome } from './outcome.ts'

/** PCIe 4 x16 takes 3 ms for it in each direction */
const copyBytes = 64 * 1024 * 1024

function test(library: string, seconds: number, size: number): Outcome {
  const began = performance.now()
  const cuda = new Cuda(library, kernels)
  const copies = copy(cuda)
  const multiplied = multiply(cuda, size, began + 1_000 * seconds)
  return { kind: 'done', name: cuda.name, ...copies, ...multiplied }
}

/** There and back, in GB/s, and the bytes that came back as others. */
function copy(cuda: Cuda) {
  const from = cuda.allocateHost(copyBytes)
  const to = cuda.allocateHost(copyBytes)
  const there = cuda.allocate(copyBytes)
  // a pattern without zeros that repeats at no power of two
  const pattern = Uint8Array.from({ length: 251 }, (_, i) => i + 1)
  from.bytes.fill(pattern)
  const startMs = performance.now()
  cuda.toDevice(there, from.address, copyBytes)
  const betweenMs = performance.now()
  cuda.toHost(to.address, there, copyBytes)
  const endMs = performance.now()
  const rate = (ms: number): number => copyBytes / 1e6 / ms
  return {
    toGpuGBs: rate(betweenMs - startMs),
    fromGpuGBs: rate(endMs - betweenMs),
    wrongBytes: from.bytes.equals(to.bytes) ? 0 : different(from.bytes, to.bytes),
  }
}

function different(one: Buffer, other: Buffer): number {
  let count = 0
  for (const [i, byte] of one.entries()) if (byte !== other[i]) count++
  return count
}

/** Products until then, at least two: the first warms up and is not timed. */
function multiply(cuda: Cuda, size: number, untilMs: number) {
  const elements = size * size
  const matrix = cuda.allocate(4 * elements)
  const product = cuda.allocate(4 * elements)
  const { address, bytes } = cuda.allocateHost(4 * elements)
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, elements)
  cuda.launch('fill', [matrix], size)
  let products = 0
  let wrong = 0
  let computedMs = 0
  do {
    const startMs = performance.now()
    cuda.launch('multiply', [matrix, product], size)
    cuda.synchronise()
    if (products > 0) computedMs += performance.now() - startMs
    values.fill(Number.NaN)
    cuda.toHost(address, product, 4 * elements)
    for (let at = 0; at < elements; at++) if (values[at] !== (at % (size + 1) === 0 ? size : 0)) wrong++
    products++
  } while (products < 2 || performance.now() < untilMs)
  return { products, wrongElements: wrong, gflops: (2 * size ** 3 * (products - 1)) / 1e6 / computedMs }
}

function outcome(run: () => Outcome): Outcome {
  try {
    return run()
  } catch (error) {
    if (error instanceof NoCuda) return { kind: 'absent', why: error.message }
    if (error instanceof CudaError) return { kind: 'refused', code: error.code, why: error.message }
    throw error
  }
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '0.3' },
    size: { type: 'string', default: '1024' },
    library: { type: 'string', default: 'libcuda.so.1' },
  },
})
const said = outcome(() => test(values.library, Number(values.seconds), Number(values.size)))
process.stdout.write(`${JSON.stringify(said)}\n`, () => process.exit(0))
