/** The gateway's command line, read once, whole and strictly: an unknown flag is an error, not a guess. */
import { parseArgs } from 'node:util'

export interface GatewayConfig {
  /** `http://host:port` of the coordinator */
  readonly coordinator: string
  readonly host: string
  readonly port: number
  readonly stateDir: string
}

export const usage =
  'usage: gateway --coordinator http://HOST:PORT --state-dir DIR [--listen HOST:PORT]\n' +
  '  --listen defaults to 127.0.0.1:0; the address in use is written to DIR/address'

export function parseConfig(argv: readonly string[]): GatewayConfig {
  const { values } = parseArgs({
    args: [...argv],
    strict: true,
    options: {
      coordinator: { type: 'string' },
      listen: { type: 'string', default: '127.0.0.1:0' },
      'state-dir': { type: 'string' },
    },
  })
  const stateDir = values['state-dir']
  if (stateDir === undefined) throw new Error('--state-dir is missing: a directory of the gateway’s own')
  const { host, port } = parseListen(values.listen)
  return Object.freeze({ coordinator: parseCoordinator(values.coordinator), host, port, stateDir })
}

function parseCoordinator(text: string | undefined): string {
  if (text === undefined) throw new Error('--coordinator is missing: for example http://127.0.0.1:7400')
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Error(`--coordinator "${text}" is not an http:// address`)
  }
  return url.origin
}

function parseListen(text: string): { host: string; port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (match?.[1] === undefined || port > 65_535) throw new Error(`--listen "${text}" is not HOST:PORT`)
  return { host: match[1].replace(/^\[|\]$/g, ''), port }
}
