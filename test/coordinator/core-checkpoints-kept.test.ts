import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { limits } from '../../shared/limits.ts'
import { exited } from '../fakes/core-world.ts'
import { Gang, local } from '../fakes/saving-gang.ts'

t.test('[CK2] the newest are kept; the others go once newer ones are durable, by the host that has them', async (t) => {
  const job = new Gang(2, 2, { keep: 2 })
  for (const step of [100, 200]) job.save(step)
  t.same(job.told, ['200 durable', '100 durable'])
  job.save(300)
  t.same(job.told, ['300 durable', '200 durable', '100 deleting'])
  const host = job.host()
  const asked = { job: job.id, step: 100, path: '/shared/step_100', uid: 7 }
  t.same(desiredOf(job.world.state, host).discards, [asked])
  t.same(desiredOf(job.world.state, 'h2').discards, [], 'one host is asked')
  job.world.fact('h2', { kind: 'checkpoints-deleted', checkpoints: [asked] })
  t.equal(job.rows.length, 3, 'it was not asked')
  job.world.fact(host, { kind: 'checkpoints-deleted', checkpoints: [{ ...asked, path: '/shared/other' }] })
  t.equal(job.rows.length, 3, 'that is another')
  job.world.fact(host, { kind: 'checkpoints-deleted', checkpoints: [asked] })
  t.same(job.told, ['300 durable', '200 durable'])
  t.same(desiredOf(job.world.state, host).discards, [])
})

t.test('[CK2] files of a job that says nothing of checkpoints are left alone', async (t) => {
  const job = new Gang(2, 2, null)
  for (const step of [100, 200, 300, 400]) job.save(step)
  t.same(job.told, ['400 durable', '300 durable', '200 durable'], 'what it goes on from is known all the same')
  t.same(desiredOf(job.world.state, job.host()).discards, [])
})

t.test('[CK2] one on a host’s disk takes no place of one that all hosts can read', async (t) => {
  const job = new Gang(2, 2, { keep: 1 })
  job.save(100)
  job.save(200, local)
  t.same(job.told, ['200 durable', '100 durable'])
  job.save(300, local)
  t.same(job.told, ['300 durable', '200 deleting', '100 durable'])
  job.save(400)
  t.same(job.told, ['400 durable', '300 deleting', '200 deleting', '100 deleting'])
  t.equal(job.rows[1]?.askedHost, job.host(), 'who has it is asked')
})

t.test('[CK2] what is to be deleted on a shared path is asked of another when its host is gone', async (t) => {
  const job = new Gang(3, 2, { keep: 1 })
  const gone = job.host()
  job.save(100)
  job.save(200)
  t.match(desiredOf(job.world.state, gone).discards, [{ step: 100 }])
  job.world.step({ kind: 'host-disconnected', host: gone, connection: 1 })
  job.world.request({ op: 'confirm-lost', host: gone })
  job.world.end(job.attempts.find((id) => job.host(id) !== gone)!, exited(1))
  for (let i = 0; i < 60; i++) job.heard(1_000, [gone])
  job.world.startAll()
  t.equal(job.row.gang?.epoch, 2)
  job.save(
    300,
    {},
    job.attempts.find((id) => job.host(id) !== gone),
  )
  t.same(desiredOf(job.world.state, gone).discards, [])
  t.same(job.told, ['300 durable', '200 deleting', '100 deleting'])
})

t.test('[CK2] what is there stays until a newer one was read again', async (t) => {
  const job = new Gang(2, 2, { keep: 1 })
  job.save(100)
  for (const step of [200, 300]) job.say(step)
  t.same(job.told, ['300 durable', '200 durable', '100 durable'])
  job.say(300, { state: 'broken', why: '/shared/step_300 was written to after it had been told as whole' })
  t.same(job.told, ['300 lost', '200 durable', '100 durable'])
  job.say(200, { state: 'digested', sha256: 'a'.repeat(64) })
  t.same(job.told, ['300 lost', '200 durable', '100 deleting'])
})

t.test('[CK2] where reading is behind, a disk does not fill', async (t) => {
  const job = new Gang(2, 2, { keep: 2 })
  for (const step of [100, 200, 300, 400]) job.say(step)
  t.same(job.told, ['400 durable', '300 durable', '200 durable', '100 durable'], 'none was read again')
  job.say(500)
  t.same(job.told, ['500 durable', '400 durable', '300 durable', '200 durable', '100 deleting'])
})

t.test('[CK2] what was written over is not deleted by its old step', async (t) => {
  const job = new Gang(2, 2, { keep: 1 })
  const path = '/shared/last.pt'
  for (const step of [100, 200, 300]) job.save(step, { path })
  t.same(job.told, ['300 durable'])
  t.same(desiredOf(job.world.state, job.host()).discards, [])
  for (const step of [310, 320]) job.save(step, { path: `/shared/run/${step}` })
  job.save(330, { path: '/shared/run/320/again' })
  t.same(job.told, ['330 durable', '320 durable', '310 deleting', '300 deleting'], 'nor a folder that has what is kept')
  job.save(340)
  t.same(job.told, ['340 durable', '330 deleting', '320 deleting', '310 deleting', '300 deleting'])
})

t.test('[CK2] the same path on the disks of two hosts is not one', async (t) => {
  const job = new Gang(2, 2, { keep: 1 })
  job.save(300)
  job.save(400, { ...local, path: '/nvme/last.pt' })
  job.save(500, { ...local, path: '/nvme/last.pt' }, job.attempts[1])
  t.same(job.told, ['500 durable', '400 deleting', '300 durable'], 'the disk of another host')
})

t.test('[CK2] whoever was asked to delete what the job goes back behind is not any more', async (t) => {
  const job = new Gang(3, 2, { keep: 1 })
  job.save(100, local)
  job.save(200)
  job.save(300, { sha256: 'a'.repeat(64) })
  const [first] = job.attempts
  t.match(desiredOf(job.world.state, 'h1').discards, [{ step: 100 }, { step: 200 }])
  job.say(300, { state: 'broken', why: 'it is torn' }, first)
  job.fail()
  t.equal(job.row.gang?.resume, null)
  t.same(desiredOf(job.world.state, 'h1').discards, [])
})

t.test('[CK2] more rows than are kept: what can be gone on from stays', async (t) => {
  const job = new Gang(3, 1, { keep: limits.checkpointsKept })
  const most = limits.checkpointsKept + limits.checkpointsUnread
  for (let step = 1_000; step < 1_000 + most; step++) job.say(step, local)
  t.equal(job.rows.length, most)
  const before = job.host()
  job.fail()
  t.not(job.host(), before, 'where it begins anew')
  for (let step = 10; step < 10 + most; step++) job.say(step)
  t.ok(2 * most > limits.checkpointRows)
  t.equal(job.rows.length, limits.checkpointRows)
  t.equal(job.rows.filter(({ state }) => state === 'durable').length, most)
  // Who is to delete them is away, and another is asked, over and over.
  for (let step = 100; step < 100 + 2 * limits.checkpointRows; step++) job.save(step)
  t.ok(job.rows.length <= limits.checkpointRows)
  t.ok(desiredOf(job.world.state, job.host()).discards)
})

t.test('[CK2] [CI8] a host that is removed leaves nothing to wait for', async (t) => {
  const job = new Gang(3, 2, { keep: 1 })
  const gone = job.host()
  job.save(100, local)
  job.say(200, local)
  job.save(300)
  job.save(400)
  t.match(desiredOf(job.world.state, gone).discards, [{ step: 100 }, { step: 200 }, { step: 300 }])
  job.world.step({ kind: 'host-disconnected', host: gone, connection: 1 })
  job.world.request({ op: 'confirm-lost', host: gone })
  job.world.end(job.attempts.find((id) => job.host(id) !== gone)!, exited(1))
  for (let i = 0; i < 60; i++) job.heard(1_000, [gone])
  job.world.startAll()
  const live = job.attempts.filter((id) => job.host(id) !== gone)
  const other = job.host(live[0])
  job.world.request({ op: 'remove-host', host: gone })
  t.same(job.told, ['400 durable', '300 deleting'])
  t.match(desiredOf(job.world.state, 'h2').discards, [{ step: 300 }])
  t.notOk(job.world.state.discards.has(gone))
  job.save(500, local, live[0])
  for (const id of live) job.world.end(id, exited(0))
  t.equal(job.row.state, 'succeeded')
  job.world.request({ op: 'drain-host', host: other, mode: 'now', reason: 'away', deadlineMs: null })
  job.world.request({ op: 'remove-host', host: other })
  t.match(
    job.rows.find(({ step }) => step === 500),
    { state: 'lost', why: /on whose disk it lay, was removed/ },
  )
})
