/**
 * File systems: how full they are and whether they can be written to. A server of files that is gone keeps whoever asks for
 * ever, and so does a pool of zfs whose disks are gone; they are asked by a program (`stat -f`), each apart: one that hangs
 * loses its own rows.
 */
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { readNow } from './file-reader.ts'
import { errnoWords } from './file-text.ts'
import { defaultPeriodsMs } from './names.ts'
import { Program, programAt } from './program.ts'
import { type Blocked, gap, type Sensor, signalMaker, value } from './sensor.ts'

export interface Mount {
  readonly source: string
  readonly mount: string
  readonly type: string
  readonly readOnly: boolean
}

/** On a disk of this host. What is not on either list is made up by the kernel or lies on another of these. */
const local = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'zfs', 'vfat', 'bcachefs'])
const remote = /^(?:nfs4?|cifs|smb3|ceph|lustre|gpfs|beegfs|wekafs|9p|virtiofs|glusterfs|afs|pvfs2|orangefs|fuse\..+)$/
const mostMounts = 64

/** Whoever asks it may be kept for ever. */
export const mayHang = ({ type }: Mount): boolean => type === 'zfs' || remote.test(type)

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** Pure: /proc/self/mounts. One row a file system: where else it is mounted is not told again. The root always counts. */
export function parseMounts(text: string): Mount[] {
  const found = new Map<string, Mount>()
  for (const line of text.split('\n')) {
    const [source = '', mount = '', type = '', options = ''] = line.split(' ')
    if (mount !== '/' && !local.has(type) && !remote.test(type)) continue
    // What is no disk and no server (`s3fs`, `overlay`) may be the source of many.
    const key = /[:/]/.test(source) ? source : mount
    const readOnly = options.split(',').includes('ro')
    // Of what is mounted over each other on / the last is seen.
    if (mount === '/') for (const [other, { mount: at }] of found) if (at === '/') found.delete(other)
    if (mount === '/' || !found.has(key))
      found.set(key, { source: unescaped(source), mount: unescaped(mount), type, readOnly })
  }
  return [...found.values()].slice(0, mostMounts)
}

export interface Space {
  readonly bsize: number
  readonly blocks: number
  readonly bavail: number
  readonly ffree: number
  readonly files: number
}

/** Pure: what `stat -f -c '%S %b %a %d %c'` prints. */
export function parseStat(text: string): Space {
  const [bsize, blocks, bavail, ffree, files] = text.trim().split(' ').map(Number)
  if (files === undefined || Number.isNaN(files)) throw new Error(`stat says "${text.trim().slice(0, 40)}"`)
  return { bsize: bsize!, blocks: blocks!, bavail: bavail!, ffree: ffree!, files }
}

const signal = signalMaker('mounts', 'statfs')

/** Pure: the rows of one file system. */
function spaceSignals(mount: Mount, labels: Signal['labels'], space: Space | string, nowMs: number): Signal[] {
  const of = (read: (space: Space) => number): Reading =>
    typeof space === 'string' ? gap(space, nowMs) : value(read(space), nowMs)
  return [
    signal('mount-state', value(mount.readOnly ? 1 : 0, nowMs), labels),
    signal(
      'disk-size',
      of(({ bsize, blocks }) => bsize * blocks),
      labels,
    ),
    signal(
      'disk-available',
      of(({ bsize, bavail }) => bsize * bavail),
      labels,
    ),
    signal(
      'disk-inodes-available',
      of(({ ffree }) => ffree),
      labels,
    ),
  ]
}

export interface MountsOptions {
  readonly procRoot: string
  /** instead of asking the kernel */
  readonly space?: (mount: Mount) => Promise<Space>
  readonly deadlineMs?: number
}

export function mounts({ procRoot, space, deadlineMs = 5_000 }: MountsOptions): Sensor {
  const stat = programAt('stat')
  const program = stat === undefined ? undefined : new Program(stat, deadlineMs)
  const labels = new Map<string, Signal['labels']>()
  const hangs = new Map<string, number>()
  const ask =
    space ??
    (async (mount: Mount): Promise<Space> => {
      if (!mayHang(mount)) return statfs(mount.mount)
      if (program === undefined) throw new Error('there is no program stat to ask it by')
      return parseStat(await program.run('-f', '-c', '%S %b %a %d %c', '--', mount.mount))
    })
  const labelsOf = ({ mount, type }: Mount): Signal['labels'] => {
    const key = `${mount} ${type}`
    const known = labels.get(key) ?? Object.freeze({ mount, type })
    labels.set(key, known)
    return known
  }
  const read = async (mount: Mount, nowMs: number): Promise<Signal[]> => {
    const answer = await ask(mount).catch((error: Error) => error.message)
    const slow = typeof answer === 'string' && /no answer|hangs/.test(answer)
    if (!slow) hangs.delete(mount.mount)
    else if (!hangs.has(mount.mount)) hangs.set(mount.mount, nowMs)
    return spaceSignals(mount, labelsOf(mount), answer, nowMs)
  }
  return {
    name: 'mounts',
    periodMs: defaultPeriodsMs.mounts,
    deadlineMs: 20_000,
    async read(nowMs) {
      const [table] = readNow([join(procRoot, 'self/mounts')])
      if (table === undefined || 'errno' in table)
        throw new Error(`/proc/self/mounts: ${errnoWords(table?.errno ?? '')}`)
      const found = parseMounts(table.text)
      for (const mount of hangs.keys()) if (!found.some((one) => one.mount === mount)) hangs.delete(mount)
      if (labels.size > 4 * mostMounts) labels.clear()
      return (await Promise.all(found.map((mount) => read(mount, nowMs)))).flat()
    },
    close: () => program?.close(),
    blocked: (): Blocked[] => [...hangs].map(([mount, sinceMs]) => ({ labels: { mount }, sinceMs })),
  }
}
