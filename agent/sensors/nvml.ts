/** NVIDIA GPUs by NVML, the driver's own library, asked in a child process (`nvml-child.ts`). The first source for them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChildReader, childArgv } from './child-reader.ts'
import { type Parsed, parse } from './nvml-parse.ts'
import { type Sensor, SourceUnusable } from './sensor.ts'

const soname = 'libnvidia-ml.so.1'
const usualFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/nvidia/lib64',
]

/** Whether the loader would find the library, without loading it. */
function libraryPresent(): boolean {
  const folders = [...(process.env.LD_LIBRARY_PATH ?? '').split(':').filter((part) => part !== ''), ...usualFolders]
  if (folders.some((folder) => existsSync(join(folder, soname)))) return true
  try {
    return readFileSync('/etc/ld.so.cache').includes(soname)
  } catch {
    return false
  }
}

export interface NvmlOptions {
  /** A library to load instead of the system's. */
  readonly library?: string
  readonly argv?: readonly string[]
  readonly deadlineMs?: number
  readonly instead?: () => Sensor | undefined
}

/** Undefined where there is no such library. */
export function nvml(options: NvmlOptions = {}): Sensor | undefined {
  if (options.library === undefined && options.argv === undefined && !libraryPresent()) return undefined
  const deadlineMs = options.deadlineMs ?? 10_000
  const argv = options.argv ?? [...childArgv('nvml-child'), options.library ?? soname]
  const child = new ChildReader(argv, deadlineMs)
  let last: Parsed = { signals: [], gpus: [] }
  return {
    name: 'nvml',
    periodMs: 5_000,
    deadlineMs: deadlineMs + 1_000,
    async read(nowMs) {
      const reply = await child.ask()
      const unusable = reply.lines.find((line) => typeof line.unusable === 'string')?.unusable
      if (unusable !== undefined) throw new SourceUnusable(String(unusable))
      last = parse(reply, last, nowMs)
      if (last.signals.length === 0 && reply.broken !== undefined) throw new Error(reply.broken)
      return last.signals
    },
    gpus: () => last.gpus,
    close: () => child.close(),
    ...(options.instead === undefined ? {} : { instead: options.instead }),
  }
}
