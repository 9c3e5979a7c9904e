/** A gang that is slower than it could be: who, why, what it costs, and what a person can do about it. */
import type { JobRow } from '../../../shared/model/rows.ts'
import type { SlowGang } from '../../../shared/model/slow.ts'
import { slowLines } from '../../../shared/model/slow-words.ts'
import type { Action } from '../health.ts'
import { Actions } from './action.tsx'

/** Null where nothing is known, or only of an earlier launch. */
export const slowOf = ({ slow, gang, endedMs }: JobRow): SlowGang | null =>
  slow == null || endedMs !== null || slow.epoch !== gang?.epoch ? null : slow

const questions: Readonly<Record<SlowGang['choice'], string>> = {
  wait: '',
  share: 'Let the slow ranks do less of the work of a step and the others more? Nothing is stopped.',
  swap: 'Stop the launch, take another host in its place and quarantine this one?',
  smaller: 'Stop the launch, go on without this host and quarantine it?',
  restart: 'Stop the launch and begin it again from the last checkpoint?',
}

export function SlowGangLines({ job, slow, hostName }: { job: JobRow; slow: SlowGang; hostName: string | null }) {
  const [first, ...rest] = slowLines(slow, hostName, job.id)
  const accept: Action = {
    label: 'Do it',
    question: questions[slow.choice],
    method: 'POST',
    path: `/api/v1/jobs/${job.id}/act`,
    body: {},
  }
  return (
    <details class="slow">
      <summary class="warning">{first}</summary>
      {rest.map((line) => (
        <p key={line} class="dim">
          {line}
        </p>
      ))}
      {slow.proposed && slow.acted === null ? <Actions actions={[accept]} /> : null}
    </details>
  )
}
