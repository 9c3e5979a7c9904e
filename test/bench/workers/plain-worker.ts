/**
 * A bare worker for benchmarks: no engine, no SDK. MW_BENCH_MS: how long a shard waits on a timer (0: answers at once);
 * an item `{ms}` overrides it. MW_BENCH_SLOW: factor for attempts whose working directory is under an agent of that name.
 */
import { connect } from 'node:net'

const path = process.env.MILLWRIGHT_SOCKET as string
const shardMs = Number(process.env.MW_BENCH_MS ?? 0)
const [slowName, slowFactor] = (process.env.MW_BENCH_SLOW ?? ':1').split(':') as [string, string]
const factor = slowName !== '' && (process.env.MILLWRIGHT_DIR ?? '').includes(`/${slowName}/`) ? Number(slowFactor) : 1

interface Shard {
  shard: number
  item: { ms?: number } | null
}
const queue: Shard[] = []
let busy = false
let finishing = false
const socket = connect(path)
const send = (message: object): void => void socket.write(`${JSON.stringify(message)}\n`)

function work(): void {
  if (shardMs === 0) {
    const done = queue.splice(0)
    if (done.length > 0)
      socket.write(
        `${done.map(({ shard }) => `{"type":"done","shard":${shard}}\n`).join('')}{"type":"lease","want":64}\n`,
      )
    if (finishing) process.exit(0)
    return
  }
  if (busy) return
  const next = queue.shift()
  if (next === undefined) {
    if (finishing) process.exit(0)
    return
  }
  busy = true
  setTimeout(
    () => {
      busy = false
      send({ type: 'done', shard: next.shard })
      send({ type: 'lease', want: 2 })
      work()
    },
    (next.item?.ms ?? shardMs) * factor,
  )
}

let rest = ''
socket.on('connect', () => {
  send({ type: 'hello', holding: [] })
  send({ type: 'lease', want: shardMs === 0 ? 64 : 2 })
})
socket.on('data', (data) => {
  const lines = (rest + data.toString()).split('\n')
  rest = lines.pop() as string
  for (const line of lines) {
    const message = JSON.parse(line) as { type: string; shards?: Shard[] }
    if (message.type === 'shards') queue.push(...(message.shards ?? []))
    else if (message.type === 'drop') {
      const dropped = new Set(message.shards as unknown as number[])
      for (let i = queue.length - 1; i >= 0; i--) if (dropped.has((queue[i] as Shard).shard)) queue.splice(i, 1)
    } else if (message.type === 'finish') finishing = true
  }
  work()
})
socket.on('error', () => process.exit(1))
