/** The coordinator's composition root: the only place that reads argv and env and makes the parts. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, notBefore, steadyClock } from '../shared/clock.ts'
import { limits } from '../shared/limits.ts'
import type { Finding } from '../shared/model/health.ts'
import type { Unlike } from '../shared/model/slow.ts'
import { version } from '../shared/version.ts'
import { type AgentConnections, makeAgentConnections } from './agents/connections.ts'
import { type Api, makeApi } from './api/api.ts'
import { CommandError } from './cli/io.ts'
import { type CoordinatorConfig, parseConfig, UsageError, usage } from './config.ts'
import { buildConsole } from './console/build.ts'
import type { Effect } from './core/effects.ts'
import type { OutboxBody } from './core/internal-rows.ts'
import { beginIncarnation, loadState, newestMs } from './core/load.ts'
import { type State, takeChanges } from './core/state.ts'
import { allMembers, membersFor } from './core/stragglers/gang-facts.ts'
import type { PlaceRule } from './core/topology.ts'
import { foundByDetectors } from './core/verdicts/findings.ts'
import { makeAlertSender } from './shell/alert-sender.ts'
import { openArtifactStore } from './shell/artifacts.ts'
import { watchDisk } from './shell/disk.ts'
import { makeFeed } from './shell/feed.ts'
import { openKeptLogs } from './shell/kept-logs.ts'
import { type Loop, makeLoop } from './shell/loop.ts'
import { watchLoopDelay } from './shell/loop-delay.ts'
import { writeManifest } from './shell/manifest.ts'
import { makePlanner } from './shell/planner.ts'
import { openSecretStore, secretsFor } from './shell/secrets.ts'
import { makeSweeper } from './shell/sweeper.ts'
import { makeTaskTimes } from './shell/task-times.ts'
import { openLevelStore } from './store/level.ts'
import type { Store } from './store/store.ts'
import { makeTelemetry } from './telemetry/telemetry.ts'
import { readTopology } from './topology-file.ts'

process.env.ORT_DISABLE_TELEMETRY = '1'

function log(level: string, message: string): void {
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`)
}

/** A commit whose outcome is unknown, or a bug: the supervisor starts us again and the rows are loaded. */
function fatal(error: unknown): never {
  log('error', `fatal: ${error instanceof Error ? error.stack : String(error)}`)
  process.exit(1)
}

/** What a person can mend (an address in use, a store in use) is told without a stack. */
function cannotStart(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error)
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  throw new CommandError(taken ? `${text}: is a coordinator running there? --listen takes another HOST:PORT` : text)
}

interface Life {
  readonly state: State
  readonly seq: number
  readonly clock: Clock
}

/** Loads the rows and commits the new incarnation, before anything else happens. */
async function beginLife(store: Store, restored: boolean): Promise<Life> {
  const loaded = await store.load()
  const wall = steadyClock()
  const clock = notBefore(wall, newestMs(loaded.rows))
  const state = loadState(loaded.rows, clock.nowMs())
  beginIncarnation(state, restored ? { restoredAtMs: wall.nowMs() } : {})
  const seq = loaded.seq + 1
  await store.commit({ seq, changes: takeChanges(state).durable })
  return { state, seq, clock }
}

function takeUpgrades(api: Api, agents: AgentConnections): void {
  api.server.on('upgrade', (request, socket, head) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    if (path === '/api/v1/agents') agents.handleUpgrade(request, socket, head)
    else if (path === '/api/v1/feed') api.handleFeedUpgrade(request, socket, head)
    else socket.destroy()
  })
}

/** Where others on this machine find us: a file that is whole or not there, and a line in the log. */
async function announce(stateDir: string, address: string, { meta, jobs, hosts }: State): Promise<void> {
  await writeFile(join(stateDir, 'address.new'), address)
  await rename(join(stateDir, 'address.new'), join(stateDir, 'address'))
  const { incarnation } = meta.must('meta')
  const known = `${jobs.size} jobs, ${hosts.size} hosts known`
  log('info', `millwright coordinator ${version}, incarnation ${incarnation}: http://${address}/ (${known})`)
}

/** One tick waits at most: the next one says how late it is. */
function startTicks(loop: Loop, clock: Clock, tickMs: number): NodeJS.Timeout {
  let dueMs = clock.nowMs() + tickMs
  let queued = false
  return setInterval(() => {
    if (queued && loop.backlog > 0) return
    const lateMs = Math.max(0, clock.nowMs() - dueMs)
    dueMs = clock.nowMs() + tickMs
    queued = true
    loop.post({ kind: 'ticked', lateMs })
  }, tickMs)
}

/** A first tick places what waits. */
function postFirst(loop: Loop, rules: readonly PlaceRule[]): void {
  if (rules.length > 0) loop.post({ kind: 'topology-loaded', rules })
  loop.post({ kind: 'ticked', lateMs: 0 })
  loop.post({ kind: 'continued' })
}

/** What detectors find goes to the core; what they found before stands in its rows. */
const detectorsOf = (loop: Loop, state: State) => ({
  onFindings: (host: string, findings: readonly Finding[]): void => postFindings(loop, host, findings),
  stood: () => foundByDetectors(state),
  onUnlike: (job: string, host: string, unlike: readonly Unlike[]): void =>
    loop.post({ kind: 'gang-compared', job, host, unlike }),
  gangs: () => allMembers(state),
})

/** In inputs of the size that a step takes. */
function postFindings(loop: Loop, host: string, findings: readonly Finding[]): void {
  for (let at = 0; at < findings.length; at += limits.findingsPerInput)
    loop.post({ kind: 'findings-made', host, findings: findings.slice(at, at + limits.findingsPerInput) })
}

/** What lies in the state directory, opened; the new life is on disk. */
async function openStateDir({ stateDir, restored }: CoordinatorConfig) {
  await mkdir(stateDir, { recursive: true, mode: 0o700 })
  const store = await openLevelStore(join(stateDir, 'store')).catch(cannotStart)
  const life = await beginLife(store, restored)
  const artifacts = await openArtifactStore(join(stateDir, 'artifacts'))
  const disk = await watchDisk(stateDir)
  const keptLogs = await openKeptLogs(join(stateDir, 'logs'), limits.keptLogsBytes, () => disk.roomLeft())
  const secrets = await openSecretStore(join(stateDir, 'secrets'), life.clock)
  return { ...life, store, artifacts, secrets, disk, keptLogs }
}

/** Calls it a little after it was first asked for, however often it is asked for until then. */
function soon(ms: number, what: () => void): () => void {
  let waits = false
  return () => {
    if (waits) return
    waits = true
    setTimeout(() => {
      waits = false
      what()
    }, ms)
  }
}

const every = (ms: number, what: () => Promise<unknown>): NodeJS.Timeout =>
  setInterval(() => void what().catch((error) => log('warn', String(error))), ms)

/** Ends once, however often it is asked to. */
function stopOnSignals(close: () => Promise<void>): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop().catch(fatal))
  process.on('unhandledRejection', fatal)
}

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) process.stdout.write(`${usage}\n`)
  else if (argv.includes('--version')) process.stdout.write(`${version}\n`)
  else await run(parseConfig(argv))
}

/** One-shots of the outbox, each at least once; one whose row is gone was done. */
function outboxPerformer(state: State, perform: (body: OutboxBody, id: string) => Promise<void>): (id: string) => void {
  return (id) => {
    const body = state.outbox.get(id)?.body
    if (body !== undefined) perform(body, id).catch((error) => log('warn', `outbox ${id}: ${String(error)}`))
  }
}

async function run(config: CoordinatorConfig): Promise<void> {
  const rules = config.topologyFile === null ? [] : await readTopology(config.topologyFile, process.cwd())
  const { state, seq, clock, store, artifacts, secrets, disk, keptLogs } = await openStateDir(config)
  const flushSoon = soon(limits.feedUrgentMs, () => feed.flush())
  const feed = makeFeed(state, clock, seq, flushSoon)
  const planner = makePlanner(state, clock, log)
  const loopDelay = watchLoopDelay()
  const taskTimes = makeTaskTimes(state)
  const sweeper = makeSweeper(state, artifacts, clock, (line) => log('info', line))

  const performOutbox = outboxPerformer(state, async (body, id) => {
    if (body.kind === 'send-alert') return alerts.send(id)
    const manifest = await writeManifest(state, artifacts, body.job)
    loop.post({ kind: 'effect-done', id, value: manifest === null ? null : { ...manifest } })
  })
  const loop = makeLoop({
    state,
    clock,
    seq,
    commit: (set) => store.commit(set),
    perform: (effect: Effect) => {
      if (effect.kind === 'perform-outbox') performOutbox(effect.id)
      else if (effect.kind === 'watch-gang') telemetry.gang(effect.job, membersFor(state, effect.job))
      else connections.perform(effect)
    },
    published: (committed) => {
      for (const each of [feed, planner, sweeper]) each.published(committed)
    },
    stepped: (input, _effects, { durable }) => taskTimes.stepped(input, durable),
    fatal,
    roomLeft: () => disk.roomLeft(),
  })
  let externalUrl = config.externalUrl
  const alerts = makeAlertSender({
    state,
    done: (id, outcome) => loop.post({ kind: 'effect-done', id, value: { ...outcome } }),
    externalUrl: () => externalUrl ?? '',
  })
  const telemetry = await makeTelemetry({
    folder: join(config.stateDir, 'telemetry'),
    budgetBytes: config.telemetryBytes,
    ...{ clock, log, ...detectorsOf(loop, state) },
    onKept: (host, ack) => connections.telemetryKept(host, ack),
    onRelink: (host) => connections.relink(host),
  })
  const connections = makeAgentConnections({
    door: loop,
    log,
    onTelemetry: (host, bytes) => telemetry.frame(host, bytes, clock.nowMs()),
    secrets: (host, attempt) => secretsFor(state, secrets, host, attempt),
  })
  const api = await makeApi({
    door: loop,
    feed,
    artifacts,
    keptLogs,
    secrets,
    telemetry,
    planner,
    console: await buildConsole(),
    clock,
    version,
    stats: loop.stats,
    measures: { loopDelay: () => loopDelay.last, taskTimes: () => taskTimes.read() },
    log,
  })
  takeUpgrades(api, connections)
  const address = await api.listen(config.host, config.port).catch(cannotStart)
  externalUrl ??= `http://${address}`
  await announce(config.stateDir, address, state)

  postFirst(loop, rules)
  // One-shots of the last life are done again.
  for (const id of state.outbox.keys()) performOutbox(id)
  const timers = [
    startTicks(loop, clock, config.tickMs),
    setInterval(() => feed.flush(), limits.feedFlushMs),
    setInterval(() => connections.ping(), limits.digestMs),
    every(1_000, () => disk.look()),
    every(15_000, () => sweeper.sweep()),
  ]
  // who asks before who answers
  stopOnSignals(async () => {
    for (const timer of timers) clearInterval(timer)
    for (const part of [loopDelay, connections, api, planner, telemetry, alerts, loop, store]) await part.close()
  })
}

main(process.argv.slice(2)).catch((error) => {
  if (error instanceof CommandError) {
    process.stderr.write(`millwright-coordinator: ${error.message}\n`)
    process.exit(2)
  }
  if (error instanceof UsageError) {
    process.stderr.write(`millwright-coordinator: ${error.message}\n\n${usage}\n`)
    process.exit(2)
  }
  fatal(error)
})
