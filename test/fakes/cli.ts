/** The command line against a real API over a coordinator in memory. */
import { makeApi } from '../../coordinator/api/api.ts'
import { runCli } from '../../coordinator/cli/cli.ts'
import type { Io } from '../../coordinator/cli/io.ts'
import { makeFakeCoordinator } from './fake-door.ts'

export interface Tap {
  teardown(after: () => unknown): void
}

export async function startCli(t: Tap, cwd = '/', fetchAgent?: typeof fetch) {
  const fake = makeFakeCoordinator()
  const place = { rank: 0, offset: 0, next: 11, ms: 1_000 }
  const records = [{ kind: 'lines', ...place, text: 'hello\nworld' }, { kind: 'end' }]
  const log = async () => new Response(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const api = await makeApi({
    ...fake,
    console: { files: {} },
    version: '0.1.0',
    fetchAgent: fetchAgent ?? (log as unknown as typeof fetch),
    followMs: 1,
  })
  api.server.on('upgrade', (request, socket, head) => api.handleFeedUpgrade(request, socket, head))
  const address = await api.listen('127.0.0.1', 0)
  t.teardown(() => api.close())
  const stopping = new AbortController()
  /** what the person at the terminal will answer; none: there is no terminal */
  const answers: boolean[] = []
  /** what comes on stdin; none: it is a terminal */
  const stdin: Uint8Array[] = []
  const cli = async (...argv: string[]) => {
    let out = ''
    let err = ''
    const io: Io = {
      out: (text) => {
        out += text
      },
      err: (text) => {
        err += text
      },
      taken: async () => {},
      confirm:
        answers.length === 0
          ? null
          : async (question) => {
              err += question
              return answers.shift() === true
            },
      input: stdin.length === 0 ? null : async () => stdin.shift() as Uint8Array,
      isTerminal: false,
      color: false,
      columns: () => 0,
      cwd,
      address,
      version: '1.2.3',
      nowMs: fake.clock.nowMs,
      stopped: stopping.signal,
    }
    const code = await runCli(argv, io)
    return { code, out, err, json: () => JSON.parse(out) }
  }
  return { fake, api, address, cli, stopping, answers, stdin }
}
