/** What fails around an attempt ends neither the agent nor what is told of the attempt. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { newRecord, openAttemptStore } from '../../agent/work/attempt-store.ts'
import { readStat } from '../../agent/work/proc.ts'
import { endOf, makeRankDirs, markStopping, rankDir } from '../../agent/work/rank-files.ts'
import { signalAll, supervisorArgv } from '../../agent/work/supervisor.ts'
import { serveWorker } from '../../agent/work/worker-socket.ts'
import { limits } from '../../shared/limits.ts'
import { taskSpec } from '../fakes/agent-process.ts'
import { SimulatedWork } from '../fakes/simulated-work.ts'

const long = taskSpec({ kind: 'service', params: { sim: { taskMs: 1e9 } } })

t.test('a full disk keeps nothing from being stopped', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', long)
  host.processes.diskFull = true
  host.store.full = true
  await host.stop('a-1-1', 'cancelled', 1_000)
  await host.time.advance(3_000)
  t.match(await host.exitOf('a-1-1'), { reason: 'cancelled', signal: 'SIGTERM', sentByUs: true })
  host.work.close()
})

t.test(
  'an end that cannot be told ends the agent, and the next one tells it, also where nothing was started',
  async (t) => {
    const host = await SimulatedWork.start()
    let go = (): void => {}
    host.preflight = () =>
      new Promise((resolve) => {
        go = resolve
      })
    host.fatal = []
    await host.run('a-1-1', long)
    await host.stop('a-1-1', 'cancelled', 1_000)
    host.spoolFull = true
    host.store.full = true
    go()
    await host.time.advance(1_000)
    t.match(host.fatal, [{ message: /ENOSPC/ }])
    host.kill()
    host.spoolFull = host.store.full = false
    host.preflight = async () => {}
    await host.live()
    await host.time.advance(1_000)
    t.match(await host.exitOf('a-1-1'), { reason: 'cancelled', code: null })
    host.work.close()
  },
)

t.test('what cannot be written down of a stop is an error of its own, not a part of it', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'mw-faults-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  mkdirSync(join(dir, 'ranks/0'), { recursive: true })
  symlinkSync(join(dir, 'nowhere/file'), join(dir, 'stopping'))
  t.throws(() => markStopping(dir), /ENOENT/)
  t.end()
})

t.test('a folder that cannot be removed ends no agent', async (t) => {
  const host = await SimulatedWork.start()
  host.store.remove = async () => {
    throw new Error('ENOTEMPTY: directory not empty')
  }
  const attempts = Array.from({ length: 6 }, (_, i) => `a-1-${i + 1}`)
  for (const attempt of attempts) await host.stop(attempt, 'cancelled', 0)
  host.work.apply({ forget: attempts })
  await host.time.advance(1_000)
  await host.run('a-1-9', long)
  t.same(host.work.digest().running, ['a-1-9'])
  host.work.close()
})

t.test('what a life before could not remove goes with the next', async (t) => {
  const state = mkdtempSync(join(tmpdir(), 'mw-faults-'))
  t.teardown(() => rmSync(state, { recursive: true }))
  const store = openAttemptStore(state)
  store.save(newRecord('a-1-1', null, { createdMs: 1 }))
  mkdirSync(join(store.workDirOf('a-1-1'), 'deep'), { recursive: true })
  await store.remove('a-1-1')
  t.same(readdirSync(join(state, 'attempts')), [])
  mkdirSync(join(state, 'attempts/a-1-2.gone/work'), { recursive: true })
  t.same(openAttemptStore(state).load(), [])
  while (existsSync(join(state, 'attempts/a-1-2.gone'))) await new Promise((resolve) => setImmediate(resolve))
})

t.test('of a socket that could not be made ready nothing is left when it is tried again', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', long)
  host.kill()
  let [open, fails] = [0, 3]
  const { serve } = host.hub
  Object.assign(host.hub, {
    serve: async (...asked: Parameters<typeof serve>) => {
      const socket = await serve(...asked)
      open++
      return {
        ...socket,
        close: () => {
          open--
          socket.close()
        },
      }
    },
  })
  Object.assign(host.processes, {
    admit: async () => {
      if (fails-- > 0) throw new Error('the directory of users is away')
    },
  })
  await host.live()
  t.equal(open, 0)
  await host.time.advance(5_000)
  t.same([open, fails], [1, -1])
  t.same(host.work.digest().running, ['a-1-1'])
  host.work.close()
  t.equal(open, 0)
})

t.test('a worker that speaks and never listens is let go, and so are connections beyond reason', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'mw-faults-'))
  const path = join(dir, 's')
  const socket = await serveWorker(path, () => {}, { first: 0, count: 1 })
  t.teardown(() => {
    socket.close()
    rmSync(dir, { recursive: true })
  })
  const deaf = connect(path).pause()
  const gone = new Promise((resolve) => deaf.on('error', resolve).on('close', resolve))
  const garbage = '{}\n'.repeat(20_000)
  const shout = (): void => {
    if (!deaf.destroyed) deaf.write(garbage, () => setImmediate(shout))
  }
  shout()
  await gone
  t.pass('let go')
  const more = Array.from({ length: limits.workerConnectionsPerRank + 1 }, () => connect(path))
  const ended = await Promise.race(
    more.map((each) => new Promise((resolve) => each.on('close', () => resolve('closed')))),
  )
  t.equal(ended, 'closed')
  for (const each of more) each.destroy()
})

const notRoot = process.getuid?.() === 0 ? false : 'needs root, to have a user of its own'
t.test('a supervisor that may not fork leaves no rank behind', { skip: notRoot }, (t) => {
  const uid = 3_123_456
  for (const most of [6, 7, 8, 9, 10, 11, 12]) {
    const dir = mkdtempSync(join(tmpdir(), 'mw-faults-'))
    t.teardown(() => rmSync(dir, { recursive: true }))
    makeRankDirs(dir, 8)
    for (const each of [dir, ...Array.from({ length: 8 }, (_, rank) => rankDir(dir, rank))]) chownSync(each, uid, uid)
    const argv = supervisorArgv({ dir, ranks: 8, firstRank: 0, argv: ['/bin/sleep', '30'] })
    const bounded = [
      '--reuid',
      String(uid),
      '--clear-groups',
      '/bin/sh',
      '-c',
      `ulimit -p ${most}; exec "$@"`,
      'sh',
      ...argv,
    ]
    const ended = spawnSync('setpriv', bounded, { encoding: 'utf8', timeout: 20_000 })
    t.not(ended.status, 0)
    t.match(ended.stderr, /fork/i)
    t.notOk(existsSync(join(dir, 'exit')))
    const states = spawnSync('ps', ['-o', 'stat=', '-u', String(uid)], { encoding: 'utf8' }).stdout
    const left = states.split('\n').filter((state) => state !== '' && !state.startsWith('Z'))
    t.same(left, [], `with ${most} processes`)
  }
  t.end()
})

const bash = ['/bin/bash', '/usr/bin/bash'].find(existsSync)
t.test('where bash is the only shell ends are told too', { skip: bash ? false : 'no bash' }, (t) => {
  for (const [script, code, signal] of [
    ['exit 0', 0, null],
    ['exit 3', 3, null],
    ['kill -KILL $$', null, 'SIGKILL'],
    ['kill -TERM $$', null, 'SIGTERM'],
  ] as const) {
    const dir = mkdtempSync(join(tmpdir(), 'mw-faults-'))
    t.teardown(() => rmSync(dir, { recursive: true }))
    makeRankDirs(dir, 1)
    const [, ...args] = supervisorArgv({ dir, ranks: 1, firstRank: 0, argv: ['/bin/sh', '-c', script] })
    spawnSync('setsid', ['--wait', bash!, '--posix', ...args], { timeout: 20_000 })
    t.match(endOf(dir), { code, signal }, script)
  }
  t.end()
})

t.test('a session whose leader is gone is an attempt’s only while something of it was seen there', async (t) => {
  // as a daemon does it: its leader ends, and what it started stays in the session
  const leader = spawn('setsid', ['/bin/sh', '-c', 'sleep 1000 & echo $!'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [said] = (await once(leader.stdout, 'data')) as [Buffer]
  await once(leader, 'exit')
  const stranger = Number(said)
  t.teardown(() => process.kill(stranger, 'SIGKILL'))
  const supervisor = readStat(stranger)!.session
  const mark = { supervisor, pid: 999_999_999, startTicks: '1', bootId: 'b', ranks: [], tag: 'MILLWRIGHT_DIR=/x' }
  const ranks = [{ pid: 999_999_999, startTicks: '1', keeper: 999_999_998 }]
  const sight = { sessions: new Set<number>(), patience: new Map<number, number>() }
  t.equal(signalAll({ ...mark, ranks }, 'b', ['SIGKILL'], sight), 0)
  t.ok(readStat(stranger))
  sight.sessions.add(supervisor)
  t.equal(signalAll({ ...mark, ranks }, 'b', [], sight), 1)
})
