/** An agent's bytes port with replicas behind it, as the gateway sees them; a test may make them fail. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Behaviour = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void

/** Scores each row 0.25 × its number in the request; 400 when the column `distance` is missing. */
export const scoring: Behaviour = (_request, body, response) => {
  const { id, inputs } = JSON.parse(body.toString()) as { id?: string; inputs: { name: string; data: unknown[] }[] }
  const distance = inputs.find((input) => input.name === 'distance')
  if (distance === undefined) return answer(response, 400, { error: 'inputs: column "distance" is missing' })
  const data = distance.data.map((_, i) => 0.25 * i)
  const outputs = [{ name: 'score', datatype: 'FP32', shape: [data.length], data }]
  answer(response, 200, { model_name: 'flights', ...(id === undefined ? {} : { id }), outputs })
}

export function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

export class FakeReplicaHost {
  behaviour: Behaviour = scoring
  /** paths asked for */
  readonly asked: string[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      this.asked.push(String(request.url))
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      this.behaviour(request, Buffer.concat(chunks), response)
    })
  }

  static async start(): Promise<FakeReplicaHost> {
    const host = new FakeReplicaHost()
    host.#server.listen(0, '127.0.0.1')
    await once(host.#server, 'listening')
    return host
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}
