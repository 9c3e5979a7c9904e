/** `npm start`: the factory on this machine and its story; see README.md. */
process.env.ORT_DISABLE_TELEMETRY = '1'

import { resolve } from 'node:path'
import { Account } from './account.ts'
import { parseConfig, type StartConfig, usage } from './config.ts'
import { Factory } from './factory.ts'
import { PipelineFileError, readPipelineFile } from './pipeline-file.ts'
import { Story, StoryError } from './story.ts'
import type { Summary } from './summary.ts'
import type { Supervisor } from './supervisor.ts'

const beganMs = 0 // performance.now() counts from the start of this process
const here = import.meta.dirname
const root = resolve(here, '../..')
const account = new Account(process.stderr)
/** what there is to stop */
let supervisor: Supervisor | null = null
let factory: Factory | null = null
const interrupted = Promise.withResolvers<'interrupted'>()

function watchSignals(): void {
  let asked = false
  const onSignal = (): void => {
    if (asked) {
      account.close()
      if (factory !== null) factory.killHard()
      else supervisor?.killAll()
      process.exit(130)
    }
    asked = true
    account.say('stopping: jobs first, then the processes (again to kill them at once)')
    interrupted.resolve('interrupted')
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  process.on('SIGHUP', onSignal)
}

async function begin(config: StartConfig): Promise<Summary> {
  const file = readPipelineFile(config.pipelineFile, [process.cwd(), root])
  account.say(`Millwright: an AI factory on this machine, in ${config.stateDir}`, 'strong')
  const options = { stateDir: config.stateDir, root, agents: 4, say: (line: string) => account.say(`! ${line}`) }
  factory = await Factory.start(options, (made) => {
    supervisor = made
  })
  account.say(
    `console http://${factory.coordinator}/  ·  gateway http://${factory.gateway}/v2  ·  ${factory.agentNames.length} agents`,
  )
  if (config.slow) account.say('agent-2 will be slowed four times during the first training (--no-slow to leave it)')
  if (config.kill)
    account.say('agent-3 will be killed during the first training and started again (--no-kill to leave it)')
  return new Story({ config, file, factory, account, beganMs }).run()
}

async function stopAll(): Promise<void> {
  account.close()
  if (factory !== null) return factory.stop()
  // starting was interrupted
  supervisor?.killAll()
  supervisor?.removePid('start')
}

/** What to say of a failure: an expected one in plain words, a bug with its stack. */
function explain(error: unknown): string {
  if (error instanceof PipelineFileError || error instanceof StoryError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

async function main(): Promise<number> {
  let config: StartConfig | 'help'
  try {
    config = parseConfig(process.argv.slice(2), here)
  } catch (error) {
    account.say(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    return 2
  }
  if (config === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  watchSignals()
  let code = 0
  let last: string | null = null
  try {
    const story = begin(config)
    story.catch(() => {}) // told below, or of no interest once interrupted
    const summary = await Promise.race([story, interrupted.promise])
    if (summary === 'interrupted') code = 130
    else {
      last = JSON.stringify(summary)
      if (!config.once) {
        if (config.json) process.stdout.write(`${last}\n`)
        last = null
        account.say(
          `serving on: console http://${factory?.coordinator}/ · gateway http://${factory?.gateway}/v2 · Ctrl-C stops everything`,
        )
        await interrupted.promise
      }
    }
  } catch (error) {
    account.close()
    account.say(`✗ ${explain(error)}`, 'bad')
    code = 1
  }
  await stopAll()
  if (last !== null && config.json) process.stdout.write(`${last}\n`)
  return code
}

process.exitCode = await main()
process.exit()
