/** What a command talks to: text out, the coordinator, and the wish for JSON. */
import type { Client } from './client.ts'

export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** resolves when what was put out is taken: a pager that stands still is waited for */
  readonly taken: () => Promise<void>
  /** asks a person yes or no; null when there is no terminal to ask on */
  readonly confirm: ((question: string) => Promise<boolean>) | null
  /** all of stdin; null where that is a terminal */
  readonly input: (() => Promise<Uint8Array>) | null
  /** stderr is a terminal: progress bars may be drawn */
  readonly isTerminal: boolean
  readonly color: boolean
  /** width of stdout, 0 when it is no terminal */
  readonly columns: () => number
  readonly cwd: string
  /** MILLWRIGHT_COORDINATOR */
  readonly address: string | undefined
  readonly version: string
  readonly nowMs: () => number
  /** the person pressed ^C */
  readonly stopped: AbortSignal
}

export interface Call {
  readonly io: Io
  readonly client: Client
  readonly json: boolean
  readonly args: readonly string[]
  /** what follows `--` */
  readonly rest: readonly string[]
  readonly flags: ReadonlyMap<string, readonly string[]>
}

export interface Flag {
  readonly name: string
  readonly short?: string
  /** name of its value in the help; absent: a switch */
  readonly value?: string
  readonly help: string
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** after the name: `ID [-f]` */
  readonly usage: string
  readonly detail?: string
  readonly args: readonly [number, number]
  readonly flags?: readonly Flag[]
  /** takes a program after `--` */
  readonly rest?: boolean
  readonly run: (call: Call) => Promise<number>
}

/** Exit codes. */
export const exits = { ok: 0, failed: 1, usage: 2, unreachable: 3 } as const

/** The command line is wrong; the message says how and what would be right. */
export class UsageError extends Error {}
/** The command could not do its work; the message is for a person. */
export class CommandError extends Error {}

export function flag(call: Call, name: string): string | undefined {
  return call.flags.get(name)?.at(-1)
}
export const isSet = (call: Call, name: string): boolean => call.flags.has(name)

/** `or`: what else the flag takes, for the message. */
export function wholeFlag(call: Call, name: string, min: number, max: number, or = ''): number | undefined {
  const text = flag(call, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`--${name} must be a whole number from ${min} to ${max}${or}; got '${text}'`)
  return value
}

export function printJson(call: Call, value: unknown): void {
  call.io.out(`${JSON.stringify(value)}\n`)
}
