/** `npm start`'s command line. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface StartConfig {
  readonly once: boolean
  readonly json: boolean
  readonly slow: boolean
  readonly kill: boolean
  readonly stateDir: string
  readonly pipelineFile: string
}

export const usage = `npm start [-- options]: the whole factory on this machine, on 3,000,000 real flights

  --once             stop everything and exit when the summary is printed (else: keep serving)
  --json             print the summary as one line of JSON, the last of stdout (all else goes to stderr)
  --no-slow          do not slow one agent's workers four times during the first training
  --no-kill          do not kill -9 one agent during the first training
  --state-dir DIR    where everything is kept (default .millwright)
  --pipeline FILE    another pipeline file for the same data (default examples/flights/pipeline.yaml)`

export function parseConfig(argv: readonly string[], here: string): StartConfig | 'help' {
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: [...argv],
    strict: true,
    options: {
      once: flag,
      json: flag,
      'no-slow': flag,
      'no-kill': flag,
      help: flag,
      'state-dir': { type: 'string', default: '.millwright' },
      pipeline: { type: 'string' },
    },
  })
  if (values.help) return 'help'
  return Object.freeze({
    once: values.once,
    json: values.json,
    slow: !values['no-slow'],
    kill: !values['no-kill'],
    stateDir: resolve(values['state-dir']),
    pipelineFile: values.pipeline === undefined ? resolve(here, 'pipeline.yaml') : resolve(values.pipeline),
  })
}
