/** A plan as a person reads it. */
import type { Plan, PlannedChange } from '../../shared/model/plan.ts'

const marks: Readonly<Record<PlannedChange, string>> = {
  subject: '',
  stopped: '!',
  ended: '~',
  later: '-',
  sooner: '+',
  starts: '+',
  ends: '=',
  waits: ' ',
}

/** The summary, then how things are, one line a changed job, then what was assumed. */
export function planText(plan: Plan): string {
  const lines = [plan.summary, ...plan.notes.map((each) => `  ${each}`)]
  for (const { change, text } of plan.jobs) if (change !== 'subject') lines.push(`  ${marks[change]} ${text}`)
  if (plan.more > 0) lines.push(`  and ${plan.more} jobs more`)
  if (plan.assumptions.length > 0) {
    lines.push(plan.firm ? 'Taken to be so:' : 'Not firm. Taken to be so:')
    for (const each of plan.assumptions) lines.push(`  ${each}`)
  }
  return `${lines.join('\n')}\n`
}
