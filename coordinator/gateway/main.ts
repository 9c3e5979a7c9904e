/** The gateway's process: reads the command line, serves until SIGTERM or SIGINT. */
import { parseConfig, usage } from './config.ts'
import { type Gateway, startGateway } from './gateway.ts'

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} gateway ${line}\n`)
}

async function main(): Promise<void> {
  let config: ReturnType<typeof parseConfig>
  try {
    config = parseConfig(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`)
    process.exitCode = 2
    return
  }
  const gateway: Gateway = await startGateway(config, log)
  log(`serving on http://${gateway.address}/v2, following ${config.coordinator}`)
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    gateway.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log(String(error))
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

await main()
