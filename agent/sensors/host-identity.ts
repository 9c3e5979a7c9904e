/**
 * What the host is made of, by `systeminformation`. It runs programs for nearly everything, so a round reads one part and
 * keeps the others as they were: each is at most as many periods old as there are parts.
 */
import si from 'systeminformation'
import type { Signal } from '../../shared/model/reading.ts'
import type { SignalName } from '../../shared/model/signals.ts'
import { defaultPeriodsMs } from './names.ts'
import { asGaps, gap, type Sensor, signalMaker, unsupported, value } from './sensor.ts'

const signal = signalMaker('systeminformation', 'systeminformation')

const joined = (...parts: readonly (string | number | null | undefined)[]): string =>
  parts.filter((part) => part !== '' && part !== null && part !== undefined && part !== 0).join(' ')

/** What firmware says where its maker has filled nothing in. */
const nothing =
  /^(?:-|none|n\/a|unknown|not (?:specified|available|applicable)|default string|to be filled by o\.e\.m\.|system (?:serial number|product name|manufacturer))$/i
const known = (text: string): string => (nothing.test(text.trim()) ? '' : text.trim())

/** Names for the inventory; unknown ones are empty, never invented. */
export async function identify(): Promise<{ os: string; cpuModel: string }> {
  const [os, cpu] = await Promise.all([si.osInfo(), si.cpu()])
  return { os: joined(os.distro, os.release, os.kernel), cpuModel: joined(cpu.manufacturer, cpu.brand) }
}

interface Part {
  readonly names: readonly SignalName[]
  /** in the order of the names; unknown ones are empty */
  readonly read: () => Promise<readonly string[]>
}

const parts: readonly Part[] = [
  {
    names: ['host-os', 'host-kernel'],
    read: () => si.osInfo().then(({ distro, release, kernel }) => [joined(distro, release), kernel]),
  },
  {
    names: ['host-maker', 'host-model', 'host-serial', 'host-uuid'],
    read: () => si.system().then(({ manufacturer, model, serial, uuid }) => [manufacturer, model, serial, uuid]),
  },
  {
    names: ['bios-version'],
    read: () =>
      si
        .bios()
        .then(({ vendor, version, releaseDate }) => [version === '' ? '' : joined(vendor, version, releaseDate)]),
  },
  {
    names: ['board-model', 'board-serial'],
    read: () =>
      si.baseboard().then(({ manufacturer, model, serial }) => [joined(known(manufacturer), known(model)), serial]),
  },
  {
    names: ['cpu-model'],
    read: () =>
      si.cpu().then(({ manufacturer, brand, physicalCores, processors }) => {
        const name = joined(manufacturer, brand)
        return [name === '' ? '' : `${processors} × ${name}, ${physicalCores} cores`]
      }),
  },
]

/** What is asked changes with a reboot at most: whoever reads it each second has it as it was some seconds ago. */
const leastMs = 30_000

export function hostIdentity(): Sensor {
  const read = parts.map((): readonly Signal[] => [])
  const refresh = async (at: number, nowMs: number): Promise<void> => {
    const { names, read: ask } = parts[at]!
    try {
      const texts = (await ask()).map(known)
      read[at] = names.map((name, index) => {
        const text = texts[index] ?? ''
        return signal(name, text === '' ? unsupported : value(text, nowMs))
      })
    } catch (error) {
      const reason = (error as Error).message
      const failed = names.map((name) => signal(name, gap(reason, nowMs)))
      read[at] = read[at]!.length > 0 ? asGaps(read[at]!, reason, nowMs) : failed
    }
  }
  let round = 0
  let ranMs = Number.NEGATIVE_INFINITY
  return {
    name: 'systeminformation',
    periodMs: defaultPeriodsMs.systeminformation,
    deadlineMs: 20_000,
    async read(nowMs) {
      if (nowMs - ranMs < leastMs) return read.flat()
      ranMs = nowMs
      if (round === 0) for (const at of parts.keys()) await refresh(at, nowMs)
      else await refresh(round % parts.length, nowMs)
      round++
      return read.flat()
    },
  }
}
