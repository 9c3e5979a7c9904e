/**
 * What a person sees, on stderr. On a terminal: lasting lines above, a live block redrawn in place below. Else: plain
 * lines, with a progress line every few seconds.
 */
export interface Screen {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}
export type Tone = 'plain' | 'good' | 'bad' | 'strong' | 'quiet'
const codes: Readonly<Record<Tone, string>> = {
  plain: '',
  good: '\x1b[32m',
  bad: '\x1b[31m',
  strong: '\x1b[1m',
  quiet: '\x1b[2m',
}
const reset = '\x1b[0m'

export interface Live {
  /** lines of the live block */
  block(width: number): readonly string[]
  /** the same in one line, for places without a terminal; null: nothing to say */
  line(): string | null
}

export class Account {
  readonly #screen: Screen
  readonly #tty: boolean
  #live: Live | null = null
  #drawn = 0
  #timer: NodeJS.Timeout | undefined
  #lastLine = ''

  constructor(screen: Screen) {
    this.#screen = screen
    this.#tty = screen.isTTY === true
  }

  get width(): number {
    return Math.max(40, Math.min(140, this.#screen.columns ?? 100))
  }

  /** Shows `live` until `close`. */
  show(live: Live, everyMs: number = this.#tty ? 200 : 5_000): void {
    this.#live = live
    this.#timer = setInterval(() => (this.#tty ? this.#redraw() : this.#plainLine()), everyMs)
  }

  say(text: string, tone: Tone = 'plain'): void {
    this.#erase()
    for (const line of text.split('\n')) {
      this.#screen.write(this.#tty && tone !== 'plain' ? `${codes[tone]}${line}${reset}\n` : `${line}\n`)
    }
    if (this.#live !== null && this.#tty) this.#draw()
  }

  /** Indented lines: tables, charts. */
  sayLines(lines: readonly string[], tone: Tone = 'plain'): void {
    if (lines.length > 0) this.say(lines.map((line) => `    ${line}`).join('\n'), tone)
  }

  #redraw(): void {
    this.#erase()
    this.#draw()
  }

  #erase(): void {
    if (this.#drawn > 0) this.#screen.write(`\x1b[${this.#drawn}A\x1b[0J`)
    this.#drawn = 0
  }

  #draw(): void {
    const { width } = this
    const lines = (this.#live?.block(width) ?? []).map((line) => cut(line, width - 1))
    if (lines.length > 0) this.#screen.write(`${lines.join('\n')}\n`)
    this.#drawn = lines.length
  }

  #plainLine(): void {
    const line = this.#live?.line() ?? null
    if (line === null || line === this.#lastLine) return
    this.#lastLine = line
    this.#screen.write(`  … ${line}\n`)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#erase()
    this.#live = null
  }
}

function cut(line: string, width: number): string {
  const characters = [...line]
  return characters.length <= width ? line : `${characters.slice(0, width - 1).join('')}…`
}
