/** Encode and decode frames, with limits and the version rule (N and N−1 are spoken; the highest common one is used). */
import { limits } from '../limits.ts'
import { millwright } from './generated/millwright.js'

export const protocolVersion = { min: 1, max: 1 } as const

/** The highest version both ranges hold, or undefined when there is none. */
export function commonVersion(a: { min: number; max: number }, b: { min: number; max: number }): number | undefined {
  const version = Math.min(a.max, b.max)
  return version >= Math.max(a.min, b.min) ? version : undefined
}

export type AgentMessage = millwright.AgentMessage.$Properties
export type CoordinatorMessage = millwright.CoordinatorMessage.$Properties
export type Hello = millwright.Hello.$Properties
export type Fact = millwright.Fact.$Properties
export type ShardResult = millwright.ShardResult.$Properties
export type Desired = millwright.Desired.$Properties
export type DesiredCheck = millwright.DesiredCheck.$Properties
export type DiscardedCheckpoint = millwright.DiscardedCheckpoint.$Properties
export type SaveInterval = millwright.SaveInterval.$Properties
export type WorkShare = millwright.WorkShare.$Properties
export type DesiredAttempt = millwright.DesiredAttempt.$Properties
export type Leases = millwright.Leases.$Properties
export type Lease = millwright.Lease.$Properties
export type Digest = millwright.Digest.$Properties
export type AttemptHeld = millwright.AttemptHeld.$Properties
export type StepReport = millwright.StepReport.$Properties
export type Challenge = millwright.Challenge.$Properties
export type Welcome = millwright.Welcome.$Properties
export type TelemetryAck = millwright.TelemetryAck.$Properties
export type Secrets = millwright.Secrets.$Properties

/** A frame that is too large, torn or not of our schema. The connection that sent it is closed. */
export class WireError extends Error {}

function decodeWith<T>(what: string, bytes: Uint8Array, decode: (bytes: Uint8Array) => T): T {
  if (bytes.length > limits.messageBytes)
    throw new WireError(`${what} of ${bytes.length} bytes; at most ${limits.messageBytes} are taken`)
  try {
    return decode(bytes)
  } catch (cause) {
    throw new WireError(`${what} could not be decoded: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

export const encodeAgentMessage = (message: AgentMessage): Uint8Array =>
  millwright.AgentMessage.encode(message).finish()
export const encodeCoordinatorMessage = (message: CoordinatorMessage): Uint8Array =>
  millwright.CoordinatorMessage.encode(message).finish()
export const decodeAgentMessage = (bytes: Uint8Array): AgentMessage =>
  decodeWith('agent message', bytes, (b) => millwright.AgentMessage.decode(b))
export const decodeCoordinatorMessage = (bytes: Uint8Array): CoordinatorMessage =>
  decodeWith('coordinator message', bytes, (b) => millwright.CoordinatorMessage.decode(b))
/** One fact alone, as the agent's spool keeps it. */
export const encodeFact = (fact: Fact): Uint8Array => millwright.Fact.encode(fact).finish()
export const decodeFact = (bytes: Uint8Array): Fact => decodeWith('fact', bytes, (b) => millwright.Fact.decode(b))
