/** Frames ↔ inputs and effects: pure, so that the simulator speaks exactly what the WebSocket speaks. */
import { limits } from '../../shared/limits.ts'
import { type AgentMessage, type CoordinatorMessage, type Fact, protocolVersion } from '../../shared/protocol/codec.ts'
import { desiredOf } from '../core/desired.ts'
import type { Effect } from '../core/effects.ts'
import { exitOf } from '../core/hosts.ts'
import type { FactBody, Input } from '../core/inputs.ts'
import type { State } from '../core/state.ts'
import { checkpointDoneOf } from './checkpoint-facts.ts'
import { checkDoneOf, kernelEventsOf } from './health-facts.ts'

/** What a greeted host's frame means to the core, in order. */
export function inputsOf(message: AgentMessage, host: string, spool: string): Input[] {
  if (message.facts) {
    return (message.facts.facts ?? []).flatMap((fact): Input[] => {
      const body = factBody(fact)
      const number = Number(fact.number ?? 0)
      return body === undefined ? [] : [{ kind: 'fact-received', host, spool, number, fact: body }]
    })
  }
  if (message.leaseRequest) {
    const { attempt, want, whole, holding } = message.leaseRequest
    const listed = whole === true ? [...(holding ?? [])] : null
    return [{ kind: 'lease-requested', host, attempt: attempt ?? '', want: want ?? 0, whole: listed }]
  }
  if (message.digest) return [{ kind: 'host-seen', host, digest: message.digest }]
  return []
}

/** The frame that performs an effect, made from committed rows; undefined when the effect is none of a host's. */
export function frameOf(state: State, effect: Effect): CoordinatorMessage | undefined {
  switch (effect.kind) {
    case 'send-desired':
      return { desired: desiredOf(state, effect.host) }
    case 'send-welcome': {
      const { incarnation } = state.meta.must('meta')
      const { lastFact } = state.hostSync.must(effect.host)
      const protocol = protocolVersion.max
      return { welcome: { host: effect.host, protocol, incarnation, lastFact, digestMs: limits.digestMs } }
    }
    case 'acknowledge-facts':
      return { factsAck: { spool: effect.spool, lastFact: effect.number } }
    case 'send-heard':
      return { heard: { number: effect.number } }
    case 'send-leases': {
      const { attempt, leases, revoked, finish, inputsJson } = effect
      return { leases: { attempt, leases: [...leases], revoked: [...revoked], finish, inputsJson } }
    }
    default:
      return undefined
  }
}

function factBody(fact: Fact): FactBody | undefined {
  if (fact.started) return { kind: 'attempt-started', attempt: fact.started.attempt ?? '', pid: fact.started.pid ?? 0 }
  if (fact.ended) return { kind: 'attempt-ended', attempt: fact.ended.attempt ?? '', exit: exitOf(fact.ended.exitJson) }
  if (fact.results)
    return { kind: 'shard-results', attempt: fact.results.attempt ?? '', results: fact.results.results ?? [] }
  if (fact.replica)
    return {
      kind: 'replica-state',
      attempt: fact.replica.attempt ?? '',
      ready: fact.replica.ready === true,
      reason: fact.replica.reason ?? '',
    }
  if (fact.inventory) return { kind: 'inventory-changed', inventoryJson: fact.inventory.inventoryJson ?? '' }
  if (fact.kernel) return kernelEventsOf(fact.kernel)
  if (fact.diskOver)
    return { kind: 'disk-over', attempt: fact.diskOver.attempt ?? '', usedMb: fact.diskOver.usedMb ?? 0 }
  if (fact.gpuHandles) {
    const { released, holders, inventoryJson } = fact.gpuHandles
    const told = { released: released === true, holders: [...(holders ?? [])], inventoryJson: inventoryJson ?? '' }
    return { kind: 'gpu-handles', ...told }
  }
  if (fact.checkDone) return checkDoneOf(fact.checkDone)
  if (fact.checkpoint) return checkpointDoneOf(fact.checkpoint)
  if (fact.checkpointsDeleted)
    return { kind: 'checkpoints-deleted', checkpoints: fact.checkpointsDeleted.checkpoints ?? [] }
  if (fact.spoolReset) return { kind: 'spool-reset', reason: fact.spoolReset.reason ?? '' }
  return undefined
}
