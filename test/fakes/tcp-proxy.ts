/** A TCP proxy on loopback between an agent and its coordinator, which a test can cut, leave half open or slow down. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net'

/**
 * `pass`: bytes go through. `cut`: connections are reset, and new ones too. `half-open`: connections stay, and no byte goes through any
 * more, as when a host loses its power or a switch its table.
 */
export type ProxyMode = 'pass' | 'cut' | 'half-open'

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

export class TcpProxy {
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  readonly #to: () => string
  #mode: ProxyMode = 'pass'
  #delayMs = 0

  private constructor(to: () => string) {
    this.#to = to
    this.#server = createServer((near) => this.#accept(near))
  }

  /** `to`: host:port of the other end, asked for with each connection. */
  static async open(to: () => string): Promise<TcpProxy> {
    const proxy = new TcpProxy(to)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as { port: number }).port}`
  }

  set mode(mode: ProxyMode) {
    this.#mode = mode
    // what was half open is not healed: a peer that comes back knows nothing of old connections
    if (mode !== 'half-open') for (const pair of [...this.#pairs]) if (mode === 'cut' || isMute(pair)) this.#drop(pair)
    if (mode === 'half-open')
      for (const { near, far } of this.#pairs) {
        near.pause()
        far.pause()
      }
  }

  /** Each chunk is held for so long. */
  set delayMs(delayMs: number) {
    this.#delayMs = delayMs
  }

  async close(): Promise<void> {
    for (const pair of [...this.#pairs]) this.#drop(pair)
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #accept(near: Socket): void {
    if (this.#mode === 'cut') return void near.resetAndDestroy()
    const [host = '', port = ''] = this.#to().split(':')
    const far = dial({ host, port: Number(port) })
    const pair: Pair = { near, far }
    this.#pairs.add(pair)
    this.#pump(pair, near, far)
    this.#pump(pair, far, near)
    if (this.#mode === 'half-open') {
      near.pause()
      far.pause()
    }
  }

  #pump(pair: Pair, from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      const send = (): void => void (!to.destroyed && to.write(chunk))
      if (this.#delayMs > 0) setTimeout(send, this.#delayMs)
      else send()
    })
    from.on('error', () => this.#drop(pair))
    from.on('close', () => {
      // nobody hears of the end of one side while no byte goes through
      if (this.#mode !== 'half-open') this.#drop(pair)
    })
  }

  #drop(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return
    pair.near.resetAndDestroy()
    pair.far.resetAndDestroy()
  }
}

const isMute = ({ near, far }: Pair): boolean => near.isPaused() || far.isPaused() || near.destroyed || far.destroyed
