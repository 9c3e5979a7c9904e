/** Bounds of checkpoints, a part of `limits`. */
export const checkpointLimits = {
  pathChars: 1_024,
  /** keys of rows have room for 12 digits */
  checkpointStep: 999_999_999_999,
  checkpointsKept: 32,
  checkpointsKeptDefault: 3,
  /** so many more than are kept lie on a disk while none of the newer ones was read again: reading may be behind for ever where much is saved often */
  checkpointsUnread: 2,
  /** rows of a job, whatever their state: what could not be deleted in time is forgotten, the files stay */
  checkpointRows: 64,
  /** of a host that is removed, looked after in one step */
  checkpointsPerSlice: 40,
  /** host ids in a row's lineage */
  checkpointHosts: 64,
  checkpointIntervalLeastMs: 10_000,
  checkpointIntervalMaxMs: 24 * 3600_000,
  /** told to ranks that should save as advised, until a checkpoint's cost is known */
  checkpointIntervalFirstMs: 10 * 60_000,
  checkpointCostMaxMs: 24 * 3600_000,
  /** asked of a host at a time */
  discardsPerHost: 32,
  /** of an attempt: made durable, or waiting to be */
  checkpointsWaiting: 16,
  /** of an attempt: facts that say that one does not count */
  checkpointRefusalsPerMin: 32,
  checkpointFiles: 100_000,
  checkpointDirEntries: 2_000,
  /** how often a watched folder is listed, and unchanged for how long a checkpoint without a mark is whole */
  checkpointLookMs: 2_000,
  checkpointQuietMs: 30_000,
  /** of reading for digests, each user's */
  checkpointReadBytesPerS: 200 * 1024 * 1024,
  /** a digest that could not be made (its helper ended, a file system does not answer) is tried again after this */
  checkpointReadAgainMs: 60_000,
  /** after its process has ended, an attempt's last checkpoints become durable within this, or are left */
  checkpointSettleMs: 10_000,
  /** a digest waits so long for the cost to be known, that is for the next step */
  checkpointCostWaitMs: 30_000,
} as const
