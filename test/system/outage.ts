/**
 * A coordinator that is away for a long time: gangs step on, workers go on with the shards they hold, processes end, an agent is killed and comes
 * back, and everything is told afterwards as it was. 10 s by default; `MILLWRIGHT_OUTAGE_S=600` for the ten minutes of the promise.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobRow } from '../../shared/model/rows.ts'
import { type Site, startSite } from '../fakes/site.ts'
import type { Check, Part } from './part.ts'

const outageMs = 1_000 * Number(process.env.MILLWRIGHT_OUTAGE_S ?? 10)
const agents = ['host-1', 'host-2']
const rankFile = join(import.meta.dirname, '../fakes/stepping-rank.mjs')
/** more than are done before the coordinator goes */
const shards = 400
/** by themselves, at a share of the outage and with this code */
const ends: readonly [share: number, code: number][] = [
  [0.25, 0],
  [0.5, 7],
  [0.75, 0],
]

const submit = async (site: Site, spec: object): Promise<string> =>
  (await site.api<JobRow>('POST', '/api/v1/jobs', { spec })).id

/** Two ranks that step with each other until they are asked to end. */
const gangSpec = (dir: string) => ({
  name: 'gang',
  kind: 'gang',
  gang: { hosts: 2 },
  run: { kind: 'command', argv: [process.execPath, rankFile] },
  env: { RANK_DIR: dir },
  policy: { lostAfterMs: 60_000, maxRestarts: 0 },
})

/** A program that leases shards ahead and takes half a second for each, until the file `back` is there. */
const worker = `
const {connect} = require('node:net')
const fs = require('node:fs')
let held = [], busy = false, link
const say = (message) => link.writable && link.write(JSON.stringify(message) + '\\n')
const done = new Map()
function work() {
  if (busy || held.length === 0) return
  busy = true
  const shard = held[0]
  setTimeout(() => {
    busy = false
    held.shift()
    fs.appendFileSync(process.env.SHARDS, shard + '\\n')
    done.set(shard, shard * 3)
    say({type: 'done', shard, result: shard * 3})
    say({type: 'lease', want: 1})
    work()
  }, fs.existsSync(process.env.BACK) ? 5 : 500)
}
function reach() {
  link = connect(process.env.MILLWRIGHT_SOCKET)
  link.on('connect', () => {
    say({type: 'hello', holding: [...held, ...done.keys()]})
    for (const [shard, result] of done) say({type: 'done', shard, result})
    say({type: 'lease', want: 20 - held.length})
  })
  link.on('error', () => undefined)
  link.on('close', () => setTimeout(reach, 200))
  require('node:readline').createInterface({input: link}).on('line', (line) => {
    const message = JSON.parse(line)
    if (message.type === 'shards') held.push(...message.shards.map(({shard}) => shard).filter((shard) => !held.includes(shard)))
    if (message.type === 'ack') for (const shard of message.shards) done.delete(shard)
    if (message.type === 'finish' || message.type === 'stop') process.exit(0)
    work()
  }).on('error', () => undefined)
}
reach()`

const batchSpec = (dir: string) => ({
  name: 'batch',
  kind: 'batch',
  shards: { count: shards },
  run: { kind: 'worker', argv: [process.execPath, '-e', worker] },
  workers: { max: 2 },
  // the last shards would be lent a second time
  policy: { speculate: false },
  env: { SHARDS: join(dir, 'shards'), BACK: join(dir, 'back') },
})

/** Ends by itself, so long after the coordinator has gone. */
const plainSpec = (dir: string, index: number, seconds: number, code: number) => ({
  name: `plain-${index}`,
  kind: 'gang',
  gang: { hosts: 1 },
  run: {
    kind: 'command',
    argv: ['sh', '-c', `until [ -e ${dir}/away ]; do sleep 0.1; done; sleep ${seconds}; exit ${code}`],
  },
  policy: { maxRestarts: 0 },
})

const lines = (file: string): number[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map(Number) : []

async function outage(check: Check): Promise<void> {
  const site = await startSite([], 16)
  try {
    const dir = join(site.dir, 'ranks')
    mkdirSync(dir)
    for (const name of agents) site.startAgent(name)
    await site.until('both agents are there', async () => {
      const { rows } = await site.api<{ rows: { liveness: string }[] }>('GET', '/api/v1/hosts')
      return rows.filter(({ liveness }) => liveness === 'connected').length === agents.length
    })
    const gang = await submit(site, gangSpec(dir))
    const batch = await submit(site, batchSpec(dir))
    const plain: string[] = []
    for (const [i, [share, code]] of ends.entries())
      plain.push(await submit(site, plainSpec(dir, i, (share * outageMs) / 1_000, code)))
    await site.until('all of it runs', async () => {
      for (const id of [gang, batch, ...plain]) if ((await site.job(id)).state !== 'running') return false
      const attempts = await site.attempts(gang)
      return attempts.length === 2 && attempts.every(({ steps }) => steps) && lines(join(dir, 'shards')).length > 0
    })
    await site.kill('coordinator', 'SIGKILL')
    writeFileSync(join(dir, 'away'), '')
    const before = lines(join(dir, 'shards')).length
    const seats = readdirSync(dir).filter((file) => /\.\d+\.\d+$/.test(file))
    await wait(outageMs / 2)
    await site.kill('host-2', 'SIGKILL')
    site.startAgent('host-2')
    await wait(outageMs / 2)
    check.equal(
      seats.filter((file) => Date.now() - Number(readFileSync(join(dir, file), 'utf8').split(' ')[1]) > 5_000),
      [],
      'both ranks of the gang run',
    )
    // workers hold as many as fit in two lease targets ([B2])
    const meanwhile = lines(join(dir, 'shards')).length - before
    check.note(`the coordinator was away for ${outageMs / 1_000} s, in which ${meanwhile} shards were done`)
    await site.startCoordinator()
    writeFileSync(join(dir, 'back'), '')
    await told(check, site, { gang, batch, plain, dir })
  } finally {
    await site.close()
  }
}

interface Scene {
  readonly gang: string
  readonly batch: string
  readonly plain: readonly string[]
  readonly dir: string
}

/** After it is back: all results arrive, as they were. */
async function told(check: Check, site: Site, { gang, batch, plain, dir }: Scene): Promise<void> {
  const ended = (id: string) =>
    site.until(`${id} ends`, async () => {
      const row = await site.job(id)
      return row.endedMs !== null && row
    })
  for (const [i, id] of plain.entries()) {
    const code = ends[i]?.[1]
    const { state } = await ended(id)
    const exit = (await site.attempts(id)).at(-1)?.exit
    check.equal(
      [state, exit?.code],
      [code === 0 ? 'succeeded' : 'failed', code],
      `an end with ${code} is told as it was`,
    )
  }
  const all = await ended(batch)
  const { results } = await site.api<{ results: { index: number; output: { result: number } }[] }>(
    'GET',
    `/api/v1/jobs/${batch}/results?limit=${shards}`,
  )
  check.equal(all.state, 'succeeded', 'the batch job ends well')
  const wrong = results.filter(({ index, output }) => output.result !== 3 * index)
  check.equal([results.length, wrong], [shards, []], 'every shard has its result, once')
  check.equal(lines(join(dir, 'shards')).length, shards, 'no shard was done twice')
  writeFileSync(join(dir, `${gang}.finish`), '')
  const row = await ended(gang)
  check.equal([row.state, row.gang?.epoch, row.gang?.restarts], ['succeeded', 1, 0], 'the gang ends in its first epoch')
  const attempts = (await Promise.all([gang, batch].map((id) => site.attempts(id)))).flat()
  check.equal(
    attempts.filter(({ stop, exit }) => stop !== null || exit?.sentByUs === true),
    [],
    'nothing was stopped',
  )
}

export const name = 'outage'
export const missing: Part['missing'] = () => undefined
export const run: Part['run'] = outage
