/** A job's place in line, and its project's share: from the order in which a scheduling pass looks at jobs. */
import type { JobRow } from '../../../shared/model/rows.ts'
import { LaneHeap } from '../placement/queue.ts'
import { priorityOf } from '../placement/wants.ts'
import { useOf } from '../quotas.ts'
import type { State } from '../state.ts'
import { countOf } from '../words.ts'

/** GPU-hours in a GPU's cost units × minutes (SPEC [F1]: a GPU costs 1,000 a minute). */
const gpuHour = 60_000

export function placeInLine(state: State, job: JobRow): string[] {
  const lane = state.queue.laneOf(job.id)
  if (lane === undefined) return []
  const heap = new LaneHeap(state.queue.lanes.values(), (each) => useOf(state, each))
  let ahead = 0
  for (let next = heap.pop(); next !== undefined && next !== lane; next = heap.pop()) ahead += next.jobs.size
  for (const other of lane.jobs) {
    if (other === job.id) break
    ahead++
  }
  const place = `number ${ahead + 1} of ${countOf(state.queue.size, 'waiting job')}, at priority ${priorityOf(job)}`
  return [place, shareText(state, job)]
}

/** "project 'vision' holds 31 GPUs and has used 12 GPU-h of late (weight 1)". */
function shareText(state: State, job: JobRow): string {
  const key = `project/${job.project}`
  const gpus = state.inUse.get(key)?.gpus ?? 0
  const used = Math.floor((state.shares.get(key)?.used ?? 0) / gpuHour)
  const weight = state.quotas.get(job.project)?.weight ?? 1
  return `project '${job.project}' holds ${countOf(gpus, 'GPU')} and has used ${used} GPU-h of late (weight ${weight})`
}
