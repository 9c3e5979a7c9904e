import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { helperFiles } from '../../agent/work/checkpoints/helpers.ts'
import { realTimers } from '../../shared/clock.ts'
import { taskSpec } from '../fakes/agent-process.ts'

const child = fileURLToPath(new URL('../../agent/work/checkpoints/child.ts', import.meta.url))
const accountOf = async (): Promise<null> => null
const sha = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')
const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100), Buffer.from('PK\x05\x06'), Buffer.alloc(18)])
const tensors = (bytes: number): Buffer => {
  const head = Buffer.from(JSON.stringify({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(head.length))
  return Buffer.concat([length, head, Buffer.alloc(bytes)])
}

t.test('[CK6] the helper makes checkpoints durable, and refuses what is torn', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'mw-ckpt-'))
  const files = helperFiles({ argv: [process.execPath, child], env: {}, timers: realTimers, accountOf })
  t.teardown(() => {
    files.close()
    rmSync(dir, { recursive: true })
  })
  const uid = process.getuid!()
  const path = (name: string): string => join(dir, name)
  const fails = (name: string, as: number | null = uid): Promise<string> =>
    files.settle(path(name), as).then(
      () => '',
      (error: Error) => error.message,
    )

  t.equal(await files.ownerOf(taskSpec({})), uid)
  writeFileSync(path('step_1.pt'), zip)
  const survey = await files.settle(path('step_1.pt'), uid)
  t.match(survey, { path: path('step_1.pt'), bytes: zip.length, files: 1, uid, shared: false })
  t.match(await files.digest(path('step_1.pt'), uid), { sha256: sha(zip), fingerprint: survey.fingerprint })
  writeFileSync(path('step_2.pt'), zip.subarray(0, 60))
  t.match(await fails('step_2.pt'), /step_2\.pt is torn: its archive has no end/)
  mkdirSync(path('step_3'))
  t.match(await fails('step_3'), /is empty/)
  writeFileSync(path('step_3/a.safetensors'), tensors(12))
  t.match(await fails('step_3'), /it has \d+ bytes, its head says \d+/)
  writeFileSync(path('step_3/a.safetensors'), tensors(16))
  mkdirSync(path('step_3/sub'))
  writeFileSync(path('step_3/sub/b'), 'b')
  symlinkSync('/etc/hostname', path('step_3/link'))
  t.match(await files.settle(path('step_3'), uid), { files: 2, bytes: tensors(16).length + 1 })
  const manifest = `${sha(tensors(16))}  a.safetensors\n${sha('b')}  sub/b\n`
  t.equal((await files.digest(path('step_3'), uid)).sha256, sha(manifest), 'as sha256sum of its sha256sums')
  t.match(await fails('step_3', uid + 1), /belongs to user|EACCES/)
  t.match(await fails('step_9'), /ENOENT/)
  t.match(await files.settle('/', null).catch((error: Error) => error.message), /./)

  writeFileSync(path('latest'), 'global_step7')
  mkdirSync(path('global_step7'))
  writeFileSync(path('global_step7/.complete'), '')
  writeFileSync(path('step_8.tmp'), 'x')
  writeFileSync(path('model-step=9.ckpt'), 'x')
  mkdirSync(path('model-step=9-unfinished'))
  const seen = await files.list(dir, {}, uid)
  const marks = Object.fromEntries(seen.entries.map(({ name, mark }) => [name, mark]))
  t.same(marks, {
    'step_1.pt': 'its archive is whole',
    'step_2.pt': null,
    step_3: null,
    global_step7: 'it holds .complete',
  })
  t.equal(seen.temporary.length, 2)
  t.equal(seen.latest, 'global_step7')
  const known = Object.fromEntries(seen.entries.map(({ name, fingerprint }) => [name, fingerprint]))
  t.match(await files.list(dir, { ...known, gone: 'f' }, uid), { entries: [], there: Object.keys(known) })
  t.same(await files.list(path('nowhere'), {}, uid), { entries: [], there: [], temporary: [], latest: null })

  renameSync(path('step_3'), path('step_30'))
  await files.remove(path('step_30'), uid)
  await files.remove(path('step_30'), uid)
  t.match(await fails('step_30'), /ENOENT/)
  t.match(await files.remove('/x', uid).catch((error: Error) => error.message), /no checkpoint's path/)
  t.throws(() => readFileSync(path('step_30/sub/b')))
})

t.test('a helper that hangs or ends is given up with the reason', async (t) => {
  const files = helperFiles({
    argv: [process.execPath, '-e', 'process.exit(3)'],
    env: {},
    timers: realTimers,
    accountOf,
  })
  await t.rejects(files.survey('/x/y', null), { message: 'its helper ended with exit code 3' })
  files.close()
})

t.test('a helper that says what is no answer is given up', async (t) => {
  const files = helperFiles({ argv: ['/bin/sh', '-c', 'read x; echo what'], env: {}, timers: realTimers, accountOf })
  await t.rejects(files.survey('/x/y', null), { message: 'its helper said what is no answer' })
  files.close()
})

const notRoot = process.getuid?.() === 0 ? false : 'needs root, to become others'
t.test('a helper is the user with all his groups; one who is not there has none', { skip: notRoot }, async (t) => {
  const says = 'read x; echo "{\\"id\\":1,\\"value\\":\\"$(id -u) $(id -g) $(id -G)\\"}"; read x'
  const files = helperFiles({ argv: ['/bin/sh', '-c', says], env: process.env, timers: realTimers, accountOf })
  t.teardown(() => files.close())
  const ids = ['-u', '-g', '-G'].map((option) => execFileSync('id', [option, 'daemon'], { encoding: 'utf8' }).trim())
  t.equal(await files.survey('/x/y', 1), ids.join(' '))
  await t.rejects(files.survey('/x/y', 3_999_999_999), /user id 3999999999 has no name on this host/)
})
