/**
 * A reading is a value with its age and source, or unsupported, or a gap with a reason: never 0 for unknown (promise 5).
 * `hostClockMs` is the host's own clock: informative only, never used for liveness.
 */
export type Reading =
  | { readonly kind: 'value'; readonly value: number | string | boolean; readonly hostClockMs: number }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'gap'; readonly reason: string; readonly sinceMs: number }

/** One signal as a sensor reports it. `labels` tell devices of one sensor apart (`gpu=0`). */
export interface Signal {
  readonly sensor: string
  readonly name: string
  readonly unit: string
  readonly labels: Readonly<Record<string, string>>
  readonly reading: Reading
  readonly source: string
}

/** What a host is made of; sent in hello, refreshed rarely. Sizes in bytes. */
export interface Inventory {
  readonly hostname: string
  readonly os: string
  readonly arch: string
  readonly cpuModel: string
  readonly cpus: number
  readonly memoryBytes: number
  readonly gpus: readonly {
    readonly index: number
    readonly uuid: string
    readonly name: string
    readonly memoryBytes: number
  }[]
  readonly agentVersion: string
  readonly simulated: boolean
}
