/** What a test of a GPU found, and what follows from that. Pure. */

export type Outcome =
  | {
      readonly kind: 'done'
      /** of the GPU, as CUDA calls it */
      readonly name: string
      readonly toGpuGBs: number
      readonly fromGpuGBs: number
      readonly wrongBytes: number
      readonly products: number
      readonly wrongElements: number
      readonly gflops: number
    }
  /** it could not be made here: CUDA's driver library is not on this host, most often */
  | { readonly kind: 'absent'; readonly why: string }
  /** CUDA answered a call with an error; codes: `CUresult` in `cuda.h` */
  | { readonly kind: 'refused'; readonly code: number; readonly why: string }
  /** its process crashed, or did not end */
  | { readonly kind: 'failed'; readonly why: string }

/**
 * Errors that say nothing of the GPU: its memory is somebody else's (2), or the driver cannot compile what the test brings (200, 209, 218, 221, 222,
 * 223). Any other would end a job's first call of CUDA as well.
 */
const inconclusive: ReadonlySet<number> = new Set([2, 200, 209, 218, 221, 222, 223])

/** What people forget: without it CUDA says 802 on hosts with NVSwitch. */
const hints: Readonly<Record<number, string>> = { 802: 'does nvidia-fabricmanager run?' }

export interface Judged {
  /** null: nothing could be found out, and `detail` says why */
  readonly ok: boolean | null
  readonly detail: string
}

export function judge(outcome: Outcome): Judged {
  switch (outcome.kind) {
    case 'absent':
      return { ok: null, detail: `no test: ${outcome.why}` }
    case 'failed':
      return { ok: false, detail: outcome.why }
    case 'refused': {
      const hint = hints[outcome.code]
      const detail = hint === undefined ? outcome.why : `${outcome.why} (${hint})`
      return inconclusive.has(outcome.code) ? { ok: null, detail: `no test: ${detail}` } : { ok: false, detail }
    }
    case 'done': {
      const { products, wrongElements, wrongBytes } = outcome
      if (wrongElements > 0)
        return { ok: false, detail: `${wrongElements} wrong elements in ${products} products of matrices` }
      if (wrongBytes > 0) return { ok: false, detail: `${wrongBytes} bytes came back from it as others` }
      return { ok: true, detail: doneText(outcome) }
    }
  }
}

function doneText({ products, gflops, toGpuGBs, fromGpuGBs }: Outcome & { readonly kind: 'done' }): string {
  const rate = `${(gflops / 1_000).toFixed(2)} TFLOP/s`
  return `${products} products of matrices (${rate}), copies at ${toGpuGBs.toFixed(1)} and ${fromGpuGBs.toFixed(1)} GB/s`
}

/** A GPU that is slower than this share of the median of the others of its name is told as slow: ours, far beyond what clocks differ by. */
const slowShare = 0.5
/** fewer have no median worth the name */
const fewestToCompare = 3

export interface Rate {
  readonly uuid: string
  readonly name: string
  readonly gflops: number
}

/** GPUs that compute at less than half the pace of their equals, with how slow: "0.31 of the median of 7 others". */
export function slowOnes(rates: readonly Rate[]): { readonly uuid: string; readonly detail: string }[] {
  return rates.flatMap(({ uuid, name, gflops }) => {
    const others = rates.filter((other) => other.name === name && other.uuid !== uuid).map((other) => other.gflops)
    if (others.length + 1 < fewestToCompare) return []
    const sorted = others.sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)] as number
    const share = gflops / median
    if (!(share < slowShare)) return []
    return [{ uuid, detail: `it multiplies at ${share.toFixed(2)} of the median of ${others.length} others` }]
  })
}
