import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { ranksPerHost, rendezvousAddress, rendezvousPort } from '../../coordinator/core/gangs/rendezvous.ts'
import { limits } from '../../shared/limits.ts'
import type { GangMember, GangSpec, JobSpec, Resources, TaskSpec } from '../../shared/model/job.ts'
import type { HostRow } from '../../shared/model/rows.ts'
import { pass, underOneLeaf } from '../fakes/core-fleet.ts'
import { exited, gang, makeWorld, submit, type World } from '../fakes/core-world.ts'
import { hostsOf } from '../fakes/failing-gangs.ts'

const phase = (world: World, id: string) => world.state.jobs.must(id).gang?.phase

t.test('[Y1] a gang is placed whole or not at all, one member a host, with its ranks told', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const waiting = submit(world, gang(4))
  t.equal(phase(world, waiting.id), 'queued')
  t.equal(world.state.attempts.size, 0)
  world.host('h04', 64, 'boot-1', { gpus: 8 })
  world.tick(limits.fullPassEveryMs)
  t.equal(phase(world, waiting.id), 'running')
  t.same(new Set(hostsOf(world, waiting.id)).size, 4)
  const [entry] = desiredOf(world.state, 'h02').attempts ?? []
  const spec = JSON.parse(entry?.specJson ?? '{}') as TaskSpec
  t.equal(spec.gpus.length, 8)
  t.equal(spec.member?.of, 4)
  t.equal(spec.member?.hosts[spec.member.rank], 'h02')
})

const memberOn = (world: World, host: string): GangMember => {
  const [entry] = desiredOf(world.state, host).attempts ?? []
  return (JSON.parse(entry?.specJson ?? '{}') as TaskSpec).member!
}

t.test('[RK1] [RK2] members are told their ranks and where all of them meet, at another port each epoch', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 2)
  const job = submit(world, gang(2))
  const rankOf = (host: string) => memberOn(world, host).rank
  const [first, second] = rankOf('h01') === 0 ? ['h01', 'h02'] : ['h02', 'h01']
  t.match(memberOn(world, first), {
    ranks: 8,
    firstRank: 0,
    worldSize: 16,
    runId: `${job.id}.1`,
    restarts: 0,
    maxRestarts: 10,
  })
  t.match(memberOn(world, second), { ranks: 8, firstRank: 8, worldSize: 16 })
  const { port } = memberOn(world, first)
  t.equal(memberOn(world, second).port, port)
  world.startAll()
  for (const attempt of world.attemptsOf(job.id)) world.end(attempt, exited(1))
  world.tick(250)
  t.match(memberOn(world, first), { epoch: 2, runId: `${job.id}.2`, restarts: 1 })
  t.not(memberOn(world, first).port, port)
  const ports = new Set(Array.from({ length: limits.rendezvousPorts }, (_, epoch) => rendezvousPort(job.id, epoch)))
  t.equal(ports.size, limits.rendezvousPorts, 'every port is used before one comes again')
  t.ok([...ports].every((each) => each >= 20_000 && each <= 29_999))
  const spec = (gangSpec: GangSpec, resources?: Resources): JobSpec => {
    return {
      name: 'x',
      kind: 'gang',
      run: { kind: 'command', argv: ['true'] },
      gang: gangSpec,
      ...(resources && { resources }),
    }
  }
  t.equal(ranksPerHost(spec({ hosts: 1 })), 1)
  t.equal(ranksPerHost(spec({ hosts: 1 }, { cpus: 1, gpus: 0 })), 1)
  t.equal(ranksPerHost(spec({ hosts: 1, ranksPerHost: 3 }, { cpus: 1, gpus: 8 })), 3)
})

t.test('[RK3] ranks meet at an address that all of them reach', (t) => {
  const host = (name: string, address?: string) => {
    const inventory = { hostname: `${name}.lan`, ...(address && { address }) } as HostRow['inventory']
    return { name, inventory }
  }
  const [a, b, c] = [host('a', '10.0.0.1'), host('b', '127.0.0.1'), host('c')]
  t.equal(rendezvousAddress(a, [a, b]), '10.0.0.1')
  t.equal(rendezvousAddress(b, [b, host('d', '::1')]), '127.0.0.1', 'all on one machine')
  t.equal(rendezvousAddress(b, [b, a]), 'b.lan', 'the agent beside its coordinator knows only its loopback')
  t.equal(rendezvousAddress(c, [c, a]), 'c.lan')
  t.end()
})

t.test('[Y2] success is exit 0 of every rank of one epoch; the first failure ends the epoch everywhere', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(3))
  world.startAll()
  const first = world.attemptsOf(job.id)
  world.end(first[0]!, exited(0))
  t.equal(world.state.jobs.must(job.id).state, 'running')
  world.end(first[1]!, exited(3, { lastLines: ['Traceback'] }))
  t.equal(phase(world, job.id), 'stopping')
  t.equal(world.state.attempts.must(first[2]!).stop?.reason, 'epoch-failed')
  world.end(first[2]!, exited(0, { code: null, signal: 'SIGTERM', reason: 'epoch-failed', sentByUs: true }))
  world.tick(250)
  const { gang: now } = world.state.jobs.must(job.id)
  t.equal(now?.epoch, 2, 'all three are launched again')
  t.equal(now?.restarts, 1)
  t.match(now?.lastEnd, /exit code 3: Traceback/)
  t.equal(world.attemptsOf(job.id).length, 3)
  world.startAll()
  for (const attempt of world.attemptsOf(job.id)) world.end(attempt, exited(0))
  t.equal(world.state.jobs.must(job.id).state, 'succeeded')
})

t.test('[Y3] the next epoch waits for the end of every member of the last', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(3))
  world.startAll()
  const [a, b, c] = world.attemptsOf(job.id) as [string, string, string]
  world.end(a, exited(1))
  world.end(b, exited(1))
  pass(world, 60_000)
  t.equal(world.state.jobs.must(job.id).gang?.epoch, 1)
  world.end(c, exited(1))
  world.tick(250)
  t.equal(world.state.jobs.must(job.id).gang?.epoch, 2)
})

t.test('[A3] [Y4] [Y5] a lost host is fenced and swapped; the others keep their place', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 5)
  const job = submit(world, gang(4, { policy: { lostAfterMs: 60_000, graceMs: 10_000 } }))
  world.startAll()
  const before = hostsOf(world, job.id)
  const dead = before[1]!
  const lost = world.attemptsOf(job.id)[1]!
  pass(world, limits.unreachableAfterMs + limits.suspectAfterMs, [dead])
  t.equal(world.state.liveness.get(dead)?.state, 'unreachable')
  t.equal(phase(world, job.id), 'running', 'unreachable is not lost')
  // 1.01 × 60 s + 10 s + 5 s after it was last heard
  pass(world, 30_000, [dead])
  t.equal(phase(world, job.id), 'running')
  pass(world, 10_000, [dead])
  t.equal(phase(world, job.id), 'stopping')
  t.equal(world.state.attempts.must(lost).state, 'lost')
  for (const attempt of world.attemptsOf(job.id)) if (attempt !== lost) world.end(attempt, exited(1))
  pass(world, 2_000, [dead])
  t.equal(world.state.jobs.must(job.id).gang?.epoch, 2)
  const after = world.attemptsOf(job.id).filter((id) => id !== lost)
  t.same(
    after.map((id) => world.state.attempts.must(id).host).sort(),
    [...before.filter((host) => host !== dead), 'h05'].sort(),
  )
  // It comes back with its process still there: it is told to stop, and counts until it has.
  world.host(dead, 64, 'boot-1', { gpus: 8 })
  t.match(desiredOf(world.state, dead).attempts, [{ attempt: lost, action: 'stop', reason: 'lost-after' }])
  t.equal(world.state.capacity.host(dead)?.unitsFree, 0)
  world.end(lost, exited(0, { code: null, signal: 'SIGKILL', reason: 'lost-after', sentByUs: true }))
  t.equal(world.state.capacity.host(dead)?.unitsFree, 8)
})

t.test('[Y6] what comes back goes to the wounded gang first (volcano#5805)', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(3))
  world.startAll()
  const filler = submit(world, gang(1, { name: 'filler', priority: 500 }))
  const [bad] = world.attemptsOf(job.id) as [string]
  const host = world.state.attempts.must(bad).host
  world.request({ op: 'drain-host', host, mode: 'now', reason: 'fan', deadlineMs: null })
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(1))
  t.equal(phase(world, job.id), 'wounded')
  t.equal(world.state.holdsByHost.get(host)?.size ?? 0, 0)
  t.not(world.state.hosts.must(host).drain?.doneMs, null)
  world.request({ op: 'undrain-host', host })
  world.tick(250)
  t.equal(phase(world, job.id), 'running')
  t.equal(world.state.jobs.must(filler.id).state, 'queued')
})

t.test('[Y7] an elastic gang goes on smaller, and with its spares', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(3, { gang: { hosts: 3, minHosts: 2 } }))
  world.startAll()
  const [bad] = world.attemptsOf(job.id) as [string]
  const host = world.state.attempts.must(bad).host
  world.request({ op: 'drain-host', host, mode: 'now', reason: 'fan', deadlineMs: null })
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(1))
  world.tick(250)
  t.equal(phase(world, job.id), 'running')
  t.equal(world.state.jobs.must(job.id).gang?.size, 2)

  const spare = makeWorld()
  underOneLeaf(spare, 3)
  const held = submit(spare, gang(2, { gang: { hosts: 2, spares: 1 } }))
  t.equal(spare.attemptsOf(held.id).length, 2)
  t.equal(spare.state.capacity.hosts().filter((each) => each.unitsFree === 8).length, 0, 'the spare is held')
  spare.startAll()
  const [member] = spare.attemptsOf(held.id) as [string]
  const gone = spare.state.attempts.must(member).host
  spare.request({ op: 'drain-host', host: gone, mode: 'now', reason: 'fan', deadlineMs: null })
  for (const id of spare.attemptsOf(held.id)) spare.end(id, exited(1))
  spare.tick(250)
  t.equal(phase(spare, held.id), 'running')
  t.notOk(hostsOf(spare, held.id).includes(gone))
  t.equal(hostsOf(spare, held.id).length, 2)
})

t.test('[N2] a drain by swap moves a gang only when another host is found', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(3, { policy: { graceMs: 20_000 } }))
  world.startAll()
  const leaving = hostsOf(world, job.id)[0]!
  world.request({ op: 'drain-host', host: leaving, mode: 'swap', reason: 'fan', deadlineMs: null })
  pass(world, 10_000)
  t.equal(phase(world, job.id), 'running')
  world.host('h04', 64, 'boot-1', { gpus: 8 })
  pass(world, 5_000)
  t.equal(phase(world, job.id), 'stopping')
  const filler = submit(world, gang(1, { name: 'filler' }))
  for (const id of world.attemptsOf(job.id)) {
    t.match(world.state.attempts.must(id).stop, { reason: 'drained', graceMs: 20_000 })
    world.end(id, exited(0, { reason: 'drained', sentByUs: true }))
  }
  pass(world, 5_000)
  t.equal(phase(world, job.id), 'running')
  t.same(
    hostsOf(world, job.id).sort(),
    ['h01', 'h02', 'h03', 'h04'].filter((host) => host !== leaving),
  )
  t.equal(world.state.jobs.must(job.id).gang?.moves, 1)
  t.equal(world.state.jobs.must(filler.id).state, 'queued')
  t.not(world.state.hosts.must(leaving).drain?.doneMs, null)
})

t.test('[S2] [Y2] a gang of 200 is formed, launched, failed, swapped and released in bounded steps', async (t) => {
  const world = makeWorld({ check: 'steps' })
  underOneLeaf(world, 201, 1)
  const job = submit(world, gang(200, { resources: { cpus: 1, gpus: 1 } }))
  t.equal(phase(world, job.id), 'running')
  world.startAll()
  const first = world.attemptsOf(job.id)
  for (const id of first.slice(0, 150)) world.end(id, exited(0))
  const { host } = world.state.attempts.must(first[150]!)
  world.request({ op: 'cordon-host', host, cordoned: true })
  world.end(first[150]!, exited(1))
  for (const id of first.slice(151)) world.end(id, exited(0, { code: null, signal: 'SIGTERM' }))
  pass(world, 2_000)
  t.equal(phase(world, job.id), 'running')
  t.equal(world.attemptsOf(job.id).length, 200, 'all ranks of the new epoch')
  world.startAll()
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(0))
  t.equal(world.state.jobs.must(job.id).state, 'succeeded')
  t.equal(world.state.tasks.size, 0)
  t.equal(world.state.inUse.size, 0)
})

t.test('[U1] every GPU-millisecond that was held is counted once', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 2)
  const job = submit(world, gang(2))
  world.nowMs += 1_000
  world.startAll()
  world.nowMs += 10_000
  const [a, b] = world.attemptsOf(job.id) as [string, string]
  world.end(a, exited(0))
  world.nowMs += 500
  world.end(b, exited(1))
  world.nowMs += 100
  world.tick(250)
  world.startAll()
  world.nowMs += 4_000
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(0))
  const { usage, state } = world.state.jobs.must(job.id)
  t.equal(state, 'succeeded')
  t.equal(usage.recomputed, 8 * (10_000 + 10_500))
  t.equal(usage.useful, 2 * 8 * 4_000)
  t.equal(usage.waiting, 8 * 500)
  const held = 8 * (11_000 + 500 + 11_500 + 2 * 4_000)
  t.equal(
    Object.values(usage).reduce((sum, ms) => sum + ms, 0),
    held + usage.restart - 2 * 8 * 1_000,
  )
})
