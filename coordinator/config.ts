/** The coordinator's configuration: strict, read once, frozen. Unknown flags are refused. */
import { limits } from '../shared/limits.ts'

export interface CoordinatorConfig {
  readonly stateDir: string
  readonly host: string
  readonly port: number
  readonly tickMs: number
  /** the topology file; null: hosts tell where they stand, as far as they know */
  readonly topologyFile: string | null
  /** where people reach the console, for links in what is sent to receivers of alerts; null: where it listens */
  readonly externalUrl: string | null
  /** what samples of all hosts may take on disk */
  readonly telemetryBytes: number
  /** the state directory was restored from a backup: the new life gets a number above any that the backup has not seen */
  readonly restored: boolean
}

export const usage = `millwright-coordinator: the coordinator of a Millwright site

  --state-dir DIR      where it keeps everything (default .millwright/coordinator)
  --listen HOST:PORT   loopback address to listen on (default 127.0.0.1:7070; port 0 picks one,
                       written to DIR/address)
  --topology FILE      where hosts stand (YAML): hosts: {NAME: {site, row, rack, leaf, nvlink}};
                       NAME may be a range (gpu-001..gpu-016) or have a *
  --external-url URL   where people reach the console: for the links in alerts that are sent
                       (default: where it listens)
  --telemetry-mb MB    what readings of all hosts may take on disk (default 10240): raw samples go first,
                       after 6 hours at the latest; minutes are kept for 31 days, hours for 400
  --restored           DIR was restored from a backup (for this start only)
  --version, --help`

/** A flag that is wrong; the message names it and what would be right. */
export class UsageError extends Error {}

const known = ['--state-dir', '--listen', '--topology', '--external-url', '--telemetry-mb', '--restored']

export function parseConfig(argv: readonly string[]): CoordinatorConfig {
  const values = new Map([
    ['--state-dir', '.millwright/coordinator'],
    ['--listen', '127.0.0.1:7070'],
  ])
  for (let i = 0; i < argv.length; i++) {
    const flag = argv[i] as string
    if (!known.includes(flag)) throw new UsageError(`unknown flag '${flag}'; known are ${known.join(', ')}`)
    const value = flag === '--restored' ? '' : argv[++i]
    if (value === undefined) throw new UsageError(`${flag} needs a value`)
    values.set(flag, value)
  }
  const { host, port } = listenOf(values.get('--listen') as string)
  return Object.freeze({
    stateDir: values.get('--state-dir') as string,
    host,
    port,
    tickMs: 250,
    topologyFile: values.get('--topology') ?? null,
    externalUrl: urlOf(values.get('--external-url')),
    telemetryBytes: mebibytesOf('--telemetry-mb', values.get('--telemetry-mb')) ?? limits.telemetryBudgetBytes,
    restored: values.has('--restored'),
  })
}

function listenOf(listen: string): { host: string; port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(listen)
  const host = match?.[1] ?? ''
  const port = Number(match?.[2])
  if (match === null || port > 65_535) throw new UsageError(`--listen '${listen}' is not HOST:PORT`)
  if (!/^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(host))
    throw new UsageError(
      `--listen '${listen}': only loopback addresses are allowed until there is TLS, like 127.0.0.1:${port}`,
    )
  return { host, port }
}

function mebibytesOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const mebibytes = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (mebibytes < 64) throw new UsageError(`${flag} '${text}' is not a whole number of MiB from 64`)
  return mebibytes * 1024 * 1024
}

function urlOf(text: string | undefined): string | null {
  if (text === undefined) return null
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new UsageError(`--external-url '${text}' is not an address like https://millwright.example.org`)
  return text.replace(/\/+$/, '')
}
