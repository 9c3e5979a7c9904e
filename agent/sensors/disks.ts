/** What goes to and from disks, from /proc/diskstats, and the errors that SCSI and SATA disks count. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Signal } from '../../shared/model/reading.ts'
import { namesIn } from './device-sensor.ts'
import { readNow } from './file-reader.ts'
import { numberReading } from './file-readings.ts'
import { errnoWords, type FileText } from './file-text.ts'
import { defaultPeriodsMs } from './names.ts'
import { type Sensor, signalMaker, value } from './sensor.ts'

const sectorBytes = 512
/** Made of other disks or of memory: what they do is counted there, or is no disk's. */
const unreal = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd)\d/
const signal = signalMaker('disks', 'proc')

/** Pure: /proc/diskstats (Documentation/admin-guide/iostats.rst) of the disks named. */
function parse(diskstats: string, labels: ReadonlyMap<string, Signal['labels']>, nowMs: number): Signal[] {
  return diskstats.split('\n').flatMap((line) => {
    const [, , name = '', ...figures] = line.trim().split(/\s+/)
    const of = labels.get(name)
    if (of === undefined || figures.length < 10) return []
    const [reads, , sectorsRead, , writes, , sectorsWritten, , , busyMs] = figures.map(Number)
    return [
      signal('disk-read', value(sectorsRead! * sectorBytes, nowMs), of),
      signal('disk-written', value(sectorsWritten! * sectorBytes, nowMs), of),
      signal('disk-reads', value(reads!, nowMs), of),
      signal('disk-writes', value(writes!, nowMs), of),
      signal('disk-busy', value(busyMs! / 1_000, nowMs), of),
    ]
  })
}

interface Roots {
  readonly sysRoot: string
  readonly procRoot: string
}

export function disks({ sysRoot, procRoot }: Roots): Sensor {
  const root = join(sysRoot, 'block')
  const labels = new Map<string, Signal['labels']>()
  return {
    name: 'disks',
    periodMs: defaultPeriodsMs.disks,
    deadlineMs: 10_000,
    async read(nowMs) {
      const names = namesIn(root).filter((name) => !unreal.test(name))
      for (const name of names) if (!labels.has(name)) labels.set(name, Object.freeze({ disk: name }))
      for (const name of labels.keys()) if (!names.includes(name)) labels.delete(name)
      const counted = names.filter((name) => existsSync(join(root, name, 'device/ioerr_cnt')))
      const paths = counted.map((name) => join(root, name, 'device/ioerr_cnt'))
      const [stats, ...errors] = readNow([join(procRoot, 'diskstats'), ...paths]) as [FileText, ...FileText[]]
      if ('errno' in stats) throw new Error(`/proc/diskstats: ${errnoWords(stats.errno)}`)
      return [
        ...parse(stats.text, labels, nowMs),
        ...counted.map((name, index) =>
          signal('disk-io-errors', numberReading(errors[index], nowMs), labels.get(name)),
        ),
      ]
    },
  }
}
