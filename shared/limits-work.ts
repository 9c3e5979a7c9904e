/** The bounds of processes on a host: a part of `limits`, which everybody reads them from. */
export const workLimits = {
  // gangs and their ranks
  gangHosts: 1_024,
  /** a host whose clock is further off starts no member of a gang: steps of ranks are compared by time */
  clockOffsetMaxMs: 1_000,
  ranksPerHost: 64,
  /** ports of gangs' rendezvous: below what Linux gives to outgoing connections */
  rendezvousPortFirst: 20_000,
  rendezvousPorts: 10_000,
  /** an attempt's exit record: ranks shown, and of each the last lines and their characters */
  exitRanks: 16,
  exitRankLines: 3,
  exitLineChars: 200,
  // work on a host
  allowedUsers: 4_096,
  /** processes and threads of one attempt: eight ranks with 128 loaders of 16 threads and more */
  tasksPerAttempt: 32_768,
} as const
