import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { readConfig } from '../../agent/config.ts'
import { ConfigError } from '../../agent/config-values.ts'
import { isOlder, openDesiredMemory } from '../../agent/link/desired-memory.ts'
import { hostIdOf, loadIdentity } from '../../agent/link/identity.ts'
import { openOrSetAside } from '../../agent/link/level-folder.ts'
import { openSpool } from '../../agent/link/level-spool.ts'
import { ArtifactCache } from '../../agent/work/artifact-cache.ts'
import { makeUpload } from '../../agent/work/artifact-upload.ts'
import { Backoff } from '../../agent/work/backoff.ts'
import { hostDriver } from '../../agent/work/host-driver.ts'
import { LeaseTable } from '../../agent/work/lease-table.ts'
import { type Actual, reconcile } from '../../agent/work/reconcile.ts'
import { LineCutter, parseLine } from '../../agent/work/worker-lines.ts'
import { serveWorker } from '../../agent/work/worker-socket.ts'
import { realTimers } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { WorkerMessage } from '../../shared/model/worker-protocol.ts'
import { FakeCoordinator } from '../fakes/fake-coordinator.ts'

const quiet = (): void => {}
const folder = (test: { teardown(end: () => void): void }): string => {
  const dir = mkdtempSync(join(tmpdir(), 'mw-part-'))
  test.teardown(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

t.test('reconcile', async (t) => {
  const attempt = 'a-1-1'
  const run = { attempt, action: 'run', specJson: '{}', leases: [] } as const
  const stop = { attempt, action: 'stop', reason: 'cancelled', graceMs: 100 } as const
  const running: Actual = { attempt, phase: 'running', stopping: null, forgotten: false }
  const stopping: Actual = { ...running, stopping: { sinceMs: 1_000, graceMs: 100 } }
  const ended: Actual = { ...running, phase: 'ended' }
  const create = { type: 'create', attempt, specJson: '{}', leases: [] }
  const cases: [string, Parameters<typeof reconcile>[0], Actual[], number, object[]][] = [
    ['a wanted attempt is created', { attempts: [run], forget: [] }, [], 0, [create]],
    ['a running one is left alone', { attempts: [run], forget: [] }, [running], 0, []],
    ['an ended one is not started again', { attempts: [run], forget: [] }, [ended], 0, []],
    ['absence never means stop', { attempts: [], forget: [] }, [running], 0, []],
    [
      'stop stops',
      { attempts: [stop], forget: [] },
      [running],
      0,
      [{ type: 'stop', attempt, reason: 'cancelled', graceMs: 100 }],
    ],
    ['stop is begun once', { attempts: [stop], forget: [] }, [stopping], 1_099, []],
    ['after the grace it is killed', { attempts: [stop], forget: [] }, [stopping], 1_100, [{ type: 'kill', attempt }]],
    [
      'a stop once begun goes on without its entry',
      { attempts: [], forget: [] },
      [stopping],
      1_100,
      [{ type: 'kill', attempt }],
    ],
    [
      'stop of the unknown ends it',
      { attempts: [stop], forget: [] },
      [],
      0,
      [{ type: 'end-unstarted', attempt, reason: 'cancelled' }],
    ],
    ['stop of an ended one is nothing', { attempts: [stop], forget: [] }, [ended], 0, []],
    ['an ended one is forgotten', { attempts: [], forget: [attempt] }, [ended], 0, [{ type: 'forget', attempt }]],
    ['a running one is not forgotten', { attempts: [], forget: [attempt] }, [running], 0, []],
    ['forgotten once', { attempts: [], forget: [attempt] }, [{ ...ended, forgotten: true }], 0, []],
  ]
  for (const [name, desired, actual, nowMs, actions] of cases) t.same(reconcile(desired, actual, nowMs), actions, name)
})

t.test('the spool numbers, keeps, resumes and forgets facts', async (t) => {
  const dir = folder(t)
  const results = (shard: number) => ({ results: { attempt: 'a-1-1', results: [{ shard, ok: true }] } })
  let spool = await openSpool(dir, quiet)
  const { id } = spool
  await Promise.all([0, 1, 2].map((shard) => spool.append(results(shard))))
  t.same(
    (await spool.read(0, 10, 1e6)).map((fact) => Number(fact.number)),
    [1, 2, 3],
  )
  t.same(
    (await spool.read(1, 1, 1e6)).map((fact) => Number(fact.number)),
    [2],
  )
  await spool.ack(2)
  await spool.close()
  spool = await openSpool(dir, quiet)
  t.equal(spool.id, id)
  t.same(spool.waiting('a-1-1', 0), [2])
  t.same(spool.waiting('a-1-1', 3), [], 'a fact that was sent is not counted')
  t.equal(spool.last(), 3)
  await spool.ack(3)
  await spool.close()
  spool = await openSpool(dir, quiet)
  await spool.append(results(9))
  t.equal(spool.last(), 4, 'numbers go on though the spool was empty')
  await t.rejects(openSpool(dir, quiet), /another agent/)
  await spool.close()
})

t.test('a broken spool is set aside and says so', async (t) => {
  const dir = folder(t)
  const first = await openSpool(dir, quiet)
  await first.append({ started: { attempt: 'a-1-1', pid: 1 } })
  await first.close()
  writeFileSync(join(dir, 'spool', 'CURRENT'), 'nonsense')
  const second = await openSpool(dir, quiet)
  t.not(second.id, first.id)
  const [fact] = await second.read(0, 10, 1e6)
  t.ok(fact?.spoolReset?.reason)
  t.ok(readdirSync(dir).some((name) => name.startsWith('spool.broken-')))
  await second.close()
})

t.test(
  'a database that cannot be opened for now is left as it is; one that is broken is set aside, one of them kept',
  async (t) => {
    const dir = folder(t)
    const path = join(dir, 'spool')
    mkdirSync(path)
    const asides: string[] = []
    const openBy = (errors: string[]) =>
      openOrSetAside(
        path,
        async () => {
          const text = errors.shift()
          if (text !== undefined) throw new Error('Database failed to open', { cause: new Error(text) })
          mkdirSync(path, { recursive: true })
        },
        (aside) => asides.push(aside),
      )
    for (const text of [
      `IO error: ${path}/000005.log: No space left on device`,
      `IO error: ${path}/LOCK: Too many open files`,
      `IO error: ${path}/LOCK: Permission denied`,
    ])
      await t.rejects(openBy([text]), new RegExp(text.split(': ')[2]!))
    t.same(readdirSync(dir), ['spool'])
    await openBy(['Corruption: CURRENT file does not end with newline'])
    await openBy(['Corruption: bad block'])
    t.equal(asides.length, 2)
    t.equal(readdirSync(dir).filter((name) => name.startsWith('spool.broken-')).length, 1)
  },
)

t.test('the agent leaves with its status, and though a thread hangs in the kernel', async (t) => {
  const path = join(folder(t), 'fifo')
  execFileSync('mkfifo', [path])
  const module = fileURLToPath(new URL('../../agent/leave.ts', import.meta.url))
  const ending = async (before: string): Promise<unknown[]> => {
    const script = `import { open } from 'node:fs'; import { leave } from ${JSON.stringify(module)}; ${before}; await leave(3)`
    return once(spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }), 'exit')
  }
  t.same(await ending(''), [3, null])
  t.same(await ending(`open('/proc/self/stat', () => {})`), [3, null], 'a read that comes back is waited for')
  t.same(await ending(`open(${JSON.stringify(path)}, () => {})`), [null, 'SIGKILL'], 'nobody writes to the other end')
})

t.test('identity and desired memory last', async (t) => {
  const dir = folder(t)
  const made = loadIdentity(dir)
  t.match(made.host, /^[0-9a-f]{32}$/)
  t.equal(loadIdentity(dir).host, made.host)
  t.equal(hostIdOf(made.publicKey), made.host)
  const memory = openDesiredMemory(dir, quiet)
  t.ok(memory.accept({ incarnation: 2, generation: 5 }))
  t.ok(memory.accept({ incarnation: 2, generation: 5 }), 'the same again')
  t.notOk(openDesiredMemory(dir, quiet).accept({ incarnation: 1, generation: 9 }))
  t.notOk(openDesiredMemory(dir, quiet).accept({ incarnation: 2, generation: 4 }))
  t.ok(isOlder({ incarnation: 2, generation: 9 }, { incarnation: 3, generation: 1 }))
})

t.test('worker lines say what would be right', async (t) => {
  const wrong = (line: string): string => {
    const parsed = parseLine(line)
    return parsed.ok ? 'taken' : parsed.error
  }
  t.match(wrong('hi'), 'one JSON object a line')
  t.match(wrong('[1]'), 'not a JSON object')
  t.match(wrong('{"type":"leese"}'), 'must be one of hello, lease')
  t.match(wrong('{"type":"lease","want":0}'), '1 or more')
  t.match(wrong('{"type":"done"}'), 'number of a lent shard')
  t.match(wrong('{"type":"progress","shard":1,"fraction":2}'), 'between 0 and 1')
  t.match(wrong('{"type":"fetch","sha256":"AB"}'), '64 lower-case hex')
  t.equal(wrong('{"type":"hello","holding":[1]}'), 'taken')
  const cutter = new LineCutter()
  t.same(cutter.push(Buffer.from('{"a"')), [])
  t.same(cutter.push(Buffer.from(':1}\n\n{}\n{')), ['{"a":1}', '{}'])
  t.equal(cutter.push(Buffer.alloc(limits.workerLineBytes + 1, 97)), undefined)
})

t.test('a bad line is answered and the connection stays; a second worker replaces the first', async (t) => {
  const path = join(folder(t), 's.sock')
  const heard: string[] = []
  const hear = (message: WorkerMessage): void => {
    heard.push(message.type)
    socket.send({ type: 'finish' })
  }
  const socket = await serveWorker(path, hear, { first: 0, count: 1 })
  t.teardown(() => socket.close())
  const talk = connect(path)
  const answers = talk[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await answers.next()).value)
  talk.write('{"type":"lease","want":1}\n')
  t.match(await next(), 'hello')
  talk.write('nonsense\n')
  t.match(await next(), 'not JSON')
  talk.write('{"type":"hello"}\n')
  t.match(await next(), 'finish')
  const other = connect(path)
  other.write('{"type":"hello"}\n')
  t.equal((await answers.next()).done, true, 'the first connection was closed')
  t.same(heard, ['hello', 'hello'])
  other.destroy()
})

t.test('leases are queued, given once per ask, prefetched, revoked and given back', async (t) => {
  const table = new LeaseTable(false)
  const lease = (...shards: number[]) => ({ leases: shards.map((shard) => ({ shard })) })
  t.equal(table.need(), 0, 'nothing is asked for before the worker asks')
  table.ask(2)
  t.equal(table.need(), limits.leaseBatch)
  t.equal(table.need(), 0, 'asked once')
  table.add(lease(0, 1, 2, 3))
  t.equal(table.give(10).length, 1)
  t.equal(table.need(), 0, 'half the batch is still here')
  table.ask(1)
  t.match(table.give(10)[0], /"shard":2/)
  t.equal(table.need(), limits.leaseBatch, 'prefetch')
  t.same(table.finishShard(0, 15), { tookMs: 5 })
  t.same(table.finishShard(1, 25), { tookMs: 10 }, 'from when the one before was done')
  t.equal(table.finishShard(1, 26), 'twice')
  t.equal(table.finishShard(77, 26), 'unknown')
  t.same(table.add({ revoked: [2, 3], finish: true }), [2], 'only what the worker has is dropped')
  t.same(table.holding(), [0, 1])
  t.notOk(table.finished())
  table.settled(0)
  table.settled(1)
  t.ok(table.finished())
  const again = new LeaseTable(false)
  again.add(lease(5, 6))
  again.ask(2)
  again.give(0)
  t.same(again.reconnect([6, 9], 0), { again: 1, unknown: [9] })
  again.ask(9)
  t.match(again.give(0)[0], /"shard":5/)
  t.same(new LeaseTable(true).reconnect([9], 0), { again: 0, unknown: [] }, 'a restarted agent believes its worker')
})

t.test('artifacts: stored, uploaded, fetched once, digest checked, least recently used go', async (t) => {
  const dir = folder(t)
  const coordinator = new FakeCoordinator()
  await coordinator.listen()
  const backoff = new Backoff(quiet, realTimers)
  t.teardown(async () => {
    backoff.close()
    await coordinator.close()
  })
  const http = coordinator.url.replace('ws', 'http')
  const make = (name: string, maxBytes = 1e9): ArtifactCache =>
    new ArtifactCache({ dir: join(dir, name), coordinator: http, backoff, log: quiet, maxBytes })
  const here = make('here')
  writeFileSync(join(dir, 'file'), 'some bytes')
  const stored = await here.store(join(dir, 'file'))
  t.equal(stored.sha256, createHash('sha256').update('some bytes').digest('hex'))
  await makeUpload(http, backoff)(stored)
  t.equal(coordinator.artifacts.get(stored.sha256)?.toString(), 'some bytes')
  const there = make('there', 12)
  const [one, two] = await Promise.all([there.get(stored.sha256), there.get(stored.sha256)])
  t.equal(one, two, 'one transfer for both')
  t.equal(readFileSync(one.path, 'utf8'), 'some bytes')
  writeFileSync(join(dir, 'file'), 'other bytes')
  const second = await there.store(join(dir, 'file'))
  t.notOk(there.has(stored.sha256), 'the older file went')
  t.ok(there.has(second.sha256))
  await t.rejects(there.get('0'.repeat(64)), /no artifact/)
  coordinator.artifacts.set('1'.repeat(64), Buffer.from('not that'))
  await t.rejects(there.get('1'.repeat(64)), /digest/)
  t.notOk(existsSync(there.pathOf('1'.repeat(64))))
})

t.test('a full disk starts nothing new, and what was launched is prepared for all the same', (t) => {
  const dir = folder(t)
  let free = 2 ** 20
  const driver = hostDriver({
    dirOf: (attempt) => join(dir, attempt),
    bootId: 'b',
    baseEnv: {},
    engineArgv: () => [],
    commandWorkerArgv: [],
    rules: {
      driver: 'detached',
      user: null,
      allowUsers: [],
      umask: '0022',
      cpuQuota: true,
      tasksMax: 64,
      devices: [],
      slots: 1,
    },
    gpuOf: (uuid) => uuid,
    cacheDir: join(dir, 'cache'),
    fabric: () => ({ address: undefined, socketInterface: null, ibDevices: [] }),
    freeBytes: () => free,
  })
  for (const attempt of ['a-1-1', 'a-1-2']) mkdirSync(join(dir, attempt))
  mkdirSync(join(dir, 'a-1-1', 'launched'))
  t.equal(driver.prepare('a-1-1'), join(dir, 'a-1-1', 'work'))
  t.throws(() => driver.prepare('a-1-2'), /ENOSPC: 1 MB free .* at least 64 are needed/)
  free = limits.launchFreeBytes
  t.equal(driver.prepare('a-1-2'), join(dir, 'a-1-2', 'work'))
  t.end()
})

t.test('configuration is strict and says what would be right', async (t) => {
  const files: Record<string, string> = { good: '{"name":"n1","slots":3,"label":{"rack":"r1"}}', bad: '{"nmae":"x"}' }
  const around = { hostname: 'h1', cpus: 8, readFile: (path: string) => files[path] ?? '' }
  const read = (...argv: string[]) => readConfig(argv, around)
  const base = ['run', '--coordinator', 'http://127.0.0.1:7', '--state-dir', '/s']
  t.match(read(...base), { coordinator: 'ws://127.0.0.1:7', stateDir: '/s', name: 'h1', slots: 8, bytesPort: 0 })
  t.match(read(...base, '--config', 'good', '--slots', '4'), { name: 'n1', slots: 4, labels: { rack: 'r1' } })
  t.ok(Object.isFrozen(read(...base)))
  const logBytes = { attemptBytes: limits.logBytesPerAttempt, hostBytes: 20 * 1_048_576 }
  t.match(read(...base, '--logs-mb', '20'), { logBytes })
  t.same(read('--help'), { command: 'help' })
  t.match(read('sensors', '--once', '--json'), { command: 'sensors', once: true, json: true })
  const refused = (what: RegExp, ...argv: string[]): void => {
    t.throws(() => read(...argv), { message: what, constructor: ConfigError })
  }
  refused(/--state-dir/, ...base, '--sate-dir', 'x')
  refused(/unknown key "nmae".*name/, ...base, '--config', 'bad')
  refused(/whole number/, ...base, '--slots', 'many')
  refused(/attempt-logs-mb must be a whole number from 1 to/, ...base, '--attempt-logs-mb', '0')
  refused(/key=value/, ...base, '--label', 'x')
  refused(/coordinator is needed/, 'run')
  refused(/use run, sensors/, 'rnu')
  files.script = '[{"atMs":5,"host":2,"do":"kill"},{"atMs":1,"hosts":[1,2],"do":"slow","factor":3}]'
  const fleet = ['simulate', '--coordinator', 'ws://127.0.0.1:7', '--hosts', '2']
  const simulated = read(...fleet, '--slow-hosts', '1:4', '--script', 'script')
  t.match(simulated, { hosts: 2, gpus: 8, slowHosts: { count: 1, factor: 4 } })
  t.match(simulated, {
    script: [
      { do: 'slow', factor: 3, forMs: null },
      { do: 'kill', hosts: [2], forMs: 1_000 },
    ],
  })
  refused(/--hosts is needed/, 'simulate', '--coordinator', 'ws://127.0.0.1:7')
  refused(/like 2:4/, ...fleet, '--slow-hosts', 'many')
  refused(/number from 0 to 1/, ...fleet, '--fail-rate', '2')
  refused(/fail-rate must be a number from 0 to 1, not ""/, ...fleet, '--fail-rate', '')
  refused(/gpus must be a whole number from 0 to 64, not " "/, ...fleet, '--gpus', ' ')
  refused(/hosts must be a whole number from 1 to 20000, not ""/, 'simulate', '--hosts', '')
  refused(/use '--gpus=-XYZ'\. Known here/, ...fleet, '--gpus', '-1')
  for (const wrong of [':2', '2:', '1:2:3', '3:2', '1:0.5'])
    refused(/slow-hosts must be K:F like 2:4/, ...fleet, '--slow-hosts', wrong)
  const scripts: readonly [string, RegExp][] = [
    ['{}', /must be a list like .*; got \{\}/],
    ['[{"do":"explode","host":1}]', /entry 0: do must be one of kill, reboot, .*; got "explode"/],
    ['[{"do":"kill","host":3}]', /entry 0: host must be a whole number from 1 to 2; got 3/],
    ['[{"do":"kill","hosts":[1,9]}]', /entry 0: hosts\[1\] must be a whole number from 1 to 2; got 9/],
    ['[{"do":"kill","host":1},{"do":"kill"}]', /entry 1: .* must have host .* or hosts \(a list\); got neither/],
    ['[{"do":"kill","host":1,"hosts":[2]}]', /got host and hosts/],
    ['[{"do":"kill","host":1,"atMs":"5s"}]', /atMs must be a whole number of milliseconds .*; got "5s": write 5000/],
    ['[{"do":"xid","host":1,"value":79}]', /value is only for gpu-hot, gpu-ecc; this one does xid/],
    ['[{"do":"gpu-lost","host":1,"gpu":8}]', /gpu must be below 8, the GPUs of each host \(--gpus\); got 8/],
    ['[{"do":"kill","host":1,"when":3}]', /entry 0: when is not a known key; known here: atMs/],
  ]
  for (const [text, what] of scripts) {
    files.script = text
    refused(what, ...fleet, '--script', 'script')
  }
})
