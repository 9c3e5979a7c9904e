/**
 * Who waits for hosts, in lanes: jobs of one priority, project, user and shape, first come first served. What one job of a lane
 * cannot get now, no other of it can, so a pass looks at lanes, not at every job.
 */
import { compareIds, splitId } from '../../../shared/model/ids.ts'
import { Heap } from '../heap.ts'
import type { Demand } from './demand.ts'

export interface Lane {
  readonly key: string
  readonly priority: number
  readonly project: string
  readonly by: string
  readonly shape: string
  /** of its first job; only durations differ inside a lane */
  readonly demand: Demand
  /** keys of its project and user in the ledger of use */
  readonly projectKey: string
  readonly userKey: string
  /** in order of their ids */
  readonly jobs: Set<string>
  /** the newest job that was ever in it: what is newer goes to the end without a look */
  newest: string
  /** nothing of this shape fitted when last tried, and nothing that was freed since could make it fit */
  blocked: boolean
}

/**
 * Capacity promised to a job, by whose id it is known. `order`: a reservation by its place in the queue, made anew in every full pass.
 * `aged`: of a gang that has waited long, wherever it stands; the limits.agedClaims oldest have one, kept for limits.agedClaimMs, since
 * making them anew in every pass would take too long. The others stay until they are used or their time is over: `preempting` waits for
 * victims to end, `wounded` and `swap` for a gang's missing hosts. The reservation itself is in the timeline, under the job's id.
 */
export interface Claim {
  readonly kind: 'order' | 'aged' | 'preempting' | 'wounded' | 'swap'
  readonly startMs: number
  /** false: leans on an estimate of when unlimited work ends */
  readonly firm: boolean
  readonly untilMs: number
}

/** A pass over the queue that may take several steps. */
export interface Pass {
  readonly full: boolean
  /** lanes still to look at */
  readonly lanes: LaneHeap
  /** jobs that were looked at and not placed */
  readonly seen: Set<string>
  /** by lane: jobs that had room but would have delayed a reservation */
  readonly tries: Map<string, number>
  /** reservations made so far, at most limits.reservations by order */
  reserved: number
  /** gangs with an `aged` reservation when the pass began or since, the youngest on top */
  readonly aged: Heap<string>
  /** hosts whose profile is made, in the order of ids */
  foreseen: number
  /** jobs that work was, or could not be, stopped for: at most limits.preemptionsPerPass are tried */
  preemptions: number
  /** the least rank that runs and may be stopped; undefined until first asked, null when there is none */
  floor: readonly [number, number] | null | undefined
  /** shapes that found no room in this pass, with why: what one job cannot get, no other of its shape can */
  readonly noFit: Map<string, string>
  /** shapes with their duration for which no time is known */
  readonly noOpening: Set<string>
}

export class Queue {
  readonly lanes = new Map<string, Lane>()
  readonly #laneOf = new Map<string, Lane>()

  get size(): number {
    return this.#laneOf.size
  }
  has(job: string): boolean {
    return this.#laneOf.has(job)
  }
  laneOf(job: string): Lane | undefined {
    return this.#laneOf.get(job)
  }
  jobs(): IterableIterator<string> {
    return this.#laneOf.keys()
  }

  add(job: string, lane: Omit<Lane, 'key' | 'jobs' | 'newest' | 'blocked' | 'projectKey' | 'userKey'>): void {
    if (this.#laneOf.has(job)) return
    const key = `${lane.priority}|${lane.project}|${lane.by}|${lane.shape}`
    let found = this.lanes.get(key)
    if (found === undefined) {
      const projectKey = `project/${lane.project}`
      const userKey = `user/${lane.project}/${lane.by}`
      found = { ...lane, key, projectKey, userKey, jobs: new Set(), newest: job, blocked: false }
      this.lanes.set(key, found)
    }
    insert(found, job)
    this.#laneOf.set(job, found)
  }

  delete(job: string): void {
    const lane = this.#laneOf.get(job)
    if (lane === undefined) return
    this.#laneOf.delete(job)
    lane.jobs.delete(job)
    if (lane.jobs.size === 0) this.lanes.delete(lane.key)
  }

  /** A copy that can be changed apart. */
  clone(): Queue {
    const copy = new Queue()
    for (const [key, lane] of this.lanes) {
      const own = { ...lane, jobs: new Set(lane.jobs) }
      copy.lanes.set(key, own)
      for (const job of own.jobs) copy.#laneOf.set(job, own)
    }
    return copy
  }
}

/** Jobs usually come in order; one that comes back (preempted, restarted) takes its old place. */
function insert(lane: Lane, job: string): void {
  const { jobs } = lane
  const later = compareIds(lane.newest, job) < 0 ? [] : [...jobs].filter((each) => compareIds(each, job) > 0)
  jobs.add(job)
  for (const each of later) {
    jobs.delete(each)
    jobs.add(each)
  }
  if (compareIds(lane.newest, job) < 0) lane.newest = job
}

interface LaneEntry {
  readonly lane: Lane
  /** fair-share use of its project, then of its user, with what this pass has given them (SPEC [F1]) */
  projectUse: number
  userUse: number
  /** its first job's id, as numbers */
  readonly incarnation: number
  readonly number: number
}

/** Lanes by priority, then the least use, then the oldest job. Use only grows during a pass, so an entry is put back when it has grown. */
export class LaneHeap {
  readonly #entries = new Heap(before)
  readonly #use: (lane: Lane) => { project: number; user: number }

  constructor(lanes: Iterable<Lane>, use: (lane: Lane) => { project: number; user: number }) {
    this.#use = use
    for (const lane of lanes) this.push(lane)
  }

  get size(): number {
    return this.#entries.size
  }

  push(lane: Lane): void {
    const { project, user } = this.#use(lane)
    const [first] = lane.jobs
    const [, incarnation, number] = splitId(first ?? '')
    this.#entries.push({ lane, projectUse: project, userUse: user, incarnation, number })
  }

  /** The lane whose turn it is, taken out; undefined when none is left. */
  pop(): Lane | undefined {
    for (;;) {
      const top = this.#entries.pop()
      if (top === undefined) return undefined
      if (top.lane.jobs.size === 0) continue
      const now = this.#use(top.lane)
      if (now.project === top.projectUse && now.user === top.userUse) return top.lane
      this.push(top.lane)
      if (this.#entries.top!.lane === top.lane) return this.#entries.pop()!.lane
    }
  }
}

function before(a: LaneEntry, b: LaneEntry): boolean {
  if (a.lane.priority !== b.lane.priority) return a.lane.priority > b.lane.priority
  if (a.projectUse !== b.projectUse) return a.projectUse < b.projectUse
  if (a.userUse !== b.userUse) return a.userUse < b.userUse
  return a.incarnation < b.incarnation || (a.incarnation === b.incarnation && a.number < b.number)
}
