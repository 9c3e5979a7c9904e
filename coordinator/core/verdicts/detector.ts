/**
 * What a detector is. Detectors are pure and run where the data is: the telemetry worker gives them each live sample and takes their
 * findings, which enter the core as `findings-made`. Samples that come late (back-fill) are not shown to them.
 */
import type { Finding } from '../../../shared/model/health.ts'
import type { SignalKind } from '../../../shared/model/signals/signal-def.ts'

/** A series as its agent defined it. */
export interface SeriesInfo {
  readonly sensor: string
  readonly name: string
  readonly unit: string
  readonly kind: SignalKind
  readonly labels: Readonly<Record<string, string>>
}

/** Takes the samples of one series, in order of time. `hostMs` is the host's wall clock: good for differences only. */
export interface Watcher {
  value(hostMs: number, value: number): void
  /** state and text signals */
  word(hostMs: number, word: string): void
  /** a gap with its reason, or unsupported (null) */
  absent(hostMs: number, reason: string | null): void
}

/** All detectors of one host. */
export interface HostDetectors {
  /** undefined where no rule looks at this series: most of them */
  watch(series: SeriesInfo): Watcher | undefined
  /** What changed its mind since the last call. `receivedMs`: the coordinator's clock when the newest sample came. */
  take(receivedMs: number): Finding[]
  /** Everything that holds now, for a core that has forgotten (a new life of the coordinator). */
  standing(): Finding[]
  /**
   * Whether it is certain, from what was seen since the detectors began, that this rule does not hold on this device: the finding that says
   * so. What they forgot (that a port was up once, what happened within a week) they cannot know anew: undefined.
   */
  ended(device: string, rule: string): Finding | undefined
}
