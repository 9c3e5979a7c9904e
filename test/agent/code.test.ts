/** What an attempt starts among on a real host: code, folders, secrets, the site's scripts, room on disk. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bytesIn } from '../../agent/work/code/disk-use.ts'
import { type HostSurroundingsOptions, hostSurroundings } from '../../agent/work/code/host-surroundings.ts'
import { KeptWork } from '../../agent/work/code/kept-work.ts'
import { runScript, scriptText } from '../../agent/work/code/scripts.ts'
import { unpack } from '../../agent/work/code/unpack.ts'
import { DiskWatch } from '../../agent/work/disk-watch.ts'
import { collect } from '../../coordinator/cli/pack/collect.ts'
import { tarOf } from '../../coordinator/cli/pack/tar-writer.ts'
import { bootClock, realTimers } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { ScriptEnd, TaskSpec } from '../../shared/model/job.ts'
import type { Fact } from '../../shared/protocol/codec.ts'
import { taskSpec } from '../fakes/agent-process.ts'
import { FakeTime } from '../fakes/fake-time.ts'

const own = { uid: process.getuid!(), gid: process.getgid!() }

async function pack(dir: string, into: string): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of tarOf(dir, await collect(dir))) parts.push(part)
  writeFileSync(into, Buffer.concat(parts))
  return into
}

t.test('[CI2] what was packed is unpacked as it was: names, modes, links, content', async (t) => {
  const long = `${'d'.repeat(90)}/${'f'.repeat(90)}`
  const dir = t.testdir({
    in: { 'train.py': 'x'.repeat(1_000_000), bin: { run: '#!/bin/sh' }, ro: { f: '' }, out: {} },
  })
  const from = join(dir, 'in')
  mkdirSync(join(from, 'd'.repeat(90)))
  writeFileSync(join(from, long), 'long')
  chmodSync(join(from, 'bin/run'), 0o750)
  symlinkSync('../train.py', join(from, 'bin/link'))
  chmodSync(join(from, 'ro'), 0o555)
  const archive = await pack(from, join(dir, 'a.tar'))
  mkdirSync(join(dir, 'to'))
  await unpack(archive, join(dir, 'to'))
  const to = (path: string): string => join(dir, 'to', path)
  t.same(readdirSync(to('.'), { recursive: true }).sort(), readdirSync(from, { recursive: true }).sort())
  t.equal(readFileSync(to('train.py'), 'utf8').length, 1_000_000)
  t.equal(readFileSync(to(long), 'utf8'), 'long')
  t.equal(statSync(to('bin/run')).mode & 0o777, 0o750)
  t.equal(statSync(to('ro')).mode & 0o777, 0o555, 'a folder that may not be written is filled first')
  t.equal(readlinkSync(to('bin/link')), '../train.py')
  // so that they can be removed
  for (const each of ['in', 'to']) chmodSync(join(dir, each, 'ro'), 0o755)
})

interface Raw {
  readonly name: string
  readonly type?: string
  readonly target?: string
  readonly content?: string
  readonly mode?: number
}

/** An archive as somebody else may write it. */
function archive(...entries: readonly Raw[]): Buffer {
  const blocks = entries.flatMap(({ name, type = '0', target = '', content = '', mode = 0o644 }) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(mode.toString(8).padStart(7, '0'), 100)
    header.write(content.length.toString(8).padStart(11, '0'), 124)
    header.write(' '.repeat(8), 148)
    header.write(type, 156)
    header.write(target, 157)
    header.write('ustar\u000000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148)
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512)
    body.write(content)
    return [header, body]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

t.test('[CI2] nothing is written outside the folder, whatever the archive says', async (t) => {
  const bad: readonly [RegExp, Buffer][] = [
    [/leads out of the directory/, archive({ name: '../evil', content: 'x' })],
    [/leads out of the directory/, archive({ name: '/etc/evil', content: 'x' })],
    [/leads out of the directory/, archive({ name: 'a/../../evil', content: 'x' })],
    [/the link 'up' leads out/, archive({ name: 'up', type: '2', target: '..' })],
    [/the link 'up' leads out/, archive({ name: 'up', type: '2', target: '/etc' })],
    [/the link 'a\/up' leads out/, archive({ name: 'a/up', type: '2', target: '../../x' })],
    // a link first, and then a file by way of it: the link comes last, and its name is taken
    [/EEXIST/, archive({ name: 'd', type: '2', target: 'e' }, { name: 'd/x', content: 'x' })],
    [/EEXIST/, archive({ name: 'x', content: '1' }, { name: 'x', content: '2' })],
    [/EEXIST/, archive({ name: 'x', content: '1' }, { name: 'x/y', content: '2' })],
    [
      /neither file, directory nor symbolic link \(type '1'\)/,
      archive({ name: 'h', type: '1', target: '/etc/passwd' }),
    ],
    [/type '3'/, archive({ name: 'dev', type: '3' })],
    [/a header is damaged/, archive({ name: 'a', content: 'x' }).fill('z', 0, 10)],
    [/ends in the middle/, archive({ name: 'a', content: 'x'.repeat(600) }).subarray(0, 600)],
    [/an extended header is damaged/, archive({ name: 'p', type: 'x', content: '99 path=a\n' }, { name: 'a' })],
  ]
  for (const [i, [message, bytes]] of bad.entries()) {
    const dir = t.testdir({ to: {} })
    writeFileSync(join(dir, 'a.tar'), bytes)
    await t.rejects(unpack(join(dir, 'a.tar'), join(dir, 'to')), { message }, `archive ${i}`)
    t.same(readdirSync(dir).sort(), ['a.tar', 'to'])
  }
  const dir = t.testdir({ to: {} })
  const good = archive(
    { name: './a/./b', content: 'x', mode: 0o4755 },
    { name: 'p', type: 'x', content: '12 path=c/d\n' },
    { name: 'short', content: 'y' },
    { name: 'g', type: 'g', content: 'x' },
  )
  writeFileSync(join(dir, 'a.tar'), good)
  await unpack(join(dir, 'a.tar'), join(dir, 'to'))
  t.same(readdirSync(join(dir, 'to'), { recursive: true }).sort(), ['a', 'a/b', 'c', 'c/d'])
  t.equal(lstatSync(join(dir, 'to/a/b')).mode & 0o7777, 0o755, 'no rights of others')
})

interface Made {
  readonly asked: string[]
  readonly options: HostSurroundingsOptions
  readonly prologs: ScriptEnd[]
  readonly pinned: string[]
}

function make(dir: string, more: Partial<HostSurroundingsOptions> = {}): Made {
  const made: Made = { asked: [], prologs: [], pinned: [], options: {} as HostSurroundingsOptions }
  const workDirOf = (attempt: string): string => join(dir, 'attempts', attempt, 'work')
  const none = async (): Promise<never> => {
    throw new Error('not here')
  }
  Object.assign(made.options, {
    cache: {
      pathOf: (sha256: string) => join(dir, sha256),
      has: () => true,
      pin: (sha256: string) => void made.pinned.push(sha256),
      unpin: () => {},
      get: async (sha256: string) => ({ sha256, bytes: 0, path: join(dir, sha256) }),
      storeOwn: none,
      bytes: () => 0,
    },
    scripts: { prolog: null, epilog: null, timeoutMs: 5_000 },
    keptBytes: 1_000_000,
    stateDir: dir,
    workDirOf,
    removeWork: async () => {},
    ownerOf: async () => own,
    askSecrets: (attempt: string) => made.asked.push(attempt) > 0,
    uptime: bootClock,
    timers: realTimers,
    log: () => {},
    ...more,
  })
  return made
}

const of = (dir: string, change: Partial<TaskSpec>, attempt = 'a-1-1') => {
  const home = join(dir, 'attempts', attempt)
  mkdirSync(join(home, 'work'), { recursive: true })
  return { attempt, spec: taskSpec(change), dir: home, workDir: join(home, 'work') }
}
const wanted = { cancelled: () => false, onProlog: () => {} }

t.test('[CI2] the directory is unpacked into the work directory, anew when a start was cut short', async (t) => {
  const dir = t.testdir({ code: { 'train.py': 'print(1)' } })
  const sha256 = 'a'.repeat(64)
  await pack(join(dir, 'code'), join(dir, sha256))
  const { options, pinned } = make(dir)
  const asked = of(dir, { code: { dir: { sha256, bytes: 1 } } })
  writeFileSync(join(asked.workDir, 'half'), '')
  for (let i = 0; i < 2; i++) await hostSurroundings(options).prepare({ ...asked, ...wanted })
  t.same(readdirSync(asked.workDir), ['train.py'])
  t.same(pinned, [sha256, sha256], 'it stays in the cache as long as the attempt')
  writeFileSync(join(dir, sha256), 'no archive')
  await t.rejects(hostSurroundings(options).prepare({ ...asked, ...wanted }), {
    message: /code\.dir a{64} could not be unpacked: it ends/,
  })
})

t.test(
  '[CI2] [CI4] a start that is not wanted any more neither waits for what never comes nor asks again',
  async (t) => {
    const dir = t.testdir({})
    const { options, asked: asks } = make(dir)
    const never = { ...options, cache: { ...options.cache, get: () => new Promise<never>(() => {}) } }
    let looks = 0
    const cancelled = (): boolean => ++looks > 1
    const asked = of(dir, { code: { dir: { sha256: 'a'.repeat(64), bytes: 1 } }, secrets: ['x'] })
    t.same(await hostSurroundings(never).prepare({ ...asked, ...wanted, cancelled }), {})
    const surroundings = hostSurroundings(options)
    looks = 0
    t.same(await surroundings.prepare({ ...of(dir, { secrets: ['token'] }), ...wanted, cancelled }), {})
    surroundings.onLinkUp()
    t.same(asks, ['a-1-1'])
  },
)

t.test('[CI5] a workdir must be a folder of this host', async (t) => {
  const dir = t.testdir({ there: { file: '' } })
  const { options } = make(dir)
  const prepare = (workdir: string) =>
    hostSurroundings(options).prepare({ ...of(dir, { code: { workdir } }), ...wanted })
  t.same(await prepare(join(dir, 'there')), {})
  await t.rejects(prepare(join(dir, 'gone')), { message: /workdir .*gone is not on this host: ENOENT/ })
  await t.rejects(prepare(join(dir, 'there/file')), { message: /is not a directory on this host/ })
})

t.test('[CI4] secrets are files for their attempt alone, and go with it', async (t) => {
  const dir = t.testdir({})
  // only an administrator can give files away
  const user = own.uid === 0 ? { uid: 65_534, gid: 65_534 } : own
  const { options, asked } = make(dir, { ownerOf: async () => user })
  const surroundings = hostSurroundings(options)
  const attempt = of(dir, { secrets: ['token', 'key'] })
  const begun = surroundings.prepare({ ...attempt, ...wanted })
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
  surroundings.onLinkUp()
  t.same(asked, ['a-1-1', 'a-1-1'], 'asked again when the link is back')
  surroundings.onSecrets({ attempt: 'a-9-9', values: { token: Buffer.from('wrong') } })
  surroundings.onSecrets({
    attempt: 'a-1-1',
    values: { token: Buffer.from('v1'), key: Buffer.from([0, 255]) },
    refused: '',
  })
  const env = await begun
  const folder = join(attempt.dir, 'secrets')
  t.same(env, { MILLWRIGHT_SECRETS: folder })
  t.equal(statSync(folder).mode & 0o777, 0o500)
  t.equal(statSync(join(folder, 'token')).mode & 0o777, 0o400)
  for (const path of [folder, join(folder, 'token'), join(folder, 'key')]) t.match(statSync(path), user)
  t.equal(readFileSync(join(folder, 'token'), 'utf8'), 'v1')
  t.same([...readFileSync(join(folder, 'key'))], [0, 255])
  await surroundings.clear(attempt, true)
  t.notOk(existsSync(folder))
  await surroundings.clear(attempt, true)
  const outside = surroundings.prepare({ ...attempt, ...wanted })
  while (asked.length < 3) await new Promise((resolve) => setImmediate(resolve))
  surroundings.onSecrets({ attempt: 'a-1-1', values: { '../../out': Buffer.from('x') } })
  await t.rejects(outside, { message: /secret "\.\.\/\.\.\/out" is not a name of letters/ })
  await surroundings.clear(attempt, true)
  const refused = surroundings.prepare({ ...attempt, ...wanted })
  while (asked.length < 4) await new Promise((resolve) => setImmediate(resolve))
  surroundings.onSecrets({ attempt: 'a-1-1', refused: "project 'default' has no secret 'key' any more" })
  await t.rejects(refused, { message: /its secrets were not given: project 'default' has no secret 'key'/ })
  t.notOk(existsSync(folder))
})

function script(dir: string, name: string, text: string): string {
  const path = join(dir, name)
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  return path
}

t.test(
  "[CI7] the site's scripts are told of the attempt and nothing that the job sets, within their time",
  async (t) => {
    const dir = t.testdir({})
    const asked = {
      attempt: 'a-1-1',
      spec: taskSpec({ env: { LD_PRELOAD: '/evil.so', PATH: '/evil' }, gpus: ['GPU-1'], user: 'alice' }),
      dir: '/w',
    }
    const run = (text: string, timeoutMs = 5_000) => runScript(script(dir, 's', text), timeoutMs, asked, bootClock)
    const all = await run('env | grep -e ^MILLWRIGHT -e ^CUDA -e evil; exit 3')
    t.equal(all.code, 3)
    t.match(all.said, /MILLWRIGHT_ATTEMPT=a-1-1/)
    t.match(all.said, /MILLWRIGHT_USER=alice/)
    t.match(all.said, /CUDA_VISIBLE_DEVICES=GPU-1/)
    t.notMatch(all.said, /evil/)
    t.equal(
      scriptText('the prolog', { code: 3, tookMs: 1, said: 'no disk' }),
      'the prolog ended with status 3: no disk',
    )
    t.match(await run('sleep 30', 100), { code: null, said: /ran longer than 0\.1 s/ })
    t.match(await runScript('/none/such', 1_000, asked, bootClock), { code: 127 })
    t.match(
      await run('sleep 3 & echo left behind'),
      { code: 0, said: 'left behind' },
      'what it leaves behind holds nothing up',
    )
    t.ok((await run('head -c 100000 /dev/zero | tr "\\0" x')).said.length <= limits.scriptSaidChars)
  },
)

t.test('[CI7] a failed prolog keeps the attempt from starting; the epilog runs where something ran', async (t) => {
  const dir = t.testdir({})
  const mark = join(dir, 'ran')
  const scripts = {
    prolog: script(dir, 'p', 'echo no scratch; exit 4'),
    epilog: script(dir, 'e', `echo x >>${mark}; exit 1`),
    timeoutMs: 5_000,
  }
  const { options } = make(dir, { scripts })
  const surroundings = hostSurroundings(options)
  const asked = of(dir, {})
  const prologs: ScriptEnd[] = []
  const onProlog = (prolog: ScriptEnd): void => void prologs.push(prolog)
  await t.rejects(surroundings.prepare({ ...asked, ...wanted, onProlog }), {
    message: "the site's prolog ended with status 4: no scratch",
  })
  t.match(prologs, [{ code: 4, said: 'no scratch' }])
  t.equal(await surroundings.clear(asked, false), undefined)
  t.notOk(existsSync(mark))
  t.match(await surroundings.clear(asked, true), { code: 1 })
  t.ok(existsSync(mark))
})

t.test(
  '[CI6] what lies in a folder is counted without its links; what is over is told, and again when doubled',
  async (t) => {
    const dir = t.testdir({ a: { b: { 'x.bin': 'x'.repeat(3 * 1_048_576) } }, other: 'y'.repeat(1_048_576) })
    symlinkSync('../other', join(dir, 'a/link'))
    const bytes = await bytesIn(join(dir, 'a'))
    t.ok(bytes >= 3 * 1_048_576 && bytes < 3.9 * 1_048_576, `${bytes}`)
    t.equal(await bytesIn(join(dir, 'gone')), 0)
    const time = new FakeTime()
    const facts: Fact[] = []
    let used = 90
    let looks = 0
    const watch = new DiskWatch({
      uptime: time,
      bytesIn: async () => {
        looks++
        return used * 1_048_576
      },
      append: async (fact) => void facts.push(fact as Fact),
      onFatal: (error) => t.fail(String(error)),
    })
    const watched = [
      { attempt: 'a-1-1', spec: taskSpec({ resources: { cpus: 1, diskMb: 100 } }), workDir: '/w' },
      { attempt: 'a-1-2', spec: taskSpec({}), workDir: '/w' },
    ]
    const look = async (mb: number): Promise<void> => {
      used = mb
      await time.advance(limits.diskLookMs)
      watch.look(watched)
      watch.look(watched)
      await time.settle()
    }
    for (const mb of [90, 150, 200, 301, 50, 700]) await look(mb)
    t.same(
      facts,
      [150, 301, 700].map((usedMb) => ({ diskOver: { attempt: 'a-1-1', usedMb } })),
    )
    t.equal(looks, 6, 'once a period, and only where there is a limit')
  },
)

t.test('work directories of ended attempts go oldest first when they take too much, or the disk is full', async (t) => {
  const removed: string[] = []
  let free = 100
  const sizes: Record<string, number> = { a: 40, b: 40, c: 40, huge: 500, d: 10 }
  const kept = new KeptWork({
    maxBytes: 100,
    bytesOf: async (attempt) => sizes[attempt] ?? 0,
    remove: async (attempt) => void removed.push(attempt),
    freeBytes: () => free,
    leastFreeBytes: 50,
    log: () => {},
  })
  await Promise.all(['a', 'b', 'c'].map((each) => kept.add(each)))
  t.same(removed, ['a'])
  await kept.add('huge')
  t.same(removed, ['a', 'huge'], 'one that is over the budget alone costs no other its place')
  kept.drop('b')
  t.equal(kept.bytes, 40)
  free = 10
  await kept.add('d')
  t.same(removed, ['a', 'huge', 'c', 'd'])
})
