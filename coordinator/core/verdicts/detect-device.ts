/** Which device a series belongs to, and what is known of it now. */
import type { SignalName } from '../../../shared/model/signals.ts'
import type { SeriesInfo } from './detector.ts'
import type { Peers } from './rules-row.ts'

/** A peer's figure that is older says nothing of now. By default no sensor reads more seldom than every 60 s. */
const peerAgeMs = 150_000

type Labels = Readonly<Record<string, string>>

/** The latest of one series. */
export interface Latest {
  readonly info: SeriesInfo
  /** NaN: none yet */
  readonly ms: number
  readonly last: number | string | undefined
  /** since when it has had no value, and why (null: unsupported); undefined while it has one */
  readonly lost: { readonly sinceMs: number; readonly reason: string | null } | undefined
}

/** Labels that say where something stands rather than what it is. */
const places: readonly string[] = ['site', 'row', 'rack', 'cdu', 'tray', 'host']

/** A part of what a collector reads, as its equipment calls it. */
function partOf({ collector, device, name, sensor }: Labels): string {
  const own = device ?? name ?? sensor ?? ''
  return collector === undefined ? own : own === '' ? collector : `${collector}/${own}`
}

/** The first that fits; what the kinds mean: see `Finding.device`. */
export function deviceIdOf({ name, labels }: Pick<SeriesInfo, 'name' | 'labels'>): string {
  const { gpu, uuid, link, device, port, mount, chip, disk, sensor, controller } = labels
  const board = uuid ?? gpu
  if (board !== undefined) return link === undefined ? `gpu:${board}` : `nvlink:${board}/${link}`
  if (name.startsWith('leak-')) return `leak:${partOf(labels)}`
  if (labels.collector !== undefined) return `${labels.cdu === undefined ? 'part' : 'cdu'}:${partOf(labels)}`
  if (chip !== undefined) return `hwmon:${chip}/${device ?? ''}/${labels.input ?? ''}`
  if (device !== undefined && port !== undefined) return `port:${device}/${port}`
  if (labels.interface !== undefined) return `interface:${labels.interface}`
  if (mount !== undefined) return `disk:${mount}`
  if (disk !== undefined) return `disk:${disk}`
  if (controller !== undefined) return `memory:${controller}`
  if (sensor !== undefined) return `sensor:${sensor}`
  return device === undefined ? 'host' : `part:${device}`
}

export function placeOf(labels: Labels): Labels {
  return Object.fromEntries(places.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])))
}

export class Device implements Peers {
  readonly id: string
  readonly place: Labels
  readonly latest = new Map<string, Latest>()
  readonly #all: Devices
  /** index of the GPU, where its sensor knows no more */
  readonly #index: string | undefined
  readonly #collector: string | undefined
  readonly #hasBoard: boolean
  #board: Device | undefined

  constructor(all: Devices, id: string, labels: Labels) {
    this.#all = all
    this.id = id
    this.place = placeOf(labels)
    this.#index = labels.uuid === undefined ? labels.gpu : undefined
    this.#collector = labels.collector
    this.#hasBoard = id.startsWith('gpu:') || id.startsWith('nvlink:')
  }

  /** The name under which other sensors know it. */
  get name(): string {
    const uuid = this.#index === undefined ? undefined : this.#all.uuids.get(this.#index)
    return uuid === undefined ? this.id : this.id.replace(/^(gpu|nvlink):[^/]+/, `$1:${uuid}`)
  }

  get kind(): string {
    return this.id.split(':', 1)[0]!
  }

  /** Of the device itself, of the GPU or the equipment that it belongs to, or of the host. */
  find(signal: string): Latest | undefined {
    const own = this.latest.get(signal)
    if (own !== undefined) return own
    if (this.#collector !== undefined) return this.#all.ofCollector(this.#collector).get(signal)
    return this.#boardOf()?.latest.get(signal) ?? this.#all.host?.latest.get(signal)
  }

  /** The GPU that it is, or that it belongs to. Asked with nearly every sample: found once. */
  #boardOf(): Device | undefined {
    if (this.#board !== undefined || !this.#hasBoard) return this.#board
    const board = /^(?:gpu|nvlink):([^/]+)/.exec(this.name)?.[1]
    this.#board = this.#all.get(`gpu:${board}`)
    return this.#board
  }

  number(signal: SignalName): number | undefined {
    const value = this.#fresh(signal)
    return typeof value === 'number' ? value : undefined
  }

  word(signal: SignalName): string | undefined {
    const value = this.#fresh(signal)
    return typeof value === 'string' ? value : undefined
  }

  #fresh(signal: SignalName): number | string | undefined {
    const found = this.find(signal)
    if (found === undefined || found.lost !== undefined) return undefined
    // Text is sent when it changes, and stands until then.
    const isFresh = found.info.kind === 'text' || this.#all.nowMs - found.ms <= peerAgeMs
    return isFresh ? found.last : undefined
  }
}

/** Devices of one host. */
export class Devices {
  readonly #byId = new Map<string, Device>()
  readonly #byCollector = new Map<string, Map<string, Latest>>()
  /** GPUs by index: some sensors know no more of them */
  readonly uuids = new Map<string, string>()
  host: Device | undefined
  /** the newest moment of the host's clock that a sample told */
  nowMs = 0

  of(series: SeriesInfo): Device {
    const { gpu, uuid } = series.labels
    if (gpu !== undefined && uuid !== undefined) this.uuids.set(gpu, uuid)
    const id = deviceIdOf(series)
    const known = this.#byId.get(id)
    if (known !== undefined) return known
    const device = new Device(this, id, series.labels)
    this.#byId.set(id, device)
    if (id === 'host') this.host = device
    return device
  }

  /** The latest of each signal of one collector's equipment. */
  ofCollector(collector: string): Map<string, Latest> {
    const known = this.#byCollector.get(collector) ?? new Map<string, Latest>()
    this.#byCollector.set(collector, known)
    return known
  }

  /** Makes a series known to its device, and to the other parts of its equipment: of a CDU, what it gives to the racks. */
  follow(device: Device, series: Latest): void {
    const { name, labels } = series.info
    device.latest.set(name, series)
    if (labels.collector !== undefined && labels.side !== 'primary')
      this.ofCollector(labels.collector).set(name, series)
  }

  get(id: string): Device | undefined {
    return this.#byId.get(id)
  }
}
