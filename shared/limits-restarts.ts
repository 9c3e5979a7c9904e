/** The bounds of launches that failed and of restarts: a part of `limits`, which everybody reads them from. */
export const restartLimits = {
  movesPerJob: 100,
  /** tasks of a batch job that preemption stops */
  taskMoves: 10_000,
  /** launches of a gang after failures of its own, and after failures of hosts, where the job does not say */
  gangRestarts: 10,
  hostRestarts: 100,
  /** between launches in a row that get no further: doubled each time up to this */
  restartWaitMaxMs: 5 * 60_000,
  /** an epoch that ran so long got further, where it reports no steps */
  ranWellMs: 10 * 60_000,
  /** from a process's end, by its host's clock, to when it was learnt of: more is a clock that is off, or a link that was down */
  detectMaxMs: 10 * 60_000,
  /** of who failed first */
  failureLines: 5,
  failureLineChars: 300,
  /** hosts given up in a recovery that are named */
  leftHostsNamed: 4,
  /** a grave fault of a GPU so long before or after an end is its cause */
  faultNearMs: 60_000,
  /** failures of gangs that a host is to blame for, within the window: then it gets no work until it was checked */
  lemonIncidents: 3,
  lemonWindowMs: 24 * 3600_000,
  incidentsKept: 8,
  launchBackoffMs: 5_000,
  launchBackoffMaxMs: 300_000,
  launchFailuresInARow: 3,
} as const
