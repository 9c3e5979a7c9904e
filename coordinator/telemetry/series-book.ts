/**
 * Which series there are: numbered within their host, kept on disk so that a number means the same for as long as samples with it are
 * kept. What is the same on many hosts (name, unit, states) is held once, as a shape; labels of one device once a host.
 */
import { limits } from '../../shared/limits.ts'
import type { SignalKind } from '../../shared/model/signals/signal-def.ts'
import { WireError } from '../../shared/protocol/codec.ts'
import type { SeriesDef } from '../../shared/protocol/telemetry.ts'

export type Labels = Readonly<Record<string, string>>

/** What a series is apart from its device. */
export interface Shape {
  readonly number: number
  readonly sensor: string
  readonly name: string
  readonly unit: string
  readonly kind: SignalKind
  readonly decimals: number
  readonly states: readonly string[]
}

/** Where the book is kept: all of it is read at the start; `write` is on disk when it resolves. */
export interface BookDisk {
  load(): Promise<readonly (readonly [key: string, value: string])[]>
  write(rows: readonly (readonly [key: string, value: string])[]): Promise<void>
}

/** The series of one host, by number. */
export interface HostSeries {
  readonly number: number
  readonly host: string
  readonly shapes: Shape[]
  readonly labels: Labels[]
  readonly sources: string[]
  /** by life of its agent: what is added to its times, where that is not nothing */
  readonly shifts: Map<string, number>
}

interface HostRow {
  readonly number: number
  readonly labels: readonly Labels[]
  readonly sources: readonly string[]
  /** shape, place in `labels`, place in `sources` */
  readonly series: readonly (readonly [number, number, number])[]
  readonly shifts?: readonly (readonly [string, number])[]
}

/** lives of an agent whose frames may still come */
const shiftsKept = 8

const kinds: readonly string[] = ['gauge', 'counter', 'state', 'text']
/** names that differ only in what an agent's version says of them; a fleet has some hundreds */
const mostShapes = 50_000
/** a key has two bytes for it */
const mostSensors = 4_096

const isSameShape = (a: Omit<Shape, 'number'>, b: Omit<Shape, 'number'>): boolean =>
  a.sensor === b.sensor &&
  a.unit === b.unit &&
  a.kind === b.kind &&
  a.decimals === b.decimals &&
  a.states.length === b.states.length &&
  a.states.every((word, i) => word === b.states[i])
function labelsKey(labels: Labels): string {
  let text = ''
  for (const key of Object.keys(labels).sort()) text += `${key}=${labels[key]}\n`
  return text
}

export class SeriesBook {
  readonly shapes: Shape[] = []
  readonly #byName = new Map<string, Shape[]>()
  readonly #hosts = new Map<string, HostSeries>()
  readonly #sensors: string[] = []
  readonly #sensorNumbers = new Map<string, number>()
  readonly #disk: BookDisk
  readonly #dirty = new Set<HostSeries>()
  #savedShapes = 0
  #savedSensors = 0
  #lastHost = 0

  private constructor(disk: BookDisk) {
    this.#disk = disk
  }

  static async open(disk: BookDisk): Promise<SeriesBook> {
    const book = new SeriesBook(disk)
    const rows = await disk.load()
    const of = (kind: string) =>
      rows.filter(([key]) => key.startsWith(kind)).map(([key, value]) => [key.slice(2), value] as const)
    const numbered = (kind: string) => of(kind).sort(([a], [b]) => Number(a) - Number(b))
    for (const [, value] of numbered('s!')) book.#addShape(JSON.parse(value) as Omit<Shape, 'number'>)
    for (const [, value] of numbered('m!')) book.sensor(value)
    for (const [host, value] of of('h!')) book.#loadHost(host, JSON.parse(value) as HostRow)
    book.#savedShapes = book.shapes.length
    book.#savedSensors = book.#sensors.length
    return book
  }

  get hostCount(): number {
    return this.#hosts.size
  }
  hosts(): IterableIterator<HostSeries> {
    return this.#hosts.values()
  }
  known(host: string): HostSeries | undefined {
    return this.#hosts.get(host)
  }
  /** The host's series; begun where it has none yet. */
  host(host: string): HostSeries {
    let found = this.#hosts.get(host)
    if (found === undefined) {
      found = { number: ++this.#lastHost, host, shapes: [], labels: [], sources: [], shifts: new Map() }
      this.#hosts.set(host, found)
      this.#dirty.add(found)
    }
    return found
  }
  /** Throws WireError when there are too many. */
  sensor(name: string): number {
    let number = this.#sensorNumbers.get(name)
    if (number === undefined) {
      if (this.#sensors.length >= mostSensors)
        throw new WireError(`more than ${mostSensors} sensors; '${name}' is one too many`)
      number = this.#sensors.push(name) - 1
      this.#sensorNumbers.set(name, number)
    }
    return number
  }

  /**
   * Numbers of the defined series, in order; -1 where a definition is not one, or the host has too many. The host's list of what it
   * has is made anew each time: it is wanted once a link, and would cost more memory than all else if it were kept.
   */
  define(host: HostSeries, defs: readonly SeriesDef[]): number[] {
    const numbers = new Map<string, number>()
    const labelSets = new Map<string, Labels>()
    const texts = new Map<Labels, string>()
    const own = new Set(host.shapes)
    const textOf = (labels: Labels): string => {
      let text = texts.get(labels)
      if (text === undefined) {
        text = labelsKey(labels)
        texts.set(labels, text)
      }
      return text
    }
    for (let i = 0; i < host.shapes.length; i++) {
      const text = textOf(host.labels[i]!)
      labelSets.set(text, host.labels[i]!)
      numbers.set(`${host.shapes[i]!.number} ${text}`, i)
    }
    return defs.map((def) => {
      const shape = this.#shapeOf(def, host, own)
      if (shape === undefined || !areLabels(def.labels ?? {})) return -1
      const text = labelsKey(def.labels ?? {})
      if (shape.sensor.length + 1 + shape.name.length + text.length > limits.seriesTextChars) return -1
      const key = `${shape.number} ${text}`
      const source = (def.source ?? '').slice(0, limits.shortTextChars)
      let number = numbers.get(key)
      if (number === undefined) {
        if (host.shapes.length >= limits.seriesPerHost) return -1
        let labels = labelSets.get(text)
        if (labels === undefined) {
          labels = { ...def.labels }
          labelSets.set(text, labels)
        }
        own.add(shape)
        number = host.shapes.push(shape) - 1
        host.labels.push(labels)
        host.sources.push(source)
        numbers.set(key, number)
        this.#dirty.add(host)
      } else if (host.sources[number] !== source) {
        host.sources[number] = source
        this.#dirty.add(host)
      }
      return number
    })
  }

  /** On disk with the next flush, which comes before samples are written. */
  keepShift(host: HostSeries, life: string, shiftMs: number): void {
    const { shifts } = host
    shifts.delete(life)
    if (shiftMs !== 0) shifts.set(life, shiftMs)
    if (shifts.size > shiftsKept) shifts.delete(shifts.keys().next().value as string)
    this.#dirty.add(host)
  }

  get isDirty(): boolean {
    return this.#dirty.size > 0
  }

  /** On disk before any sample of a new series is: a number is never given twice. */
  async flush(): Promise<void> {
    const rows: [string, string][] = []
    const shapes = this.shapes.length
    const sensors = this.#sensors.length
    for (const { number, ...shape } of this.shapes.slice(this.#savedShapes))
      rows.push([`s!${number}`, JSON.stringify(shape)])
    for (let i = this.#savedSensors; i < sensors; i++) rows.push([`m!${i}`, this.#sensors[i]!])
    const hosts = [...this.#dirty]
    for (const host of hosts) rows.push([`h!${host.host}`, JSON.stringify(rowOf(host))])
    if (rows.length === 0) return
    this.#dirty.clear()
    try {
      await this.#disk.write(rows)
      this.#savedShapes = shapes
      this.#savedSensors = sensors
    } catch (error) {
      for (const host of hosts) this.#dirty.add(host)
      throw error
    }
  }

  /** `own`: shapes that the host has. One host cannot use up what there is room for in all. */
  #shapeOf(def: SeriesDef, host: HostSeries, own: ReadonlySet<Shape>): Shape | undefined {
    const [sensor, name, unit, kind] = [def.sensor ?? '', def.name ?? '', def.unit ?? '', def.kind ?? '']
    const decimals = def.decimals ?? 0
    const states = def.states ?? []
    const isSound =
      name !== '' && kinds.includes(kind) && decimals <= 12 && [sensor, name, unit, ...states].every(isShort)
    if (!isSound || states.length > 64 || states.join('').length > limits.statesChars) return undefined
    const made = { sensor, name, unit, kind: kind as SignalKind, decimals, states: [...states] }
    const known = this.#byName.get(name)?.find((shape) => isSameShape(shape, made))
    if (known !== undefined && own.has(known)) return known
    const isOver = host.shapes.length >= limits.seriesPerHost || own.size >= limits.shapesPerHost
    if (isOver || this.shapes.length >= mostShapes || isOverSensors(own, sensor)) return undefined
    return known ?? this.#addShape(made)
  }

  #addShape(from: Omit<Shape, 'number'>): Shape {
    const shape = { number: this.shapes.length, ...from }
    this.shapes.push(shape)
    const list = this.#byName.get(shape.name)
    if (list === undefined) this.#byName.set(shape.name, [shape])
    else list.push(shape)
    return shape
  }

  #loadHost(host: string, row: HostRow): void {
    const found: HostSeries = {
      number: row.number,
      host,
      shapes: [],
      labels: [],
      sources: [],
      shifts: new Map(row.shifts),
    }
    for (const [shape, labels, source] of row.series) {
      found.shapes.push(this.shapes[shape] as Shape)
      found.labels.push(row.labels[labels] as Labels)
      found.sources.push(row.sources[source] as string)
    }
    this.#hosts.set(host, found)
    this.#lastHost = Math.max(this.#lastHost, row.number)
  }
}

const isShort = (text: string): boolean => text.length <= limits.shortTextChars
function areLabels(labels: Labels): boolean {
  const pairs = Object.entries(labels)
  return pairs.length <= limits.labelsPerSeries && pairs.every((pair) => pair.every(isShort))
}

function isOverSensors(own: ReadonlySet<Shape>, sensor: string): boolean {
  const sensors = new Set<string>()
  for (const shape of own) sensors.add(shape.sensor)
  return sensors.size >= limits.sensorsPerHost && !sensors.has(sensor)
}

function rowOf({ number, shapes, labels, sources, shifts }: HostSeries): HostRow {
  const labelSets = [...new Set(labels)]
  const sourceSet = [...new Set(sources)]
  const labelsAt = new Map(labelSets.map((each, i) => [each, i]))
  const sourceAt = new Map(sourceSet.map((each, i) => [each, i]))
  const series = shapes.map(
    (shape, i) => [shape.number, labelsAt.get(labels[i]!)!, sourceAt.get(sources[i]!)!] as const,
  )
  return { number, labels: labelSets, sources: sourceSet, series, shifts: [...shifts] }
}
