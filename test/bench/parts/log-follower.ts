/** `millwright logs JOB -f --json` as a child: what it gets, what it is told that it skipped, and how old the newest line is. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { MergedRecord } from '../../../shared/model/logs.ts'
import { quantile } from './quantiles.ts'

const cli = join(import.meta.dirname, '../../../coordinator/cli/main.ts')

export interface Followed {
  readonly lines: number
  readonly skippedLines: number
  readonly gapLines: number
  /** of records: from when the rank wrote their last line to here */
  readonly lagP50Ms: number
  readonly lagP99Ms: number
}

export class LogFollower {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #lagsMs: number[] = []
  #open = ''
  #lines = 0
  #skipped = 0
  #gaps = 0

  /** `heldMs`: nothing is read for so long once something has come, like a pager that a person has stopped at */
  constructor(address: string, job: string, flags: readonly string[], heldMs = 0) {
    const args = [cli, 'logs', job, ...flags, '--json', '--coordinator', address]
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const { stdout } = this.#child
    stdout?.setEncoding('utf8').on('data', (text: string) => this.#take(text))
    if (heldMs > 0)
      stdout?.once('data', () => {
        stdout.pause()
        setTimeout(() => stdout.resume(), heldMs)
      })
    this.#ended = once(this.#child, 'close')
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async done(): Promise<Followed> {
    await this.#ended
    const lags = this.#lagsMs.toSorted((a, b) => a - b)
    return {
      lines: this.#lines,
      skippedLines: this.#skipped,
      gapLines: this.#gaps,
      lagP50Ms: Math.round(quantile(lags, 0.5)),
      lagP99Ms: Math.round(quantile(lags, 0.99)),
    }
  }

  #take(text: string): void {
    const lines = (this.#open + text).split('\n')
    this.#open = lines.pop() ?? ''
    for (const line of lines) this.#record(JSON.parse(line) as MergedRecord)
  }

  #record(record: MergedRecord): void {
    if (record.kind === 'skipped') this.#skipped += record.lines
    else if (record.kind === 'gap') this.#gaps += record.lines ?? 0
    else if (record.kind === 'lines') {
      for (let at = record.text.indexOf('\n'); at >= 0; at = record.text.indexOf('\n', at + 1)) this.#lines++
      const at = record.text.lastIndexOf(' at ')
      if (at >= 0) this.#lagsMs.push(Date.now() - Number.parseInt(record.text.slice(at + 4, at + 17), 10))
    }
  }
}
