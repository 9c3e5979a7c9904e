/** The agent's telemetry in fake time: a disk in memory that outlives it, and a coordinator that keeps and acknowledges. */
import type { FrameDisk, StoredFrame } from '../../agent/link/telemetry/frame-disk.ts'
import { Telemetry, type TelemetryLine, type TelemetryOptions } from '../../agent/link/telemetry/telemetry.ts'
import type { Timers } from '../../shared/clock.ts'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { signalDef } from '../../shared/model/signals.ts'
import { decodeTelemetry, type TelemetryFrame } from '../../shared/protocol/telemetry.ts'
import { FakeTime } from './fake-time.ts'
import { KeptTelemetry } from './kept-telemetry.ts'

export class MemoryFrameDisk {
  readonly frames = new Map<number, StoredFrame & { readonly value: Uint8Array }>()
  /** what every write and read is refused with */
  fault: string | null = null
  opened = 0

  readonly open = async (): Promise<FrameDisk> => {
    this.#check()
    this.opened++
    const stored = [...this.frames.values()].sort((a, b) => a.place - b.place)
    return {
      stored,
      write: async (frames) => {
        this.#check()
        for (const frame of frames) this.frames.set(frame.place, frame)
      },
      read: async ({ place }) => {
        this.#check()
        const found = this.frames.get(place)
        if (found === undefined) throw new Error('not there')
        return found.value
      },
      remove: async (frames) => {
        this.#check()
        for (const { place } of frames) this.frames.delete(place)
      },
      close: async () => {},
    }
  }

  #check(): void {
    if (this.fault !== null) throw new Error(this.fault)
  }
}

export interface Sent {
  readonly atMs: number
  readonly frame: TelemetryFrame
  readonly bytes: number
}

export class TelemetryRig {
  readonly time = new FakeTime()
  readonly disk = new MemoryFrameDisk()
  readonly logs: string[] = []
  readonly sent: Sent[] = []
  readonly frames: TelemetryFrame[] = []
  readonly kept = new KeptTelemetry(this)
  telemetry!: Telemetry
  acks = true
  buffered = 0
  #line: TelemetryLine | null = null
  #life = { alive: false }

  /** A life of the agent; the one before is killed unless it was closed. */
  async live(options: Partial<TelemetryOptions> = {}): Promise<Telemetry> {
    const { time, disk } = this
    this.kill()
    const life = { alive: true }
    this.#life = life
    const log: TelemetryOptions['log'] = (level, message) => void this.logs.push(`${level} ${message}`)
    const unlessDead = (act: () => void) => (): void => {
      if (life.alive) act()
    }
    const timers: Timers = {
      setTimeout: (callback, ms) => time.setTimeout(unlessDead(callback), ms),
      setInterval: (callback, ms) => time.setInterval(unlessDead(callback), ms),
      clear: (timer) => time.clear(timer),
      soon: (callback) => time.soon(unlessDead(callback)),
    }
    const edges = { clock: time, timers, log, openDisk: disk.open, ownEveryMs: 0 }
    this.telemetry = await Telemetry.open({ ...edges, ...options })
    return this.telemetry
  }

  /** As kill -9 does. */
  kill(): void {
    this.#life.alive = false
    this.#line = null
  }

  up(): void {
    const { telemetry } = this
    const line: TelemetryLine = {
      bufferedAmount: () => this.buffered,
      send: (bytes) => {
        const frame = decodeTelemetry(bytes)
        this.frames.push(frame)
        this.sent.push({ atMs: this.time.nowMs(), frame, bytes: bytes.length })
        const { dictionary, number } = frame
        this.time.setTimeout(() => {
          if (this.acks && this.#line === line) telemetry.acked(dictionary!, number!, number!)
        }, 50)
      },
    }
    this.#line = line
    telemetry.up(line)
  }

  down(): void {
    this.#line = null
    this.telemetry.down()
  }

  own(name: string): unknown {
    const reading = this.telemetry.signals().find((signal) => signal.name === name)?.reading
    return reading?.kind === 'value' ? reading.value : undefined
  }
}

const labelsOf = new Map<string, Signal['labels']>()

/** A signal of GPU `gpu` of the sensor `nvml`, as sensors make them: the same object of labels each time. */
export function gpuSignal(name: string, gpu: number | string, reading: Reading): Signal {
  const labels = labelsOf.get(String(gpu)) ?? Object.freeze({ gpu: String(gpu), uuid: `GPU-${gpu}` })
  labelsOf.set(String(gpu), labels)
  return { sensor: 'nvml', name, unit: signalDef(name)?.unit ?? '', labels, reading, source: 'test' }
}

export const read = (value: number | string | boolean, hostClockMs: number): Reading => ({
  kind: 'value',
  value,
  hostClockMs,
})
