/** What the host is made of and how full its disks are. `systeminformation` runs programs for this, so it is read once a minute. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import si from 'systeminformation'
import type { Signal } from '../../shared/model/reading.ts'
import { type Sensor, signalMaker, value } from './sensor.ts'

export interface FileSystem {
  readonly mount: string
  readonly type: string
  readonly size: number
  readonly available: number
}

const signal = signalMaker('host-inventory', 'systeminformation')
/** Kept in memory or made up by the kernel: full or not, they say nothing of a disk. */
const unreal = new Set(['tmpfs', 'devtmpfs', 'overlay', 'squashfs', 'efivarfs', 'ramfs'])

/** Pure: disk signals of the file systems that lie on a disk; the root always counts. */
export function parse(systems: readonly FileSystem[], nowMs: number): Signal[] {
  const real = systems.filter(({ type, mount }) => mount === '/' || !unreal.has(type))
  return real.flatMap(({ mount, size, available }) => [
    signal('disk-size', value(size, nowMs), { mount }),
    signal('disk-available', value(available, nowMs), { mount }),
  ])
}

/** Pure: how many NVIDIA display or 3D controllers are on the bus, from (vendor, class) pairs as the kernel writes them. */
export function countGpus(devices: readonly { vendor: string; class: string }[]): number {
  return devices.filter((device) => device.vendor.trim() === '0x10de' && device.class.startsWith('0x03')).length
}

async function pciDevices(sysRoot: string): Promise<{ vendor: string; class: string }[]> {
  const folder = join(sysRoot, 'bus/pci/devices')
  const names = await readdir(folder).catch(() => [])
  const text = (name: string, file: string): Promise<string> =>
    readFile(join(folder, name, file), 'utf8').catch(() => '')
  return Promise.all(
    names.map(async (name) => ({ vendor: await text(name, 'vendor'), class: await text(name, 'class') })),
  )
}

/** Names for the inventory; unknown ones are empty, never invented. */
export async function identify(): Promise<{ os: string; cpuModel: string }> {
  const [os, cpu] = await Promise.all([si.osInfo(), si.cpu()])
  return {
    os: [os.distro, os.release, os.kernel].filter((part) => part !== '').join(' '),
    cpuModel: [cpu.manufacturer, cpu.brand].filter((part) => part !== '').join(' '),
  }
}

export function hostInventory({ sysRoot }: { sysRoot: string }): Sensor {
  return {
    name: 'host-inventory',
    periodMs: 60_000,
    deadlineMs: 20_000,
    async read(nowMs) {
      const [systems, devices] = await Promise.all([si.fsSize(), pciDevices(sysRoot)])
      const onBus = signalMaker('host-inventory', 'sysfs')('gpus-on-bus', value(countGpus(devices), nowMs))
      return [...parse(systems, nowMs), onBus]
    },
  }
}
