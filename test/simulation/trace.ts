/** What happened, as a digest that two runs of a seed must share, and as lines for a person. The log level changes neither. */

export class Trace {
  #a = 2166136261
  #b = 374761393
  #count = 0
  readonly #print: ((line: string) => void) | undefined
  readonly #nowMs: () => number

  constructor(nowMs: () => number, print?: (line: string) => void) {
    this.#nowMs = nowMs
    this.#print = print
  }

  /** Counts in the digest; `detail` is shown too. */
  event(kind: string, about: string, detail = ''): void {
    this.#count++
    const nowMs = this.#nowMs()
    this.#mix(kind)
    this.#mix(about)
    this.#mix(detail)
    this.#number(Math.floor(nowMs))
    this.#number(Math.floor((nowMs % 1) * 1e6))
    this.#print?.(`${clockOf(nowMs)} ${kind.padEnd(22)} ${about.padEnd(26)} ${detail}`)
  }

  /** Counts in the digest, shown to nobody: too frequent. */
  quiet(kind: string, about: string, size: number): void {
    this.#count++
    this.#mix(kind)
    this.#mix(about)
    this.#number(size)
    this.#number(Math.floor(this.#nowMs() * 1000))
  }

  /** For people only. */
  say(kind: string, about: string, detail: string): void {
    this.#print?.(`${clockOf(this.#nowMs())} ${kind.padEnd(22)} ${about.padEnd(26)} ${detail}`)
  }

  get shown(): boolean {
    return this.#print !== undefined
  }

  digest(): string {
    const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0')
    return `${this.#count}-${hex(this.#a)}${hex(this.#b)}`
  }

  #mix(text: string): void {
    let a = this.#a
    let b = this.#b
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      a = Math.imul(a ^ code, 16777619)
      b = Math.imul(b ^ code, 2246822519)
    }
    this.#a = a ^ (b >>> 15)
    this.#b = b
  }

  #number(n: number): void {
    this.#a = Math.imul(this.#a ^ (n | 0), 16777619)
    this.#b = Math.imul(this.#b ^ (Math.floor(n / 4294967296) | 0), 2246822519) ^ n
  }
}

/** `00:12:03.250` from milliseconds. */
export function clockOf(ms: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const s = Math.floor(ms / 1000)
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`
}
