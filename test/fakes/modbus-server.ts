/** A device that speaks Modbus TCP on loopback, written from the protocol: it shares no code with our client. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type RegisterMap, readMap } from '../../agent/sensors/modbus-map.ts'

/** One register of a map: what a test does not care for is made up. */
export const register = (rest: object): object => ({ address: 0, device: 'd', ...rest })
export function mapOf(...registers: readonly object[]): RegisterMap {
  const map = readMap({ name: 'm', about: 'a', table: 'holding', registers })
  if ('faults' in map) throw new Error(map.faults.join('; '))
  return map
}

export interface FakeModbus {
  readonly port: number
  /** registers by address; one that is missing is answered with exception 2 */
  readonly registers: Map<number, number>
  /** first addresses of reads that are not answered at all */
  readonly mute: Set<number>
  /** exceptions by the first address of a read */
  readonly exceptions: Map<number, number>
  /** `unit:function:start+count` */
  readonly asked: string[]
  readonly connections: () => number
  /** breaks all connections */
  drop(): void
  close(): Promise<void>
}

export async function startModbus(): Promise<FakeModbus> {
  const registers = new Map<number, number>()
  const mute = new Set<number>()
  const exceptions = new Map<number, number>()
  const asked: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const answer = (frame: Buffer): Buffer | undefined => {
    const [unit, what, start, count] = [frame[6]!, frame[7]!, frame.readUInt16BE(8), frame.readUInt16BE(10)]
    asked.push(`${unit}:${what}:${start}+${count}`)
    if (mute.has(start)) return undefined
    const found = Array.from({ length: count }, (_, i) => registers.get(start + i))
    const exception = exceptions.get(start) ?? (found.includes(undefined) ? 2 : undefined)
    const body = Buffer.alloc(exception === undefined ? 2 + 2 * count : 2)
    body[0] = exception === undefined ? what : what | 0x80
    body[1] = exception ?? 2 * count
    if (exception === undefined) for (const [i, word] of found.entries()) body.writeUInt16BE(word!, 2 + 2 * i)
    const head = Buffer.from(frame.subarray(0, 7))
    head.writeUInt16BE(body.length + 1, 4)
    return Buffer.concat([head, body])
  }
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    // Requests to read are 12 bytes, and come one at a time.
    socket.on('data', (frame) => {
      const bytes = answer(frame)
      if (bytes !== undefined) socket.write(bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const drop = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    registers,
    mute,
    exceptions,
    asked,
    connections: () => connections,
    drop,
    async close() {
      drop()
      server.close()
      await once(server, 'close')
    },
  }
}
