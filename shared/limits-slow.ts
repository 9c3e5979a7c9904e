/** Bounds of slow and stuck ranks of gangs: a part of `limits`. */
export const slowLimits = {
  /** rounds of step times that are looked back on: each is a digest long, or a step where that is longer */
  paceRounds: 24,
  /** of one gang, in all */
  ranksPerGang: 8_192,
  /** pauses of all ranks, and ranks that were named, that are remembered */
  pacePauses: 16,
  /** a rank that was named slow is left alone for so long: what passes by itself costs less than a restart */
  slowSettleMs: 60_000,
  /** what is told of a slow gang is told anew */
  slowToldMs: 60_000,
  /** a host's fault with hardware behind it is thought to last as long as this at least */
  slowHorizonMs: 3600_000,
  /** launching a gang anew, while that was never measured */
  relaunchPriorMs: 120_000,
  /** no rank has stepped for longer than this, and for some times the longest pause so far: stuck; then acted on */
  stuckAfterMs: 60_000,
  stuckActMs: 5 * 60_000,
  /** a pause between two steps is remembered with the job from here on, and again when one is longer by a tenth */
  pauseKeptMs: 12_000,
  /** shares of the work of a gang are changed no more often: what the change before did shows after some rounds */
  shareEveryMs: 60_000,
  /** ranks of one gang from which work is moved away, the slowest ones */
  shareRanks: 64,
  /** a rank does so much of an even part at least: less hardly shortens a step, and it must go on telling how slow it is */
  shareLeast: 0.05,
  /** a share that a rank tells of is below */
  shareMost: 1_000,
  slowCauses: 4,
  slowRanks: 16,
  /** devices of one host that are unlike their equals in a gang */
  unlikePerHost: 16,
  unlikeAgainMs: 60_000,
  /** steps of one rank between two digests whose times are kept: medians of more would not differ */
  stepsPerDigest: 256,
  stepSections: 8,
  stepSectionChars: 32,
} as const
