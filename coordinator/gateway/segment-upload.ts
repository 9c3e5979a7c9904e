/**
 * Brings closed segments to the coordinator: the file as an artifact, then its registration, then the local file goes.
 * Tried until the coordinator takes it; what is to do is read from the disk, so restarts on either side lose nothing.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { request } from 'undici'
import type { ErrorCode } from '../../shared/errors.ts'
import type { ArtifactRef } from '../../shared/model/job.ts'
import { type ClosedSegment, parseClosedName } from './segment-file.ts'

export interface UploaderOptions {
  readonly dir: string
  readonly coordinator: string
  /** the pipeline that watches a model; null while none does: its segments wait */
  readonly pipelineOf: (model: string) => string | null
  readonly log: (line: string) => void
  readonly retryMinMs?: number
  readonly retryMaxMs?: number
  /** oldest segments are dropped (and that is logged) when more than this waits */
  readonly backlogBytes?: number
}

type Result = 'done' | 'later' | { readonly rejected: string }

export class SegmentUploader {
  readonly #options: Required<UploaderOptions>
  readonly #abort = new AbortController()
  #running: Promise<void> | null = null
  #again = false
  #timer: NodeJS.Timeout | undefined
  #backoffMs: number

  constructor(options: UploaderOptions) {
    this.#options = { retryMinMs: 200, retryMaxMs: 5_000, backlogBytes: 1024 ** 3, ...options }
    this.#backoffMs = this.#options.retryMinMs
  }

  /** There may be something to upload. */
  kick(): void {
    if (this.#abort.signal.aborted) return
    if (this.#running !== null) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#running = this.#pass()
      .catch((error: unknown) => {
        this.#options.log(`segments: ${error instanceof Error ? error.message : String(error)}`)
        return false
      })
      .then((clean) => this.#ended(clean))
  }

  #ended(clean: boolean): void {
    this.#running = null
    if (clean) this.#backoffMs = this.#options.retryMinMs
    if (this.#again && clean) {
      this.#again = false
      this.kick()
    } else if (!clean && !this.#abort.signal.aborted) {
      this.#timer = setTimeout(() => this.kick(), this.#backoffMs)
      this.#backoffMs = Math.min(this.#backoffMs * 2, this.#options.retryMaxMs)
    }
  }

  /** Uploads all that is closed, oldest first; false: some of it must be tried again. */
  async #pass(): Promise<boolean> {
    this.#again = false
    const segments = await this.waiting()
    await this.#dropOldest(segments)
    for (const segment of segments) {
      if (this.#abort.signal.aborted) return true
      const pipeline = this.#options.pipelineOf(segment.model)
      if (pipeline === null) continue
      const result = await this.#upload(segment, pipeline)
      if (result === 'later') return false
      if (result === 'done') await unlink(segment.path)
      else {
        this.#options.log(`segment ${segment.path} set aside: ${result.rejected}`)
        await rename(segment.path, `${segment.path}.rejected`)
      }
    }
    return true
  }

  /** Closed segments on disk, by model, window and number. */
  async waiting(): Promise<ClosedSegment[]> {
    const found: ClosedSegment[] = []
    for (const entry of await readdir(this.#options.dir, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const dir = join(this.#options.dir, entry.name)
      for (const file of await readdir(dir)) {
        const segment = parseClosedName(decodeURIComponent(entry.name), dir, file)
        if (segment !== null) found.push(segment)
      }
    }
    const order = (s: ClosedSegment): string => `${s.model}\0${s.window}\0${String(s.number).padStart(12, '0')}`
    return found.sort((a, b) => (order(a) < order(b) ? -1 : 1))
  }

  async #dropOldest(segments: ClosedSegment[]): Promise<void> {
    const sizes = await Promise.all(segments.map(async (segment) => (await stat(segment.path)).size))
    let total = sizes.reduce((sum, size) => sum + size, 0)
    while (total > this.#options.backlogBytes && segments.length > 1) {
      const oldest = segments.shift() as ClosedSegment
      total -= sizes.shift() as number
      await unlink(oldest.path)
      this.#options.log(`segment ${oldest.path} dropped: more than ${this.#options.backlogBytes} bytes wait for upload`)
    }
  }

  async #upload(segment: ClosedSegment, pipeline: string): Promise<Result> {
    const bytes = await readFile(segment.path)
    const artifact: ArtifactRef = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
    const base = `${this.#options.coordinator}/api/v1`
    const put = await this.#send('PUT', `${base}/artifacts/${artifact.sha256}`, 'application/octet-stream', bytes)
    if (put !== 'done') return put
    const body = JSON.stringify({ window: segment.window, artifact, rows: segment.rows, final: segment.final })
    const url = `${base}/pipelines/${encodeURIComponent(pipeline)}/segments`
    return this.#send('POST', url, 'application/json', Buffer.from(body), artifact.sha256)
  }

  async #send(method: 'PUT' | 'POST', url: string, type: string, body: Buffer, key?: string): Promise<Result> {
    try {
      const response = await request(url, {
        method,
        body,
        headers: { 'content-type': type, ...(key === undefined ? {} : { 'idempotency-key': key }) },
        headersTimeout: 15_000,
        signal: this.#abort.signal,
      })
      const text = await response.body.text()
      if (response.statusCode < 300) return 'done'
      return judgeRefusal(response.statusCode, text)
    } catch {
      return 'later' // down, restarting or stopping: the file stays
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#abort.abort()
    await this.#running
  }
}

/** 4xx is the coordinator's last word, except where time or another upload mends it. */
function judgeRefusal(status: number, text: string): Result {
  if (status >= 500 || status === 429 || status === 408) return 'later'
  let code: ErrorCode | undefined
  try {
    code = (JSON.parse(text) as { code?: ErrorCode }).code
  } catch {
    // not a problem document
  }
  if (code === 'no-such-artifact') return 'later' // swept between upload and registration
  return { rejected: `${status} ${text.slice(0, 300)}` }
}
