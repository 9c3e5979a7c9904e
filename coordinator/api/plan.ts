/** What if? A submission, a drain, a cancel or nothing, planned on a fork of the live state; nothing is changed. */
import { limits } from '../../shared/limits.ts'
import type { PlanSubject } from '../../shared/model/plan.ts'
import type { DrainMode } from '../../shared/model/rows.ts'
import { jobSpecCheck } from '../../shared/model/validate-job.ts'
import {
  type Fault,
  fault,
  may,
  millis,
  need,
  type Segment,
  shape,
  shortText,
  show,
  truth,
} from '../../shared/model/validation.ts'
import { type Add, type ApiPorts, local } from './context.ts'
import { drainKeys } from './hosts.ts'
import { readJob } from './jobs.ts'

const subjects = ['submit', 'drain', 'cancel', 'nothing'] as const

function oneSubject(body: Record<string, unknown>, at: readonly Segment[], faults: Fault[]): void {
  const given = subjects.filter((each) => body[each] !== undefined)
  if (given.length !== 1)
    faults.push(fault(at, `must have exactly one of ${subjects.join(', ')}; got ${given.join(' and ') || 'none'}`))
}

function isTrue(value: unknown, at: readonly Segment[], faults: Fault[]): void {
  if (value !== true) faults.push(fault(at, `must be true; got ${show(value)}`))
}

export function addPlanRoutes(add: Add, ports: ApiPorts): void {
  add({
    method: 'POST',
    url: '/api/v1/plan',
    tag: 'plan',
    summary:
      'What would start, stop, move and wait, and when, if this were asked: a job spec, a drain, a cancel, or nothing at all',
    answers: '{summary, jobs: [{job, change, before, after, text}], firm, assumptions, notes, nowMs, untilMs}',
    body: {
      // checked by readJob, so that paths begin inside the spec
      submit: may({ ...jobSpecCheck, run: () => {} }),
      drain: may(shape({ host: need(shortText), ...drainKeys })),
      cancel: may(shape({ job: need(shortText) })),
      nothing: may({ ...truth, what: 'true', run: isTrue }),
      horizonMs: may(millis(limits.planHorizonLeastMs, limits.planHorizonMaxMs)),
    },
    also: oneSubject,
    handle: ({ body }) =>
      ports.planner.plan(subjectOf(body), {
        principal: local,
        ...(body.horizonMs === undefined ? {} : { horizonMs: body.horizonMs as number }),
      }),
  })
}

function subjectOf(body: Readonly<Record<string, unknown>>): PlanSubject {
  if (body.submit !== undefined) return { kind: 'submit', spec: readJob(body.submit) }
  if (body.cancel !== undefined) return { kind: 'cancel', job: (body.cancel as { job: string }).job }
  if (body.drain === undefined) return { kind: 'nothing' }
  const drain = body.drain as { host: string; mode: DrainMode; deadlineMs?: number }
  return { kind: 'drain', host: drain.host, mode: drain.mode, deadlineMs: drain.deadlineMs ?? null }
}
