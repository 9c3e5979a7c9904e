/** What NVML answers (`nvmlReturn_t`), and the numbers by which it says "I have no value". */

/** The driver has no such counter for this device, or not in this version: no fault. */
const notThere = new Set([
  2, // invalid argument: a field or a clock that this version does not know
  3, // not supported
  13, // no such function in this library
  22, // no ECC counts in a virtual GPU
  25, // a version of the struct that this library does not know
  26, // deprecated
])
export const notSupported = 3
export const functionNotFound = 13
export const insufficientSize = 7
export const noData = 21
/** There is no slice in this slot. */
export const notFound = 6
/** The GPU has fallen off the bus. */
export const gpuIsLost = 15
/** The library is here but no driver or GPU of its kind: another source may do. */
export const noDriver: ReadonlySet<number> = new Set([9, 12])

const texts: Readonly<Record<number, string>> = {
  1: 'NVML was not initialised',
  4: 'no permission',
  6: 'not found',
  7: 'the buffer is too small',
  8: 'the external power cables are not attached',
  9: 'the driver is not loaded',
  10: 'the driver gave up waiting',
  11: 'an interrupt of the GPU does not work',
  12: 'the library of the driver is not found',
  14: 'the information ROM is corrupted',
  15: 'GPU is lost',
  16: 'the GPU must be reset',
  17: 'the operating system blocked the call',
  18: 'library and driver have different versions',
  19: 'in use',
  20: 'not enough memory',
  21: 'no data',
  27: 'not ready',
  28: 'no GPU',
  29: 'invalid state',
}

export const isUnsupported = (code: number): boolean => notThere.has(code)
/** Made here: the library is never called without need. */
export const codeText = (code: number): string => `${texts[code] ?? 'unknown error'} (NVML ${code})`

/**
 * NVML says "not available" by the highest number of the type too; DCGM's blanks (0x7ff…f0 and up), which have been seen in
 * readings of others, are of the same kind.
 */
export const isBlank = (value: number): boolean => value === 0xffff_ffff || value >= 2 ** 63
