/** Asks a replica over its own Unix socket whether it is ready (Open Inference Protocol's health path). */
import { request } from 'node:http'

export interface ProbeOptions {
  readonly socketPath: string
  readonly everyMs?: number
  readonly failuresAllowed?: number
  readonly onChange: (ready: boolean, reason: string) => void
}

export interface Probe {
  close(): void
}

/** The replica was ready when it said so; from then on the probe's word counts. */
export function startProbe({ socketPath, everyMs = 2_000, failuresAllowed = 2, onChange }: ProbeOptions): Probe {
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
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    ask(socketPath, everyMs).then(judge, (error: Error) => judge(error.message))
  }, everyMs)
  return {
    close() {
      closed = true
      clearInterval(timer)
    },
  }
}

/** Resolves with what is wrong, or undefined when it is ready. */
function ask(socketPath: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
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
}
