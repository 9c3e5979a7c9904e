/** The bounds of telemetry on both sides: a part of `limits`, which everybody reads them from. */
export const telemetryLimits = {
  // telemetry, agent
  seriesPerHost: 10_000,
  /** a series' sensor, name and labels together */
  seriesTextChars: 256,
  /** a sample waits at most so long while the link is up */
  telemetryFlushMs: 500,
  /** while the link is down a frame gathers so many rows of a sensor, at most for so long: what a kill -9 of the agent costs */
  telemetryRows: 60,
  telemetryGatherMs: 60_000,
  /** samples in one frame, about */
  telemetryFrameSamples: 50_000,
  /** frames sent and not acknowledged: some 4 minutes of them, for they are once their minute is written; beyond, they gather as if the link were down */
  telemetryInFlight: 512,
  /** what is not acknowledged for so long on a link that lives is sent again */
  telemetryAckMs: 240_000,
  /** frames in memory, until they are acknowledged or on disk */
  telemetryRingBytes: 1024 * 1024,
  /** frames on disk: about two days of 400 series at 1 Hz */
  telemetrySpoolBytes: 64 * 1024 * 1024,
  telemetryBackfillBytesPerS: 256 * 1024,
  /** nothing is back-filled while more than this waits in the socket */
  telemetryBackfillBufferBytes: 64 * 1024,
  /** back-filled frames sent and not acknowledged */
  telemetryBackfillInFlight: 16,
  /** live frames gather while more than this waits in the socket */
  telemetryBufferBytes: 1024 * 1024,
  /** a spool that failed is tried again after so long */
  telemetrySpoolRetryMs: 30_000,
  // telemetry, coordinator
  labelsPerSeries: 16,
  /** what waits for the worker: 10,000 hosts that define 240 series each at once; beyond, the oldest back-filled frames go, then the oldest live ones */
  telemetryQueueBytes: 256 * 1024 * 1024,
  /** given to the worker and not yet taken in */
  telemetryHandedBytes: 8 * 1024 * 1024,
  /** frames that came within so long go to the worker together */
  telemetryBatchMs: 100,
  /** a minute is over when nothing has come for it for so long (and as much more as spreads the fleet) and something later has */
  minuteGraceMs: 3_000,
  minuteSpreadMs: 15_000,
  /** or when nothing has come for it for so long at all */
  minuteQuietMs: 30_000,
  openMinutesPerHost: 16,
  /** minutes that rows of one frame lie in; agents gather for one, but what is read seldom keeps its own time */
  telemetryFrameMinutes: 120,
  /** room for samples of a host that are not on disk (8 bytes each): beyond, its frames are not taken, and it sends them again */
  openValuesPerHost: 16 * 1024 * 1024,
  /** holes in the numbers of an agent's frames that have come */
  frameHoles: 4_096,
  /** different signals (name, unit, words) and sensors of one host: a fleet has room for 50,000 and 4,096 */
  shapesPerHost: 2_048,
  sensorsPerHost: 64,
  /** of a state, its words together */
  statesChars: 4_096,
  /** samples that cannot be written wait so long, or until so many do (8 bytes each) */
  telemetryWaitMs: 120_000,
  telemetryWaitingValues: 128 * 1024 * 1024,
  telemetryRetryMs: 5_000,
  /** below it no samples are written: the coordinator's own rows need the rest */
  telemetryFreeBytes: 256 * 1024 * 1024,
  telemetryLookMs: 5_000,
  telemetrySweepMs: 30_000,
  /** the same complaint about a host is told once in so long */
  telemetryTellMs: 60_000,
  /** rollups of an hour are made so long after its end */
  rollAfterMs: 3 * 60_000,
  /** an hour, or a sensor in it, that fails so often is given up */
  rollTries: 5,
  /** so many sensors of an hour that fail are not theirs, but the disk's failure */
  rollFailures: 100,
  rawKeptMs: 6 * 3600_000,
  minutesKeptMs: 31 * 24 * 3600_000,
  hoursKeptMs: 400 * 24 * 3600_000,
  telemetryBudgetBytes: 10 * 1024 * 1024 * 1024,
  /** a host's clock that is off by more is corrected */
  clockOffMs: 5 * 60_000,
  signalChangesPerHost: 200,
  /** how often devices are held against their equals on other hosts */
  fleetCompareMs: 10_000,
  /** detectors that began anew have seen enough of a host after this */
  detectorsSettleMs: 10 * 60_000,
  /** of the whole fleet, under way at a time; one that is not asked for so long is over */
  scrapes: 4,
  scrapeIdleMs: 10_000,
  /** how often they are asked then for what stood before, until they know */
  detectorsAskedMs: 60_000,
  /** asked of the telemetry worker and not answered yet */
  questionsWaiting: 64,
  /** of a sensor whose period is not known yet */
  periodUnknownMs: 60_000,
  /** beyond three periods */
  staleSlackMs: 2_000,
} as const
