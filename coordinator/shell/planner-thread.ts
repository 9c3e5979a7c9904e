/** The planner's own thread: follows the commits and plans on what it has, so that a long plan never holds up the loop. */
import { parentPort } from 'node:worker_threads'
import { Refusal } from '../core/context.ts'
import { Follower } from '../core/follow.ts'
import { planOn } from '../core/plan/plan.ts'
import type { PlaceRule } from '../core/topology.ts'
import type { FromPlanner, ToPlanner } from './planner-messages.ts'

const port = parentPort
if (port === null) throw new Error('planner-thread.ts is started by planner.ts')
const follower = new Follower()
let rules: readonly PlaceRule[] = []

const planned = ({ id, what, nowMs, options }: ToPlanner & { kind: 'plan' }): FromPlanner => {
  try {
    return { kind: 'planned', id, plan: planOn(follower.stateAt(nowMs, rules), what, nowMs, options) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { kind: 'refused', id, code: error.code, detail: error.message, field: error.field }
  }
}

port.on('message', (message: ToPlanner) => {
  if (message.kind === 'changes') follower.apply(message.changes)
  else if (message.kind === 'topology') rules = message.rules
  else port.postMessage(planned(message))
})
