/** Control groups, version 2, version 1 and both at once: where a process is, and who is there with it. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../read-text.ts'

/** The folder of the group by which systemd keeps processes apart, from a line of /proc/<pid>/cgroup. */
export function cgroupFolder(
  text: string,
  root = '/sys/fs/cgroup',
  has: (path: string) => boolean = hasProcs,
): string | undefined {
  for (const line of text.split('\n')) {
    const [id = '', names = '', ...rest] = line.split(':')
    const path = rest.join(':')
    if (path === '') continue
    const mounts = id === '0' ? ['', 'unified'] : names === 'name=systemd' ? ['systemd'] : []
    const found = mounts.map((mount) => join(root, mount, path)).find(has)
    if (found !== undefined) return found
  }
  return undefined
}

const hasProcs = (folder: string): boolean => readText(join(folder, 'cgroup.procs')) !== undefined

/** Every process in the group and below it. A group that is gone has none. */
export function cgroupProcesses(folder: string): number[] {
  const own = (readText(join(folder, 'cgroup.procs')) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map(Number)
  return [...own, ...childrenOf(folder).flatMap((name) => cgroupProcesses(join(folder, name)))]
}

function childrenOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  } catch {
    return []
  }
}
