/**
 * The worker for commands that know nothing of Millwright: a process of its own that speaks the worker protocol and runs
 * the command once per shard. Started by the agent as `node command-worker.ts <argv of the command>`; it is a program's
 * entry, so it may read argv and the environment.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { doNotRetryCode } from '../../shared/model/exits.ts'
import type { Json } from '../../shared/model/job.ts'
import {
  type AgentToWorker,
  type LentShard,
  type WorkerMessage,
  workerEnv,
} from '../../shared/model/worker-protocol.ts'

const argv = process.argv.slice(2)
const env = process.env
const socketPath = env[workerEnv.socket] ?? ''
const dir = env[workerEnv.dir] ?? process.cwd()
const stderrLinesKept = 5
const reconnectMs = 200

/** Shards lent and not yet acknowledged; `report` is set once the command has ended. */
const held = new Map<number, WorkerMessage | undefined>()
const queue: LentShard[] = []
let socket: Socket | undefined
let running = false
let command: ChildProcess | undefined
let stopping = false

function send(message: WorkerMessage): void {
  if (socket?.writable) socket.write(`${JSON.stringify(message)}\n`)
}

function connectToAgent(): void {
  const opened = connect(socketPath)
  opened.on('connect', () => {
    socket = opened
    send({ type: 'hello', holding: [...held.keys()] })
    // what was reported on a connection that broke may not have arrived
    for (const report of held.values()) if (report !== undefined) send(report)
    if (!running && queue.length === 0) send({ type: 'lease', want: 1 })
  })
  const lines = createInterface({ input: opened })
  lines.on('line', (line) => take(JSON.parse(line) as AgentToWorker))
  // readline passes its input's errors on, and an error nobody hears ends the process: `close` is enough for us
  lines.on('error', () => {})
  opened.on('error', () => {})
  opened.on('close', () => {
    socket = undefined
    setTimeout(connectToAgent, reconnectMs)
  })
}

function take(message: AgentToWorker): void {
  if (message.type === 'shards') {
    for (const shard of message.shards) {
      held.set(shard.shard, undefined)
      queue.push(shard)
    }
    void next()
  } else if (message.type === 'ack' || message.type === 'drop') {
    for (const shard of message.shards) {
      held.delete(shard)
      const waiting = queue.findIndex((entry) => entry.shard === shard)
      if (waiting !== -1) queue.splice(waiting, 1)
    }
  } else if (message.type === 'finish') process.exit(0)
  else if (message.type === 'error') process.stderr.write(`millwright: ${message.error}\n`)
}

async function next(): Promise<void> {
  if (running || stopping) return
  const shard = queue.shift()
  if (shard === undefined) {
    send({ type: 'lease', want: 1 })
    return
  }
  running = true
  const report = await runOnce(shard)
  running = false
  if (stopping) process.exit(143)
  if (held.has(shard.shard)) held.set(shard.shard, report)
  send(report)
  void next()
}

/** Runs the command for one shard. Its stdout and stderr go to the attempt's log; the last stderr lines are kept too. */
function runOnce(shard: LentShard): Promise<WorkerMessage> {
  const resultPath = join(dir, `result-${shard.shard}.json`)
  rmSync(resultPath, { force: true })
  const [program = '', ...args] = argv
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: dir,
      stdio: ['ignore', 'inherit', 'pipe'],
      env: {
        ...env,
        [workerEnv.shard]: String(shard.shard),
        [workerEnv.item]: JSON.stringify(shard.item),
        [workerEnv.result]: resultPath,
      },
    })
    command = child
    const lastLines: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => {
      process.stderr.write(`${line}\n`)
      lastLines.push(line.slice(0, 500))
      if (lastLines.length > stderrLinesKept) lastLines.shift()
    })
    const fail = (error: string, retry = true): void => resolve({ type: 'failed', shard: shard.shard, error, retry })
    child.on('error', (error) => fail(`${program} could not be started: ${error.message}`))
    child.on('close', (code, signal) => {
      const ended = `${program} ended with ${signal ?? `exit code ${code}`}`
      if (code !== 0) fail([ended, ...lastLines].join('\n'), code !== doNotRetryCode)
      else resolve(succeeded(shard.shard, resultPath))
    })
  })
}

function succeeded(shard: number, resultPath: string): WorkerMessage {
  let text: string
  try {
    text = readFileSync(resultPath, 'utf8')
  } catch {
    return { type: 'done', shard, result: { exit: 0 } }
  }
  rmSync(resultPath, { force: true })
  try {
    return { type: 'done', shard, result: JSON.parse(text) as Json }
  } catch (error) {
    return { type: 'failed', shard, error: `the result file is not JSON: ${(error as Error).message}`, retry: true }
  }
}

process.on('SIGTERM', () => {
  // The agent signals every process of the attempt; a command that was just being started is not among them yet.
  stopping = true
  command?.kill('SIGTERM')
  if (!running) process.exit(143)
})

// A checkpoint signal is for the command, which gets it too. Unheard, SIGUSR1 would open Node's debugger and SIGUSR2 end us.
for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
  process.on(signal, () => {
    stopping = true
    if (!running) process.exit(0)
  })
}

if (argv.length === 0 || socketPath === '') {
  process.stderr.write(`usage: ${workerEnv.socket}=<path> command-worker <program> [argument…]\n`)
  process.exit(64)
}
connectToAgent()
