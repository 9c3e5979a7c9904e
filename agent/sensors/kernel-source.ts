/** The two ways to the kernel log: /dev/kmsg, and journalctl where that cannot be opened. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type KernelRecord, parseJournal, parseKmsg } from './kernel-record.ts'
import { programAt } from './program.ts'

export interface KernelSource {
  readonly name: 'kmsg' | 'journalctl'
  /** Records since the call before, at most so many; `lost`: some were overwritten before they could be read. */
  read(most: number): { readonly records: readonly KernelRecord[]; readonly lost: boolean }
  /** why it does not go on, if it does not */
  readonly failed: string | undefined
  close(): void
}

const leastBufferBytes = 16 * 1024
const mostBufferBytes = 256 * 1024

export class KmsgSource implements KernelSource {
  readonly name = 'kmsg'
  failed: string | undefined
  readonly #fd: number
  #buffer = Buffer.allocUnsafe(leastBufferBytes)

  /** Throws where it may not be opened. It begins with the oldest record that is still there. */
  constructor(path: string) {
    this.#fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  }

  read(most: number): { records: KernelRecord[]; lost: boolean } {
    const records: KernelRecord[] = []
    let lost = false
    while (records.length < most) {
      try {
        // One record a read.
        const count = readSync(this.#fd, this.#buffer, 0, this.#buffer.length, null)
        if (count === 0) break
        const record = parseKmsg(this.#buffer.toString('utf8', 0, count))
        if (record !== undefined) records.push(record)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'EPIPE') lost = true
        else if (code === 'EINVAL' && this.#buffer.length < mostBufferBytes)
          this.#buffer = Buffer.allocUnsafe(2 * this.#buffer.length)
        else {
          if (code !== 'EAGAIN') this.failed = `/dev/kmsg: ${code}`
          break
        }
      }
    }
    return { records, lost }
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** lines that wait to be read; the journal waits with more until then */
const mostWaiting = 10_000

export class JournalSource implements KernelSource {
  readonly name = 'journalctl'
  failed: string | undefined
  readonly #child: ChildProcess
  readonly #waiting: KernelRecord[] = []
  readonly #lines: ReturnType<typeof createInterface>

  /** From the boot on, or after a cursor of an earlier life. */
  constructor(program: string, after: string | undefined) {
    const from = after === undefined ? [] : [`--after-cursor=${after}`]
    const args = ['--dmesg', '--boot', '--follow', '--no-tail', '--output=json', ...from]
    // It follows for ever: where the agent is killed, the kernel ends it (PR_SET_PDEATHSIG).
    const leash = programAt('setpriv')
    const argv = leash === undefined ? [program, ...args] : [leash, '--pdeathsig', 'TERM', '--', program, ...args]
    this.#child = spawn(argv[0]!, argv.slice(1), {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH },
    })
    this.#child.unref()
    const out = this.#child.stdout!
    ;(out as unknown as { unref?: () => void }).unref?.()
    this.#lines = createInterface({ input: out })
    this.#lines.on('line', (line) => {
      const record = parseJournal(line)
      if (record !== undefined) this.#waiting.push(record)
      if (this.#waiting.length >= mostWaiting) this.#lines.pause()
    })
    this.#child.on('error', (error) => (this.failed = `journalctl: ${error.message}`))
    this.#child.on('exit', (code, signal) => (this.failed ??= `journalctl ended (${signal ?? `status ${code}`})`))
  }

  read(most: number): { records: KernelRecord[]; lost: boolean } {
    const records = this.#waiting.splice(0, most)
    if (this.#waiting.length < mostWaiting / 2) this.#lines.resume()
    return { records, lost: false }
  }

  close(): void {
    this.#child.kill('SIGTERM')
    this.#child.stdout?.destroy()
  }
}

/** Whichever works here. Throws with both reasons where neither does. */
export function openKernelSource(kmsg: string, afterCursor: string | undefined): KernelSource {
  try {
    return new KmsgSource(kmsg)
  } catch (error) {
    const program = programAt('journalctl')
    if (program === undefined)
      throw new Error(`${kmsg}: ${(error as NodeJS.ErrnoException).code}, and there is no journalctl`)
    return new JournalSource(program, afterCursor)
  }
}
