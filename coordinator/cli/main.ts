/** `millwright`: the only place of the command line that reads argv and env. */
import { createInterface } from 'node:readline/promises'
import { limits } from '../../shared/limits.ts'
import { version } from '../../shared/version.ts'
import { runCli } from './cli.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // the reader of a pipe went (`millwright events | head`): nothing left to say
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})
const stopped = new AbortController()
process.once('SIGINT', () => stopped.abort())

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal: stopped.signal })).trim())
  } finally {
    lines.close()
  }
}

async function input(): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of process.stdin) {
    bytes += (part as Buffer).length
    // more than anything that is taken from there
    if (bytes > limits.bodyBytes) break
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  taken: () =>
    process.stdout.writableNeedDrain
      ? new Promise((resolve) => void process.stdout.once('drain', resolve))
      : Promise.resolve(),
  confirm: process.stdin.isTTY === true && process.stderr.isTTY === true ? confirm : null,
  input: process.stdin.isTTY === true ? null : input,
  isTerminal: process.stderr.isTTY === true,
  columns: () => process.stdout.columns ?? 0,
  color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  cwd: process.cwd(),
  address: process.env.MILLWRIGHT_COORDINATOR,
  version,
  nowMs: () => Date.now(),
  stopped: stopped.signal,
})
if (stopped.signal.aborted) process.exit(130)
