/**
 * fork(state): a state over another one, for what-if. Tables and the indexes by id are overlays: O(1) to make, reads fall through,
 * writes stay inside; an index entry is copied when it is first read. The heap of deadlines is copied whole: O(live deadlines),
 * about 1 ms for 10,000. The state below must not be stepped while a fork of it is in use.
 */
import { OverlayMap } from './overlay.ts'
import type { JobIndex, State, Tables, Volatile } from './state.ts'

export function fork(state: State): State {
  return {
    ...forkTables(state),
    index: new OverlayMap(state.index, copyIndex),
    byHost: new OverlayMap(state.byHost, copySet),
    deadlines: state.deadlines.clone(),
    volatile: forkVolatile(state.volatile),
  }
}

function forkTables(state: State): Tables {
  return {
    meta: state.meta.fork(),
    hosts: state.hosts.fork(),
    hostSync: state.hostSync.fork(),
    jobs: state.jobs.fork(),
    tasks: state.tasks.fork(),
    attempts: state.attempts.fork(),
    foreign: state.foreign.fork(),
    quotas: state.quotas.fork(),
    shares: state.shares.fork(),
    ledger: state.ledger.fork(),
    shards: state.shards.fork(),
    chunks: state.chunks.fork(),
    failures: state.failures.fork(),
    datasets: state.datasets.fork(),
    models: state.models.fork(),
    deployments: state.deployments.fork(),
    pipelines: state.pipelines.fork(),
    runs: state.runs.fork(),
    sums: state.sums.fork(),
    months: state.months.fork(),
    events: state.events.fork(),
    outbox: state.outbox.fork(),
    idempotency: state.idempotency.fork(),
    work: state.work.fork(),
    liveness: state.liveness.fork(),
  }
}

const copySet = (set: Set<string>): Set<string> => new Set(set)

function copyIndex(index: JobIndex): JobIndex {
  const lent = new Map<number, string[]>()
  for (const [shard, holders] of index.lent) lent.set(shard, [...holders])
  return {
    ...index,
    pending: index.pending.clone(),
    lent,
    waveStarts: [...index.waveStarts],
    attempts: copySet(index.attempts),
    tasks: copySet(index.tasks),
  }
}

function forkVolatile(volatile: Volatile): Volatile {
  return {
    connections: new OverlayMap(volatile.connections),
    progress: new OverlayMap(volatile.progress),
    hungry: new OverlayMap(volatile.hungry),
    dirtyHosts: copySet(volatile.dirtyHosts),
    forget: new OverlayMap(volatile.forget, copySet),
    wanted: { ...volatile.wanted },
  }
}
