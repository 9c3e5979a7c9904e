/**
 * The process that calls NVML. Its main thread never does: calls run on threads of the pool, one at a time for each GPU, so
 * that it can still say what hangs. It reads a line for each round and ends with its stdin, once no call hangs: a process with
 * such a call cannot end.
 */
import { writeSync } from 'node:fs'
import { textBytes } from './call.ts'
import { codeText, noDriver } from './codes.ts'
import { Device } from './device.ts'
import { markOf } from './hang-mark.ts'
import { lockSuspects, overdue } from './judge.ts'
import { type Fn, type Invoke, nameOf, openLibrary } from './library.ts'
import type { Busy, ChildLine, ChildOptions, ReadLine } from './lines.ts'

/** A child that nobody asks any more ends within so long, or hangs. */
const closeMs = 500

class Child {
  readonly #invoke: Invoke
  readonly #options: ChildOptions
  readonly #library: string
  #devices: Device[] = []
  /** the call about no GPU that has not come back */
  #fn: Fn | undefined
  #sinceMs = 0
  #ready = false
  #listed: number | undefined
  #failed: number | undefined
  #driver = ''
  #name = ''
  /** when GPUs are counted again, or the library is opened again */
  #prepareMs = 0
  #waiting: number | undefined
  #walking = false
  #closed = false

  constructor(library: string, options: ChildOptions) {
    this.#library = library
    this.#invoke = openLibrary(library)
    this.#options = options
    this.#mark([])
  }

  /** A round that is asked for while one is under way is begun after it; only the last of several is. */
  round(at: number): void {
    if (this.#walking) {
      this.#waiting = at
      return
    }
    this.#walking = true
    const walk = (): void => this.#walk(0, at)
    if (this.#fn !== undefined || performance.now() < this.#prepareMs) walk()
    // Without GPUs there is nothing else to do meanwhile.
    else if (this.#ready) this.#patiently((then) => this.#prepare(then), walk)
    else this.#prepare(walk)
  }

  close(): void {
    this.#closed = true
    this.#endIfIdle()
    // Nobody asks any more: what has not come back soon is taken to hang, for the agent's next life.
    const { deadlineMs } = this.#options
    setTimeout(() => this.#mark(this.#busy().map((call) => ({ ...call, ms: call.ms + deadlineMs }))), closeMs)
  }

  #prepare(then: () => void): void {
    const bytes = new Uint8Array(textBytes)
    const failed = (code: number): void => {
      if (noDriver.has(code)) say({ unusable: codeText(code) })
      this.#failed = code
      this.#prepareMs = performance.now() + this.#options.slowMs
      then()
    }
    const count = (): void =>
      this.#call('count', [bytes], (code) => {
        if (code !== 0) return failed(code)
        this.#failed = undefined
        this.#prepareMs = performance.now() + this.#options.rareMs
        this.#list(new DataView(bytes.buffer).getUint32(0, true))
        then()
      })
    if (this.#ready) return count()
    this.#call('init', [], (code) => {
      if (code !== 0) return failed(code)
      this.#ready = true
      this.#call('driver', [bytes, bytes.length], (answer) => {
        if (answer === 0) this.#driver = Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString('utf8')
        count()
      })
    })
  }

  /** GPUs keep their numbers as long as the process lives. */
  #list(count: number): void {
    this.#listed = count
    const seams = { invoke: this.#invoke, nowMs: () => performance.now(), say, options: this.#options }
    for (let gpu = this.#devices.length; gpu < count; gpu++) this.#devices.push(new Device(gpu, this.#driver, seams))
  }

  /** Asks one GPU after the other, so that when the driver locks it is plain whose call was the first to hang. */
  #walk(gpu: number, at: number): void {
    const device = gpu < (this.#listed ?? 0) ? this.#devices[gpu] : undefined
    if (device === undefined) return this.#done(at)
    const next = (): void => this.#walk(gpu + 1, at)
    if (this.#options.exclude.includes(gpu)) next()
    else this.#patiently((then) => device.round(at, then), next)
  }

  /** Goes on when the work has ended, or has taken longer than most do. */
  #patiently(work: (then: () => void) => void, next: () => void): void {
    let waits = true
    const go = (): void => {
      clearTimeout(timer)
      if (waits) {
        waits = false
        next()
      } else flush()
      this.#endIfIdle()
    }
    const timer = setTimeout(go, this.#options.patienceMs)
    work(go)
  }

  #done(at: number): void {
    const busy = this.#busy()
    const over = this.#devices.filter((device) => device.over).map(({ gpu }) => gpu)
    const listed = this.#listed === undefined ? {} : { listed: this.#listed }
    this.#mark(busy)
    say({ done: at, busy, over, ...listed, ...(this.#failed === undefined ? {} : { failed: this.#failed }) })
    flush()
    this.#walking = false
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting !== undefined) this.round(waiting)
  }

  /** Says in its name what it hangs on, for agents to come. */
  #mark(busy: readonly Busy[]): void {
    const { deadlineMs, exclude } = this.#options
    const late = overdue(busy, deadlineMs).flatMap(({ gpu }) => gpu ?? [])
    const asked = this.#devices.filter((device) => !exclude.includes(device.gpu) && !device.lost).map(({ gpu }) => gpu)
    const suspects = lockSuspects(busy, deadlineMs, asked)
    const name = markOf(this.#library, { gpus: suspects ?? late, locked: suspects !== undefined })
    if (name !== this.#name) process.title = name
    this.#name = name
  }

  #busy(): Busy[] {
    const nowMs = performance.now()
    const own = this.#fn === undefined ? [] : [{ call: nameOf(this.#fn), ms: Math.round(nowMs - this.#sinceMs) }]
    return [...own, ...this.#devices.flatMap((device) => device.busy(nowMs) ?? [])]
  }

  #call(fn: Fn, args: readonly unknown[], take: (code: number) => void): void {
    this.#fn = fn
    this.#sinceMs = performance.now()
    this.#invoke(fn, args, (code) => {
      this.#fn = undefined
      take(code)
      this.#endIfIdle()
    })
  }

  /** While a call hangs, `process.exit` would too. */
  #endIfIdle(): void {
    if (this.#closed && this.#busy().length === 0) process.exit(0)
  }
}

let lines = ''
function say(line: ChildLine): void {
  lines += `${JSON.stringify(line)}\n`
}
/** All lines of a round by one write: the agent wakes once. */
function flush(): void {
  const text = lines
  lines = ''
  try {
    if (text !== '') writeSync(1, text)
  } catch {
    // The agent has gone: its end of stdin says so too.
  }
}

function main(file: string, options: ChildOptions): void {
  let child: Child
  try {
    child = new Child(file, options)
  } catch (error) {
    say({ unusable: error instanceof Error ? error.message : String(error) })
    return flush()
  }
  let rest = ''
  process.stdin.setEncoding('utf8').on('data', (chunk: string) => {
    const asked = (rest + chunk).split('\n')
    rest = asked.pop()!
    const last = asked.at(-1)
    if (last !== undefined) child.round((JSON.parse(last) as ReadLine).read)
  })
  process.stdin.on('end', () => child.close())
  process.stdin.on('error', () => child.close())
}

main(process.argv[2]!, JSON.parse(process.argv[3]!) as ChildOptions)
