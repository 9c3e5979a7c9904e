/** A job's checkpoints: which there are, where they lie, and how often to save. */
import { listCheckpoints } from '../core/checkpoints/list.ts'
import { findJob } from '../core/find-job.ts'
import type { Add, ApiPorts } from './context.ts'

export function addCheckpointRoutes(add: Add, { door, clock }: ApiPorts): void {
  add({
    method: 'GET',
    url: '/api/v1/jobs/:id/checkpoints',
    tag: 'jobs',
    summary: "A gang's checkpoints, newest step first, and how often it should save",
    answers: '{job, rows, resumed, keep, advice, nowMs}',
    handle: ({ params }) => listCheckpoints(door.state, findJob(door.state, params.id as string), clock.nowMs()),
  })
}
