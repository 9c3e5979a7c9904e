/** A whole state with a fleet that is 70 % full and a queue of thousands, made as rows and loaded: for benches of the scheduling pass. */
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { type State, takeChanges } from '../../coordinator/core/state.ts'
import type { Change } from '../../coordinator/core/table.ts'
import type { JobSpec } from '../../shared/model/job.ts'
import type { AttemptRow, HostRow, JobRow, TaskRow } from '../../shared/model/rows.ts'
import { makeRng, type Rng } from '../../shared/rng.ts'

const gpus = 8
const hourMs = 3600_000
const hostOf = (i: number): string => `host-${String(i).padStart(5, '0')}`

export const largeQueueWords =
  'queue: 60 % of 1 to 8 GPUs, 30 % gangs of 2 to 16 hosts, 10 % gangs of 32 to 128; limits of 1 to 24 h, 4 priorities, 5 projects, 10 users'

function hostRow(i: number): HostRow {
  const name = hostOf(i)
  return {
    v: 1,
    id: name,
    name,
    bootId: 'b',
    inventory: {
      hostname: name,
      os: '',
      arch: 'x64',
      cpuModel: '',
      cpus: 128,
      memoryBytes: 2 ** 41,
      gpus: Array.from({ length: gpus }, (_, index) => ({
        index,
        uuid: `${name}/${index}`,
        name: 'NVIDIA H100 80GB HBM3',
        memoryBytes: 80 * 2 ** 30,
      })),
      agentVersion: '',
      simulated: true,
    },
    labels: {},
    slots: 128,
    bytesAddress: '',
    firstSeenMs: 0,
    cordoned: false,
    confirmedLost: false,
    topology: { site: 's', row: `row-${i >> 8}`, rack: `rack-${i >> 2}`, leaf: `leaf-${i >> 4}` },
    drain: null,
    launchFailures: 0,
    backoff: null,
    uncounted: 0,
    refusedReason: null,
  }
}

function jobRow(id: string, spec: JobSpec, rng: Rng, running: boolean): JobRow {
  const usage = { useful: 0, recomputed: 0, restart: 0, waiting: 0, speculative: 0, idle: 0 }
  return {
    v: 1,
    id,
    project: spec.project ?? 'default',
    by: `user-${rng.below(10)}`,
    spec,
    state: running ? 'running' : 'queued',
    reason: '',
    submittedMs: 0,
    startedMs: running ? 0 : null,
    endedMs: null,
    closed: true,
    shards: { total: 1, committed: 0, failedAttempts: 0, speculative: 0, duplicateResults: 0, duplicateCommits: 0 },
    wave: 0,
    manifest: null,
    owner: null,
    waitsFor: [],
    launch: { failures: 0, notBeforeMs: 0, last: null },
    gang:
      spec.kind === 'gang'
        ? {
            phase: 'queued',
            epoch: 0,
            size: 0,
            restarts: 0,
            moves: 0,
            sinceMs: 0,
            lastEnd: '',
            leaving: false,
            badHost: null,
          }
        : null,
    usage,
  }
}

/** From 1 GPU to a gang of 128 hosts. */
function specOf(rng: Rng, most: number): JobSpec {
  const draw = rng.below(10)
  const common = {
    name: 'job',
    run: { kind: 'command', argv: ['true'] },
    project: `project-${rng.below(5)}`,
    priority: rng.below(4),
    policy: { timeLimitMs: (1 + rng.below(24)) * hourMs, preemptible: false },
  } as const
  if (draw < 6) {
    const resources = { cpus: 8, gpus: [1, 1, 2, 4, 8][rng.below(5)] as number }
    return { ...common, kind: 'batch', resources, workers: { max: 1 }, shards: { waves: [{ name: 'main', count: 1 }] } }
  }
  const sizes = draw < 9 ? [2, 4, 8, 16] : [32, 64, 128]
  const hosts = Math.min(most, sizes[rng.below(sizes.length)] as number)
  return { ...common, kind: 'gang', resources: { cpus: 64, gpus: 8 }, gang: { hosts } }
}

/** Running single tasks until 70 % of the GPUs are taken, spread unevenly so that few hosts are whole. */
function fill(put: (table: string, key: string, row: object) => void, hosts: number, rng: Rng): void {
  let number = 0
  for (let i = 0; i < hosts; i++) {
    let left = rng.below(100) < 12 ? 0 : Math.min(gpus, 5 + rng.below(4))
    for (let at = 0; left > 0; ) {
      const count = Math.min(left, [1, 1, 2, 4][rng.below(4)] as number)
      const id = `1-${++number}`
      const spec: JobSpec = {
        name: 'running',
        kind: 'batch',
        run: { kind: 'command', argv: ['true'] },
        resources: { cpus: 8, gpus: count },
        workers: { max: 1 },
        shards: { waves: [{ name: 'main', count: 1 }] },
        policy: { timeLimitMs: (1 + rng.below(48)) * hourMs, preemptible: false },
      }
      put('jobs', `j-${id}`, jobRow(`j-${id}`, spec, rng, true))
      const uuids = Array.from({ length: count }, (_, k) => `${hostOf(i)}/${at + k}`)
      put('tasks', `t-${id}`, taskRow(id))
      put('attempts', `a-${id}`, attemptRow(id, hostOf(i), uuids))
      at += count
      left -= count
    }
  }
}

const taskRow = (id: string): TaskRow => ({
  v: 1,
  id: `t-${id}`,
  job: `j-${id}`,
  state: 'placed',
  role: 'worker',
  attempt: `a-${id}`,
  hold: null,
  rank: 0,
  shard: null,
  attempts: 1,
  crashes: 0,
  notBeforeMs: 0,
  reason: '',
})

const attemptRow = (id: string, host: string, uuids: string[]): AttemptRow => ({
  v: 1,
  id: `a-${id}`,
  job: `j-${id}`,
  task: `t-${id}`,
  host,
  state: 'running',
  grant: { cpus: 8, memoryMb: 0, gpus: uuids },
  generation: 1,
  epoch: 0,
  steps: false,
  ready: false,
  notReadyReason: '',
  stop: null,
  placedMs: 0,
  startedMs: 0,
  endedMs: null,
  pid: 1,
  exit: null,
  leases: [],
  committed: 0,
  shardMs: null,
  usefulMs: 0,
  duplicateMs: 0,
  redone: false,
  finish: false,
})

/** The state at 1 min, every host heard, nothing scheduled yet. */
export function largeQueue(hosts: number, queued: number, seed: number): State {
  const rows: Change[] = []
  const put = (table: string, key: string, row: object): void => void rows.push({ table, key, row })
  for (let i = 0; i < hosts; i++) {
    put('hosts', hostOf(i), hostRow(i))
    put('hostSync', hostOf(i), { v: 1, generation: 1, spool: 's', lastFact: 0 })
  }
  fill(put, hosts, makeRng(seed, 'running'))
  const rng = makeRng(seed, 'queue')
  for (let i = 1; i <= queued; i++) put('jobs', `j-2-${i}`, jobRow(`j-2-${i}`, specOf(rng, hosts / 8), rng, false))
  put('meta', 'meta', { v: 1, incarnation: 2, nextId: 1_000_000 })
  const state = loadState(rows, 60_000)
  beginIncarnation(state)
  takeChanges(state)
  return state
}
