/**
 * fork(state): a state over another one, for what-if. Tables and the indexes by id are overlays: O(1) to make, reads fall through,
 * writes stay inside; an index entry is copied when it is first read. What has an order or is small is copied whole: deadlines, the
 * list of hosts (not their records), the queue, reservations and ended jobs. So a fork costs O(hosts + live deadlines + queued jobs +
 * bookings), about 1 ms for 10,000 deadlines. The state below must not be stepped while a fork of it is in use.
 */

import { OverlayMap } from './overlay.ts'
import { assumeEnd } from './placement/claims.ts'
import { Timeline } from './placement/timeline.ts'
import type { JobIndex, State, Tables, Volatile } from './state.ts'
import { copyPace } from './stragglers/rank-pace.ts'
import { forkFaultIndex } from './verdicts/fault-index.ts'

export function fork(state: State): State {
  const capacity = state.capacity.clone()
  const timeline = new Timeline(capacity, state.timeline.nowMs, (holding) => assumeEnd(copy, holding))
  for (const reservation of state.timeline.reservations()) timeline.restore(reservation)
  const copy: State = {
    ...forkTables(state),
    index: new OverlayMap(state.index, copyIndex),
    byHost: new OverlayMap(state.byHost, copySet),
    holdsByHost: new OverlayMap(state.holdsByHost, copySet),
    discards: new OverlayMap(state.discards, copySet),
    deadlines: state.deadlines.clone(),
    capacity,
    timeline,
    queue: state.queue.clone(),
    endedJobs: new Set(state.endedJobs),
    urgentWork: new Set(state.urgentWork),
    faults: forkFaultIndex(state.faults),
    inUse: new Map(state.inUse),
    volatile: forkVolatile(state.volatile),
  }
  return copy
}

function forkTables(state: State): Tables {
  return {
    meta: state.meta.fork(),
    settings: state.settings.fork(),
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
    verdicts: state.verdicts.fork(),
    repeats: state.repeats.fork(),
    alerts: state.alerts.fork(),
    silences: state.silences.fork(),
    receivers: state.receivers.fork(),
    checkpoints: state.checkpoints.fork(),
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
    endedAttempts: copySet(index.endedAttempts),
    tasks: copySet(index.tasks),
    hungry: new Map(index.hungry),
    checkpoints: new Set(index.checkpoints),
    dependents: copySet(index.dependents),
  }
}

function forkVolatile(volatile: Volatile): Volatile {
  return {
    connections: new OverlayMap(volatile.connections),
    progress: new OverlayMap(volatile.progress),
    paces: new OverlayMap(volatile.paces),
    told: copySet(volatile.told),
    places: volatile.places,
    steps: new OverlayMap(volatile.steps),
    gangs: {
      paces: new OverlayMap(volatile.gangs.paces, copyPace),
      unlike: new OverlayMap(volatile.gangs.unlike, (byHost) => new Map(byHost)),
    },
    lastSteps: new OverlayMap(volatile.lastSteps),
    dirtyHosts: copySet(volatile.dirtyHosts),
    forget: new OverlayMap(volatile.forget, copySet),
    claims: new Map(volatile.claims),
    forming: new Map([...volatile.forming].map(([job, places]) => [job, places === null ? null : [...places]])),
    spares: new Set(volatile.spares),
    // A pass is over lanes of the queue below: the fork begins its own.
    pass: null,
    lastFullPassMs: volatile.pass === null ? volatile.lastFullPassMs : 0,
    startedMs: volatile.startedMs,
    massNotedMs: volatile.massNotedMs,
    untoldMs: volatile.untoldMs,
    wanted: { ...volatile.wanted, placement: volatile.wanted.placement || volatile.pass !== null },
  }
}
