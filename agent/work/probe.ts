/** Asks a replica over its own Unix socket whether it is ready (Open Inference Protocol's health path). */
import { request } from 'node:http'
import type { Timers } from '../../shared/clock.ts'

/** Resolves with what is wrong with the replica that listens there, or undefined when it is ready. */
export type AskReady = (socketPath: string, timeoutMs: number) => Promise<string | undefined>

export interface ProbeOptions {
  readonly socketPath: string
  readonly ask: AskReady
  readonly timers: Timers
  readonly everyMs?: number
  readonly failuresAllowed?: number
  readonly onChange: (ready: boolean, reason: string) => void
}

export interface Probe {
  close(): void
}

/** The replica was ready when it said so; from then on the probe's word counts. */
export function startProbe(options: ProbeOptions): Probe {
  const { socketPath, ask, timers, everyMs = 2_000, failuresAllowed = 2, onChange } = options
  let failures = 0
  let ready = true
  let busy = false
  let closed = false
  const judge = (reason: string | undefined): void => {
    busy = false
    if (closed) return
    if (reason === undefined) {
      failures = 0
      if (!ready) onChange(true, '')
      ready = true
    } else if (++failures > failuresAllowed && ready) {
      ready = false
      onChange(false, `${failures} health checks in a row failed: ${reason}`)
    }
  }
  const timer = timers.setInterval(() => {
    if (busy) return
    busy = true
    ask(socketPath, everyMs).then(judge, (error: Error) => judge(error.message))
  }, everyMs)
  return {
    close() {
      closed = true
      timers.clear(timer)
    },
  }
}

/** Over the replica's Unix socket. */
export const askReplica: AskReady = (socketPath, timeoutMs) =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: '/v2/health/ready', timeout: timeoutMs, agent: false }, (answer) => {
      answer.resume()
      const { statusCode } = answer
      answer.on('end', () => resolve(statusCode === 200 ? undefined : `answered ${statusCode}`))
      answer.on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${timeoutMs} ms`)))
    asked.on('error', reject)
    asked.end()
  })
