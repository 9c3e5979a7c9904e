/** The coordinator's configuration: strict, read once, frozen. Unknown flags are refused. */
export interface CoordinatorConfig {
  readonly stateDir: string
  readonly host: string
  readonly port: number
  readonly tickMs: number
}

export const usage = `millwright-coordinator: the coordinator of a Millwright site

  --state-dir DIR      where it keeps everything (default .millwright/coordinator)
  --listen HOST:PORT   loopback address to listen on (default 127.0.0.1:7070; port 0 picks one,
                       written to DIR/address)
  --version, --help`

/** A flag that is wrong; the message names it and what would be right. */
export class UsageError extends Error {}

export function parseConfig(argv: readonly string[]): CoordinatorConfig {
  const values: Record<string, string> = { 'state-dir': '.millwright/coordinator', listen: '127.0.0.1:7070' }
  for (let i = 0; i < argv.length; i += 2) {
    const flag = argv[i] as string
    const name = flag.replace(/^--/, '')
    if (!flag.startsWith('--') || !(name in values))
      throw new UsageError(`unknown flag '${flag}'; known are --state-dir and --listen`)
    const value = argv[i + 1]
    if (value === undefined) throw new UsageError(`${flag} needs a value`)
    values[name] = value
  }
  const match = /^(.+):(\d{1,5})$/.exec(values.listen as string)
  const host = match?.[1] ?? ''
  const port = Number(match?.[2])
  if (match === null || port > 65_535) throw new UsageError(`--listen '${values.listen}' is not HOST:PORT`)
  if (!/^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(host))
    throw new UsageError(
      `--listen '${values.listen}': only loopback addresses are allowed until there is TLS, like 127.0.0.1:${port}`,
    )
  return Object.freeze({ stateDir: values['state-dir'] as string, host, port, tickMs: 250 })
}
