import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readStat } from '../../agent/work/proc.ts'
import type { ExitRecord, GangMember, TaskSpec } from '../../shared/model/job.ts'
import { AgentProcess, gangMember, taskSpec } from '../fakes/agent-process.ts'
import { FakeCoordinator } from '../fakes/fake-coordinator.ts'

interface Site {
  readonly coordinator: FakeCoordinator
  readonly state: string
  start(more?: readonly string[]): AgentProcess
  /** opened by the test for who waits: `while [ ! -e $GATE ]…` */
  gate(name: string): string
  exit(attempt: string): Promise<ExitRecord>
}

async function site(test: { teardown(end: () => Promise<void>): void }): Promise<Site> {
  const coordinator = new FakeCoordinator()
  await coordinator.listen()
  const state = mkdtempSync(join(tmpdir(), 'mw-ranks-'))
  const agents: AgentProcess[] = []
  test.teardown(async () => {
    for (const agent of agents) await agent.end('SIGKILL')
    await coordinator.close()
    rmSync(state, { recursive: true, force: true })
  })
  const exitOf = (attempt: string): string | null | undefined =>
    coordinator.facts.find((fact) => fact.ended?.attempt === attempt)?.ended?.exitJson
  return {
    coordinator,
    state,
    start(more = []) {
      const agent = new AgentProcess(coordinator.url, state, more)
      agents.push(agent)
      return agent
    },
    gate: (name) => join(state, name),
    exit: async (attempt) => JSON.parse((await coordinator.until(() => exitOf(attempt))) as string) as ExitRecord,
  }
}

const shell = (script: string, change: Partial<TaskSpec> = {}): TaskSpec =>
  taskSpec({ kind: 'gang', run: { kind: 'command', argv: ['sh', '-c', script] }, member: gangMember({}), ...change })
const ranks = (count: number, script: string, member: Partial<GangMember> = {}): TaskSpec =>
  shell(script, { member: gangMember({ ranks: count, ...member }) })
const waitFor = (gate: string, s = 0.02): string => `while [ ! -e ${gate} ]; do sleep ${s}; done`
/** the supervisor is the parent of the parent of a rank */
const supervisor = `${waitFor('../pid')}; read -r stat </proc/$PPID/stat; set -- \${stat##*) }; supervisor=$2`
/** waits while no agent speaks */
const until = (path: string): void => void spawnSync('sh', ['-c', waitFor(path)], { timeout: 20_000 })
const desired = (specs: Readonly<Record<string, TaskSpec>>): object[] =>
  Object.entries(specs).map(([attempt, spec]) => ({ attempt, action: 'run', specJson: JSON.stringify(spec) }))

/** for the tests that do not kill it */
const shared = await site(t)
shared.start(['--address', '10.1.2.3'])
const started = (attempt: string): boolean => shared.coordinator.facts.some((fact) => fact.started?.attempt === attempt)

const { gate } = shared

/** what runs, and what its exit record says */
const exitTable: readonly [string, TaskSpec, object][] = [
  ['exit 0', shell('exit 0'), { code: 0, signal: null, reason: 'exited', sentByUs: false, ranks: undefined }],
  ['exit 1', shell('echo no such dataset; exit 1'), { code: 1, signal: null, lastLines: ['no such dataset'] }],
  ['exit 93', shell('exit 93'), { code: 93, signal: null, ranks: [{ rank: 0, code: 93, sentByUs: false }] }],
  ['exit 137 is no SIGKILL', shell('exit 137'), { code: 137, signal: null, reason: 'exited' }],
  ['exit 143 is no SIGTERM', shell('exit 143'), { code: 143, signal: null }],
  ['SIGKILL', shell('kill -KILL $$'), { code: null, signal: 'SIGKILL', reason: 'exited', sentByUs: false }],
  ['SIGSEGV', shell('kill -SEGV $$'), { code: null, signal: 'SIGSEGV', reason: 'exited', sentByUs: false }],
  ['SIGPIPE, of which a shell says nothing', shell('kill -PIPE $$'), { code: null, signal: 'SIGPIPE' }],
  ['no such program', taskSpec({ run: { kind: 'worker', argv: ['no-such-program'] } }), { code: 127, signal: null }],
  ['a worker of a batch job', taskSpec({ run: { kind: 'worker', argv: ['sh', '-c', 'exit 5'] } }), { code: 5 }],
  [
    'a fork that escapes is ended, and the rank has its own code',
    shell(
      `setsid sh -c 'echo $$ >${gate('escaped')}; trap "" TERM; while :; do sleep 1; done' & ${waitFor(gate('escaped'))}; exit 4`,
    ),
    { code: 4, signal: null, reason: 'exited' },
  ],
  [
    'the launcher is killed: the rank goes on and its code is known',
    shell(`${supervisor}; kill -KILL $supervisor; ${waitFor(gate('go'))}; exit 6`),
    { code: 6, signal: null, reason: 'exited', sentByUs: false },
  ],
  [
    'whoever waits for the rank is killed: it goes on, and its end is not known',
    shell(`${waitFor('../pid')}; kill -KILL $PPID; ${waitFor(gate('go'))}; exit 7`),
    { code: null, signal: null, reason: 'unknown' },
  ],
  ['one rank leaves early with 0', ranks(2, `[ $RANK = 0 ] || ${waitFor(gate('go'))}`), { code: 0, ranks: undefined }],
  [
    'the first failure ends the others',
    ranks(
      3,
      `if [ $RANK = 4 ]; then ${waitFor(gate('up3'))}; ${waitFor(gate('up5'))}; exit 3; fi
        trap "" TERM; touch ${gate('up')}$RANK; while :; do sleep 1; done`,
      { firstRank: 3, worldSize: 6 },
    ),
    {
      code: 3,
      signal: null,
      ranks: [
        { rank: 4, code: 3, signal: null, sentByUs: false },
        { rank: 3, signal: 'SIGKILL', sentByUs: true },
        { rank: 5, signal: 'SIGKILL', sentByUs: true },
      ],
    },
  ],
  [
    'the launcher is killed, then a rank fails: the agent ends the others',
    ranks(2, `${supervisor}; [ $RANK = 1 ] && kill -KILL $supervisor && exit 9; while :; do sleep 1; done`),
    {
      code: 9,
      ranks: [
        { rank: 1, code: 9, sentByUs: false },
        { rank: 0, signal: 'SIGTERM', sentByUs: true },
      ],
    },
  ],
  [
    'an error file is read',
    shell(`echo '{"message": {"message": "CUDA error", "extraInfo": {}}}' >$TORCHELASTIC_ERROR_FILE; exit 1`),
    { code: 1, ranks: [{ error: 'CUDA error' }] },
  ],
]

t.test('the exit table: each end is told as it was', async (t) => {
  const { coordinator, state, exit } = shared
  const rows = exitTable
  coordinator.desire({ attempts: desired(Object.fromEntries(rows.map(([, spec], i) => [`a-1-${i + 1}`, spec]))) })
  await coordinator.until(
    () => existsSync(gate('escaped')) && coordinator.facts.filter((fact) => fact.started).length >= rows.length,
  )
  writeFileSync(gate('go'), '')
  for (const [i, [name, , expected]] of rows.entries()) t.match(await exit(`a-1-${i + 1}`), expected, name)
  const escaped = readStat(Number(readFileSync(gate('escaped'), 'utf8')))
  t.ok(escaped === undefined || escaped.state === 'Z', 'what had escaped is gone')
  t.notOk(existsSync(join(state, 'attempts/a-1-1/pipe')))
})

t.test('what ignores SIGTERM is killed after its grace, and it is said who sent the signal', async (t) => {
  const { coordinator, exit } = shared
  const script = `trap "" TERM; [ $RANK = 0 ] && exit 0; touch ${gate('up-31')}; while :; do sleep 1; done`
  coordinator.desire({ attempts: desired({ 'a-1-31': ranks(2, script) }) })
  await coordinator.until(() => existsSync(gate('up-31')) && started('a-1-31'))
  coordinator.desire({ attempts: [{ attempt: 'a-1-31', action: 'stop', reason: 'cancelled', graceMs: 100 }] })
  t.match(await exit('a-1-31'), {
    code: null,
    signal: 'SIGKILL',
    reason: 'cancelled',
    sentByUs: true,
    ranks: [{ rank: 1, signal: 'SIGKILL', sentByUs: true }],
  })
})

t.test(
  'while an attempt is stopped, a rank that has saved and left does not cut the grace of the others',
  async (t) => {
    const { coordinator, exit } = shared
    // rank 1 leaves at once, rank 0 needs longer than the second that a failed epoch gets
    const script = `trap '[ $RANK = 1 ] && exit 143; sleep 1.5; echo saved; exit 0' TERM; touch ${gate('up-32-')}$RANK; while :; do sleep 0.02; done`
    coordinator.desire({ attempts: desired({ 'a-1-32': ranks(2, script) }) })
    await coordinator.until(() => existsSync(gate('up-32-0')) && existsSync(gate('up-32-1')) && started('a-1-32'))
    coordinator.desire({ attempts: [{ attempt: 'a-1-32', action: 'stop', reason: 'preempted', graceMs: 20_000 }] })
    t.match(await exit('a-1-32'), { reason: 'preempted', ranks: [{ rank: 1, code: 143, sentByUs: true }] })
  },
)

t.test(
  'an agent that was killed adopts 64 ranks: none is touched, those that ended meanwhile have their true codes',
  async (t) => {
    const { coordinator, start, state, gate, exit } = await site(t)
    const agent = start()
    const script = `if [ $LOCAL_RANK = 3 ] && [ $MILLWRIGHT_RANK = 1 ]; then ${waitFor(gate('early'))}; exit 137; fi; ${waitFor(gate('go'), 0.3)}; exit 0`
    const specs = Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [
        `a-1-${i + 1}`,
        ranks(8, script, { rank: i, firstRank: 8 * i, worldSize: 64 }),
      ]),
    )
    coordinator.desire({ attempts: desired(specs) })
    await coordinator.until(() => coordinator.facts.filter((fact) => fact.started).length === 8)
    const pids = Object.keys(specs).flatMap((attempt) =>
      readdirSync(join(state, 'attempts', attempt, 'ranks')).map((rank) =>
        Number(readFileSync(join(state, 'attempts', attempt, 'ranks', rank, 'pid'), 'utf8').split(' ')[0]),
      ),
    )
    t.equal(new Set(pids).size, 64)
    await agent.end('SIGKILL')
    writeFileSync(gate('early'), '')
    until(join(state, 'attempts/a-1-2/exit'))
    start()
    t.match(await exit('a-1-2'), {
      code: 137,
      signal: null,
      reason: 'exited',
      ranks: [{ rank: 11, code: 137, sentByUs: false }],
    })
    for (const pid of pids.filter((_, i) => Math.floor(i / 8) !== 1)) t.ok(process.kill(pid, 0))
    writeFileSync(gate('go'), '')
    for (const attempt of Object.keys(specs))
      if (attempt !== 'a-1-2') t.match(await exit(attempt), { code: 0, reason: 'exited' })
  },
)

t.test('an attempt launched by an agent from before there were ranks is adopted with its status', async (t) => {
  const { coordinator, start, state, exit } = await site(t)
  const agent = start()
  coordinator.desire({ attempts: desired({ 'a-1-1': shell('exec sleep 1000', { member: null, kind: 'service' }) }) })
  await coordinator.until(() => coordinator.facts.some((fact) => fact.started))
  await agent.end('SIGKILL')
  const dir = join(state, 'attempts/a-1-1')
  const pid = Number(readFileSync(join(dir, 'ranks/0/pid'), 'utf8').split(' ')[0])
  const record = JSON.parse(readFileSync(join(dir, 'attempt.json'), 'utf8')) as { process: { ranks?: unknown } }
  delete record.process.ranks
  writeFileSync(join(dir, 'attempt.json'), JSON.stringify(record))
  process.kill(pid, 'SIGKILL')
  until(join(dir, 'exit'))
  rmSync(join(dir, 'ranks'), { recursive: true })
  writeFileSync(join(dir, 'exit'), '137\n')
  start()
  t.match(await exit('a-1-1'), { code: null, signal: 'SIGKILL', reason: 'exited' })
})

t.test('ranks have the environment of torchrun, and each its own log', async (t) => {
  const { coordinator, state, exit } = shared
  const member = {
    rank: 1,
    hosts: ['h1', 'h2'],
    firstRank: 2,
    worldSize: 4,
    address: '10.1.2.2',
    port: 20_137,
    restarts: 2,
  }
  const spec = {
    ...ranks(2, 'env', member),
    resources: { cpus: 6 },
    env: { rank: 'mine', dir: 'mine', PATH: '/bin:/usr/bin' },
  }
  coordinator.desire({ attempts: desired({ 'a-1-33': spec }) })
  t.match(await exit('a-1-33'), { code: 0 })
  for (const local of [0, 1]) {
    const text = readFileSync(join(state, `attempts/a-1-33/ranks/${local}/log`), 'utf8')
    const env = Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/)))
    const rank = String(2 + local)
    t.match(env, { RANK: rank, LOCAL_RANK: String(local), ROLE_RANK: rank, WORLD_SIZE: '4', LOCAL_WORLD_SIZE: '2' })
    t.match(env, { GROUP_RANK: '1', GROUP_WORLD_SIZE: '2', NODE_RANK: '1', NNODES: '2', ROLE_NAME: 'default' })
    t.match(env, { ROLE_WORLD_SIZE: '4', MASTER_ADDR: '10.1.2.2', MASTER_PORT: '20137', OMP_NUM_THREADS: '3' })
    t.match(env, { TORCHELASTIC_RUN_ID: 'j-1-1.1', TORCHELASTIC_RESTART_COUNT: '2', TORCHELASTIC_MAX_RESTARTS: '10' })
    t.equal(env.TORCHELASTIC_ERROR_FILE, join(state, `attempts/a-1-33/ranks/${local}/error.json`))
    t.match(env, { TORCH_NCCL_ASYNC_ERROR_HANDLING: '1', PATH: '/bin:/usr/bin', rank: 'mine', dir: 'mine' })
    t.notOk('TORCHELASTIC_USE_AGENT_STORE' in env)
    t.same(
      Object.keys(env).filter((name) => name.startsWith('mw_')),
      [],
      'nothing of the supervisor',
    )
  }
  t.match(JSON.parse(coordinator.hellos[0]!.inventoryJson!), { address: '10.1.2.3', fabric: { ibDevices: [] } })
})
