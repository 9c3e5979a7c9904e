/** A worker for tests: no-op shards as fast as they come, or a replica. Mode is the first argument. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'

const mode = process.argv[2] ?? 'noop'
const dir = process.env.MILLWRIGHT_DIR ?? '.'
const held = new Map<number, WorkerMessage | undefined>()
let healthy = true

function session(): void {
  const socket = connect(process.env.MILLWRIGHT_SOCKET ?? '')
  const say = (message: WorkerMessage): void => void socket.write(`${JSON.stringify(message)}\n`)
  socket.on('connect', () => {
    say({ type: 'hello', holding: [...held.keys()] })
    for (const done of held.values()) if (done) say(done)
    if (mode === 'replica') startReplica(say)
    else for (let i = 0; i < 2; i++) say({ type: 'lease', want: 64 })
  })
  socket.on('error', () => {})
  socket.on('close', () => setTimeout(session, 50))
  const lines = createInterface({ input: socket })
  lines.on('line', (line) => take(JSON.parse(line) as AgentToWorker, say, socket))
  lines.on('error', () => {})
}

function take(message: AgentToWorker, say: (message: WorkerMessage) => void, socket: Socket): void {
  if (message.type === 'shards') {
    socket.cork()
    for (const { shard } of message.shards) work(shard, say)
    say({ type: 'lease', want: 64 })
    socket.uncork()
  } else if (message.type === 'ack' || message.type === 'drop') for (const shard of message.shards) held.delete(shard)
  else if (message.type === 'finish') process.exit(0)
}

function work(shard: number, say: (message: WorkerMessage) => void): void {
  // `hold` keeps its shards for ever: the test looks at who believes what
  held.set(shard, undefined)
  if (mode === 'hold') return
  let done: WorkerMessage = { type: 'done', shard, result: shard }
  if (mode === 'artifact') {
    const path = join(dir, `out-${shard}`)
    writeFileSync(path, `output of ${shard}`)
    done = { ...done, artifacts: { out: shard === 1 ? '/etc/hostname' : path } }
  }
  held.set(shard, done)
  say(done)
}

let replica: string | undefined
function startReplica(say: (message: WorkerMessage) => void): void {
  if (replica !== undefined) return say({ type: 'ready', socket: replica })
  const path = (process.env.MILLWRIGHT_SOCKET ?? '').replace('.sock', '.r')
  const server = createServer((asked, answer) => {
    if (asked.url === '/v2/health/ready') answer.writeHead(healthy ? 200 : 503).end()
    else if (asked.url === '/break') {
      healthy = false
      answer.end('broken')
    } else asked.pipe(answer.writeHead(200, { 'x-path': asked.url ?? '' }))
  })
  server.listen(path, () => {
    replica = path
    say({ type: 'ready', socket: path })
  })
}
session()
