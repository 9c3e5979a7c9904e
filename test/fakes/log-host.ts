/** A host whose one attempt has a log: a rig behind HTTP, as an agent serves it. */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LogServer } from '../../agent/work/logs/serve-log.ts'
import { attempt, type LogRig } from './log-rig.ts'

export class LogHost {
  readonly #rig: LogRig
  readonly #server: Server
  /** answers as they were given */
  readonly answers: ServerResponse[] = []
  address = ''

  constructor(rig: LogRig) {
    this.#rig = rig
    this.#server = createServer((asked, answer) => {
      const server = new LogServer(rig.logs, rig.time)
      const url = new URL(asked.url ?? '/', 'http://x')
      this.answers.push(answer)
      server.serve(attempt, url.searchParams, answer).catch((error: Error & { status?: number }) => {
        answer.writeHead(error.status ?? 500).end(error.message)
      })
    })
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.address = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  /** The host is gone. */
  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
    this.#rig.logs.close()
  }
}
