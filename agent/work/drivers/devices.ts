/**
 * The device files of granted GPUs, as the NVIDIA driver tells them in /proc: a process may open these and no other GPU's.
 * A slice of a GPU in MIG mode needs its GPU's file and that of its capability; the driver does not tell in /proc which one a
 * slice has, so it gets those of all slices of its GPU.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface DeviceRoots {
  readonly proc: string
  readonly dev: string
}
const systemRoots: DeviceRoots = { proc: '/proc', dev: '/dev' }

/** the whole GPU that a slice is part of; the uuid itself for whole ones */
export type GpuOf = (uuid: string) => string

/** Of every GPU: the driver as a whole, and memory that host and device share. */
const common = ['nvidiactl', 'nvidia-uvm', 'nvidia-uvm-tools']
/** What multi-GPU and multi-host work goes through; who may use it is told by the files' own modes. */
const fabrics = ['infiniband', 'nvidia-caps-imex-channels']

/** Throws when a granted GPU has no device file: its work could not run. */
export function deviceFiles(granted: readonly string[], gpuOf: GpuOf, roots: DeviceRoots = systemRoots): string[] {
  const there = new Set(list(roots.dev))
  const files = fabrics.flatMap((folder) => list(join(roots.dev, folder)).map((name) => `${folder}/${name}`))
  if (there.has('gdrdrv')) files.push('gdrdrv')
  files.push(...[...there].filter((name) => /^nvidia-fs\d+$/.test(name)))
  if (granted.length > 0) {
    files.push(...common.filter((name) => there.has(name)))
    const minors = minorsOf(roots)
    for (const gpu of new Set(granted.map(gpuOf))) {
      const minor = minors.get(gpu)
      if (minor === undefined) throw new Error(`GPU ${gpu} has no device file: ${told(minors, roots)}`)
      files.push(`nvidia${minor}`)
      if (granted.some((uuid) => uuid !== gpu && gpuOf(uuid) === gpu)) files.push(...capabilities(minor, roots))
    }
  }
  return files.map((name) => join(roots.dev, name)).sort()
}

const told = (minors: ReadonlyMap<string, number>, { proc }: DeviceRoots): string =>
  minors.size === 0 ? `${proc}/driver/nvidia/gpus names none` : `the driver names ${[...minors.keys()].join(', ')}`

function minorsOf({ proc }: DeviceRoots): Map<string, number> {
  const folder = join(proc, 'driver/nvidia/gpus')
  const minors = new Map<string, number>()
  for (const bus of list(folder)) {
    const text = read(join(folder, bus, 'information'))
    const uuid = /^GPU UUID:\s*(\S+)/m.exec(text)?.[1]
    const minor = /^Device Minor:\s*(\d+)/m.exec(text)?.[1]
    if (uuid !== undefined && minor !== undefined) minors.set(uuid, Number(minor))
  }
  return minors
}

function capabilities(minor: number, { proc }: DeviceRoots): string[] {
  const mig = join(proc, 'driver/nvidia/capabilities', `gpu${minor}`, 'mig')
  const accesses = list(mig).flatMap((gi) => [
    join(mig, gi, 'access'),
    ...list(join(mig, gi)).map((ci) => join(mig, gi, ci, 'access')),
  ])
  return accesses.flatMap((path) => {
    const found = /^DeviceFileMinor:\s*(\d+)/m.exec(read(path))?.[1]
    return found === undefined ? [] : [`nvidia-caps/nvidia-cap${found}`]
  })
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
