/** NVIDIA GPUs by NVML, the driver's own library, asked in a child process (`nvml/child.ts`). The first source for them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Signal } from '../../shared/model/reading.ts'
import { childArgv } from './child-reader.ts'
import type { NvmlProcess } from './nvml/child-process.ts'
import { NvmlChildren } from './nvml/children.ts'
import { codeText } from './nvml/codes.ts'
import { GpuTable } from './nvml/gpu-table.ts'
import type { ChildLine } from './nvml/lines.ts'
import { type Blocked, type Sensor, SourceUnusable, signalMaker, value } from './sensor.ts'

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

const defaults = {
  periodMs: 1_000,
  slowMs: 10_000,
  rareMs: 60_000,
  /** a call that takes longer hangs: the longest that are known to come back take 2 s */
  deadlineMs: 5_000,
  initDeadlineMs: 15_000,
  /** a GPU's whole fast round takes 1 to 10 ms */
  patienceMs: 20,
  /** how long the first read waits for all GPUs: without persistence mode each takes a second or two to wake */
  startMs: 2_000,
  restartMs: 5_000,
  retryMs: 60_000,
}

export interface NvmlOptions extends Partial<typeof defaults> {
  /** A library to load instead of the system's. */
  readonly library?: string
  /** The child's program, instead of `nvml/child.ts`. */
  readonly argv?: readonly string[]
  readonly instead?: () => Sensor | undefined
}

/** Undefined where there is no such library. */
export function nvml(options: NvmlOptions = {}): Sensor | undefined {
  if (options.library === undefined && options.argv === undefined && !libraryPresent()) return undefined
  const timing = { ...defaults, ...options }
  const { argv = lean(childArgv('nvml/child')), library = soname } = options
  const reader = new NvmlReader({ ...timing, argv, library })
  return {
    name: 'nvml',
    periodMs: timing.periodMs,
    deadlineMs: timing.deadlineMs + timing.startMs,
    read: (nowMs) => reader.read(nowMs),
    gpus: () => reader.table.gpus(),
    blocked: () => reader.blocked(),
    release: () => reader.close(),
    close: () => reader.close(),
    ...(options.instead === undefined ? {} : { instead: options.instead }),
  }
}

const make = signalMaker('nvml', 'nvml')
const ownLabels = Object.freeze({ sensor: 'nvml' })
const noDevice = Object.freeze({})

/** Without compiled code the child takes 9 MB less and no more time; but where types are stripped, that is done by such code. */
function lean([node, ...args]: readonly string[]): readonly string[] {
  return args.at(-1)!.endsWith('.mjs') ? [node!, '--jitless', ...args] : [node!, ...args]
}

type ReaderOptions = typeof defaults & { readonly argv: readonly string[]; readonly library: string }

class NvmlReader {
  readonly table: GpuTable
  readonly #options: ReaderOptions
  readonly #children: NvmlChildren
  #blocked: readonly Blocked[] = []
  #unusable: { readonly why: string; readonly untilMs: number } | undefined

  constructor(options: ReaderOptions) {
    this.#options = options
    this.table = new GpuTable(options.deadlineMs)
    this.#children = new NvmlChildren({ ...options, line: (line) => this.#take(line) })
  }

  async read(nowMs: number): Promise<readonly Signal[]> {
    const { table } = this
    const children = this.#children
    this.#retry()
    const child = children.ready()
    for (const { pid, gpus } of children.earlier) for (const gpu of gpus) table.hangs(gpu, pid, nowMs)
    if (child !== undefined) await this.#round(child, nowMs)
    if (this.#unusable !== undefined) {
      children.stop()
      throw new SourceUnusable(this.#unusable.why)
    }
    if (child?.done !== undefined) table.look(child.done, child.pid, children.excluded, nowMs)
    const leftNow = children.judge(table.asked(children.excluded))
    if (leftNow || children.ready() === undefined) table.none(children.why, nowMs)
    if (table.isEmpty) this.#explain(child)
    const { blockedMs } = children
    this.#blocked = [{ labels: noDevice, sinceMs: blockedMs === 0 ? undefined : Math.round(nowMs - blockedMs) }]
    const left = make('sensor-children-left', value(children.left, nowMs), ownLabels)
    return [...table.signals(nowMs), left]
  }

  blocked(): readonly Blocked[] {
    return [...this.#blocked, ...this.table.blocked()]
  }

  close(): void {
    this.#children.stop()
  }

  /** The first round waits for all GPUs, later ones only for those that answer at once. */
  async #round(child: NvmlProcess, nowMs: number): Promise<void> {
    const first = child.done === undefined
    const { periodMs, startMs } = this.#options
    child.ask(nowMs)
    const done = (): boolean =>
      child.unansweredMs === 0 && (!first || this.table.settled || child.done?.listed === undefined)
    await child.until(done, first ? startMs : periodMs)
  }

  /** With no GPU to show, why is said by failing; but a call that hangs is shown as such. */
  #explain(child: NvmlProcess | undefined): void {
    if (child?.done?.failed !== undefined) throw new Error(codeText(child.done.failed))
    if (child === undefined && this.#children.left === 0) throw new Error(this.#children.why)
  }

  #retry(): void {
    if (this.#unusable === undefined) return
    if (performance.now() < this.#unusable.untilMs) throw new SourceUnusable(this.#unusable.why)
    this.#unusable = undefined
  }

  #take(line: ChildLine): void {
    if ('unusable' in line) this.#unusable = { why: line.unusable, untilMs: performance.now() + this.#options.retryMs }
    else if ('error' in line) this.table.failed(line)
    else if ('gpu' in line) this.table.answered(line)
    else this.table.list(line.listed)
  }
}
