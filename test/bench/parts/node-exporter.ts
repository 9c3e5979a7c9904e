/** Debian's prometheus-node-exporter as a peer: started on a free port, scraped over one connection as Prometheus does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { Agent, get } from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const program = 'prometheus-node-exporter'

export class NodeExporter {
  readonly #child: ChildProcess
  readonly #port: number
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  #timer: NodeJS.Timeout | undefined
  series = 0
  scrapes = 0

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.#port = port
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** undefined where it is not installed. */
  static async start(sysRoot: string): Promise<NodeExporter | undefined> {
    const port = await freePort()
    const args = [`--web.listen-address=127.0.0.1:${port}`, `--path.sysfs=${sysRoot}`, '--log.level=error']
    const child = spawn(program, args, { stdio: 'ignore' })
    const isThere = await new Promise<boolean>((resolve) => {
      child.once('spawn', () => resolve(true))
      child.once('error', () => resolve(false))
    })
    if (!isThere) return undefined
    const exporter = new NodeExporter(child, port)
    for (let tries = 0; tries < 100 && exporter.scrapes === 0; tries++) {
      await wait(50)
      await exporter.#scrape().catch(() => {})
    }
    return exporter
  }

  scrapeEvery(ms: number): void {
    this.#timer = setInterval(() => void this.#scrape().catch(() => {}), ms)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#agent.destroy()
    this.#child.kill('SIGKILL')
  }

  async #scrape(): Promise<void> {
    const text = await new Promise<string>((resolve, reject) => {
      const asked = get({ port: this.#port, host: '127.0.0.1', path: '/metrics', agent: this.#agent }, (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk
        })
        answer.on('end', () => resolve(body))
      })
      asked.on('error', reject)
    })
    this.scrapes++
    this.series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
