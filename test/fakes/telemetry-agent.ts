/** The link of one agent, as far as telemetry goes, over a real WebSocket: a signed hello, digests, frames, acknowledgements. */
import { WebSocket } from 'ws'
import { simulatedIdentity } from '../../agent/simulated/identity.ts'
import { decodeCoordinatorMessage, encodeAgentMessage } from '../../shared/protocol/codec.ts'

export interface GpuOfHost {
  readonly index: number
  readonly uuid: string
  readonly name: string
  readonly memoryBytes: number
}

export class TelemetryAgent {
  readonly name: string
  readonly host: string
  /** `dictionary number` of frames that were sent and are not acknowledged */
  readonly unacked = new Set<string>()
  /** called after each acknowledgement */
  onAck: () => void = () => {}
  /** called when the link is gone, whoever ended it */
  onCut: () => void = () => {}
  readonly #identity: ReturnType<typeof simulatedIdentity>
  readonly #inventoryJson: string
  #socket: WebSocket | undefined
  #digests = 0

  constructor(name: string, gpus: readonly GpuOfHost[] = []) {
    this.name = name
    this.#identity = simulatedIdentity(20_260_101, name)
    this.host = this.#identity.host
    const machine = { os: 'test', arch: 'x64', cpuModel: 'test', cpus: 64, memoryBytes: 2 ** 40, agentVersion: '0.1.0' }
    this.#inventoryJson = JSON.stringify({ hostname: name, ...machine, gpus, simulated: true })
  }

  /** Resolves when the coordinator has welcomed it. `address`: host:port. */
  connect(address: string): Promise<void> {
    const socket = new WebSocket(`ws://${address}/api/v1/agents`, { perMessageDeflate: false })
    this.#socket = socket
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.on('error', reject)
    socket.on('close', () => {
      reject(new Error(`${this.name} was cut off`))
      this.onCut()
    })
    socket.on('message', (data: Buffer) => {
      const { challenge, welcome, telemetryAck, refused } = decodeCoordinatorMessage(data)
      if (challenge) this.#answer(challenge.nonce ?? new Uint8Array())
      else if (welcome) resolve()
      else if (refused) reject(new Error(refused.reason ?? 'refused'))
      else if (telemetryAck) {
        for (let n = telemetryAck.firstNumber ?? 1; n <= (telemetryAck.number ?? 0); n++)
          this.unacked.delete(`${telemetryAck.dictionary} ${n}`)
        this.onAck()
      }
    })
    return promise
  }

  #answer(nonce: Uint8Array): void {
    const { publicKey } = this.#identity
    const bootId = `boot-${this.name}`
    const signature = this.#identity.sign(nonce, bootId)
    const hello = { protocolMin: 1, protocolMax: 1, publicKey, signature, bootId, name: this.name, slots: 0 }
    const parts = { inventoryJson: this.#inventoryJson, bytesAddress: '127.0.0.1:9', spool: `spool-${this.name}` }
    this.#socket?.send(encodeAgentMessage({ hello: { ...hello, ...parts } }))
  }

  /** A frame of that dictionary and number. */
  send(dictionary: string, number: number, telemetry: Uint8Array): void {
    this.sendEncoded(dictionary, number, encodeAgentMessage({ telemetry }))
  }
  /** `message`: the frame in its message already. */
  sendEncoded(dictionary: string, number: number, message: Uint8Array): void {
    this.unacked.add(`${dictionary} ${number}`)
    this.#socket?.send(message)
  }
  digest(): void {
    this.#socket?.send(encodeAgentMessage({ digest: { number: ++this.#digests } }))
  }
  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0
  }
  leave(): void {
    this.#socket?.terminate()
  }
}
