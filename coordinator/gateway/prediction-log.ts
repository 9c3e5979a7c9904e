/**
 * The prediction log: every answered request, by model and window, in segments on disk. A window's segment is closed as
 * its last (`final`) when a newer window has been seen and none of its requests is in flight, or after an idle second.
 * A wall-clock window (today) is never closed for idleness: it ends with its day. Large windows are cut into parts.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { PredictionRecord } from '../../shared/model/engines.ts'
import { OpenSegment, parseClosedName, parseOpenName, recoverSegment } from './segment-file.ts'

export interface PredictionLogOptions {
  readonly dir: string
  readonly nowMs: () => number
  readonly segmentBytes: number
  /** a segment was closed: it waits for its upload */
  readonly onClosed: () => void
  readonly onError: (error: unknown) => void
  readonly idleMs?: number
  /** how long an older window waits for late requests once a newer one was seen */
  readonly graceMs?: number
}

interface WindowState {
  readonly window: string
  inFlight: number
  lastMs: number
  open: OpenSegment | null
  /** requests logged (id and inputs): a request a client sent twice counts once */
  readonly seen: Set<string>
}
interface ModelState {
  readonly dir: string
  readonly ready: Promise<unknown>
  nextNumber: number
  newest: string
  readonly windows: Map<string, WindowState>
}

/** One request's place in the log. `end` must be called once; null when there is nothing to log. */
export interface Ticket {
  readonly window: string
  end(record: Omit<PredictionRecord, 'window'> | null): Promise<void>
}

/** windows whose `seen` is remembered, by model */
const windowsRemembered = 8

export class PredictionLog {
  readonly #options: Required<PredictionLogOptions>
  readonly #models = new Map<string, ModelState>()
  readonly #closing = new Set<Promise<void>>()

  constructor(options: PredictionLogOptions) {
    this.#options = { idleMs: 1_000, graceMs: 50, ...options }
  }

  /** Takes up the segments a former life left open. */
  async recover(): Promise<void> {
    await mkdir(this.#options.dir, { recursive: true })
    for (const entry of await readdir(this.#options.dir, { withFileTypes: true })) {
      if (entry.isDirectory()) await this.#recoverModel(decodeURIComponent(entry.name))
    }
  }

  async #recoverModel(name: string): Promise<void> {
    const model = this.#model(name)
    const files = await readdir(model.dir)
    for (const file of files) {
      const number = parseClosedName(name, model.dir, file)?.number ?? parseOpenName(file)?.number ?? 0
      model.nextNumber = Math.max(model.nextNumber, number + 1)
    }
    const left = files.map(parseOpenName).filter((segment) => segment !== null)
    left.sort((a, b) => a.number - b.number)
    for (const { window, number } of left) {
      const path = join(model.dir, `${window}.${number}.open`)
      const { bytes, rows, records } = await recoverSegment(path)
      if (records.length === 0) {
        await unlink(path)
        continue
      }
      const state = this.#window(model, window)
      for (const record of records) state.seen.add(fingerprint(record.id, JSON.stringify(record.columns)))
      if (state.open !== null) this.#closeSegment(state.open, false) // a later one of its window was begun
      state.open = new OpenSegment(model.dir, window, number, { bytes, rows })
    }
  }

  /** A request for `model` has begun; it belongs to `window`, or to today. */
  begin(model: string, window: string | null): Ticket {
    const name = window ?? this.#today()
    const modelState = this.#model(model)
    const state = this.#window(modelState, name)
    state.inFlight++
    return {
      window: name,
      end: async (record) => {
        try {
          if (record !== null) await this.#append(modelState, state, { ...record, window: name })
        } catch (error) {
          this.#options.onError(error) // a full disk must not fail inference
        } finally {
          state.inFlight--
          state.lastMs = this.#options.nowMs()
        }
      },
    }
  }

  async #append(model: ModelState, state: WindowState, record: PredictionRecord): Promise<void> {
    const columns = JSON.stringify(record.columns)
    const print = fingerprint(record.id, columns)
    if (state.seen.has(print)) return
    state.seen.add(print)
    await model.ready
    const full = state.open !== null && state.open.bytes >= this.#options.segmentBytes ? state.open : null
    if (state.open === null || full !== null) {
      state.open = new OpenSegment(model.dir, state.window, model.nextNumber++, { bytes: 0, rows: 0 })
    }
    const { id, version, window, atMs, scores } = record
    const rest = JSON.stringify({ id, version, window, atMs, scores })
    await state.open.append(`${rest.slice(0, -1)},"columns":${columns}}\n`, scores.length)
    // only now: a window always has an open segment to be its last
    if (full !== null) this.#closeSegment(full, false)
  }

  /** Closes what is due. Called regularly. */
  tick(): void {
    const now = this.#options.nowMs()
    const today = this.#today()
    for (const model of this.#models.values()) {
      for (const state of model.windows.values()) {
        if (state.open === null || state.inFlight > 0) continue
        const quietMs = now - state.lastMs
        const superseded = state.window < model.newest && quietMs >= this.#options.graceMs
        const idle = quietMs >= this.#options.idleMs && state.window !== today
        if (!superseded && !idle) continue
        const segment = state.open
        state.open = null
        this.#closeSegment(segment, true)
      }
      forgetOld(model)
    }
  }

  #closeSegment(segment: OpenSegment, final: boolean): void {
    const closing = segment.close(final).then(this.#options.onClosed, this.#options.onError)
    this.#closing.add(closing)
    void closing.finally(() => this.#closing.delete(closing))
  }

  /** Lets go of all files; open segments are taken up by the next start. */
  async close(): Promise<void> {
    const open = [...this.#models.values()].flatMap((model) => [...model.windows.values()])
    await Promise.allSettled([...open.map((state) => state.open?.release()), ...this.#closing])
  }

  #model(name: string): ModelState {
    let model = this.#models.get(name)
    if (model === undefined) {
      const dir = join(this.#options.dir, encodeURIComponent(name))
      const ready = mkdir(dir, { recursive: true })
      ready.catch(() => {}) // reported by the first append
      model = { dir, ready, nextNumber: 1, newest: '', windows: new Map() }
      this.#models.set(name, model)
    }
    return model
  }

  #window(model: ModelState, window: string): WindowState {
    let state = model.windows.get(window)
    if (state === undefined) {
      state = { window, inFlight: 0, lastMs: this.#options.nowMs(), open: null, seen: new Set() }
      model.windows.set(window, state)
      if (window > model.newest) model.newest = window
    }
    return state
  }

  #today(): string {
    return new Date(this.#options.nowMs()).toISOString().slice(0, 10)
  }
}

function forgetOld(model: ModelState): void {
  if (model.windows.size <= windowsRemembered) return
  const idle = [...model.windows.values()].filter((state) => state.open === null && state.inFlight === 0)
  idle.sort((a, b) => a.lastMs - b.lastMs)
  for (const state of idle.slice(0, model.windows.size - windowsRemembered)) model.windows.delete(state.window)
}

function fingerprint(id: string, columns: string): string {
  return createHash('sha1').update(id).update('\0').update(columns).digest('base64')
}
