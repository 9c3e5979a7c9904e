import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { nameOf, parseName } from '../../agent/work/logs/chunk.ts'
import { lastLines } from '../../agent/work/logs/last-lines.ts'
import { rawLogPath } from '../../agent/work/logs/layout.ts'
import { recordsOf } from '../../agent/work/logs/lines.ts'
import { keptOf } from '../../agent/work/logs/shipper.ts'
import { limits } from '../../shared/limits.ts'
import { attempt, exited, LogRig, textOf } from '../fakes/log-rig.ts'

const wish = { sinceMs: 0, grep: null }
/** numbered lines of 100 bytes, which pack to a tenth */
const lines = (from: number, count: number): string =>
  Array.from(
    { length: count },
    (_, i) => `${String(from + i).padStart(10)} ${'step loss '.repeat(9).slice(0, 88)}\n`,
  ).join('')
const numbersIn = (text: string): number[] =>
  text.split('\n').flatMap((line) => (/^ *\d+ step/.test(line) ? [Number.parseInt(line, 10)] : []))
const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i)
const chunksIn = (rig: LogRig): string[] => readdirSync(join(rig.dir, 'logs/0')).filter((name) => name.endsWith('.zst'))

t.test(
  'a line has the time of its first byte; long ones, progress bars and bytes that are no text are taken as they are',
  (t) => {
    const cut = (text: string | Buffer, ...stamps: [number, number][]) => {
      const bytes = Buffer.from(text)
      const seen = stamps.map(([offset, ms]) => ({ offset, ms }))
      return [...recordsOf({ rank: 3, offset: 100, bytes, stamps: seen }, wish)].map(({ ms, text: each }) => [ms, each])
    }
    t.same(cut('one\ntwo\nthr', [100, 5], [102, 6], [106, 7]), [
      [5, 'one\n'],
      [6, 'two\n'],
      [7, 'thr'],
    ])
    t.same(cut('10%\r20%\rdone\r\nnext', [100, 1], [104, 2], [113, 3]), [
      [1, '10%\r'],
      [2, '20%\rdone\r\n'],
      [3, 'next'],
    ])
    const long = [
      ...recordsOf(
        {
          rank: 0,
          offset: 0,
          bytes: Buffer.from(`x${'é'.repeat(limits.logRecordBytes)}`),
          stamps: [{ offset: 0, ms: 1 }],
        },
        wish,
      ),
    ]
    t.ok(
      long.every(({ text }) => /^x?é+$/.test(text)),
      'no character is torn',
    )
    t.equal(long.map(({ text }) => text).join('').length, 1 + limits.logRecordBytes)
    t.same([long.length, long.at(-1)?.next], [3, 1 + 2 * limits.logRecordBytes])
    t.match(cut(Buffer.from([0xff, 0, 10]), [100, 1]), [[1, '\ufffd\0\n']])
    const grep = Buffer.from('loss')
    const found = [
      ...recordsOf(
        { rank: 0, offset: 0, bytes: Buffer.from('a\nloss 1\nb\nthe loss'), stamps: [{ offset: 0, ms: 1 }] },
        { sinceMs: 0, grep },
      ),
    ]
    t.same(
      found.map(({ text }) => text),
      ['loss 1\nthe loss'],
    )
    const name = { offset: 7, bytes: 8, lines: 9, fromMs: 10, toMs: 11, storedBytes: 12 }
    t.same(parseName(nameOf(name)), name)
    t.equal(parseName(`${nameOf(name)}.tmp`), undefined)
    t.end()
  },
)

t.test(
  'what ranks write is stored in chunks and read again as one, by time, by rank, from a time, by its end, by a text',
  async (t) => {
    const rig = new LogRig(t, 2)
    for (let i = 0; i < 8; i++) {
      rig.write(lines(i * 3_000, 3_000), i % 2)
      await rig.look()
    }
    rig.write('the last word', 1)
    await rig.look()
    t.ok(chunksIn(rig).length >= 2)
    const records = await rig.read()
    const times = records.map(({ ms }) => ms)
    t.same(
      times,
      times.toSorted((a, b) => a - b),
    )
    t.same(numbersIn(textOf(records)), from(0, 24_000))
    t.match(textOf(records), /the last word$/)
    t.same(
      numbersIn(await rig.text({ rank: 0 }))
        .slice(0, 3_001)
        .slice(-2),
      [2_999, 6_000],
    )
    t.same(numbersIn(await rig.text({ sinceMs: 6_000 })), from(15_000, 9_000))
    t.same(numbersIn(await rig.text({ tail: 2, rank: 1 })), [23_999])
    t.same(numbersIn(await rig.text({ tail: 3_001, rank: 0 })), [14_999, ...from(18_000, 3_000)])
    t.equal(await rig.text({ tail: 0 }), '')
    t.same(numbersIn(await rig.text({ tail: 10_000, rank: 1 })).length, 9_999, 'the open line counts')
    t.same(numbersIn(await rig.text({ grep: Buffer.from('      1234') })), [1234])
    const half = records.find(({ rank, offset }) => rank === 0 && offset > 100_000)!
    const rest = await rig.text({ rank: 0, from: new Map([[0, half.offset]]) })
    t.equal(
      rest,
      textOf(records.filter(({ rank, offset }) => rank === 0 && offset >= half.offset)),
      'goes on where it was',
    )
  },
)

t.test(
  'another life goes on exactly where the last one was: nothing is lost or doubled, and times are kept',
  async (t) => {
    const rig = new LogRig(t)
    let next = 0
    for (let life = 0; life < 6; life++) {
      for (let i = 0; i < 3; i++) {
        rig.write(lines(next, 2_500))
        next += 2_500
        await rig.look()
      }
      rig.write(lines(next, 1_000))
      next += 1_000
      // kill -9: also while a chunk is on its way
      if (life % 2 === 0) {
        rig.logs.look()
        writeFileSync(join(rig.dir, 'logs/0', 'x.zst.tmp'), 'half')
      }
      const before = await rig.read()
      rig.live()
      rig.time.jump(1_000)
      rig.logs.look()
      await rig.logs.settled()
      const after = await rig.read({ sinceMs: 0 })
      const known = before.filter(({ next: end }) => end <= rig.logs.of(attempt)!.ranks[0]!.stored)
      t.same(
        after.slice(0, known.length).map(({ ms }) => ms),
        known.map(({ ms }) => ms),
      )
    }
    t.same(numbersIn(await rig.text()), from(0, next))
    await rig.end()
    rig.live()
    await rig.end()
    t.same(numbersIn(await rig.text()), from(0, next), 'and after its end')
    t.notOk(chunksIn(rig).some((name) => name.endsWith('tmp')))
  },
)

const holes = ((): boolean => {
  try {
    execFileSync('fallocate', ['--version'])
    return true
  } catch {
    return false
  }
})()
t.test(
  'the room of what is stored is given back, in many ranks by one child',
  { skip: holes ? false : 'no fallocate' },
  async (t) => {
    let children = 0
    const rig = new LogRig(t, 3)
    const { makeHoles } = await import('../../agent/work/logs/puncher.ts')
    const counting = new LogRig(t, 3, {
      makeHoles: (asked) => {
        children++
        return makeHoles(asked)
      },
    })
    for (const each of [rig, counting]) {
      for (let i = 0; i < 6; i++) {
        for (let rank = 0; rank < 3; rank++) each.write(lines(i * 10_000, 10_000), rank)
        await each.look()
      }
    }
    await rig.punched()
    await counting.punched()
    t.equal(children, 1)
    const { size, blocks } = statSync(rawLogPath(rig.dir, 1))
    t.equal(size, 6_000_000, 'offsets stay')
    t.ok(blocks * 512 < 2_500_000, `${blocks * 512} bytes are left of 6 MB`)
    t.same(numbersIn(await rig.text({ rank: 1 })), from(0, 60_000))
    t.same(
      lastLines(rig.dir, 1).map((line) => Number.parseInt(line, 10)),
      from(59_990, 10),
    )
  },
)

t.test(
  'where no holes can be made the file is cut; a gap says so, and no life of the agent takes a cut for another',
  async (t) => {
    const rig = new LogRig(t, 1, { makeHoles: () => Promise.reject(new Error('no fallocate here')) })
    for (let i = 0; i < 20; i++) {
      rig.write(lines(i * 5_000, 5_000))
      await rig.look()
      await rig.punched()
    }
    const { size } = statSync(rawLogPath(rig.dir, 0))
    t.ok(size < limits.logCutBytes + 2_000_000, `${size} bytes of 10 MB`)
    const records = await rig.read()
    t.match(
      records.filter(({ kind }) => kind === 'gap'),
      [{ kind: 'gap', bytes: null, reason: 'cut' }],
    )
    t.same(numbersIn(textOf(records)), from(0, 100_000), 'nothing was written in that moment')
    rig.live()
    rig.write(lines(100_000, 6_000))
    await rig.look()
    t.same(numbersIn(await rig.text()), from(0, 106_000))
    t.same(lastLines(rig.dir, 0).length, 10)
    t.equal(rig.complaints.filter((each) => /no hole can be made in a log.*no fallocate here/.test(each)).length, 1)
  },
)

t.test('the log of one rank that cannot be read holds up no other, and nothing once it has ended', async (t) => {
  const rig = new LogRig(t, 3)
  for (const rank of [0, 1, 2]) rig.write(lines(0, 6_000), rank)
  rmSync(rawLogPath(rig.dir, 1))
  mkdirSync(rawLogPath(rig.dir, 1))
  rig.write(lines(0, 6_000), 2)
  for (let i = 0; i < 3; i++) {
    await rig.look(limits.logRetryMs + 1)
    for (const rank of [0, 2]) rig.write(lines(i, 6_000), rank)
  }
  const stored = rig.logs.of(attempt)!.ranks.map((rank) => rank.stored > 1_000_000)
  t.same(stored, [true, false, true])
  rmSync(rawLogPath(rig.dir, 1), { recursive: true })
  rig.write('open', 0)
  await rig.look()
  rmSync(rawLogPath(rig.dir, 0))
  await rig.end()
  t.same(
    rig.logs.of(attempt)!.ranks.map((rank) => rank.waits(true)),
    [false, false, false],
    'nobody waits for what is gone',
  )
  t.match((await rig.read({ rank: 0 })).at(-1), { kind: 'gap', reason: 'unreadable' })
})

t.test('a program that cuts its own log loses what was not stored, with a gap', async (t) => {
  const rig = new LogRig(t)
  rig.write(lines(0, 6_000))
  await rig.look()
  truncateSync(rawLogPath(rig.dir, 0), 0)
  rig.write('anew\n')
  await rig.look()
  const records = await rig.read()
  const gap = records.find(({ kind }) => kind === 'gap')
  t.match(gap, { reason: 'cut' })
  t.match(textOf(records), /\[gap\]\nanew\n$/)
  rig.live()
  await rig.look()
  t.same(await rig.read(), records)
})

t.test(
  'the oldest chunks go to stay within the budgets, of the attempt and of the host, and the gap has its size',
  async (t) => {
    for (const budget of [{ attemptBytes: 100_000 }, { hostBytes: 100_000 }]) {
      const rig = new LogRig(t, 2, budget)
      for (let i = 0; i < 40; i++) {
        rig.write(lines(i * 6_000, 6_000), i % 2)
        await rig.look()
      }
      const stored = rig.logs.of(attempt)!.ranks.reduce((sum, { chunks }) => sum + chunks.storedBytes, 0)
      t.ok(stored <= 100_000 && stored > 30_000, `${stored} bytes`)
      const records = await rig.read({ rank: 0 })
      const [gap] = records
      if (gap?.kind !== 'gap') return t.fail('no gap')
      const kept = numbersIn(textOf(records))
      t.equal(gap.reason, 'budget')
      t.same([gap.lines, gap.bytes], [120_000 - kept.length, 100 * (120_000 - kept.length)])
      rig.live()
      t.same(await rig.read({ rank: 0 }), records)
    }
  },
)

t.test(
  'a disk that is full costs the oldest lines, then what waits; it is told, and what comes after is kept',
  async (t) => {
    let free = 1e12
    const rig = new LogRig(t, 1, { freeBytes: () => free })
    rig.write(lines(0, 12_000))
    await rig.look()
    free = 0
    for (let i = 0; i < 4; i++) rig.write(lines(12_000 + i * 50_000, 50_000))
    await rig.look()
    const text = textOf(await rig.read())
    t.match(text, /\[gap\]/)
    t.match(
      (await rig.read()).find(({ kind }) => kind === 'gap'),
      { reason: 'disk-full' },
    )
    t.same(numbersIn(text).at(-1), 211_999)
    free = 1e12
    const broken = new LogRig(t)
    broken.write(lines(0, 6_000))
    renameSync(join(broken.dir, 'logs'), join(broken.dir, 'away'))
    await broken.look()
    t.match(broken.complaints, [/logs cannot be kept as they come: .*ENOENT/])
    renameSync(join(broken.dir, 'away'), join(broken.dir, 'logs'))
    broken.write(lines(6_000, 6_000))
    await broken.look(2 * limits.logRetryMs)
    t.same(numbersIn(await broken.text()), from(0, 12_000), 'a disk that failed is tried again')
  },
)

const small = mkdtempSync(join(tmpdir(), 'mw-small-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', small]).status === 0
t.teardown(() => {
  if (mounted) spawnSync('umount', [small])
  rmSync(small, { recursive: true })
})
t.test('a disk without any room', { skip: mounted ? false : 'no tmpfs can be mounted here' }, async (t) => {
  const rig = new LogRig(t, 1, { makeHoles: () => new Promise(() => {}) }, mkdtempSync(join(small, 'state-')))
  rig.write(lines(0, 6_000))
  await rig.look()
  const [stored = ''] = chunksIn(rig)
  writeFileSync(join(small, 'other'), Buffer.alloc(700_000))
  for (let next = 6_000; ; next += 100) {
    try {
      rig.write(lines(next, 100))
    } catch {
      break
    }
  }
  await rig.look()
  t.match(rig.complaints, [/ENOSPC/])
  for (let i = 0; i < 4; i++) await rig.look(2 * limits.logRetryMs)
  t.notOk(chunksIn(rig).includes(stored), 'the oldest went')
  const records = await rig.read()
  t.match(
    records.find(({ kind }) => kind === 'gap'),
    { reason: /budget|disk-full/ },
  )
  const before = textOf(records)
  rmSync(join(small, 'other'))
  await rig.look(2 * limits.logRetryMs)
  rig.write('after\n')
  await rig.look(2 * limits.logRetryMs)
  t.match(await rig.text(), /after\n$/)
  rig.live()
  await rig.look(2 * limits.logRetryMs)
  t.match(await rig.text(), /after\n$/)
  t.ok(before.length > 0)
})

t.test('a chunk that is damaged is a gap with its size, and the rest is read', async (t) => {
  const rig = new LogRig(t)
  for (let i = 0; i < 4; i++) {
    rig.write(lines(i * 6_000, 6_000))
    await rig.look()
  }
  const [, second = ''] = chunksIn(rig)
  writeFileSync(join(rig.dir, 'logs/0', second), 'rubbish')
  const records = await rig.read()
  t.match(
    records.find(({ kind }) => kind === 'gap'),
    { reason: 'unreadable', bytes: parseName(second)!.bytes },
  )
  t.equal(numbersIn(textOf(records)).length, 24_000 - parseName(second)!.lines)
})

t.test('what goes to the coordinator: the end of each rank, more of those that failed', async (t) => {
  const rig = new LogRig(t, 2)
  for (const rank of [0, 1]) rig.write(lines(0, 30_000), rank)
  await rig.look()
  const running = await keptOf(rig.logs.of(attempt)!, 5)
  t.match(running, { asOfMs: 5, ended: false })
  t.ok(Math.abs(JSON.stringify(running).length - 2 * limits.logTailBytes) < 20_000)
  await rig.end(exited(1))
  const failed = await keptOf(rig.logs.of(attempt)!, 6)
  t.ok(JSON.stringify(failed).length > 2 * limits.logFailureBytes - 20_000)
  t.same(numbersIn(textOf(failed.records)).slice(-1), [29_999])
  t.same(rig.changed, ['grown', 'ended'])
})
