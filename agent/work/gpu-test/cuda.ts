/**
 * The few functions of CUDA's driver library (`libcuda.so.1`, which comes with the driver) that the test needs, by koffi. Only in the test's own
 * process: a call that a broken GPU never answers hangs that process alone. Values and names: `cuda.h`.
 */
import koffi from 'koffi'

const functions = {
  init: ['cuInit', '(uint flags)'],
  device: ['cuDeviceGet', '(void *out, int ordinal)'],
  deviceName: ['cuDeviceGetName', '(void *text, int bytes, int device)'],
  context: ['cuDevicePrimaryCtxRetain', '(void *out, int device)'],
  useContext: ['cuCtxSetCurrent', '(uint64 context)'],
  module: ['cuModuleLoadData', '(void *out, const char *image)'],
  function: ['cuModuleGetFunction', '(void *out, uint64 module, const char *name)'],
  allocate: ['cuMemAlloc_v2', '(void *out, size_t bytes)'],
  allocateHost: ['cuMemAllocHost_v2', '(void *out, size_t bytes)'],
  toDevice: ['cuMemcpyHtoD_v2', '(uint64 to, uint64 from, size_t bytes)'],
  toHost: ['cuMemcpyDtoH_v2', '(uint64 to, uint64 from, size_t bytes)'],
  launch: [
    'cuLaunchKernel',
    '(uint64 kernel, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint shared, uint64 stream, void *parameters, uint64 extra)',
  ],
  synchronise: ['cuCtxSynchronize', '()'],
  errorText: ['cuGetErrorString', '(int code, void *out)'],
} as const satisfies Record<string, readonly [string, string]>

type Fn = keyof typeof functions

/** CUDA answered with an error. */
export class CudaError extends Error {
  readonly code: number

  constructor(fn: Fn, code: number, text: string) {
    super(`${functions[fn][0]}: ${code}, ${text}`)
    this.code = code
  }
}

/** The library cannot be loaded, or is another: nothing is known of the GPU by that. */
export class NoCuda extends Error {}

/** One GPU, the first that the process may see. Every method throws `CudaError` with what CUDA says. */
export class Cuda {
  readonly name: string
  readonly #call: (fn: Fn, ...args: readonly unknown[]) => void
  readonly #functions = new Map<string, bigint>()
  readonly #module: bigint

  constructor(file: string, ptx: string) {
    this.#call = open(file)
    this.#call('init', 0)
    const device = Buffer.alloc(4)
    this.#call('device', device, 0)
    const ordinal = device.readInt32LE()
    const name = Buffer.alloc(128)
    this.#call('deviceName', name, name.length, ordinal)
    this.name = name.toString('latin1', 0, name.indexOf(0))
    this.#call('useContext', this.#out('context', ordinal))
    this.#module = this.#out('module', ptx)
  }

  /** Bytes on the GPU; they go with the process. */
  allocate(bytes: number): bigint {
    return this.#out('allocate', bytes)
  }

  /** Bytes of the host that the GPU reads and writes by itself. */
  allocateHost(bytes: number): { readonly address: bigint; readonly bytes: Buffer } {
    const address = this.#out('allocateHost', bytes)
    return { address, bytes: Buffer.from(koffi.view(address, bytes)) }
  }

  toDevice(to: bigint, from: bigint, bytes: number): void {
    this.#call('toDevice', to, from, bytes)
  }

  toHost(to: bigint, from: bigint, bytes: number): void {
    this.#call('toHost', to, from, bytes)
  }

  /** One thread an element of a square of `size`, a multiple of 16; the kernel takes addresses and the size. */
  launch(kernel: string, addresses: readonly bigint[], size: number): void {
    const values = [...addresses.map((address) => bytesOf(address)), bytesOf(BigInt(size))]
    const parameters = new BigUint64Array(values.map((value) => BigInt(koffi.address(value))))
    const blocks = size / 16
    this.#call('launch', this.#function(kernel), blocks, blocks, 1, 16, 16, 1, 0, 0n, parameters, 0n)
  }

  /** Waits until all that was launched is done. */
  synchronise(): void {
    this.#call('synchronise')
  }

  #function(name: string): bigint {
    const found = this.#functions.get(name) ?? this.#out('function', this.#module, name)
    this.#functions.set(name, found)
    return found
  }

  /** Of a function whose first parameter is where it writes a handle or an address to. */
  #out(fn: Fn, ...args: readonly unknown[]): bigint {
    const out = Buffer.alloc(8)
    this.#call(fn, out, ...args)
    return out.readBigUInt64LE()
  }
}

function bytesOf(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

function open(file: string): (fn: Fn, ...args: readonly unknown[]) => void {
  const bound = bind(file)
  const textOf = (code: number): string => {
    const out = Buffer.alloc(8)
    if (bound.errorText(code, out) !== 0) return 'an error that it has no text for'
    return String(koffi.decode(out, 'const char *'))
  }
  return (fn, ...args) => {
    const code = bound[fn](...args)
    if (code !== 0) throw new CudaError(fn, code, textOf(code))
  }
}

function bind(file: string): Record<Fn, (...args: readonly unknown[]) => number> {
  try {
    const library = koffi.load(file)
    const entries = Object.entries(functions).map(([key, [name, parameters]]) => [
      key,
      library.func(`int ${name}${parameters}`),
    ])
    return Object.fromEntries(entries) as Record<Fn, (...args: readonly unknown[]) => number>
  } catch (error) {
    throw new NoCuda(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
