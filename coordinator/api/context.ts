/** What every group of routes needs. */
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../shared/clock.ts'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Principal, Request } from '../core/inputs.ts'
import type { ArtifactStore, Door, Feed, KeptLogs, Measures, Planner, SecretNames, Telemetry } from '../ports.ts'
import { valueIn } from './problems.ts'
import type { Route } from './route.ts'

export interface ConsoleFiles {
  readonly files: Readonly<Record<string, { readonly type: string; readonly body: string | Uint8Array }>>
}

export interface ApiPorts {
  readonly door: Door
  readonly feed: Feed
  readonly artifacts: ArtifactStore
  readonly keptLogs: KeptLogs
  readonly secrets: SecretNames
  readonly telemetry: Telemetry
  readonly planner: Planner
  readonly console: ConsoleFiles
  readonly clock: Clock
  readonly version: string
  /** counters of the shell, for /metrics */
  readonly stats?: Readonly<Record<string, number>>
  readonly measures?: Measures
  /** HTTP to an agent's bytes address; the global `fetch` when absent */
  readonly fetchAgent?: typeof fetch
  readonly log?: (level: 'warn' | 'error', text: string) => void
  /** names besides `localhost` and addresses under which browsers may reach us */
  readonly hostNames?: readonly string[]
  /** a client that hears nothing for longer than a few of these is stale; default 2 s */
  readonly heartbeatMs?: number
  /** pause between two looks for new attempts of a job whose log is followed; default 300 ms */
  readonly followMs?: number
}

export type Add = (route: Route) => void

/** Until there are tokens, whoever reaches loopback is the administrator. */
export const local: Principal = { kind: 'local', id: 'local', project: 'default', role: 'admin' }

/** Asks the core; the answer comes once the change is on disk. */
export async function ask<T>(ports: ApiPorts, raw: FastifyRequest, request: Request): Promise<T> {
  if (ports.door.waiting > limits.inputsPerCommit)
    throw new RequestError('too-many-requests', `${ports.door.waiting} inputs are waiting; try again in a second`)
  return valueIn<T>(await ports.door.submit({ kind: 'request', principal: local, key: keyOf(raw), request }))
}

function keyOf(raw: FastifyRequest): string | null {
  const key = raw.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || key.length === 0 || key.length > 256)
    throw new RequestError('bad-field', 'Idempotency-Key must have 1 to 256 characters', { field: 'Idempotency-Key' })
  return key
}
