/** One life of an agent: the real link, work and spool put together as `agent/main.ts` does, over the host's virtual parts. */
import type { Connection, Dial } from '../../agent/link/connection.ts'
import type { DesiredMemory } from '../../agent/link/desired-memory.ts'
import type { Identity } from '../../agent/link/identity.ts'
import { type HelloParts, Link } from '../../agent/link/link.ts'
import { FactSpool, type SpoolDisk } from '../../agent/link/spool.ts'
import type { Artifacts } from '../../agent/work/artifacts.ts'
import type { AttemptStore } from '../../agent/work/attempt-store.ts'
import type { ProcessDriver } from '../../agent/work/driver.ts'
import type { Log } from '../../agent/work/log.ts'
import type { AskReady } from '../../agent/work/probe.ts'
import { Work } from '../../agent/work/work.ts'
import type { ServeWorker } from '../../agent/work/worker-socket.ts'
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { VirtualTimers } from './virtual-timers.ts'

export interface AgentParts {
  readonly identity: Identity
  readonly bootId: string
  readonly clock: Clock
  readonly timers: VirtualTimers
  readonly dial: Dial
  readonly spoolDisk: SpoolDisk
  readonly memory: DesiredMemory
  readonly store: AttemptStore
  readonly driver: ProcessDriver
  readonly serveWorker: ServeWorker
  readonly askReady: AskReady
  readonly random: () => number
  readonly log: Log
  readonly hello: () => Omit<HelloParts, 'attempts'>
  readonly onFatal: (error: unknown) => void
}

export interface Agent {
  readonly work: Work
  readonly link: Link
}

/** Artifacts play no part in the scheduler: simulated workers hand over none. */
const noArtifacts: Artifacts = {
  pathOf: (sha256) => `/simulated/cache/${sha256}`,
  has: () => false,
  pin() {},
  unpin() {},
  get: (sha256) => Promise.reject(new Error(`no artifact ${sha256} on a simulated host`)),
  storeOwn: (path) => Promise.reject(new Error(`${path}: simulated workers keep no artifacts`)),
  bytes: () => 0,
}

/** Resolves once the spool is open and the agent runs. */
export async function startAgent(parts: AgentParts): Promise<Agent> {
  const { identity, bootId, clock, timers, dial, memory, log, random, hello, onFatal } = parts
  const spool = await FactSpool.open(parts.spoolDisk)
  const work = new Work({
    clock,
    timers: timers.watching(),
    log,
    socketDir: '/simulated/sockets',
    tickMs: 200,
    attemptsKept: limits.attemptDirsKept,
    store: parts.store,
    driver: parts.driver,
    serveWorker: parts.serveWorker,
    askReady: parts.askReady,
    cache: noArtifacts,
    upload: () => Promise.resolve(),
    outbox: {
      append: (fact) => spool.append(fact),
      waiting: (attempt) => spool.waiting(attempt),
      endWaits: (attempt) => spool.endWaits(attempt),
      requestLeases: (request) => link.send({ leaseRequest: request }),
    },
    onFatal,
  })
  const link = new Link({
    coordinator: 'ws://simulated',
    identity,
    bootId,
    dial,
    clock,
    timers,
    spool,
    memory,
    log,
    random,
    hello: () => ({ ...hello(), attempts: work.held() }),
    digest: () => ({ signalsJson: '[]', ...work.digest() }),
    onDesired: (desired) => work.apply(desired),
    onLeases: (leases) => work.onLeases(leases),
    onWelcome: () => work.onLinkUp(),
  })
  work.start()
  link.start()
  return { work, link }
}

export type { Connection }
