/** What runs and with what, from the command line to the coordinator: directories that are packed, secrets, the map of users, care of hosts. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t from 'tap'
import { collect } from '../../coordinator/cli/pack/collect.ts'
import { isIgnored, parseIgnoreFile } from '../../coordinator/cli/pack/ignore-rules.ts'
import { archiveBytes, tarOf } from '../../coordinator/cli/pack/tar-writer.ts'
import type { State } from '../../coordinator/core/state.ts'
import { openSecretStore, secretsFor } from '../../coordinator/shell/secrets.ts'
import { limits } from '../../shared/limits.ts'
import { startCli } from '../fakes/cli.ts'

const ignores = (text: string, path: string, isDir = false): boolean =>
  isIgnored([{ base: '', rules: parseIgnoreFile(text) }], path, isDir)

t.test('[CI1] ignore files are read as git reads them', async (t) => {
  const cases: readonly [string, string, boolean][] = [
    ['*.pyc', 'a/b/x.pyc', true],
    ['*.pyc', 'x.pyc.txt', false],
    ['/data', 'data', true],
    ['/data', 'sub/data', false],
    ['sub/data', 'sub/data', true],
    ['sub/data', 'other/sub/data', false],
    ['**/cache', 'a/b/cache', true],
    ['**/cache', 'cache', true],
    ['logs/**', 'logs/a/b', true],
    ['logs/**', 'logs', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['*', 'x', true],
    ['a*c', 'a/c', false],
    ['a?c', 'abc', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[!a-c]x', 'dx', true],
    ['# note', '# note', false],
    ['\\#x', '#x', true],
    ['\\!x', '!x', true],
    ['x ', 'x', true],
    ['x\\ ', 'x ', true],
    ['a+b(1).txt', 'a+b(1).txt', true],
    ['*.log\n!keep.log', 'keep.log', false],
    ['*.log\n!keep.log\nkeep.log', 'keep.log', true],
  ]
  for (const [text, path, want] of cases) t.equal(ignores(text, path), want, `${JSON.stringify(text)} on ${path}`)
  t.equal(ignores('build/', 'build', true), true)
  t.equal(ignores('build/', 'build', false), false, 'a / at the end means folders only')
})

const packed = async (dir: string): Promise<string[]> => (await collect(dir)).map(({ path }) => path)

t.test('[CI1] what ignore files leave out is not packed; .millwrightignore has the last word', async (t) => {
  const dir = t.testdir({
    '.git': { config: 'x' },
    '.gitignore': 'data/\n*.bin\n',
    '.millwrightignore': 'notes.txt\n!weights.bin\n',
    'train.py': 'print(1)',
    'notes.txt': '',
    'weights.bin': '',
    'other.bin': '',
    data: { 'huge.csv': '' },
    sub: { '.gitignore': '/local\n', local: '', deep: { local: '' } },
  })
  t.same(await packed(dir), [
    '.gitignore',
    '.millwrightignore',
    'sub',
    'sub/.gitignore',
    'sub/deep',
    'sub/deep/local',
    'train.py',
    'weights.bin',
  ])
  await t.rejects(collect(join(dir, 'gone')), { message: /--dir .*gone: there is no such directory/ })
  await t.rejects(collect(join(dir, 'train.py')), { message: /is not a directory/ })
})

async function archiveOf(dir: string): Promise<Buffer> {
  const parts: Buffer[] = []
  const entries = await collect(dir)
  for await (const part of tarOf(dir, entries)) parts.push(part)
  const archive = Buffer.concat(parts)
  if (archive.length !== archiveBytes(entries)) throw new Error('the size was foretold wrong')
  return archive
}

t.test('[CI1] the same content is the same archive, whenever and wherever it was written', async (t) => {
  const files = { a: 'one', sub: { 'ü.txt': 'two', ['n'.repeat(120)]: 'three' } }
  const [here, there] = [t.testdir(files), mkdtempSync(join(t.testdirName, '..', 'code-'))]
  t.teardown(async () => (await import('node:fs')).rmSync(there, { recursive: true }))
  mkdirSync(join(there, 'sub'))
  writeFileSync(join(there, 'sub', 'n'.repeat(120)), 'three')
  writeFileSync(join(there, 'sub', 'ü.txt'), 'two')
  writeFileSync(join(there, 'a'), 'one')
  for (const dir of [here, there]) {
    chmodSync(join(dir, 'sub'), 0o755)
    for (const name of ['a', 'sub/ü.txt', `sub/${'n'.repeat(120)}`]) chmodSync(join(dir, name), 0o644)
  }
  const digest = async (dir: string) =>
    createHash('sha256')
      .update(await archiveOf(dir))
      .digest('hex')
  t.equal(await digest(here), await digest(there))
  chmodSync(join(there, 'a'), 0o755)
  t.not(await digest(here), await digest(there), 'modes are content')
})

t.test('[CI1] links that leave the directory are refused by every way out', async (t) => {
  const dir = t.testdir({ in: { 'x.txt': '' }, a: { b: { c: {} } } })
  symlinkSync('in/x.txt', join(dir, 'good'))
  t.match(await collect(dir), [{}, {}, {}, { kind: 'link', path: 'good', target: 'in/x.txt' }])
  const refused: readonly [string, RegExp][] = [
    ['/etc/passwd', /the link bad points to \/etc\/passwd, outside the directory/],
    ['../..', /outside the directory/],
    [join(dir, 'in'), /outside the directory/],
    ['gone.txt', /which is not there/],
  ]
  for (const [target, message] of refused) {
    symlinkSync(target, join(dir, 'bad'))
    await t.rejects(collect(dir), { message })
    ;(await import('node:fs')).rmSync(join(dir, 'bad'))
  }
  // as it is written it stays inside: by way of another link it leaves
  symlinkSync('../../..', join(dir, 'a/b/c/top'))
  symlinkSync('a/b/c/top/..', join(dir, 'way'))
  await t.rejects(collect(dir), { message: /the link way points to a\/b\/c\/top\/\.\., outside/ })
})

t.test('[CI1] submit --dir uploads once, and says what is too large', async (t) => {
  const dir = t.testdir({ code: { 'train.py': 'print(1)', '.millwrightignore': 'skip\n', skip: '' } })
  const { cli, fake } = await startCli(t, dir)
  fake.host('h1')
  const submit = (...more: string[]) =>
    cli('submit', '--name', 'x', '--dir', 'code', ...more, '--', 'python3', 'train.py')
  const first = await submit()
  t.match(first, { code: 0, err: /^code \(2 files\): 3\.0 KiB, uploading\n$/ })
  t.match(await submit(), { code: 0, err: /already with the coordinator/ })
  const [job] = [...fake.state.jobs.values()]
  const [artifact] = await fake.artifacts.list()
  t.same(job?.spec.code, { dir: { sha256: artifact?.sha256, bytes: artifact?.bytes } })
  t.match(await submit('--json'), { code: 0, err: '' })
  t.match(await submit('--workdir', '/x'), { code: 2, err: /--dir .* or --workdir .*, not both/ })
  t.match(await cli('submit', '--name', 'x', '--workdir', 'x', '--', 'a'), {
    code: 2,
    err: /--workdir: code\.workdir must be a whole path/,
  })
  t.match(await cli('submit', '--name', 'x', '--image', 'python:3', '--', 'a'), {
    code: 2,
    err: /--image: image must be a container image by its digest/,
  })
  t.match(await cli('submit', '--name', 'x', '--stop-over-disk', '--', 'a'), {
    code: 2,
    err: /--stop-over-disk goes with --disk/,
  })
  t.match(await cli('submit', '--name', 'x', '--secret', 'a', '--secret', 'a', '--', 'a'), {
    code: 2,
    err: /--secret: secrets names 'a' twice/,
  })
  const { writeSync, openSync, closeSync } = await import('node:fs')
  for (const [name, bytes] of [
    ['train.bin', limits.codeArchiveBytes],
    ['small.bin', 9_000_000],
  ] as const) {
    const file = openSync(join(dir, 'code', name), 'w')
    // the last byte alone: the file has holes and takes no room
    writeSync(file, Buffer.alloc(1), 0, 1, bytes)
    closeSync(file)
  }
  const large = await submit()
  t.match(large, {
    code: 1,
    err: /code comes to 265 MiB; at most 256 MiB are taken\. The largest:\n +256 MiB {2}train\.bin\n +8\.6 MiB {2}small\.bin/,
  })
  t.match(large.err, /\.millwrightignore .*--workdir/)
})

t.test('a job whose directory is not here is refused; one without an upload says where to begin', async (t) => {
  const { cli, api, fake } = await startCli(t)
  fake.host('h1')
  const code = (dir: object) => ({
    spec: { name: 'x', kind: 'batch', run: { kind: 'command', argv: ['a'] }, code: { dir } },
  })
  const post = (payload: object) => api.app.inject({ method: 'POST', url: '/api/v1/jobs', payload })
  const sha256 = createHash('sha256').update('x').digest('hex')
  t.match((await post(code({ sha256, bytes: 1 }))).json(), { code: 'no-such-artifact', field: 'code.dir.sha256' })
  await fake.artifacts.put(sha256, Readable.from([Buffer.from('x')]))
  t.match((await post(code({ sha256, bytes: 2 }))).json(), {
    code: 'bad-field',
    detail: /must be 1, as uploaded; got 2/,
  })
  t.equal((await post(code({ sha256, bytes: 1 }))).statusCode, 201)
  const both = { ...code({ sha256, bytes: 1 }).spec, code: { dir: { sha256, bytes: 1 }, workdir: '/x' } }
  t.match((await post({ spec: both })).json(), { code: 'bad-field', field: 'code' })
  const engine = { ...code({ sha256, bytes: 1 }).spec, run: { kind: 'engine', engine: 'data' } }
  t.match((await post({ spec: engine })).json(), { detail: /code cannot be used with an engine/ })
  t.match(await cli('submit', '--help'), { out: /--dir DIR/ })
})

const value = 'tr0ub4dor-&3-hunter2'

t.test('[CI4] a secret comes from stdin or a file, and no answer has its value', async (t) => {
  const dir = t.testdir({ 'token.txt': `${value}\n` })
  const { cli, stdin, fake, api } = await startCli(t, dir)
  const said: string[] = []
  const run = async (...argv: string[]) => {
    const done = await cli(...argv)
    said.push(done.out, done.err)
    return done
  }
  t.match(await run('secret', 'list'), { out: /No secrets are set/ })
  t.match(await run('secret', 'set', 'token'), { code: 2, err: /give the value on stdin or with --file/ })
  stdin.push(Buffer.from(`${value}\r\n`))
  t.match(await run('secret', 'set', 'token'), { code: 0, out: /secret token of project default is set/ })
  t.equal(
    Buffer.from((await fake.secrets.read('default', 'token'))!).toString(),
    value,
    'without the line break of echo',
  )
  t.match(await run('secret', 'set', 'raw', '--file', 'token.txt', '--project', 'vision'), { code: 0 })
  t.equal(Buffer.from((await fake.secrets.read('vision', 'raw'))!).toString(), `${value}\n`, 'a file as it is')
  t.match(await run('secret', 'set', 'raw', '--file', 'gone'), { code: 1, err: /--file gone: ENOENT/ })
  stdin.push(Buffer.alloc(0))
  t.match(await run('secret', 'set', 'empty'), { code: 1, err: /the value of empty has 0 bytes; 1 to 65536 are taken/ })
  stdin.push(Buffer.from('x'.repeat(limits.secretBytes + 1)))
  t.match(await run('secret', 'set', 'long'), { code: 1, err: /the value of long has 65537 bytes; 1 to 65536/ })
  t.match(await run('secret', 'set', 'a/b', '--file', 'token.txt'), { code: 1, err: /name must be a name of letters/ })
  t.match(await run('secret', 'list'), { out: /NAME +PROJECT +SET \(UTC\)\ntoken +default.*\nraw +vision/ })
  t.match((await run('secret', 'list', '--project', 'vision', '--json')).json(), [{ project: 'vision', name: 'raw' }])
  t.match(await run('submit', '--name', 'x', '--secret', 'gone', '--', 'a'), {
    code: 1,
    err: /project 'default' has no secret 'gone': set it with `millwright secret set gone --project default`/,
  })
  t.match(await run('submit', '--name', 'x', '--secret', 'token', '--', 'a'), { code: 0 })
  for (const verb of ['job', 'why']) await run(verb, 'x')
  await run('events')
  const urls = ['/api/v1/secrets', '/api/v1/jobs', '/api/v1/events', '/openapi.json', '/metrics']
  for (const url of urls) said.push((await api.app.inject({ method: 'GET', url })).body)
  const put = { name: 'x', value: [value] }
  said.push((await api.app.inject({ method: 'PUT', url: '/api/v1/secrets', payload: put })).body)
  said.push(JSON.stringify(fake.feed.snapshot()), JSON.stringify(fake.inputs))
  const all = said.join('\n')
  for (const form of [value, Buffer.from(value).toString('base64'), JSON.stringify(value).slice(1, -1)])
    t.notOk(all.includes(form), `nothing has ${form.slice(0, 4)}…`)
  t.match(await run('secret', 'remove', 'token'), { out: /is removed/ })
  t.match(await run('secret', 'remove', 'token'), { code: 1, err: /project 'default' has no secret 'token'/ })
  t.match(await run('secret', 'rotate', 'token'), { code: 2 })
})

t.test(
  '[CI4] secrets lie on disk with mode 0600, outlive the coordinator, and go to the host whose attempt it is',
  async (t) => {
    const folder = join(t.testdir({}), 'secrets')
    const clock = { nowMs: () => 5 }
    const store = await openSecretStore(folder, clock)
    await store.set('default', 'token', Buffer.from(value))
    await store.set('default', 'token', Buffer.from(`${value}2`))
    writeFileSync(join(folder, 'default', '.torn'), 'x')
    t.equal(statSync(join(folder, 'default', 'token')).mode & 0o777, 0o600)
    for (const each of [folder, join(folder, 'default')]) t.equal(statSync(each).mode & 0o777, 0o700)
    const again = await openSecretStore(folder, clock)
    t.same(readdirSync(join(folder, 'default')), ['token'], 'what a cut-off write left is gone')
    t.match(again.list(), [{ project: 'default', name: 'token' }])
    t.equal(readFileSync(join(folder, 'default', 'token'), 'utf8'), `${value}2`)
    const { fake } = await startCli(t)
    fake.host('h1')
    fake.host('h2')
    const spec = { name: 'x', kind: 'batch', run: { kind: 'command', argv: ['a'] }, secrets: ['token'] } as const
    await fake.door.submit({
      kind: 'request',
      principal: { kind: 'local', id: 'l', project: 'default', role: 'admin' },
      key: null,
      request: { op: 'submit-job', spec: { ...spec, shards: { waves: [{ name: 'm', count: 1 }] } } },
    })
    const [attempt] = [...fake.state.attempts.values()]
    const ask = (host: string, id = attempt!.id) => secretsFor(fake.state as State, again, host, id)
    const other = attempt!.host === 'h1' ? 'h2' : 'h1'
    t.same(await ask(attempt!.host), { values: { token: Buffer.from(`${value}2`) } })
    t.match(await ask(other), { refused: /is not to run on this host/ })
    t.match(await ask(attempt!.host, 'a-9-9'), { refused: /a-9-9 is not to run/ })
    t.equal(await again.remove('default', 'token'), true)
    t.match(await ask(attempt!.host), { refused: /has no secret 'token' any more/ })
    await fake.door.submit({
      kind: 'request',
      principal: { kind: 'local', id: 'l', project: 'default', role: 'admin' },
      key: null,
      request: { op: 'cancel-job', job: attempt!.job },
    })
    t.match(await ask(attempt!.host), { refused: /is not to run/ })
  },
)

t.test('[CI3] the map of users is listed, set and taken back', async (t) => {
  const { cli } = await startCli(t)
  t.match(await cli('users'), {
    out: /Nobody is mapped: all work runs as the agent's work\.user, or as the agent itself/,
  })
  t.match(await cli('users', 'set', 'alice', '--user', 'alice'), { out: /work of user alice is started as alice/ })
  t.match(await cli('users', 'set', 'svc', '--project', 'vision'), { code: 0 })
  t.match(await cli('users', 'list'), { out: /user +alice +alice\nproject +vision +svc/ })
  t.same((await cli('users', '--json')).json(), { users: { alice: 'alice' }, projects: { vision: 'svc' } })
  t.match(await cli('users', 'set', 'root', '--user', 'eve'), { code: 1, err: /osUser must not be root/ })
  t.match(await cli('users', 'set', '0', '--user', 'eve'), {
    code: 1,
    err: /osUser must be a user of the hosts' system/,
  })
  t.match(await cli('users', 'set', 'a'), { code: 2, err: /takes set OS-USER --user NAME/ })
  t.match(await cli('users', 'unset', 'a', '--user', 'b'), { code: 2 })
  t.match(await cli('users', 'unset', '--user', 'alice'), { out: /user alice has no entry any more/ })
  t.match(await cli('users', 'unset', '--user', 'alice'), { code: 1, err: /'alice' is not in the map/ })
})

t.test('[CI8] [CI9] [CI10] hosts are removed, replaced and let go for maintenance by hand', async (t) => {
  const { cli, fake, api } = await startCli(t)
  for (const name of ['h1', 'h2', 'h3']) fake.host(name)
  t.match(await cli('host', 'remove', 'h1'), { code: 1, err: /h1 is not removed: it is heard.*millwright drain h1/ })
  t.match(await cli('host', 'remove'), { code: 2, err: /millwright host remove takes HOST/ })
  t.match(await cli('host', 'remove', 'h1', 'h2'), { code: 2, err: /millwright host remove takes HOST/ })
  t.match(await cli('host', 'h1', 'h2'), { code: 2, err: /takes HOST, or one of remove, replace/ })
  t.match(await cli('host', 'release-gpus', 'h1'), { code: 1, err: /h1 is not drained/ })
  await cli('drain', 'h1', '--reason', 'x', '--yes')
  t.match(await cli('host', 'release-gpus', 'h1'), { out: /h1 is asked to let go of its GPUs/ })
  t.match(await cli('host', 'h1'), { out: /GPUs released: +asked for by local/ })
  t.match(await cli('host', 'release-gpus', 'h1', '--resume'), { out: /reads its GPUs again/ })
  t.match(await cli('host', 'replace', 'h1', 'h2'), { out: /h2 \(h2\) takes the place of h1/ })
  t.match(await cli('host', 'h2'), { out: /came after: +h1 \(h1\)/ })
  await cli('drain', 'h3', '--reason', 'x', '--yes')
  t.match((await cli('host', 'remove', 'h3', '--json')).json(), { id: 'h3' })
  t.match(await cli('host', 'removed'), { out: /h3 +h3 +.*\nh1 +h1 .*replaced by h2/ })
  const series = { sensor: 's', name: 'gpu-power', unit: 'W', kind: 'gauge', labels: { gpu: '0' } }
  for (const host of ['h1', 'h3']) fake.telemetry.series.push({ ...series, host, points: [[900, 300]] })
  for (const host of ['h1', 'h3'])
    t.match((await api.app.inject({ method: 'GET', url: `/api/v1/range?host=${host}&name=gpu-power` })).json(), {
      series: [{ host, points: [[900, 300]] }],
    })
  t.match(await cli('host', 'readmit', 'h3'), { out: /h3 \(h3\) may join again/ })
  t.match(await cli('host', 'readmit', 'h3'), { code: 1, err: /no host 'h3' was removed/ })
  t.notMatch(await cli('hosts'), { out: /h3/ })
  t.match(await cli('health-policy', '--epilog', 'drain'), { out: /epilogs: +that fail drain their host/ })
  t.match(await cli('health-policy', '--epilog', 'kill'), { code: 2 })
})
