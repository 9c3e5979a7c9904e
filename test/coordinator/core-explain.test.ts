import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { planText } from '../../coordinator/cli/plan-text.ts'
import { explainJob } from '../../coordinator/core/explain/explain.ts'
import { fork } from '../../coordinator/core/fork.ts'
import { whyNot } from '../../coordinator/core/placement/fit.ts'
import { askOf, whereNow } from '../../coordinator/core/placement/pass.ts'
import { whyNever } from '../../coordinator/core/placement/reasons.ts'
import { planOn } from '../../coordinator/core/plan/plan.ts'
import { hostsAllowed } from '../../coordinator/core/quotas.ts'
import type { PlanSubject } from '../../shared/model/plan.ts'
import { exited, type World } from '../fakes/core-world.ts'
import { array, fleet, gang, limit, minuteMs, pass, run, service } from '../fakes/plan-scenes.ts'
import { draws, makeRun, play } from '../fakes/random-steps.ts'
import { digestOf } from '../fakes/state-digest.ts'

const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const

const why = (world: World, job: string): string => {
  const told = explainJob(world.state, job, world.nowMs)
  return `${told.job} ${told.name}: ${told.state}\n${told.summary}\n${told.lines.map((line) => `  ${line}\n`).join('')}`
}
const plan = (world: World, what: PlanSubject): string =>
  planText(planOn(world.state, what, world.nowMs, { principal }))

/** Each is a file in `golden/`; run with MILLWRIGHT_GOLDEN=write to write them anew, and read the difference. */
const scenes: Readonly<Record<string, () => string>> = {
  'why-gang-waits': () => {
    const world = fleet(8)
    run(world, gang('train-b', 2, { policy: limit(25) }))
    run(world, gang('train-a', 8, { policy: limit(120) }))
    pass(world, minuteMs)
    return why(world, 'train-a')
  },
  'why-kept-for-others': () => {
    const world = fleet(8)
    run(world, gang('train-b', 2, { policy: limit(25) }))
    run(world, gang('train-a', 8, { policy: limit(120) }))
    run(world, array('short', 4, { resources: { cpus: 8, gpus: 8 }, policy: limit(60) }))
    pass(world, 2_000)
    return why(world, 'short')
  },
  'why-unlimited-in-the-way': () => {
    const world = fleet(4)
    run(world, array('sweep', 64))
    run(world, gang('big', 2, { policy: limit(60) }))
    pass(world, 3_000)
    return why(world, 'big')
  },
  'why-dependency': () => {
    const world = fleet(4)
    run(world, gang('prepare', 2, { policy: limit(60) }))
    run(world, gang('train', 1, { after: [{ job: 'prepare', on: 'succeeded' }] }))
    return why(world, 'train')
  },
  'why-quota': () => {
    const world = fleet(4)
    run(world, gang('first', 2, { policy: limit(60) }))
    world.request({ op: 'set-quota', project: 'default', guaranteedGpus: null, maxGpus: 16, weight: 1 })
    run(world, gang('second', 1, { policy: limit(60) }))
    pass(world, 3_000)
    return why(world, 'second')
  },
  'why-never': () => {
    const world = fleet(4)
    run(world, gang('wide', 9))
    return why(world, 'wide')
  },
  'why-launch-failed': () => {
    const world = fleet(4)
    const job = run(world, array('sweep', 1))
    const [attempt = ''] = world.attemptsOf(job.id)
    const lastLines = ['ENOSPC: no space left on device, mkdir /var/lib/millwright/a-1-8']
    world.end(attempt, exited(1, { reason: 'launch-failed', code: null, lastLines }))
    return why(world, 'sweep')
  },
  'why-gang-restarted': () => {
    const world = fleet(4)
    const job = run(world, gang('train', 2, { policy: limit(60) }))
    const [first = '', second = ''] = world.attemptsOf(job.id)
    world.end(first, exited(1, { lastLines: ['CUDA error: out of memory'] }))
    world.end(second, exited(0, { reason: 'epoch-failed', sentByUs: true }))
    pass(world, 5_000)
    world.startAll()
    return why(world, 'train')
  },
  'plan-starts-now': () => {
    const world = fleet(8)
    run(world, gang('train-b', 4, { policy: limit(25) }))
    return plan(world, { kind: 'submit', spec: gang('train-a', 4, { policy: limit(120) }) })
  },
  'plan-starts-later': () => {
    const world = fleet(8)
    run(world, gang('train-b', 4, { policy: limit(25) }))
    return plan(world, { kind: 'submit', spec: gang('train-a', 6, { policy: limit(120) }) })
  },
  'plan-preempts': () => {
    const world = fleet(4)
    run(world, array('sweep', 32, { policy: limit(90) }))
    run(world, gang('queued', 2, { policy: limit(30) }))
    pass(world, 2 * minuteMs)
    return plan(world, { kind: 'submit', spec: gang('urgent', 2, { priority: 100, policy: limit(25) }) })
  },
  'plan-unlimited': () => {
    const world = fleet(4)
    run(world, service('chat', 4, { resources: { cpus: 8, gpus: 8 } }))
    return plan(world, { kind: 'submit', spec: gang('train', 2, { policy: limit(60) }) })
  },
  'plan-drain-now': () => {
    const world = fleet(6)
    run(world, gang('train', 2, { policy: limit(240) }))
    run(world, service('chat', 2))
    run(world, array('sweep', 8, { policy: limit(60) }))
    return plan(world, { kind: 'drain', host: 'sim-0001', mode: 'now', deadlineMs: null })
  },
  'plan-drain-after': () => {
    const world = fleet(6)
    run(world, service('chat', 2))
    return plan(world, { kind: 'drain', host: 'sim-0001', mode: 'after', deadlineMs: null })
  },
  'plan-cancel': () => {
    const world = fleet(4)
    run(world, gang('train-b', 4, { policy: limit(25) }))
    run(world, gang('train-a', 2, { policy: limit(10) }))
    pass(world, 2_000)
    return plan(world, { kind: 'cancel', job: 'train-b' })
  },
  'plan-nothing': () => {
    const world = fleet(4)
    run(world, gang('train-b', 4, { policy: limit(25) }))
    run(world, gang('train-a', 2, { policy: limit(10) }))
    run(world, gang('for-ever', 3))
    pass(world, 2_000)
    return plan(world, { kind: 'nothing' })
  },
}

t.test('golden examples in plain words', async (t) => {
  for (const [name, scene] of Object.entries(scenes)) {
    const path = join(import.meta.dirname, 'golden', `${name}.txt`)
    const text = scene()
    if (process.env.MILLWRIGHT_GOLDEN === 'write') writeFileSync(path, text)
    t.equal(text, readFileSync(path, 'utf8'), name)
  }
})

t.test(
  '[P3] why and placement agree: what waits does not fit now, and every host is counted with its first reason',
  async (t) => {
    let asked = 0
    fc.assert(
      fc.property(draws(80), (given) => {
        const live = makeRun()
        play(live, given)
        // A full pass, after which nothing is left to do.
        live.nowMs += 1_100
        play(live, [{ what: 99, which: 0, value: 0 }])
        const { state } = live
        const digest = digestOf(state)
        for (const id of state.queue.jobs()) {
          const job = state.jobs.must(id)
          const told = explainJob(state, id, live.nowMs)
          const ask = askOf(state, job)
          if (job.gang?.phase === 'wounded' || hostsAllowed(state, job.project, ask.demand) < ask.demand.minHosts)
            continue
          if (whyNever(state.capacity, ask.demand) !== '') continue
          asked++
          const fits = whereNow(fork(state), job, ask).kind === 'chosen'
          // of one that runs and wants more, a line tells it
          const saysSo = [told.summary, ...told.lines].some((line) => line.includes('it fits now'))
          if (fits !== saysSo)
            throw new Error(`${id}: placement says ${fits}, why says ${told.summary}: ${told.lines.join('; ')}`)
          if (state.capacity.size === 1) {
            const [host] = state.capacity.hosts()
            const reason = whyNot(host!, ask)
            if (reason !== '' && !told.lines.some((line) => line.includes(reason)))
              throw new Error(`${id}: ${reason} is not told`)
          }
        }
        if (digestOf(state) !== digest) throw new Error('asking changed the state')
      }),
      { numRuns: 60, endOnFailure: true },
    )
    t.ok(asked > 20, `${asked} jobs that wait`)
  },
)

t.test('[P3] with fewer hosts now: so it is', async (t) => {
  const world = fleet(8)
  run(world, gang('train-b', 2, { policy: limit(25) }))
  run(world, gang('train-a', 8, { policy: limit(120) }))
  pass(world, minuteMs)
  const told = explainJob(world.state, 'train-a', world.nowMs)
  t.ok(told.lines.some((line) => line.startsWith('sooner: with 6 hosts now')))
  world.request({ op: 'cancel-job', job: 'train-a' })
  const six = planOn(world.state, { kind: 'submit', spec: gang('six', 6, { policy: limit(120) }) }, world.nowMs, {
    principal,
  })
  t.match(six.summary, /^six would start now/)
  const seven = planOn(world.state, { kind: 'submit', spec: gang('seven', 7, { policy: limit(120) }) }, world.nowMs, {
    principal,
  })
  t.match(seven.summary, /^seven would start about 14:20 UTC/)
})
