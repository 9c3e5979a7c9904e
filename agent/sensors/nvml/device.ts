/** One GPU in the NVML child: at most one call at a time, and none ever again once one has missed its deadline. */
import { type Call, type Found, Scratch, type Target, textBytes } from './call.ts'
import { gpuIsLost, isUnsupported } from './codes.ts'
import { identityCalls } from './identity-calls.ts'
import { type Fn, type Invoke, nameOf } from './library.ts'
import type { Busy, ChildOptions, DeviceLine, ErrorLine, Group } from './lines.ts'
import { Links } from './link-calls.ts'
import { loadCalls, videoCalls } from './load-calls.ts'
import { migCall } from './mig.ts'
import { fieldsCall, numberCalls } from './number-calls.ts'

export interface Seams {
  readonly invoke: Invoke
  /** monotonic */
  readonly nowMs: () => number
  readonly say: (line: DeviceLine | ErrorLine) => void
  readonly options: ChildOptions
}

export class Device {
  readonly gpu: number
  readonly #seams: Seams
  readonly #driver: string
  /** the call that has not come back */
  #fn: Fn | undefined
  #sinceMs = 0
  #over = false
  #uuid = ''
  #target: Target | undefined
  #calls: Readonly<Record<Group, readonly Call[]>> = { fast: [], slow: [], rare: [] }
  #queue: Call[] = []
  /** calls that the GPU does not have, with what was answered: made again only in rare rounds */
  readonly #absent = new Map<Call, number>()
  /** when a group is due */
  #dueMs = { slow: 0, rare: 0 }
  /** not asked before: it is lost, or gave no handle */
  #againMs = 0
  #at = 0
  #ended: () => void = () => undefined

  constructor(gpu: number, driver: string, seams: Seams) {
    this.gpu = gpu
    this.#driver = driver
    this.#seams = seams
  }

  busy(nowMs: number): Busy | undefined {
    if (this.#fn === undefined) return undefined
    const ms = Math.round(nowMs - this.#sinceMs)
    if (ms > this.#seams.options.deadlineMs) this.#over = true
    return { gpu: this.gpu, call: nameOf(this.#fn), ms }
  }

  /** It has missed its deadline once. */
  get over(): boolean {
    return this.#over
  }

  /** It could not be asked at all in its last round. */
  get lost(): boolean {
    return this.#target === undefined && this.#fn === undefined
  }

  /** Begins a round and says its line at the end. Calls `ended` then, or at once when there is nothing to ask. */
  round(at: number, ended: () => void): void {
    const nowMs = this.#seams.nowMs()
    if (this.#fn !== undefined || this.#over || nowMs < this.#againMs) return ended()
    this.#at = at
    this.#ended = ended
    if (this.#target === undefined) this.#open()
    else this.#begin(this.#target, nowMs)
    this.#next()
  }

  #open(): void {
    const scratch = new Scratch()
    const uuid = (handle: bigint): Call => ({
      fn: 'uuid',
      args: [handle, scratch.bytes, textBytes],
      take: (code) => {
        if (code !== 0) return this.#fail(code)
        this.#uuid = scratch.text()
        this.#target = { handle, scratch, found: { groups: {} } }
        this.#make(this.#target)
        this.#begin(this.#target, this.#seams.nowMs())
        return undefined
      },
    })
    const take = (code: number) => (code === 0 ? [uuid(scratch.pointer())] : this.#fail(code))
    this.#queue = [{ fn: 'handle', args: [this.gpu, scratch.bytes], take }]
  }

  #make(target: Target): void {
    const links = new Links(target)
    this.#calls = {
      fast: [fieldsCall(target, 'fast'), ...numberCalls(target, 'fast'), ...loadCalls(target)],
      slow: [
        fieldsCall(target, 'slow', (values) => links.calls(values)),
        ...numberCalls(target, 'slow'),
        ...videoCalls(target),
        migCall(target),
      ],
      rare: [fieldsCall(target, 'rare'), ...numberCalls(target, 'rare'), ...identityCalls(target, this.#driver)],
    }
  }

  #begin(target: Target, nowMs: number): void {
    const { slowMs, rareMs } = this.#seams.options
    const due: Group[] = ['fast']
    // A group a little before its time is taken now, or it would be late by a whole round.
    if (nowMs >= this.#dueMs.slow) due.push('slow')
    if (nowMs >= this.#dueMs.rare) due.push('rare')
    if (due.includes('slow')) this.#dueMs.slow = nowMs + slowMs * almost
    if (due.includes('rare')) this.#dueMs.rare = nowMs + rareMs * almost
    if (due.includes('rare')) this.#absent.clear()
    const found: Found = { groups: {} }
    for (const group of due) found.groups[group] = { values: {}, codes: {} }
    target.found = found
    this.#queue = due.flatMap((group) => this.#calls[group])
  }

  /** The whole GPU cannot be asked: nothing more in this round, and not again before the next slow one. */
  #fail(code: number): undefined {
    this.#queue = []
    this.#target = undefined
    this.#dueMs = { slow: 0, rare: 0 }
    this.#againMs = this.#seams.nowMs() + this.#seams.options.slowMs * almost
    this.#seams.say({ gpu: this.gpu, at: this.#at, error: code })
  }

  #next(): void {
    const call = this.#queue.shift()
    if (call === undefined) return this.#end()
    const absent = this.#absent.get(call)
    if (absent !== undefined) return this.#took(call, absent)
    this.#fn = call.fn
    this.#sinceMs = this.#seams.nowMs()
    call.before?.()
    this.#seams.invoke(call.fn, call.args, (code) => {
      this.#fn = undefined
      if (this.#seams.nowMs() - this.#sinceMs > this.#seams.options.deadlineMs) this.#over = true
      if (isUnsupported(code)) this.#absent.set(call, code)
      this.#took(call, code)
    })
  }

  #took(call: Call, code: number): void {
    const more = code === gpuIsLost ? this.#fail(code) : call.take(code)
    if (more !== undefined) this.#queue.unshift(...more)
    if (this.#over) this.#queue = []
    this.#next()
  }

  #end(): void {
    if (this.#target !== undefined && !this.#over) {
      const { groups, links, mig } = this.#target.found
      const about = { gpu: this.gpu, at: this.#at, uuid: this.#uuid, groups }
      this.#seams.say({ ...about, ...(links && { links }), ...(mig && { mig }) })
    }
    this.#ended()
  }
}

/** Rounds are not exactly a period apart. */
const almost = 0.95
