/**
 * A sensor over devices that are folders of small files: ports, chips, memory controllers. Each device is read apart from the
 * others, and one that fails, hangs or goes loses its own rows only.
 */
import { readdirSync } from 'node:fs'
import type { Signal } from '../../shared/model/reading.ts'
import { DeviceBlocked, type FileReader, type FilesRead, readNow } from './file-reader.ts'
import type { FileText } from './file-text.ts'
import { defaultPeriodsMs, type SensorName } from './names.ts'
import { asGaps, type Blocked, type Sensor } from './sensor.ts'

export interface Device {
  /** unique in its sensor */
  readonly id: string
  /** of parts of one device, which hang together: they are read one after another */
  readonly lane?: string
  /** the labels that its signals have in common: one object for as long as the device is there */
  readonly labels: Readonly<Record<string, string>>
  /** what it is made of; with another shape it is another device */
  readonly shape: string
  readonly paths: () => readonly string[]
  /** it has nothing new to say sooner after a read than that */
  readonly restMs?: () => number
  /** Pure but for what it remembers of its own device. `files` in the order of `paths()`; `readMs`: when they had been read. */
  readonly parse: (files: readonly FileText[], nowMs: number, readMs: number) => Signal[]
}

export interface DeviceSensorOptions {
  readonly name: SensorName
  /** none where the kernel has the files at hand and no device is waited for */
  readonly files?: FileReader
  /** Looks what devices there are: at folders only, for which no driver is asked. None is no error: they may come later. */
  readonly discover: () => Device[]
  /** a device that is there no more keeps its rows, as gaps; not where devices come and go */
  readonly keepsGone?: boolean
  /** files that a driver refuses (EINVAL) are read again only once a minute: there each try may be a line in the kernel log */
  readonly leavesRefused?: boolean
}

/** What is in a folder, in order; nothing where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

const lookAgainMs = 60_000
const mostGone = 256
/** so often in a row a file is refused before it is left alone */
const refusals = 2

interface Known {
  device: Device
  signals: readonly Signal[]
  readMs: number
  gone: boolean
}

class Refused {
  readonly #files = new Map<string, { count: number; untilMs: number }>()

  leavesAlone(path: string, nowMs: number): boolean {
    const file = this.#files.get(path)
    return file !== undefined && file.count >= refusals && nowMs < file.untilMs
  }

  heard(path: string, answer: FileText, nowMs: number): void {
    if (!('errno' in answer) || answer.errno !== 'EINVAL') return void this.#files.delete(path)
    this.#files.set(path, { count: (this.#files.get(path)?.count ?? 0) + 1, untilMs: nowMs + lookAgainMs })
  }
}

/** What was asked, with those between it that were left alone. */
function inOrder(all: readonly string[], asked: readonly string[], files: readonly FileText[]): readonly FileText[] {
  if (asked.length === all.length) return files
  const answers = new Map(asked.map((path, index) => [path, files[index]!]))
  return all.map((path) => answers.get(path) ?? { errno: 'EINVAL' })
}

export function deviceSensor({
  name,
  files,
  discover,
  keepsGone = true,
  leavesRefused = false,
}: DeviceSensorOptions): Sensor {
  const known = new Map<string, Known>()
  const refused = new Refused()
  let lookedMs = Number.NEGATIVE_INFINITY

  const laneOf = ({ id, lane = id }: Device): string => `${name} ${lane}`
  const ask = async (device: Device, paths: readonly string[], nowMs: number): Promise<FilesRead> =>
    files === undefined ? { files: readNow(paths), readMs: nowMs } : files.read(laneOf(device), paths)

  const look = (nowMs: number): void => {
    const found = new Map(discover().map((device) => [device.id, device]))
    for (const [id, one] of known) {
      if (found.has(id)) continue
      if (!keepsGone || known.size > mostGone) known.delete(id)
      else if (!one.gone) Object.assign(one, { gone: true, signals: asGaps(one.signals, 'it is there no more', nowMs) })
    }
    for (const [id, device] of found) {
      const old = known.get(id)
      if (old === undefined) known.set(id, { device, signals: [], readMs: Number.NEGATIVE_INFINITY, gone: false })
      else if (old.gone || old.device.shape !== device.shape) Object.assign(old, { device, gone: false })
    }
    lookedMs = nowMs
  }

  const read = async (one: Known, nowMs: number): Promise<void> => {
    const { device } = one
    const all = device.paths()
    const asked = leavesRefused ? all.filter((path) => !refused.leavesAlone(path, nowMs)) : all
    try {
      const read = await ask(device, asked, nowMs)
      if (leavesRefused) for (const [index, path] of asked.entries()) refused.heard(path, read.files[index]!, nowMs)
      one.signals = device.parse(inOrder(all, asked, read.files), nowMs, read.readMs)
      one.readMs = nowMs
      // Something went since the last look: look again before the next round.
      if (read.files.some((file) => 'errno' in file && (file.errno === 'ENOENT' || file.errno === 'ENODEV')))
        lookedMs = Number.NEGATIVE_INFINITY
    } catch (error) {
      const sinceMs = error instanceof DeviceBlocked ? error.sinceMs : nowMs
      one.signals = asGaps(one.signals, (error as Error).message, sinceMs)
    }
  }

  return {
    name,
    periodMs: defaultPeriodsMs[name],
    deadlineMs: 20_000,
    async read(nowMs) {
      if (nowMs - lookedMs >= lookAgainMs) look(nowMs)
      const due = [...known.values()].filter(
        (one) => !one.gone && nowMs - one.readMs >= (one.device.restMs?.() ?? Number.NEGATIVE_INFINITY),
      )
      await Promise.all(due.map((one) => read(one, nowMs)))
      return [...known.values()].flatMap(({ signals }) => signals)
    },
    blocked: (): Blocked[] =>
      (files?.blocked() ?? []).flatMap(({ device: lane, sinceMs }) => {
        const one = [...known.values()].find(({ device }) => laneOf(device) === lane)
        return one === undefined ? [] : [{ labels: one.device.labels, sinceMs }]
      }),
  }
}
