/** NVIDIA GPUs by `nvidia-smi -q -x`: where NVML cannot be loaded. Slow to run, so four times a minute. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Signal } from '../../shared/model/reading.ts'
import type { SignalName } from '../../shared/model/signals.ts'
import { ChildReader, childArgv } from './child-reader.ts'
import { listAt, textAt } from './nvidia-smi/fields.ts'
import { entryOf, readingsOf } from './nvidia-smi/gpu.ts'
import { asGaps, type Blocked, type Gpu, type Sensor, signalMaker, value } from './sensor.ts'

export interface Parsed {
  readonly signals: readonly Signal[]
  readonly gpus: readonly Gpu[]
}

type Labels = Readonly<Record<string, string>>
const make = signalMaker('nvidia-smi', 'nvidia-smi')

/** Pure: the document as `node-nvidia-smi` gives it. `labelsOf` gives the same object for the same GPU. */
function parse(document: unknown, nowMs: number, labelsOf: (gpu: number, uuid: string) => Labels): Parsed {
  const driver = textAt(document, 'nvidia_smi_log.driver_version')
  const listed = listAt(document, 'nvidia_smi_log.gpu')
  const signals: Signal[] = [make('gpus-listed', value(listed.length, nowMs))]
  const gpus = listed.map((gpu, index) => {
    const readings = readingsOf(gpu, driver, nowMs)
    const entry = entryOf(gpu, index, readings)
    const labels = labelsOf(index, entry.uuid)
    for (const [name, reading] of Object.entries(readings)) signals.push(make(name as SignalName, reading, labels))
    return entry
  })
  return { signals, gpus }
}

function labelKeeper(): (gpu: number, uuid: string) => Labels {
  const known = new Map<number, Labels>()
  return (gpu, uuid) => {
    const before = known.get(gpu)
    if (before?.uuid === uuid) return before
    const labels = Object.freeze({ gpu: String(gpu), uuid })
    known.set(gpu, labels)
    return labels
  }
}

const onPath = (): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'nvidia-smi')))

export interface SmiOptions {
  readonly argv?: readonly string[]
  readonly deadlineMs?: number
}

const noDevice = Object.freeze({})

/** Undefined where there is no such program. */
export function nvidiaSmi(options: SmiOptions = {}): Sensor | undefined {
  if (options.argv === undefined && !onPath()) return undefined
  const deadlineMs = options.deadlineMs ?? 20_000
  const child = new ChildReader(options.argv ?? childArgv('nvidia-smi/child'), deadlineMs)
  const labelsOf = labelKeeper()
  let last: Parsed = { signals: [], gpus: [] }
  let hangsSinceMs: number | undefined
  return {
    name: 'nvidia-smi',
    periodMs: 15_000,
    deadlineMs: deadlineMs + 1_000,
    async read(nowMs) {
      const reply = await child.ask()
      hangsSinceMs = child.isStuck ? (hangsSinceMs ?? nowMs) : undefined
      const failed = reply.broken ?? reply.lines.find((line) => typeof line.failed === 'string')?.failed
      const document = reply.lines.find((line) => 'document' in line)?.document
      if (failed !== undefined || document === undefined) {
        if (last.signals.length === 0) throw new Error(String(failed ?? 'nvidia-smi gave no document'))
        last = { ...last, signals: asGaps(last.signals, String(failed), nowMs) }
      } else last = parse(document, nowMs, labelsOf)
      return last.signals
    },
    gpus: () => last.gpus,
    blocked: (): readonly Blocked[] => [{ labels: noDevice, sinceMs: hangsSinceMs }],
    close: () => child.close(),
  }
}
