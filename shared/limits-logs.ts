/** The bounds of logs, a part of `limits.ts`. */
export const logLimits = {
  // logs, agent
  /** how often files of ranks are looked at: a line's time is the look that saw it */
  logLookMs: 200,
  /** of a rank, before compression; a reader holds one of each rank */
  logChunkBytes: 512 * 1024,
  /** looks that saw something: a rank that says little has its chunks closed by them */
  logChunkStamps: 4_096,
  /** compressed, of all ranks of an attempt, and of all attempts of a host; the oldest chunks go first */
  logBytesPerAttempt: 256 * 1024 * 1024,
  logBytesPerHost: 4 * 1024 * 1024 * 1024,
  /** of a rank's file is left as it is, for its last lines */
  logTailBytes: 64 * 1024,
  /** of a rank's file that is stored: given back in such pieces, several ranks at a time */
  logPunchBytes: 4 * 1024 * 1024,
  logPunchGatherMs: 1_000,
  /** where no holes can be made the file is cut when it has so many */
  logCutBytes: 8 * 1024 * 1024,
  /** of a rank, written and not stored: an agent that was away for ten minutes finds 600 MB of a rank that prints 1 MB/s */
  logBacklogBytes: 1024 * 1024 * 1024,
  /** with less room on the disk than the first, no more than the second waits */
  logTightFreeBytes: 512 * 1024 * 1024,
  logTightBacklogBytes: 16 * 1024 * 1024,
  /** after a disk that is full: until it is tried again */
  logRetryMs: 1_000,
  /** one record's text; longer lines go on in the next */
  logRecordBytes: 64 * 1024,
  /** a follower that is further behind a rank skips to what is new */
  logFollowBehindBytes: 8 * 1024 * 1024,
  /** a follower is told an open line (without an end) when nothing came after it for so long */
  logOpenLineMs: 1_000,
  /** of a host, at a time, over all readers: each holds a chunk at most */
  logRanksRead: 256,
  /** a follower hears at least so often that the host is there */
  logLiveMs: 5_000,
  logTailLines: 10_000,
  logSearchChars: 256,
  /** the last of each rank go to the coordinator so often while they change, and at the end; of ranks that failed more */
  logShipMs: 60_000,
  logFailureBytes: 1024 * 1024,
  /** of one attempt, before compression */
  logShippedBytes: 4 * 1024 * 1024,
  // logs, coordinator
  keptLogBytes: 5 * 1024 * 1024,
  keptLogsBytes: 1024 * 1024 * 1024,
  /** attempts whose logs are merged in one answer */
  logSources: 256,
  /** records of several hosts wait so long for earlier ones of others */
  logMergeMs: 300,
  logMergeMaxMs: 2_000,
  /** a host that is silent for so long while its log is followed is asked anew */
  logSilentMs: 15_000,
  logAskAgainMs: 2_000,
} as const
