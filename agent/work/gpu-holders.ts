/** Which processes have a file of a GPU open, as /proc tells: what has to end before a driver can be unloaded or a GPU be reset. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

export interface Holder {
  readonly pid: number
  readonly name: string
}

/** GPUs, the driver as a whole, its memory manager and the slices of MIG. */
const gpuFile =
  /^\/dev\/(nvidia\d+|nvidiactl|nvidia-uvm|nvidia-uvm-tools|nvidia-modeset|nvidia-caps\/.+)( \(deleted\))?$/

/** By pid. A process of another user shows nothing to an agent that is not root. `among`: others are not looked at. */
export function gpuHolders(procRoot = '/proc', among: (pid: number) => boolean = () => true): Holder[] {
  const pids = readdirSync(procRoot)
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && among(pid))
    .sort((a, b) => a - b)
  return pids.flatMap((pid) => (holdsGpu(join(procRoot, String(pid))) ? [{ pid, name: nameOf(procRoot, pid) }] : []))
}

function holdsGpu(process: string): boolean {
  const folder = join(process, 'fd')
  try {
    return readdirSync(folder).some((fd) => gpuFile.test(linkOf(join(folder, fd))))
  } catch {
    return false
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function nameOf(procRoot: string, pid: number): string {
  try {
    return readFileSync(join(procRoot, String(pid), 'comm'), 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
