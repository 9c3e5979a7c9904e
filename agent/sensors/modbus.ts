/** One device that speaks Modbus TCP (or stands behind a gateway that does) as a collector. */
import { Socket } from 'node:net'
import type { ModbusTCPClient } from 'jsmodbus'
import type { Source, Surroundings } from './collector.ts'
import type { ModbusConfig } from './collector-config.ts'
import type { Row } from './collector-rows.ts'
import { heatBalance } from './heat-balance.ts'
import { type Block, blocksOf, rowsOf } from './modbus-parse.ts'
import { RowStore } from './row-store.ts'

/** What the protocol's exception codes mean (Modbus Application Protocol 1.1b3, section 7). */
const exceptions: Readonly<Record<number, string>> = {
  1: 'the device does not know this function',
  2: 'the device has no such register',
  3: 'the device refuses the number of registers',
  4: 'the device failed while reading',
  5: 'the device is still busy with it',
  6: 'the device is busy',
  8: 'the memory of the device is damaged',
  10: 'the gateway has no path to the device',
  11: 'the device behind the gateway does not answer',
}
/** After so many reads in a row without an answer the rest of the round is not asked. */
const silentInARow = 2
/** An answer has 260 bytes at most, and one that comes late may lie before it. */
const answerBytes = 1_024

/** Nobody answered: another read would end the same. */
class Silent extends Error {}

export class ModbusSource implements Source {
  readonly #config: ModbusConfig
  readonly #around: Surroundings
  readonly #blocks: readonly Block[]
  readonly #store = new RowStore()
  #client: ModbusTCPClient | undefined
  #closed = false
  /** since the last question */
  #arrivedBytes = 0
  requests = 0
  failures = 0

  constructor(config: ModbusConfig, around: Surroundings) {
    this.#config = config
    this.#around = around
    this.#blocks = blocksOf(config.map)
  }

  rows(): readonly Row[] {
    const rows = this.#store.rows()
    return [...rows, ...heatBalance(rows, this.#config.coolant)]
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#client?.socket.destroy()
  }

  async round(): Promise<number> {
    const read = new Map<number, number | string>()
    let failed = 0
    let silent = 0
    let reason = ''
    for (const { start, count } of this.#blocks) {
      try {
        if (silent >= silentInARow) throw new Silent(reason)
        const words = await this.#block(start, count)
        silent = 0
        for (const [i, word] of words.entries()) read.set(start + i, word)
      } catch (error) {
        reason = (error as Error).message
        failed += 1
        if (error instanceof Silent) silent += 1
        for (let i = 0; i < count; i++) read.set(start + i, reason)
      }
    }
    const nowMs = this.#around.clock.nowMs()
    const words = (address: number): number | string => read.get(address) ?? 'not read'
    this.#store.keep('map', rowsOf(this.#config.map, words, nowMs), nowMs)
    if (failed === this.#blocks.length) throw new Error(reason)
    return failed
  }

  async #block(start: number, count: number): Promise<readonly number[]> {
    this.requests += 1
    this.#arrivedBytes = 0
    try {
      const client = await this.#connected()
      const asked =
        this.#config.map.table === 'holding'
          ? client.readHoldingRegisters(start, count)
          : client.readInputRegisters(start, count)
      const { body } = (await asked).response
      const words = [...body.valuesAsArray]
      if (words.length === count) return words
      throw new Error(`the device answers with ${words.length} registers instead of ${count}`)
    } catch (error) {
      this.failures += 1
      throw await this.#explained(error)
    }
  }

  /** One connection, kept from round to round: many devices take only one. */
  async #connected(): Promise<ModbusTCPClient> {
    const { host, port, unitId, timeoutMs } = this.#config
    if (this.#client !== undefined && !this.#client.socket.destroyed) return this.#client
    if (this.#closed) throw new Silent('closed')
    // Loaded only by agents that have something to ask in Modbus.
    const { ModbusTCPClient: Client } = await import('jsmodbus')
    const socket = new Socket()
    // What goes wrong later comes to light in the read that it fails.
    socket.on('error', () => undefined)
    // The library keeps what it cannot read until it makes sense: what never will is cut off.
    socket.on('data', ({ length }) => {
      this.#arrivedBytes += length
      if (this.#arrivedBytes > answerBytes) socket.destroy(new Error('what it sends is not Modbus'))
    })
    const client = new Client(socket, unitId, timeoutMs)
    this.#client = client
    const { timers } = this.#around
    await new Promise<void>((resolve, reject) => {
      const timer = timers.setTimeout(
        () => socket.destroy(new Error(`no connection for ${timeoutMs / 1000} s`)),
        timeoutMs,
      )
      const end = (error?: Error): void => {
        timers.clear(timer)
        if (error === undefined) resolve()
        else reject(new Silent(`${host}:${port}: ${error.message}`, { cause: error }))
      }
      socket.once('connect', () => end())
      socket.once('error', end)
      socket.once('close', () => end(new Error('the connection was closed')))
      socket.setKeepAlive(true)
      socket.connect(port, host)
    })
    return client
  }

  async #explained(error: unknown): Promise<Error> {
    const { isExceptionResponseBody, isUserRequestError } = (await import('jsmodbus')).errors
    if (!isUserRequestError(error)) return error as Error
    const { host, port, unitId, timeoutMs } = this.#config
    const code = isExceptionResponseBody(error.response?.body) ? error.response.body.code : undefined
    if (code !== undefined) return new Error(`exception ${code}: ${exceptions[code] ?? 'not one of the protocol'}`)
    // A late answer must not be taken for that to the next read.
    this.#client?.socket.destroy()
    const what = error.err === 'Timeout' ? `no answer for ${timeoutMs / 1000} s` : error.message
    return new Silent(`${host}:${port} unit ${unitId}: ${what}`)
  }
}
