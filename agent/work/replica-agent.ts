/**
 * Connections to replicas, by the Unix sockets that they name. A worker names its socket itself, and the agent may be root: nobody gets at the
 * sockets of others (a container engine's, say) through it. So the socket is held (O_PATH) before it is looked at, and what is held
 * is connected to: a link that is changed in between changes nothing.
 */
import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** of open(2) on Linux; Node does not name it */
const holdOnly = 0o10000000

/** Of a request. */
export interface ReplicaPlace {
  readonly socketPath: string
  /** a folder of whom the socket must belong to */
  readonly workDir: string
}

export class ReplicaAgent extends Agent {
  constructor() {
    super({ keepAlive: true, maxSockets: 256 })
  }

  /** A connection that is kept is another attempt's, though both name the same path. */
  override getName(options?: AgentOptions): string {
    return `${super.getName(options)}:${placeOf(options).workDir}`
  }

  override createConnection(options: ClientRequestArgs): Duplex | undefined {
    try {
      return connectTo(placeOf(options))
    } catch (error) {
      // a connection that fails is how a request hears of it
      return new Duplex().destroy(error as Error)
    }
  }
}

/** Node hands on all that a request names. */
const placeOf = (options: object = {}): ReplicaPlace => ({ socketPath: '', workDir: '', ...options })

function connectTo({ socketPath, workDir }: ReplicaPlace): Socket {
  const held = openSync(socketPath, holdOnly)
  try {
    if (fstatSync(held).uid !== statSync(workDir).uid) throw new Error(`${socketPath} belongs to another user`)
    // connect(2) resolves the path at once, within this call
    return connect({ path: `/proc/self/fd/${held}` })
  } finally {
    closeSync(held)
  }
}
