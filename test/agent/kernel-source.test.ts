/** The two ways to the kernel log, and what a record of each says. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { type KernelRecord, parseJournal, parseKmsg } from '../../agent/sensors/kernel-record.ts'
import { JournalSource, KmsgSource } from '../../agent/sensors/kernel-source.ts'
import { programAt } from '../../agent/sensors/program.ts'

const alive = setInterval(() => undefined, 1e6)
t.teardown(() => clearInterval(alive))

t.test('records of /dev/kmsg: sequence, time, escapes, several lines, devices', (t) => {
  const raw = '4,1234,5000123,-,caller=T1;NVRM: a \\xc2\\xb5s\\x0aNVRM: b\n SUBSYSTEM=pci\n DEVICE=+pci:0000:3b:00.0\n'
  t.same(parseKmsg(raw), {
    place: '1234',
    atMs: 5000.123,
    text: 'NVRM: a µs\nNVRM: b',
    device: '+pci:0000:3b:00.0',
    continues: false,
  })
  t.equal(parseKmsg('6,7,8,+;more\n')?.continues, true)
  t.equal(parseKmsg('6,7,8,c;begin\n')?.continues, false)
  t.equal(parseKmsg('6,7,8,-;a;b,c\n')?.text, 'a;b,c')
  t.equal(parseKmsg('nonsense'), undefined)
  const journal = {
    MESSAGE: 'x',
    __CURSOR: 's=1',
    __REALTIME_TIMESTAMP: '1700000000000000',
    _KERNEL_DEVICE: '+pci:0000:3b:00.0',
  }
  t.match(parseJournal(JSON.stringify(journal)), { place: 's=1', atMs: 1_700_000_000_000, text: 'x' })
  t.equal(
    parseJournal(JSON.stringify({ ...journal, MESSAGE: [0xc2, 0xb5, 0x73] }))?.text,
    'µs',
    'bytes that are no text for the journal',
  )
  t.equal(parseJournal('{'), undefined)
  t.equal(parseJournal('{"MESSAGE":null}'), undefined)
  t.end()
})

t.test('/dev/kmsg is read to its end without waiting; one that is closed to us is an error', (t) => {
  t.throws(() => new KmsgSource('/no/such/kmsg'), /ENOENT/)
  let source: KmsgSource
  try {
    source = new KmsgSource('/dev/kmsg')
  } catch {
    t.comment('/dev/kmsg cannot be read here: skipped')
    return t.end()
  }
  const { records } = source.read(50)
  for (const [index, { place }] of records.entries())
    if (index > 0) t.ok(Number(place) > Number(records[index - 1]!.place))
  while (source.read(10_000).records.length > 0);
  t.equal(source.failed, undefined)
  source.close()
  t.end()
})

t.test('journalctl: its lines are records; when it ends, why is known', async (t) => {
  const program = join(t.testdir(), 'journalctl')
  const line = JSON.stringify({ MESSAGE: 'x', __CURSOR: 'c1', __REALTIME_TIMESTAMP: '1000' })
  writeFileSync(
    program,
    `#!/bin/sh\necho '${line}'\nfor word in "$@"; do case $word in --after-cursor=*) echo '${line.replace('"x"', '"after"')}';; esac; done\nexit 3\n`,
    { mode: 0o755 },
  )
  const source = new JournalSource(program, 'c0')
  const records: KernelRecord[] = []
  while (source.failed === undefined || records.length < 2) {
    records.push(...source.read(10).records)
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.same(
    records.map(({ text }) => text),
    ['x', 'after'],
  )
  t.match(source.failed, /journalctl ended \(status 3\)/)
  source.close()
  const absent = new JournalSource('/no/such/journalctl', undefined)
  while (absent.failed === undefined) await new Promise((resolve) => setImmediate(resolve))
  t.match(absent.failed, /ENOENT|journalctl ended \(status 127\)/)
})

const hasLeash = programAt('setpriv') !== undefined
t.test('journalctl ends with its agent, also where that is killed', { skip: !hasLeash && 'no setpriv' }, async (t) => {
  const program = join(t.testdir(), 'journalctl')
  const line = '{"MESSAGE":"PID","__CURSOR":"c1","__REALTIME_TIMESTAMP":"1000"}'.replace('PID', () => "'$$'")
  writeFileSync(program, `#!/bin/sh\necho '${line}'\nexec sleep 1000\n`, { mode: 0o755 })
  const source = fileURLToPath(new URL('../../agent/sensors/kernel-source.ts', import.meta.url))
  const script = `
    import { JournalSource } from ${JSON.stringify(source)}
    const journal = new JournalSource(${JSON.stringify(program)}, undefined)
    setInterval(() => {
      const [first] = journal.read(1).records
      if (first !== undefined) process.stdout.write(first.text)
    }, 5)`
  const agent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = (await once(agent.stdout, 'data')) as [Buffer]
  const pid = Number(said.toString())
  t.ok(existsSync(`/proc/${pid}`))
  agent.kill('SIGKILL')
  // Whoever takes in orphans may leave it a zombie.
  const lives = (): boolean => {
    try {
      return !/^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    } catch {
      return false
    }
  }
  while (lives()) await new Promise((resolve) => setImmediate(resolve))
})
