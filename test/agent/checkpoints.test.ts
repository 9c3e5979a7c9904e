import t from 'tap'
import type { Entry, Listing } from '../../agent/work/checkpoints/files.ts'
import { FolderWatch } from '../../agent/work/checkpoints/folder-watch.ts'
import { isTemporary, stepOf } from '../../agent/work/checkpoints/names.ts'
import { StepGaps } from '../../agent/work/checkpoints/step-gaps.ts'
import { parseLine } from '../../agent/work/worker-lines.ts'
import { limits } from '../../shared/limits.ts'
import type { CheckpointRef } from '../../shared/model/checkpoints.ts'
import { member, Rig, sha, spec } from '../fakes/checkpoint-rig.ts'

t.test('names of checkpoints tell their steps', async (t) => {
  const steps: Record<string, number> = {
    step_100: 100,
    'step-100.pt': 100,
    step100: 100,
    global_step100: 100,
    'checkpoint-100': 100,
    'ckpt_100.pth': 100,
    iter_0000100: 100,
    'epoch=3-step=100.ckpt': 100,
    'model--loss=0.15-step=100-consumed_samples=6400.0.ckpt': 100,
    '100': 100,
    'step_7.safetensors': 7,
  }
  for (const [name, step] of Object.entries(steps)) t.equal(stepOf(name), step, name)
  for (const name of [
    'latest',
    'model.pt',
    'step_100.tmp',
    '.step_100',
    'tmp-checkpoint-100',
    'events.out.100',
    '100.orbax-checkpoint-tmp-1',
  ])
    t.equal(stepOf(name), undefined, name)
  t.ok(isTemporary('step_5.pt.tmp'))
})

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({
  name,
  inode: name,
  bytes: 10,
  newestMs: 1_000,
  fingerprint: `${name} 1`,
  mark: null,
  ...more,
})
const listing = (entries: Entry[], more: Partial<Listing> = {}): Listing => ({
  entries,
  there: [],
  temporary: [],
  latest: null,
  ...more,
})

t.test('[CK6] a checkpoint in a watched folder is whole by what people know', async (t) => {
  const watch = new FolderWatch({})
  watch.ignoreOlder(listing([entry('step_1', { newestMs: 10 })]), 500)
  t.same(watch.look(listing([entry('step_1', { newestMs: 10 })]), 0), [], 'it was there before')
  const names = (found: readonly { name: string; because: string }[]) =>
    found.map(({ name, because }) => `${name}: ${because}`)
  t.same(watch.look(listing([entry('step_2'), entry('notes')]), 0), [])
  t.same(names(watch.look(listing([entry('step_2', { mark: 'it holds .complete' })]), 10)), [
    'step_2: it holds .complete',
  ])
  t.same(watch.look(listing([entry('step_2', { mark: 'it holds .complete' })]), 20), [], 'once')
  t.same(names(watch.look(listing([entry('global_step3')], { latest: 'global_step3' }), 30)), [
    'global_step3: `latest` names it',
  ])
  t.same(names(watch.look(listing([entry('iter_0000004')], { latest: '4' }), 40)), ['iter_0000004: `latest` names it'])
  watch.look(listing([], { temporary: ['77'] }), 50)
  t.same(names(watch.look(listing([entry('step_5', { inode: '77' })]), 60)), ['step_5: it was renamed into place'])
  const grows = (n: number): Listing => listing([entry('step_6', { fingerprint: `${n}` })])
  t.same(watch.look(grows(1), 100), [])
  t.same(watch.look(grows(2), 100 + limits.checkpointQuietMs), [], 'it still grows')
  t.same(names(watch.look(grows(2), 100 + 2 * limits.checkpointQuietMs)), ['step_6: unchanged for 30 s'])
  t.same(names(watch.look(grows(3), 200_000, true)), ['step_6: its process has ended well'], 'written again')
  watch.look(listing([entry('step_7')], { there: ['step_6'] }), 200_001)
  t.same(Object.keys(watch.seen), ['step_6'], 'what is gone is forgotten')
  watch.look(listing([]), 200_002)
  t.same(Object.keys(watch.seen), ['step_6'], 'a folder that is away is not taken for empty')
})

t.test('the cost of a checkpoint is the gap around it less the usual one', async (t) => {
  const gaps = new StepGaps()
  t.equal(gaps.costMs(0, 0), null, 'no steps are reported')
  for (let i = 0; i < 6; i++) gaps.stepped(0, i * 1_000)
  t.equal(gaps.costMs(5_500, 5_500), undefined, 'the next step has not come')
  gaps.stepped(0, 9_000)
  gaps.stepped(0, 10_000)
  t.equal(gaps.costMs(5_500, 5_500, 0), 3_000)
  t.equal(gaps.costMs(2_500, 2_500, 0), 0)
  t.equal(gaps.costMs(1, 1, 3), undefined, 'that rank says no steps')
})

t.test('lines of workers about checkpoints are checked', async (t) => {
  const wrong = (line: object): string => {
    const parsed = parseLine(JSON.stringify({ type: 'checkpoint', ...line }))
    return parsed.ok ? '' : parsed.error
  }
  t.equal(wrong({ step: 5, path: '/x/y', bytes: 5, shared: true, tookMs: 12.5 }), '')
  t.match(wrong({ step: -1, path: '/x' }), /"step" must be a whole number from 0 to 999999999999/)
  t.match(wrong({ step: 1 }), /"path" must be the path/)
  t.match(wrong({ step: 1, path: '/x', sha256: 'ab' }), /64 lower-case hex digits/)
  t.match(wrong({ step: 1, path: '/x', tookMs: -1 }), /"tookMs" must be from 0/)
})

t.test(
  '[CK1] a checkpoint is acknowledged once it is durable and its fact is on disk; its digest and cost follow',
  async (t) => {
    const rig = await Rig.start(spec())
    await rig.connect()
    rig.files.there.set('/shared/step_5', { bytes: 10 })
    for (let step = 1; step <= 5; step++) {
      await rig.say({ type: 'step', step })
      await rig.host.time.advance(1_000)
    }
    await rig.say({ type: 'checkpoint', step: 5, path: '/shared/step_5', bytes: 10 })
    t.match(rig.heard.at(-1), { type: 'checkpointed', step: 5 })
    await rig.say({ type: 'checkpoint', step: 5, path: '/shared/step_5', bytes: 10 })
    t.equal(rig.heard.filter(({ type }) => type === 'checkpointed').length, 2, 'said again, answered again, told once')
    const durable = {
      attempt: 'a-1-1',
      step: 5,
      path: '/shared/step_5',
      bytes: 10,
      shared: true,
      savedMs: 5_000,
      uid: 7,
      state: 'durable',
    }
    t.match(await rig.facts(), [durable])
    await rig.host.time.advance(3_000)
    await rig.say({ type: 'step', step: 6 })
    await rig.host.time.advance(3_000)
    t.match(await rig.facts(), [
      durable,
      { ...durable, state: 'digested', sha256: sha('/shared/step_5'), costMs: 3_000 },
    ])
    rig.host.work.close()
  },
)

t.test('[CK6] torn, vanished and foreign ones are refused with the reason', async (t) => {
  const rig = await Rig.start(spec())
  await rig.connect()
  await rig.say({ type: 'checkpoint', step: 1, path: '/shared/step_1' })
  t.match(rig.heard.at(-1), { type: 'checkpoint-refused', step: 1, error: /ENOENT/ })
  rig.files.there.set('/shared/step_2', { bytes: 7 })
  await rig.say({ type: 'checkpoint', step: 2, path: '/shared/step_2', bytes: 10 })
  t.match(rig.heard.at(-1), { type: 'checkpoint-refused', error: /has 7 bytes, the worker said 10: it is torn/ })
  const own = rig.heard.find((each) => each.type === 'welcome')
  const inside = `${own?.type === 'welcome' ? own.dir : ''}/step_3`
  rig.files.there.set(inside, {})
  await rig.say({ type: 'checkpoint', step: 3, path: 'step_3' })
  t.match(rig.heard.at(-1), { type: 'checkpoint-refused', error: /own folder, which goes with the attempt/ })
  t.match(await rig.facts(), [
    { step: 1, state: 'refused' },
    { step: 2, state: 'refused' },
    { step: 3, state: 'refused' },
  ])
  for (let i = 0; i < 100; i++) await rig.say({ type: 'checkpoint', step: i, path: '/shared/none' })
  t.equal(rig.heard.filter(({ type }) => type === 'checkpoint-refused').length, 103, 'each is answered')
  t.equal((await rig.facts()).length, limits.checkpointRefusalsPerMin, 'and the spool is not filled')
  await rig.host.time.advance(60_000)
  await rig.say({ type: 'checkpoint', step: 1, path: '/shared/none' })
  t.equal((await rig.facts()).length, limits.checkpointRefusalsPerMin + 1)
  rig.host.work.close()
})

t.test('[CK7] what changes or goes before its digest is known is told as broken', async (t) => {
  const rig = await Rig.start(spec())
  await rig.connect()
  rig.files.there.set('/shared/step_1', {})
  rig.files.digests['/shared/step_1'] = sha('other bytes')
  await rig.say({ type: 'checkpoint', step: 1, path: '/shared/step_1', sha256: sha('told') })
  rig.files.there.set('/shared/step_2', {})
  const digest = rig.files.digest.bind(rig.files)
  rig.files.digest = async (path) => ({ ...(await digest(path)), fingerprint: 'another' })
  await rig.say({ type: 'checkpoint', step: 2, path: '/shared/step_2' })
  await rig.host.time.advance(60_000)
  const broken = (await rig.facts()).filter(({ state }) => state === 'broken')
  t.match(broken, [
    { step: 1, why: /its digest is [0-9a-f]+, the worker said/ },
    { step: 2, why: /written to after it had been told/ },
  ])
  rig.host.work.close()
})

t.test('[CK7] one that cannot be read for now is not broken: it is tried again; one that is gone is', async (t) => {
  const rig = await Rig.start(spec())
  await rig.connect()
  const { digest } = rig.files
  rig.files.there.set('/shared/step_1', {})
  rig.files.digest = () => Promise.reject(new Error('its helper ended with SIGKILL'))
  await rig.say({ type: 'checkpoint', step: 1, path: '/shared/step_1' })
  const states = async (): Promise<string[]> => (await rig.facts()).map(({ step, state }) => `${step} ${state}`)
  await rig.host.time.advance(limits.checkpointReadAgainMs + 1)
  t.same(await states(), ['1 durable'], 'twice in vain, and nothing is said of it')
  rig.files.digest = digest
  await rig.host.time.advance(limits.checkpointReadAgainMs + 60_000)
  t.same(await states(), ['1 durable', '1 digested'])
  rig.files.there.set('/shared/step_2', {})
  rig.files.digest = () => Promise.reject(new Error("ENOENT: no such file or directory, lstat '/shared/step_2'"))
  await rig.say({ type: 'checkpoint', step: 2, path: '/shared/step_2' })
  await rig.host.time.advance(60_000)
  t.same((await states()).slice(2), ['2 durable', '2 broken'])
  rig.host.work.close()
})

t.test('[CK5] [CK6] what turns up in the watched folder is told, the last of it before the end', async (t) => {
  const task = spec({ checkpoints: { dir: '/d', shared: false } })
  const rig = await Rig.start(task, (files) => {
    files.listing = listing([entry('step_1', { newestMs: -1 })])
  })
  const there = (name: string, more: Partial<Entry> = {}): void => {
    rig.files.there.set(`/d/${name}`, { fingerprint: `${name} 1` })
    rig.files.listing = listing([entry(name, { newestMs: 1e9, ...more })])
  }
  await rig.host.time.advance(limits.checkpointLookMs + 1)
  there('step_2', { mark: 'it holds done' })
  await rig.host.time.advance(limits.checkpointLookMs + 1)
  const [found] = await rig.facts()
  t.match(found, { step: 2, path: '/d/step_2' })
  t.not(found?.shared, true)
  rig.host.kill()
  there('step_3', { mark: 'it holds done' })
  await rig.host.live()
  await rig.host.time.advance(limits.checkpointLookMs + 1)
  t.match(
    (await rig.facts()).filter(({ step }) => step === 3)[0],
    { path: '/d/step_3' },
    'a new life of the agent goes on',
  )
  there('step_4', { mark: 'its archive is whole' })
  await rig.host.stop('a-1-1', 'preempted', 5_000)
  await rig.host.time.advance(1_000)
  const order = (await rig.host.facts()).flatMap(({ checkpoint, ended }) =>
    ended ? ['ended'] : Number(checkpoint?.step) === 4 ? ['4'] : [],
  )
  t.equal(order[0], '4')
  t.ok(order.includes('ended'))
  rig.host.work.close()
})

t.test(
  '[CK6] what is written while the folder is listed is found before the end, and then nobody looks any more',
  async (t) => {
    const rig = await Rig.start(spec({ checkpoints: { dir: '/d', shared: false } }))
    let looks = 0
    let answer = (): void => {}
    rig.files.list = async () => {
      const now = rig.files.listing
      if (++looks === 2) await new Promise<void>((resolve) => (answer = resolve))
      return now
    }
    await rig.host.time.advance(2 * limits.checkpointLookMs + 2)
    rig.files.there.set('/d/step_2', { fingerprint: 'step_2 1' })
    rig.files.listing = listing([entry('step_2', { newestMs: 1e9, mark: 'it holds done' })])
    await rig.host.stop('a-1-1', 'preempted', 5_000)
    await rig.host.time.advance(1_000)
    answer()
    await rig.host.time.advance(2_000)
    t.match((await rig.facts())[0], { step: 2, state: 'durable' })
    t.ok(await rig.host.exitOf('a-1-1'))
    const before = looks
    await rig.host.time.advance(5 * limits.checkpointLookMs)
    t.equal(looks, before)
    rig.host.work.close()
  },
)

t.test('[CK1] all ranks that tell of one checkpoint are answered, also while it is being saved', async (t) => {
  const rig = await Rig.start(spec({ member: member({ ranks: 2, firstRank: 0 }) }))
  await rig.connect()
  rig.files.there.set('/shared/step_5', { bytes: 10 })
  let settled = (): void => {}
  const now = rig.files.settle
  rig.files.settle = async (path) => {
    await new Promise<void>((resolve) => (settled = resolve))
    return now(path)
  }
  for (const bytes of [10, 10, 11]) await rig.say({ type: 'checkpoint', step: 5, path: '/shared/step_5', bytes })
  const heard = (type: string): number => rig.heard.filter((each) => each.type === type).length
  t.equal(heard('checkpointed'), 0)
  settled()
  await rig.host.time.settle()
  await rig.host.time.settle()
  t.equal(heard('checkpointed'), 1)
  settled()
  await rig.host.time.settle()
  await rig.host.time.settle()
  t.equal(heard('checkpoint-refused'), 1, 'what was said otherwise is looked at by itself')
  await rig.say({ type: 'checkpoint', step: 5, path: '/shared/step_5' })
  await rig.say({ type: 'checkpoint', step: 5, path: '/shared/step_5' })
  settled()
  await rig.host.time.settle()
  await rig.host.time.settle()
  t.equal(heard('checkpointed'), 3)
  rig.host.work.close()
})

const resume: CheckpointRef = {
  step: 9,
  path: '/shared/step_9',
  sha256: null,
  bytes: 10,
  host: null,
  savedMs: 0,
  epoch: 1,
  attempt: 'a-1-0',
}

t.test('[CK7] no process starts from a checkpoint that is gone or torn; the coordinator ends the launch', async (t) => {
  for (const there of [undefined, { bytes: 9 }]) {
    const rig = await Rig.start(spec({ member: member({ resume }) }), (files) => {
      if (there !== undefined) files.there.set(resume.path, there)
    })
    await rig.host.time.advance(9_000)
    t.same(await rig.facts(), [], 'network file systems lag')
    await rig.host.time.advance(30_000)
    t.match(await rig.facts(), [
      { step: 9, state: 'unreadable', why: there === undefined ? /ENOENT/ : /has 9 bytes, it had 10/ },
    ])
    t.equal(rig.host.processes.running(), 0)
    rig.files.there.set(resume.path, {})
    await rig.host.time.advance(10_000)
    t.equal(rig.host.processes.running(), 0, 'once told, the launch is over')
    await rig.host.stop('a-1-1', 'epoch-failed', 1_000)
    await rig.host.time.advance(5_000)
    t.match(await rig.host.exitOf('a-1-1'), { reason: 'epoch-failed' })
    rig.host.work.close()
  }
  const rig = await Rig.start(spec({ member: member({ resume }) }), (files) => files.there.set(resume.path, {}))
  await rig.host.time.advance(100)
  t.equal(rig.host.processes.running(), 1)
  rig.host.work.close()
})

t.test('[CK2] what is not kept is deleted and said to be; [CK8] ranks hear how often to save', async (t) => {
  const rig = await Rig.start(spec({ member: member({ saveEveryMs: 60_000 }) }))
  await rig.connect()
  t.match(
    rig.heard.filter((each) => each.type === 'interval'),
    [{ ms: 60_000 }],
  )
  const asked = [
    { job: 'j-1-1', step: 1, path: '/shared/step_1', uid: 7 },
    { job: 'j-1-1', step: 2, path: '/shared/busy', uid: 7 },
  ]
  rig.host.work.apply({ attempts: [], discards: asked, intervals: [{ attempt: 'a-1-1', intervalMs: 30_000 }] })
  await rig.host.time.advance(10)
  t.same(rig.files.removed, ['/shared/step_1'])
  t.match((await rig.host.facts()).at(-1)?.checkpointsDeleted?.checkpoints, [{ job: 'j-1-1', path: '/shared/step_1' }])
  t.match(rig.heard.filter((each) => each.type === 'interval').at(-1), { ms: 30_000 })
  rig.host.work.close()
})
