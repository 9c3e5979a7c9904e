/** The serve engine: one version of one model behind a Unix socket. */
process.env.ORT_DISABLE_TELEMETRY = '1'

import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ServeParams } from '../../../shared/model/engines.ts'
import type { AgentToWorker } from '../../../shared/model/worker-protocol.ts'
import { messageOf } from '../bad-input.ts'
import { AgentConnection } from '../connection.ts'
import { readBundle } from '../model/bundle.ts'
import { Scorer } from '../model/scorer.ts'
import { Fetches, placeFromEnv } from '../worker.ts'
import { makeServer } from './server.ts'

/** Bytes of a Unix socket's path, less the ending zero (sun_path on Linux is 108). */
const socketPathBytes = 107

const place = placeFromEnv(process.env)
const inDir = join(place.dir, 'serve.sock')
const socketPath =
  Buffer.byteLength(inDir) <= socketPathBytes ? inDir : join(dirname(place.socket), `serve-${process.pid}.sock`)
let state:
  | { readonly type: 'ready'; readonly socket: string }
  | { readonly type: 'not-ready'; readonly reason: string }
  | undefined
let started = false

const connection = new AgentConnection(place.socket, { opened, received })
const fetches = new Fetches((message) => connection.send(message))
connection.open()

function opened(): void {
  connection.send({ type: 'hello', holding: [] })
  if (state !== undefined) connection.send(state)
  fetches.again()
}

function received(message: AgentToWorker): void {
  if (message.type === 'finish') {
    rmSync(socketPath, { force: true })
    process.exit(0)
  }
  if (message.type === 'welcome' && !started) {
    started = true
    void start(message.params as unknown as ServeParams)
  }
  if (message.type === 'error') console.error(`agent: ${message.error}`)
  fetches.settle(message)
}

async function start(params: ServeParams): Promise<void> {
  try {
    const scorer = await Scorer.make(await readBundle(await fetches.fetch(params.model.sha256)))
    // Its own check: one row of nothing known must give a score.
    const { slots, numbers } = scorer.encode({}, 1)
    const [score] = await scorer.run(slots, numbers.fill(0), 0, 1)
    if (score === undefined || !(score >= 0 && score <= 1))
      throw new Error(`the model's score of an empty row is ${score}`)
    const server = makeServer({ name: params.name, version: params.version, scorer })
    rmSync(socketPath, { force: true })
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socketPath, resolve))
    state = { type: 'ready', socket: socketPath }
  } catch (error) {
    console.error(error)
    // The agent starts another process by its own policy; this one has nothing to serve.
    connection.send({ type: 'not-ready', reason: messageOf(error) })
    connection.close()
    process.exitCode = 1
    return
  }
  connection.send(state)
}
