/**
 * Replays flights through the gateway as a client would: real HTTP requests in time order, a few in flight, none across
 * two days. A day's true labels arrive one simulated day late. The simulated clock waits at a day's end while a
 * retrain runs, and until the monitor has judged the days up to three before: real days are longer than ours.
 */
import { Agent, request } from 'undici'
import type { LabelRecord } from '../../shared/model/engines.ts'
import { LatencySample, type MonthFigures } from './latency-sample.ts'
import type { Day } from './replay-source.ts'

/** `name` and `datatype` of the model's inputs, as its metadata has them */
export interface ModelInput {
  readonly name: string
  readonly datatype: string
}
export interface ReplayOptions {
  /** `http://host:port` */
  readonly gateway: string
  readonly model: string
  readonly days: AsyncIterable<Day>
  /** hands in a day's labels; resolves when they are taken */
  readonly sendLabels: (day: string, ndjson: Buffer, rows: number) => Promise<void>
  /** resolves when the simulated clock may pass the end of `day` */
  readonly mayPass: (day: string) => Promise<void>
  readonly onMonth: (month: MonthFigures) => void
  readonly onProgress?: (progress: ReplayProgress) => void
  readonly rowsPerRequest?: number
  readonly inFlight?: number
}
export interface ReplayProgress {
  readonly day: string
  readonly requests: number
  readonly failed: number
  readonly perSecond: number
}
export interface ReplayResult {
  readonly requests: number
  readonly failed: number
  readonly reconnects: number
  readonly rows: number
  readonly lastDay: string
  readonly firstFailure: string | null
}

export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const client = new Client(options)
  const inputs = await client.inputs()
  let yesterday: { day: string; labels: Buffer; rows: number } | null = null
  /** labels are handed in one day after the other, beside the requests */
  let labelling: Promise<void> = Promise.resolve()
  let labelFault: unknown = null
  const handIn = (held: { day: string; labels: Buffer; rows: number }): void => {
    labelling = labelling
      .then(() => options.sendLabels(held.day, held.labels, held.rows))
      .catch((error: unknown) => {
        labelFault ??= error
      })
  }
  let rows = 0
  let lastDay = ''
  for await (const day of options.days) {
    client.enterMonth(day.day.slice(0, 7))
    const labels = await client.sendDay(day, inputs)
    rows += day.labels.length
    lastDay = day.day
    if (yesterday !== null) handIn(yesterday)
    yesterday = { day: day.day, labels, rows: day.labels.length }
    if (labelFault !== null) throw labelFault
    await client.paused(options.mayPass(day.day))
  }
  client.enterMonth('')
  if (yesterday !== null) handIn(yesterday)
  await labelling
  await client.close()
  if (labelFault !== null) throw labelFault
  return { ...client.totals(), rows, lastDay }
}

class Client {
  readonly #options: ReplayOptions
  readonly #agent: Agent
  readonly #inFlight: number
  #month: LatencySample | null = null
  #requests = 0
  #failed = 0
  #reconnects = 0
  #firstFailure: string | null = null

  constructor(options: ReplayOptions) {
    this.#options = options
    this.#inFlight = options.inFlight ?? 8
    this.#agent = new Agent({ connections: this.#inFlight, keepAliveTimeout: 60_000, headersTimeout: 30_000 })
  }

  async inputs(): Promise<readonly ModelInput[]> {
    const { status, text } = await this.#send('GET', '')
    if (status !== 200)
      throw new Error(`the gateway does not serve ${this.#options.model}: ${status} ${text.slice(0, 300)}`)
    return (JSON.parse(text) as { inputs: ModelInput[] }).inputs
  }

  enterMonth(month: string): void {
    if (this.#month?.month === month) return
    if (this.#month !== null) this.#options.onMonth(this.#month.figures())
    this.#month = month === '' ? null : new LatencySample(month)
  }

  /** Sends a day's rows; returns its labels, one line a request. */
  async sendDay(day: Day, inputs: readonly ModelInput[]): Promise<Buffer> {
    const size = this.#options.rowsPerRequest ?? 512
    const labels: string[] = []
    let next = 0
    const lane = async (): Promise<void> => {
      for (let n = next++; n * size < day.labels.length; n = next++) {
        const from = n * size
        const to = Math.min(from + size, day.labels.length)
        const id = `${day.day}/${n}`
        const record: LabelRecord = { id, labels: day.labels.slice(from, to) }
        labels[n] = `${JSON.stringify(record)}\n`
        await this.#infer(makeBody(id, day, inputs, from, to))
        this.#report(day.day)
      }
    }
    await Promise.all(Array.from({ length: this.#inFlight }, lane))
    return Buffer.from(labels.join(''))
  }

  async #infer(body: string): Promise<void> {
    const began = performance.now()
    const { status, text } = await this.#send('POST', '/infer', body)
    const ok = status === 200
    this.#requests++
    if (!ok) {
      this.#failed++
      this.#firstFailure ??= `${status} ${text.slice(0, 300)}`
    }
    this.#month?.add(performance.now() - began, ok)
  }

  /** The gateway's own process may be started again: a connection that breaks is made anew, for up to 10 s. */
  async #send(method: 'GET' | 'POST', suffix: string, body?: string): Promise<{ status: number; text: string }> {
    const url = `${this.#options.gateway}/v2/models/${encodeURIComponent(this.#options.model)}${suffix}`
    const untilMs = performance.now() + 10_000
    for (;;) {
      try {
        const response = await request(url, {
          method,
          dispatcher: this.#agent,
          ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
        })
        return { status: response.statusCode, text: await response.body.text() }
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error)
        if (performance.now() > untilMs) return { status: 0, text }
        this.#reconnects++
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }

  #report(day: string): void {
    const perSecond = this.#month?.perSecond() ?? 0
    this.#options.onProgress?.({ day, requests: this.#requests, failed: this.#failed, perSecond })
  }

  /** Time that the simulated clock stands still does not count against requests/s. */
  async paused(wait: Promise<void>): Promise<void> {
    const began = performance.now()
    await wait
    this.#month?.exclude(performance.now() - began)
  }

  totals(): Omit<ReplayResult, 'rows' | 'lastDay'> {
    const [requests, failed, reconnects] = [this.#requests, this.#failed, this.#reconnects]
    return { requests, failed, reconnects, firstFailure: this.#firstFailure }
  }

  async close(): Promise<void> {
    await this.#agent.close()
  }
}

export function makeBody(id: string, day: Day, inputs: readonly ModelInput[], from: number, to: number): string {
  return JSON.stringify({
    id,
    parameters: { window: day.day },
    inputs: inputs.map(({ name, datatype }) => {
      const column = day.columns[name]
      if (column === undefined) throw new Error(`the model asks for "${name}", which the pipeline has no feature for`)
      const data = column.slice(from, to)
      return { name, datatype, shape: [to - from], data: datatype === 'BYTES' ? data.map(String) : data.map(Number) }
    }),
  })
}
