/** How many NVIDIA GPUs the kernel sees on PCI: known even while their driver hangs. */
import { join } from 'node:path'
import { namesIn } from './device-sensor.ts'
import type { FileReader } from './file-reader.ts'
import { textOf } from './file-readings.ts'
import { defaultPeriodsMs } from './names.ts'
import { type Sensor, signalMaker, value } from './sensor.ts'

const signal = signalMaker('pci', 'sysfs')

/** Pure: display and 3D controllers of NVIDIA, from vendor and class as the kernel writes them. */
export const isGpu = (vendor: string | undefined, deviceClass: string | undefined): boolean =>
  vendor === '0x10de' && deviceClass?.startsWith('0x03') === true

export function pci({ sysRoot, files }: { sysRoot: string; files: FileReader }): Sensor {
  const root = join(sysRoot, 'bus/pci/devices')
  /** what a device is does not change while it is there */
  const known = new Map<string, boolean>()
  return {
    name: 'pci',
    periodMs: defaultPeriodsMs.pci,
    deadlineMs: 10_000,
    async read(nowMs) {
      const there = namesIn(root)
      const news = there.filter((address) => !known.has(address))
      const paths = news.flatMap((address) => [join(root, address, 'vendor'), join(root, address, 'class')])
      const read = paths.length === 0 ? [] : (await files.read('pci', paths)).files
      for (const [index, address] of news.entries())
        known.set(address, isGpu(textOf(read[2 * index]), textOf(read[2 * index + 1])))
      for (const address of known.keys()) if (!there.includes(address)) known.delete(address)
      return [signal('gpus-on-bus', value([...known.values()].filter(Boolean).length, nowMs))]
    },
  }
}
