/** How many NVIDIA GPUs the kernel sees on PCI: known even while their driver hangs. */
import { join } from 'node:path'
import type { Signal } from '../../shared/model/reading.ts'
import { namesIn } from './device-sensor.ts'
import { type FileReader, readNow } from './file-reader.ts'
import { textOf } from './file-readings.ts'
import { defaultPeriodsMs } from './names.ts'
import { type Sensor, signalMaker, value } from './sensor.ts'

const signal = signalMaker('pci', 'sysfs')

/** Pure: display and 3D controllers of NVIDIA, from vendor and class as the kernel writes them. */
const isGpu = (vendor: string | undefined, deviceClass: string | undefined): boolean =>
  vendor === '0x10de' && deviceClass?.startsWith('0x03') === true

export interface PciSensor extends Sensor {
  /** the GPU at an address (`0000:3b:00.0`); empty while its driver has not said */
  readonly uuidAt: (address: string) => string
  /** the drivers of those that the first read saw have said their names, or will not */
  readonly ready: Promise<void>
}

interface Roots {
  readonly sysRoot: string
  readonly procRoot: string
  readonly files: FileReader
}

/** Pure: /proc/driver/nvidia/gpus/ADDRESS/information. */
const uuidOf = (information: string | undefined): string =>
  /^GPU UUID:\s*(GPU-[0-9a-f-]+)\s*$/im.exec(information ?? '')?.[1] ?? ''

export function pci({ sysRoot, procRoot, files }: Roots): PciSensor {
  const root = join(sysRoot, 'bus/pci/devices')
  /** what a device is does not change while it is there; a GPU that fell off the bus keeps its name */
  const known = new Map<string, boolean>()
  const uuids = new Map<string, string>()
  const learning = new Map<string, Promise<void>>()
  const learn = async (address: string): Promise<void> => {
    const path = join(procRoot, 'driver/nvidia/gpus', address, 'information')
    // Each apart: the driver may hang for one.
    const read = await files.read(`pci ${address}`, [path]).catch(() => undefined)
    learning.delete(address)
    const uuid = uuidOf(textOf(read?.files[0]))
    if (uuid !== '') uuids.set(address, uuid)
  }
  let ready: () => void = () => undefined
  const first = new Promise<void>((resolve) => {
    ready = resolve
  })
  const look = (nowMs: number): Signal[] => {
    const there = namesIn(root)
    const news = there.filter((address) => !known.has(address))
    const paths = news.flatMap((address) => [join(root, address, 'vendor'), join(root, address, 'class')])
    const read = readNow(paths)
    for (const [index, address] of news.entries())
      known.set(address, isGpu(textOf(read[2 * index]), textOf(read[2 * index + 1])))
    for (const address of known.keys()) if (!there.includes(address)) known.delete(address)
    const gpus = [...known].filter(([, gpu]) => gpu).map(([address]) => address)
    // How many there are does not wait for a driver that says their names.
    for (const address of gpus) if (!uuids.has(address) && !learning.has(address)) learning.set(address, learn(address))
    void Promise.all(learning.values()).then(ready)
    return [signal('gpus-on-bus', value(gpus.length, nowMs))]
  }
  return {
    name: 'pci',
    periodMs: defaultPeriodsMs.pci,
    deadlineMs: 10_000,
    async read(nowMs) {
      try {
        return look(nowMs)
      } catch (error) {
        ready()
        throw error
      }
    },
    uuidAt: (address) => uuids.get(address) ?? '',
    ready: first,
    // Nobody waits for what is switched off.
    close: ready,
  }
}
