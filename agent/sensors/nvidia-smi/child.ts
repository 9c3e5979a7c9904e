/** Runs `nvidia-smi -q -x` by `node-nvidia-smi` once per line on stdin: a call that hangs hangs here, not in the agent. */
import { createInterface } from 'node:readline'
import nvidiaSmi from 'node-nvidia-smi'

const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

createInterface({ input: process.stdin }).on('line', () => {
  nvidiaSmi((error, document) => {
    if (error) say({ failed: error instanceof Error ? error.message : String(error) })
    else say({ document })
    say({ done: 0 })
  })
})
