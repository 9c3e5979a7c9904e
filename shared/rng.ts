/** A seeded stream of pseudo-random numbers. One stream per purpose; never shared between purposes. */
export interface Rng {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, n). */
  below(n: number): number
  /** Standard normal (sum of 12 uniforms minus 6: no transcendental functions, same bits on every machine). */
  normal(): number
}

/** sfc32, seeded from a number and the name of the purpose. */
export function makeRng(seed: number, purpose: string): Rng {
  let h = 2166136261 ^ seed
  for (let i = 0; i < purpose.length; i++) h = Math.imul(h ^ purpose.charCodeAt(i), 16777619)
  let a = h | 0
  let b = (seed ^ 0x9e3779b9) | 0
  let c = (h >>> 3) ^ 0x243f6a88
  let d = 1
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) next()
  const normal = (): number => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += next()
    return sum
  }
  return { next, below: (n) => Math.floor(next() * n), normal }
}
