import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { zstdCompressSync } from 'node:zlib'
import t from 'tap'
import { keptOf } from '../../agent/work/logs/shipper.ts'
import { lastOf, mergeLogs } from '../../coordinator/api/log-merge.ts'
import type { SourceRecord } from '../../coordinator/api/log-source.ts'
import { type LogTextOptions, logText } from '../../coordinator/cli/log-text.ts'
import { addRecords, emptyLog, recordsIn } from '../../coordinator/console/log-view.ts'
import { openKeptLogs } from '../../coordinator/shell/kept-logs.ts'
import { limits } from '../../shared/limits.ts'
import type { MergedRecord } from '../../shared/model/logs.ts'
import { type Tap as CliTap, startCli } from '../fakes/cli.ts'
import { LogHost } from '../fakes/log-host.ts'
import { attempt, exited, LogRig } from '../fakes/log-rig.ts'

interface Site {
  readonly host: LogHost
  readonly rig: LogRig
  readonly id: string
  readonly cli: Awaited<ReturnType<typeof startCli>>['cli']
  readonly fake: Awaited<ReturnType<typeof startCli>>['fake']
  readonly address: string
}

/** One attempt of a job on one host. Its id there is another than in the rig, which has one only. */
async function site(t: CliTap, ranks = 1): Promise<Site> {
  const rig = new LogRig(t, ranks)
  const host = await new LogHost(rig).listen()
  t.teardown(() => host.close())
  const { cli, fake, address } = await startCli(t, '/', fetch)
  fake.host('node-a', 2, host.address)
  await cli('submit', '--name', 'train', '--', 'true')
  fake.door.post({ kind: 'ticked', lateMs: 0 })
  const id = [...fake.state.attempts.keys()][0] as string
  return { host, rig, id, cli, fake, address }
}

t.test('a job is read merged, with prefixes, times, by rank, by its end and by a text', async (t) => {
  const { rig, cli, id } = await site(t, 2)
  rig.write('zero one\n', 0)
  await rig.look()
  rig.write('one one\n', 1)
  await rig.look()
  rig.write('zero two\nlast', 0)
  await rig.look()
  t.match(await cli('logs', 'train'), { code: 0, out: 'zero one\none one\nzero two\nlast\n', err: '' })
  t.equal((await cli('logs', id, '--rank', '1')).out, 'one one\n')
  t.equal((await cli('logs', 'train', '--tail', '2')).out, 'zero two\nlast\n')
  t.equal((await cli('logs', 'train', '--grep', 'two')).out, 'zero two\n')
  t.equal((await cli('logs', 'train', '--grep', 'one', '--tail', '1')).out, 'one one\n')
  t.match((await cli('logs', 'train', '--timestamps', '--tail', '1')).out, /^1970-01-01T00:00:03\.000Z last\n$/)
  t.match((await cli('logs', 'train', '--json', '--tail', '1')).json(), {
    kind: 'lines',
    rank: 0,
    attempt: id,
    host: 'node-a',
  })
  t.match(await cli('logs', 'train', '--rank', '2'), { code: 1, err: /rank: j-1-\d+ has rank 0 only; got 2/ })
  t.match(await cli('logs', 'train', '--grep', 'three'), { code: 0, out: '', err: 'No lines (--grep).\n' })
  t.match(await cli('logs', 'train', '--since', 'soon'), { code: 1, err: /since must be a time/ })
  t.match(await cli('logs', 'train', '--tail', 'all'), {
    code: 2,
    err: /--tail must be a whole number from 0 to 10000/,
  })
  t.match(await cli('logs', 'nope'), { code: 1, err: /no job 'nope'/ })
})

t.test('-f goes on over broken answers and ends when it ends', async (t) => {
  const { rig, host, cli, id } = await site(t)
  rig.write('one\n')
  await rig.look()
  const following = cli('logs', id, '-f')
  while (host.answers.length === 0) await new Promise((resolve) => setImmediate(resolve))
  rig.write('two\n')
  await rig.look()
  host.answers[0]?.destroy()
  rig.write('three\n')
  await rig.look()
  while (host.answers.length < 2) await new Promise((resolve) => setImmediate(resolve))
  rig.write('four')
  await rig.end()
  const { code, out } = await following
  t.same([code, out], [0, 'one\ntwo\nthree\nfour\n'])
})

t.test('-f goes on after a restart of the coordinator, which takes a while: nothing is printed twice', async (t) => {
  const { cli, id } = await site(t)
  const asked: string[] = []
  const ms = 1_764_000_000_000
  const at = (offset: number, text: string) =>
    `${JSON.stringify({ ...lineAt(ms + offset, text), offset, next: offset + text.length })}\n`
  const server = createServer((request, answer) => {
    const url = request.url ?? ''
    if (!url.includes('/logs')) return answer.end(JSON.stringify({ job: 'j-1-1', spec: { kind: 'batch' } }))
    asked.push(url)
    if (asked.length === 1) answer.write(`${at(0, 'one\n')}${at(4, 'two\n').slice(0, 20)}`, () => answer.destroy())
    else if (asked.length === 2) request.socket.destroy()
    else answer.end(`${at(0, 'one\n')}${at(4, 'two\n')}{"kind":"end"}\n`)
  })
  t.teardown(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const { code, out, err } = await cli('logs', id, '-f', '--tail', '5', '--coordinator', `127.0.0.1:${port}`)
  t.same([code, out], [0, 'one\ntwo\n'])
  t.equal(err, 'millwright: the coordinator does not answer; waiting for it up to 60 s\n', 'once')
  const again = new RegExp(`follow=1&since=${ms}$`)
  t.match(asked, [/follow=1&tail=5$/, again, again])
  const broken = await cli('logs', id, '--coordinator', `127.0.0.1:${port}`)
  t.equal(broken.code, 0)
})

t.test(
  'workers of a job on several hosts are one log, each line with its attempt; -f ends when the job does',
  async (t) => {
    const rigs = [new LogRig(t), new LogRig(t)] as const
    const hosts = await Promise.all(rigs.map((rig) => new LogHost(rig).listen()))
    t.teardown(() => {
      for (const host of hosts) host.close()
    })
    const { cli, fake } = await startCli(t, '/', fetch)
    for (const [i, { address }] of hosts.entries()) fake.host(`node-${i}`, 1, address)
    await cli('submit', '--name', 'two', '--shards', '9', '--workers', '2', '--', 'true')
    fake.door.post({ kind: 'ticked', lateMs: 0 })
    const [first, second] = [...fake.state.attempts.values()]
    if (first === undefined || second === undefined) return t.fail('two were not placed')
    const of = (attempt: { host: string }) => rigs[attempt.host === 'node-0' ? 0 : 1]
    of(first).write('a\n')
    await of(first).look(1_000)
    of(second).write('b\n')
    await of(second).look(2_000)
    of(first).write('c\n')
    await of(first).look(2_000)
    const merged = `${first.id} | a\n${second.id} | b\n${first.id} | c\n`
    t.equal((await cli('logs', 'two')).out, merged)
    const following = cli('logs', 'two', '-f')
    while (hosts.some(({ answers }) => answers.length < 2)) await new Promise((resolve) => setImmediate(resolve))
    of(second).write('d\n')
    await of(second).look(2_000)
    for (const rig of rigs) await rig.end()
    await cli('cancel', 'two')
    t.same((await following).out, `${merged}${second.id} | d\n`)
  },
)

t.test('a follower that is far behind skips to what is new, with the number of lines', async (t) => {
  const { rig, cli, id } = await site(t)
  const line = `${'x'.repeat(99)}\n`
  const count = Math.ceil(limits.logFollowBehindBytes / 100) + 20_000
  rig.write(line.repeat(count))
  await rig.look()
  rig.write('new\n')
  await rig.end()
  const { out } = await cli('logs', id, '-f')
  const [, lines = '0'] =
    /^\[millwright: skipped ([\d,]+) lines .* they came faster than they were read\]\n/.exec(out) ?? []
  t.ok(Number(lines.replaceAll(',', '')) > limits.logFollowBehindBytes / 100)
  t.equal(Number(lines.replaceAll(',', '')) + out.split('\n').length - 2, count + 1, 'no line is unaccounted for')
  t.equal((await cli('logs', id)).out.length, count * 100 + 4, 'without -f all of it is there')
})

t.test('a host that is gone: the end of the log as it was kept here, and as of when', async (t) => {
  const { rig, host, cli, id, address } = await site(t, 2)
  rig.write('zero\n', 0)
  rig.write('boom\n', 1)
  await rig.look()
  await rig.end(exited(1))
  const body = zstdCompressSync(JSON.stringify(await keptOf(rig.logs.of(attempt)!, 5_000)))
  const put = (of: string) =>
    fetch(`http://${address}/api/v1/attempts/${of}/kept-log`, {
      method: 'PUT',
      body,
      headers: { 'content-type': 'application/zstd' },
    })
  t.equal((await put(id)).status, 204)
  t.equal((await put('a-9-9')).status, 404)
  host.close()
  const { out, err, code } = await cli('logs', 'train')
  t.same([code, out], [0, 'zero\nboom\n'])
  t.match(
    err,
    /node-a does not answer for the log of a-1-\d+ \(.*\): this is the end of it as of 1970-01-01T00:00:05.000Z/,
  )
  t.equal((await cli('logs', id, '--rank', '1', '--grep', 'oo')).out, 'boom\n')
})

t.test('a host that is gone and of which nothing was kept: its last lines, where there are any', async (t) => {
  const { host, cli } = await site(t)
  host.close()
  const { out, err } = await cli('logs', 'train')
  t.equal(out, '')
  t.match(err, /node-a does not answer for the log of a-1-\d+ .*: nothing of that log was kept here/)
})

async function* told(...records: SourceRecord[]): AsyncGenerator<SourceRecord> {
  yield* records
}
const lineAt = (ms: number, text: string, attempt = 'a-1-1'): SourceRecord & { kind: 'lines' } => ({
  kind: 'lines',
  attempt,
  host: 'h',
  rank: 0,
  offset: ms,
  next: ms + 1,
  ms,
  text,
})
const clock = { nowMs: () => 0 }
const gone = new AbortController().signal
async function all(records: AsyncGenerator<MergedRecord>): Promise<MergedRecord[]> {
  const found: MergedRecord[] = []
  for await (const record of records) found.push(record)
  return found
}
const texts = (records: readonly MergedRecord[]) =>
  records.flatMap((each) => (each.kind === 'lines' ? [each.text] : []))

t.test('logs of several hosts are merged by time; attempts that begin later join', async (t) => {
  const twice = [
    told(lineAt(1, 'a'), lineAt(4, 'd'), lineAt(5, 'e')),
    told(lineAt(2, 'b'), lineAt(3, 'c'), lineAt(9, 'f')),
  ]
  const more = (add: (records: AsyncGenerator<SourceRecord>) => void): boolean => {
    for (const each of twice.splice(0)) add(each)
    return true
  }
  t.same(texts(await all(mergeLogs({ follow: false, more, lookMs: 1, clock, gone }))), ['a', 'b', 'c', 'd', 'e', 'f'])
  let looks = 0
  const later = (add: (records: AsyncGenerator<SourceRecord>) => void): boolean => {
    if (looks === 0) add(told({ kind: 'live', ms: 0 }, lineAt(1, 'first')))
    if (looks === 3) add(told(lineAt(2, 'second')))
    return ++looks > 3
  }
  const followed = await all(mergeLogs({ follow: true, more: later, lookMs: 1, clock, gone }))
  t.same(texts(followed), ['first', 'second'])
  t.equal(followed.at(-1)?.kind, 'end')
})

t.test('the last lines of several are the last of all', async (t) => {
  async function* merged(): AsyncGenerator<MergedRecord> {
    yield lineAt(1, 'a\nb\nc\n')
    yield lineAt(2, 'd\n')
    yield lineAt(3, 'e\nf\n')
    yield { kind: 'live', ms: 4 }
    yield lineAt(5, 'g\n')
    yield { kind: 'end' }
  }
  t.same(texts(await all(lastOf(merged(), 4))), ['c\n', 'd\n', 'e\nf\n', 'g\n'])
  t.same(texts(await all(lastOf(merged(), 0))), ['g\n'])
  t.same(texts(await all(lastOf(merged(), 99))).join(''), 'a\nb\nc\nd\ne\nf\ng\n')
})

t.test('what is kept here stays within its budget over lives of the coordinator', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'mw-kept-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  const pack = (text: string) =>
    Readable.from([zstdCompressSync(JSON.stringify({ asOfMs: 1, ended: true, records: [], text }))])
  let room = true
  const open = () => openKeptLogs(dir, 120, () => room)
  let kept = await open()
  await kept.put('a-1-1', pack('x'))
  await kept.put('a-1-2', pack('y'))
  kept = await open()
  await kept.put('a-1-3', pack('z'))
  t.equal(await kept.get('a-1-1'), undefined)
  t.match(await kept.get('a-1-3'), { asOfMs: 1, text: 'z' })
  writeFileSync(join(dir, 'a-1-3.json.zst'), 'rubbish')
  t.equal(await kept.get('a-1-3'), undefined)
  await t.rejects(kept.put('a-1-4', Readable.from([Buffer.alloc(limits.keptLogBytes + 1)])), { code: 'too-large' })
  room = false
  await t.rejects(kept.put('a-1-4', pack('')), { code: 'disk-full' })
})

t.test(
  'lines as a terminal shows them: prefix in colour, the last state of a progress bar, nothing that moves the cursor',
  (t) => {
    const plain: LogTextOptions = { prefix: () => '', timestamps: false, color: false }
    const ranks: LogTextOptions = { prefix: ({ rank }) => String(rank), timestamps: false, color: true }
    const of = (text: string, options = plain) => logText(lineAt(1, text), options).out
    t.equal(of('10%\r20%\r30%\rdone\n\nx'), 'done\n\nx\n')
    t.equal(of('\x1b[31mred\x1b[0m \x1b[2J\x07', ranks), '\x1b[38;5;33m0 |\x1b[0m \x1b[31mred\x1b[0m \ufffd[2J\ufffd\n')
    const gap = { ...lineAt(1, ''), kind: 'gap' as const, bytes: 1_234, lines: 10, reason: 'budget' as const }
    t.equal(
      logText(gap, plain).out,
      '[millwright: 1,234 bytes (10 lines) are not here: older ones went to stay within the byte budget]\n',
    )
    t.match(
      logText({ ...gap, bytes: null, lines: null, reason: 'cut' }, plain).out,
      /an unknown number of bytes are not here: the file was cut/,
    )
    t.end()
  },
)

t.test("the page's log is bounded and says what it does not show", (t) => {
  const { records, rest } = recordsIn(
    `${JSON.stringify(lineAt(1, 'a\nb\n'))}\n${JSON.stringify({ kind: 'live', ms: 1 })}\n{"ki`,
  )
  t.equal(rest, '{"ki')
  const view = addRecords(addRecords(emptyLog, records, 3), [lineAt(2, 'c\x1b[1m\nd\n'), { kind: 'end' }], 3)
  t.same(
    view.rows.map(({ key, text }) => [key, text]),
    [
      [1, 'b'],
      [2, 'c'],
      [3, 'd'],
    ],
  )
  t.match(view, { gone: 1, ended: true, notes: [] })
  const note = { kind: 'note' as const, ms: 1, attempt: 'a', host: 'h', text: 'h does not answer' }
  t.match(addRecords(view, [note], 3), { notes: ['h does not answer'] })
  const absent = Array.from({ length: 300 }, (_, i) => ({ ...note, text: `h${i} does not answer` }))
  const { notes } = addRecords(view, [...absent, ...absent.slice(0, 1)], 3)
  t.same([notes.length, notes.at(-1)], [limits.logSources, 'h0 does not answer'], 'each once, bounded')
  t.end()
})
