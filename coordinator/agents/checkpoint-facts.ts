/** Facts about checkpoints, from the wire: bounded, and of the closed lists. */
import { limits } from '../../shared/limits.ts'
import type { Fact } from '../../shared/protocol/codec.ts'
import type { FactBody } from '../core/inputs.ts'

type State = (FactBody & { kind: 'checkpoint-done' })['state']
const states = ['durable', 'digested', 'unreadable', 'broken', 'refused'] satisfies State[]

/** A state that this version does not know says nothing here; neither does a path or step beyond what is kept. */
export function checkpointDoneOf(fact: NonNullable<Fact['checkpoint']>): FactBody | undefined {
  const state = states.find((each) => each === fact.state)
  const [step, path] = [Number(fact.step ?? 0), fact.path ?? '']
  if (state === undefined || step > limits.checkpointStep || path.length > limits.pathChars) return undefined
  return {
    kind: 'checkpoint-done',
    attempt: fact.attempt ?? '',
    step,
    path,
    bytes: Number(fact.bytes ?? 0),
    sha256: fact.sha256 || null,
    shared: fact.shared === true,
    savedMs: fact.savedMs ?? 0,
    costMs: fact.costMs || null,
    uid: fact.uid ?? 0,
    state,
    why: (fact.why ?? '').slice(0, limits.shortTextChars),
  }
}
