import { checkpointLimits } from './limits-checkpoints.ts'
import { codeLimits } from './limits-code.ts'
import { logLimits } from './limits-logs.ts'
import { restartLimits } from './limits-restarts.ts'
import { slowLimits } from './limits-slow.ts'
import { telemetryLimits } from './limits-telemetry.ts'

/**
 * Every bound in Millwright, in one place, with its unit in its name. Relations between them are asserted at the end,
 * so a change that breaks one fails at load.
 */

export const limits = {
  // rows and steps
  rowBytes: 64 * 1024,
  rowsPerStep: 100,
  inputsPerCommit: 2_000,
  /** the loop steps this long, then commits and lets others have the thread */
  turnMs: 8,
  /** slices of long work in a turn, at most: its time is over sooner where they are long */
  slicesPerTurn: 8,
  /** long work (placement among it) lets so much of what hosts and people sent go first: some 50 ms of it */
  inputsBeforeLongWork: 500,
  idempotencyKeepMs: 24 * 3600_000,
  // jobs
  jobsKept: 200,
  /** the newest ended jobs of users whose shards stay rows; those of older ones become a manifest */
  unsweptJobs: 20,
  // scheduling
  placementsPerSlice: 20,
  membersPerSlice: 24,
  /** each changes its own row; what is lent again at once changes those of hungryPerStep more at most */
  leaseHoldersPerSlice: 40,
  /** attempts of a job that asked for shards and are served in one step */
  hungryPerStep: 32,
  /** each changes about four rows, and those of its gang */
  givenUpPerSlice: 12,
  reservations: 64,
  backfillTriesPerLane: 16,
  fullPassEveryMs: 1_000,
  minRunMs: 60_000,
  preemptAfterMs: 5_000,
  victimsPerPreemption: 2_000,
  preemptionsPerPass: 8,
  /** a claim that is not used goes this long after it could have been */
  claimKeptMs: 120_000,
  agedClaimMs: 5 * 60_000,
  /** reservations of aged gangs beside those by order; each may book as many hosts as a gang has */
  agedClaims: 256,
  /** what a slice of a pass looks at, in hosts; taking a lane costs beside that as much as some hosts */
  hostsPerSlice: 10_000,
  hostsPerLane: 50,
  /** hosts whose time line is made in one slice */
  profilesPerSlice: 250,
  /** shards of an ended job that go in one slice: each may be a row and a failure */
  sweptShardsPerSlice: 40,
  /** jobs that one slice wakes when what they waited for has ended */
  wakesPerSlice: 20,
  /** a worker of a job that succeeded gets this long to leave by itself */
  finishGraceMs: 10_000,
  ...restartLimits,
  dependenciesPerJob: 64,
  /** fair share: use halves in about a day (1/2,080 a minute) */
  shareTickMs: 60_000,
  shareDecay: 2_080,
  sharesPerSlice: 40,
  quotaProjects: 1_000,
  quotaGpus: 1_000_000,
  quotaWeight: 1_000,
  sparesPerLeaf: 1_000,
  drainDeadlineLeastMs: 1_000,
  drainDeadlineMaxMs: 30 * 24 * 3600_000,
  shardsPerJob: 10_000_000,
  itemsPerAppend: 1_000,
  itemBytes: 8 * 1024,
  wavesPerJob: 4_096,
  waveInputs: 256,
  workersPerJob: 1_024,
  crashesPerTask: 5,
  /** ended attempts of a job whose rows are kept, and how many older ones go when another ends */
  endedAttemptsKept: 32,
  trimmedPerEnd: 4,
  jobNameChars: 128,
  projectNameChars: 64,
  /** reasons, causes, and names that only have to be looked up */
  shortTextChars: 512,
  cpusPerTask: 1_024,
  gpusPerTask: 64,
  /** from minus this to plus this */
  priority: 1_000,
  timeLimitLeastMs: 1_000,
  timeLimitMaxMs: 365 * 24 * 3600_000,
  graceMaxMs: 3600_000,
  gangHosts: 1_024,
  /** a gang that has waited this long gets a reservation wherever it stands in the queue */
  gangAgeingMs: 10 * 60_000,
  /** a wounded gang keeps its good hosts this long while it waits for others */
  woundedWaitMs: 10 * 60_000,
  /** a host whose clock is further off starts no member of a gang: steps of ranks are compared by time */
  clockOffsetMaxMs: 1_000,
  /** a GPU's short test before a gang starts: making CUDA's context takes 10 s where the driver is not kept loaded */
  gpuTestDeadlineMs: 60_000,
  /** a GPU that was found good is not tested again for so long */
  gpuTestFreshMs: 10 * 60_000,
  ranksPerHost: 64,
  /** ports of gangs' rendezvous: below what Linux gives to outgoing connections */
  rendezvousPortFirst: 20_000,
  rendezvousPorts: 10_000,
  /** an attempt's exit record: ranks shown, and of each the last lines and their characters */
  exitRanks: 16,
  exitRankLines: 3,
  exitLineChars: 200,
  // leases
  leasesPerAttempt: 128,
  leaseBatch: 64,
  /** a shard that failed waits so long for a worker on another host, which may be busy or stand still; then whoever asks gets it */
  elsewhereWaitMs: 30_000,
  shardResultBytes: 32 * 1024,
  resultsPerFact: 64,
  // placement
  placementShapes: 128,
  preemptionExact: 16,
  preemptionTries: 1_000,
  preemptionPlans: 4,
  ...checkpointLimits,
  // wire
  messageBytes: 4 * 1024 * 1024,
  workerLineBytes: 1024 * 1024,
  /** told to a worker and not read by it */
  workerUnreadBytes: 16 * 1024 * 1024,
  /** to the socket of an attempt, those included that have not said hello */
  workerConnectionsPerRank: 8,
  factsInFlight: 256,
  // work on a host
  allowedUsers: 4_096,
  /** processes and threads of one attempt: eight ranks with 128 loaders of 16 threads and more */
  tasksPerAttempt: 32_768,
  // collectors (IPMI, Redfish, Modbus)
  collectorsPerAgent: 256,
  /** one resource, or a whole collection that was expanded */
  redfishBodyBytes: 8 * 1024 * 1024,
  /** what a round reads of one service: a rack manager of 18 trays has about 1,500 */
  redfishResources: 2_000,
  ipmiOutputBytes: 1024 * 1024,
  modbusRegisters: 2_000,
  /** a collector's name (told twice in a series) with the labels of its `about`, their keys counted as 6 */
  collectorLabelChars: 104,
  /** of a part, as its equipment calls it: paths of Redfish come to some 60 */
  deviceChars: 80,
  factSpoolBytes: 256 * 1024 * 1024,
  sendBufferBytes: 16 * 1024 * 1024,
  ...telemetryLimits,
  ...slowLimits,
  // liveness
  digestMs: 5_000,
  tickMs: 250,
  deadlinesPerTick: 20,
  suspectAfterMs: 12_000,
  unreachableAfterMs: 30_000,
  /** default for gang members that report steps */
  lostAfterMs: 60_000,
  lostAfterLeastMs: 15_000,
  /** the fence: the coordinator waits 1.01 × lost_after + grace + this (DESIGN section 5) */
  fenceSlackMs: 5_000,
  /** more than this share of the hosts silent at once is the coordinator's or the network's fault, not theirs */
  massSilencePercent: 50,
  /** after a start nothing is called unreachable or lost before this */
  startGraceMs: 60_000,
  steppingAgeMs: 3_600_000,
  /** a rank's first step is told in its digests for so long: as long as a coordinator may be away, mostly */
  firstStepToldMs: 600_000,
  forgetPerHost: 256,
  foreignKept: 10_000,
  reconnectMinMs: 100,
  reconnectMaxMs: 5_000,
  // health
  kernelEventsPerFact: 64,
  eventDetails: 8,
  /** of one message, of a worker or of a kernel log; each changes about four rows */
  findingsPerInput: 16,
  evidenceKept: 8,
  evidenceLabels: 8,
  doneKept: 16,
  affectsKept: 16,
  verdictsKept: 20_000,
  /** of those that are only watched, and of the others */
  verdictsPerHost: 24,
  seriousPerHost: 32,
  untoldNoteMs: 3600_000,
  /** each changes about eight rows, and those of a gang */
  verdictsPerSlice: 6,
  faultedPerSlice: 10,
  /** an event of the kernel log that is only watched ends when it has not come again for so long */
  watchedEventMs: 3600_000,
  /** a line that lay in the log for longer before an agent first read it: boots and installations take some minutes */
  oldEventMs: 10 * 60_000,
  /** hosts that health may always take out, however few there are */
  breakerLeastHosts: 2,
  breakerWindowMs: 30 * 60_000,
  overrides: 256,
  checkLines: 32,
  /** a check's load takes about 30 s a GPU where it is long (`dcgmi diag -r 1`) */
  checkDeadlineMs: 10 * 60_000,
  checksInARow: 4,
  /** answered checks that an agent remembers: a host is asked for one at a time */
  checksRemembered: 16,
  /** after the first failed check, after the second, … */
  checkBackoffMs: [60_000, 5 * 60_000, 15 * 60_000],
  /** returns by a passed check within the window; after them a person is asked: what fails idle and works under load comes again */
  returnsInWindow: 2,
  returnsWindowMs: 24 * 3600_000,
  /** a single wet detector is a leak of its tray after this */
  leakSustainedMs: 5 * 60_000,
  /** wet for longer than power should stay on */
  leakFatalMs: 15 * 60_000,
  /** after a start of the coordinator */
  leakRejudgeMs: 60_000,
  leakDryMs: 10 * 60_000,
  // alerts
  alertsKept: 1_000,
  alertsPerSend: 8,
  verdictsPerAlert: 32,
  hostsPerAlert: 8,
  /** racks with an alert of one rule; what comes after is told for the site */
  racksPerAlert: 3,
  /** a resolved alert fires again as itself within this */
  alertRefireMs: 3600_000,
  alertGroupWaitMs: 5_000,
  alertGroupIntervalMs: 5 * 60_000,
  /** a new receiver is told at once of so many of the newest, of the rest when they are repeated */
  alertsOwedAtOnce: 64,
  /** what a receiver missed is sent again after this */
  alertOwedMs: 5 * 60_000,
  alertRepeatMs: 4 * 3600_000,
  receivers: 16,
  sendsWaiting: 32,
  silences: 200,
  silenceMaxMs: 365 * 24 * 3600_000,
  // artifacts
  artifactUploadMaxBytes: 1024 * 1024 * 1024,
  artifactGraceMs: 60_000,
  agentCacheBytes: 2 * 1024 * 1024 * 1024,
  attemptDirsKept: 64,
  /** nothing is started on a disk with less: what the agent has to write itself must fit */
  launchFreeBytes: 64 * 1024 * 1024,
  ...logLimits,
  ...codeLimits,
  // api
  bodyBytes: 2 * 1024 * 1024,
  pageRows: 1_000,
  pageRowsDefault: 100,
  eventsKept: 2_000,
  feedClients: 256,
  feedFlushMs: 200,
  /** alerts and verdicts are held back no longer than this for others to join */
  feedUrgentMs: 20,
  // what people do about health, and who is told
  silenceLeastMs: 1_000,
  alertTimeoutMs: 10_000,
  /** with pauses of 1, 2, 4, … times `alertBackoffMs` between: a minute and a half for a receiver that refuses at once */
  alertTries: 7,
  alertBackoffMs: 1_500,
  // queries of readings over time
  queryHosts: 1_000,
  querySeries: 2_000,
  queryPointsOfSeries: 20_000,
  queryPointsOfSeriesDefault: 600,
  /** of one answer: some 8 MB of JSON */
  queryPoints: 400_000,
  heatHosts: 10_000,
  changesRows: 1_000,
  changesRowsDefault: 200,
  changesSpanMs: 7 * 24 * 3600_000,
  // what-if
  planHorizonMs: 24 * 3600_000,
  planHorizonLeastMs: 1_000,
  planHorizonMaxMs: 30 * 24 * 3600_000,
  planSteps: 15_000,
  planSettledSteps: 4_500,
  planPassMs: 3_600_000,
  planJobs: 200,
  plansWaiting: 16,
  // store
  ballastBytes: 64 * 1024 * 1024,
  // serving
  inferRows: 4_096,
  inferBodyBytes: 8 * 1024 * 1024,
  predictionSegmentBytes: 8 * 1024 * 1024,
  // models
  versionsKept: 20,
  aliasMovesKept: 200,
  runsKept: 20,
  /** days of a pipeline's drift chart, and findings of data drift beside it */
  chartDaysKept: 200,
  dataDriftKept: 40,
  datasetVersionsKept: 3,
} as const

const relations: readonly [boolean, string][] = [
  [limits.leaseBatch <= limits.leasesPerAttempt, 'a lease batch fits in an attempt'],
  [limits.resultsPerFact < limits.rowsPerStep, 'a fact of results fits in one step'],
  [limits.shardResultBytes + 1024 <= limits.rowBytes, 'a shard result fits in a row'],
  // an entry of the map of users: two names of at most 32 and 64 characters
  // a removed host: its id, and three names of at most 64 characters; an override: a rule, a grade and a repair
  [
    limits.userMapEntries * 104 + limits.removedHosts * 280 + limits.overrides * 80 < limits.rowBytes,
    'the settings fit in a row',
  ],
  [limits.secretBytes * limits.secretsPerJob < limits.messageBytes, 'the secrets of a job fit in a message'],
  [limits.itemBytes <= limits.rowBytes / 4, 'an item fits in a row'],
  [limits.suspectAfterMs > 2 * limits.digestMs, 'two digests may be lost before a host is suspect'],
  [limits.unreachableAfterMs > 2 * limits.suspectAfterMs, 'suspect comes well before unreachable'],
  [limits.lostAfterLeastMs >= 3 * limits.digestMs, 'two digests may be lost before a gang member is'],
  [limits.tickMs * 4 <= limits.digestMs, 'ticks are finer than digests'],
  [limits.rowBytes < limits.messageBytes, 'a row fits in a message'],
  [limits.restartWaitMaxMs < limits.woundedWaitMs, 'a gang that waits to be launched again keeps its hosts'],
  [limits.lemonIncidents <= limits.incidentsKept, 'what speaks against a host is kept until it counts'],
  [3 * limits.checkpointRows < 2 * limits.rowsPerStep, 'the checkpoints of a job may all change in one step'],
  [limits.seriesPerHost <= limits.telemetryFrameSamples, 'a row of all series fits in a telemetry frame'],
  // a sample is at most 8 bytes; a definition has 100 bytes beside its texts
  [
    limits.telemetryFrameSamples * 8 + limits.seriesPerHost * (limits.seriesTextChars + 100) < limits.messageBytes,
    'a telemetry frame fits in a message',
  ],
  // a minute, what it waits after its end, what it waits for the disk
  [
    limits.telemetryFlushMs * limits.telemetryInFlight >
      60_000 + limits.minuteQuietMs + limits.minuteSpreadMs + limits.telemetryWaitMs,
    'a slow acknowledgement holds no live frame up',
  ],
  [
    limits.telemetryAckMs > 60_000 + limits.minuteQuietMs + limits.telemetryWaitMs,
    'what is about to be written is not sent again',
  ],
  [limits.logRecordBytes <= limits.logChunkBytes, 'a record of a log fits in a chunk'],
  [limits.logLiveMs * 2 < limits.logSilentMs, 'a host that is asked for its log may miss a word'],
  [limits.logTailBytes < limits.logPunchBytes, 'the tail of a log is less than what is given back at a time'],
  [limits.telemetryHandedBytes >= 2 * limits.messageBytes, 'the largest frame can be handed over'],
  [limits.telemetryFreeBytes > 2 * limits.ballastBytes, 'samples do not take the room of rows'],
  // 72: a kind, the longest name of a signal, the keys of the labels `collector`, `device` and `side` with its value
  [
    limits.collectorLabelChars + limits.deviceChars + 72 <= limits.seriesTextChars,
    "a collector's labels fit in those of a series",
  ],
]
for (const [holds, what] of relations) if (!holds) throw new Error(`limits: ${what}`)
