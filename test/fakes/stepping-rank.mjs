/**
 * A rank of a gang that trains in step with the others, as a collective does: a step is done when all ranks have said so to rank 0, and a
 * rank that cannot reach rank 0 waits for ever, as behind a dead switch. It tells its agent each step, and leaves behind when it was
 * alive. Environment: RANK_DIR (shared by the gang and the test), and what every rank gets from its agent.
 *
 * Files: `<job>.rank0` address of rank 0 of the newest epoch; `via-<host>` where ranks of that host find it (a proxy of the test);
 * `<job>.<epoch>.<rank>` "started alive host", in ms since 1970; `<job>.finish` asks all to end with 0.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const { RANK_DIR: dir, MILLWRIGHT_JOB: job, MILLWRIGHT_EPOCH: epoch, MILLWRIGHT_SOCKET: agentSocket } = process.env
const rank = Number(process.env.MILLWRIGHT_RANK)
const members = Number(process.env.MILLWRIGHT_MEMBERS)
const host = process.env.MILLWRIGHT_HOSTS.split(',')[rank]
const startedMs = Date.now()
const stepMs = 250
const aliveMs = 50

function put(name, text) {
  const path = join(dir, name)
  writeFileSync(`${path}.${process.pid}.tmp`, text)
  renameSync(`${path}.${process.pid}.tmp`, path)
}

setInterval(() => put(`${job}.${epoch}.${rank}`, `${startedMs} ${Date.now()} ${host}`), aliveMs)

let agent
function reachAgent() {
  agent = connect(agentSocket)
  agent.on('connect', () => agent.write(`${JSON.stringify({ type: 'hello', rank })}\n`))
  agent.on('error', () => undefined)
  agent.on('close', () => setTimeout(reachAgent, 200))
  agent.resume()
}
reachAgent()
const say = (message) => void (agent.writable && agent.write(`${JSON.stringify(message)}\n`))
const stepped = (step) => say({ type: 'step', step, rank })

function lead() {
  let step = 0
  let waits = false
  const peers = new Set()
  const at = new Map()
  const tell = (line) => peers.forEach((peer) => void peer.write(`${line}\n`))
  function advance() {
    if (waits || [...at.values()].filter((done) => done >= step).length < members - 1) return
    waits = true
    setTimeout(() => {
      waits = false
      step++
      stepped(step)
      if (existsSync(join(dir, `${job}.finish`))) {
        tell('end')
        return setTimeout(() => process.exit(0), 100)
      }
      tell(`go ${step}`)
      if (members === 1) advance()
    }, stepMs)
  }
  const server = createServer((peer) => {
    peers.add(peer)
    peer.on('error', () => undefined)
    peer.on('close', () => peers.delete(peer))
    createInterface({ input: peer })
      .on('line', (line) => {
        const [other, done] = line.split(' ').map(Number)
        at.set(other, done)
        // the word to go on may have been lost with a connection
        if (done < step) peer.write(`go ${step}\n`)
        advance()
      })
      .on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1', () => put(`${job}.rank0`, `127.0.0.1:${server.address().port}`))
  if (members === 1) advance()
}

function follow() {
  let step = 0
  function reach() {
    const via = join(dir, `via-${host}`)
    if (!existsSync(join(dir, `${job}.rank0`))) return void setTimeout(reach, 50)
    const [name, port] = readFileSync(existsSync(via) ? via : join(dir, `${job}.rank0`), 'utf8').split(':')
    const leader = connect({ host: name, port: Number(port) })
    leader.on('connect', () => leader.write(`${rank} ${step}\n`))
    leader.on('error', () => undefined)
    leader.on('close', () => setTimeout(reach, 200))
    createInterface({ input: leader })
      .on('line', (line) => {
        if (line === 'end') process.exit(0)
        step = Number(line.split(' ')[1])
        stepped(step)
        leader.write(`${rank} ${step}\n`)
      })
      .on('error', () => undefined)
  }
  reach()
}

if (rank === 0) lead()
else follow()
