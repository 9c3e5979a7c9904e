import {
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { readConfig } from '../../agent/config.ts'
import type { ScriptConfig } from '../../agent/config-scripts.ts'
import { startBytesServer } from '../../agent/work/bytes-server.ts'
import { cgroupFolder, cgroupProcesses } from '../../agent/work/drivers/cgroup.ts'
import { chooseDriver } from '../../agent/work/drivers/choose.ts'
import { deviceFiles } from '../../agent/work/drivers/devices.ts'
import { accountFor, accountOf, becoming } from '../../agent/work/drivers/identity.ts'
import { exportsOf, forWork, splitEnv } from '../../agent/work/drivers/job-env.ts'
import { podmanArgv } from '../../agent/work/drivers/podman.ts'
import { unitProperties } from '../../agent/work/drivers/systemd-unit.ts'
import { drainGpus } from '../../agent/work/steps/gpu-drain.ts'
import { limits } from '../../shared/limits.ts'
import { taskSpec } from '../fakes/agent-process.ts'
import { rows } from '../fakes/driver-contract.ts'
import { userPlace, userRows } from '../fakes/driver-users.ts'
import { FakeTime } from '../fakes/fake-time.ts'
import { RealWork } from '../fakes/real-work.ts'
import { SimulatedWork } from '../fakes/simulated-work.ts'
import { containersLeft, imageMissing, makeImage, removeImage } from '../fakes/small-image.ts'

const folder = (test: { teardown(end: () => void): void }): string => {
  const dir = mkdtempSync(join(tmpdir(), 'mw-drivers-'))
  test.teardown(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

t.test('the detached driver tells every end truthfully', async (t) => {
  const place = new RealWork({ driver: 'detached' })
  t.teardown(() => place.close())
  for (const row of rows) await t.test(row.name, { skip: row.missing?.('detached') ?? false }, () => row.run(place))
})

t.test('the detached driver runs work as the user it is told', async (t) => {
  const place = new RealWork({ driver: 'detached', config: userPlace('daemon') })
  t.teardown(() => place.close())
  for (const row of userRows('daemon')) await t.test(row.name, { skip: row.missing() ?? false }, () => row.run(place))
})

t.test('ranks in containers', { skip: imageMissing() ?? false }, async (t) => {
  const { name, env } = makeImage(folder(t))
  const place = new RealWork({ driver: 'detached', config: { user: 'daemon' }, env, image: name })
  t.teardown(async () => {
    await place.close()
    removeImage()
  })
  for (const row of rows) await t.test(row.name, { skip: row.missing?.('container') ?? false }, () => row.run(place))
  await t.test('they are the user, without privileges, and see the image', async (t) => {
    const script = 'id -u; id -g; [ -e /usr/bin/tail ] || echo no tail; cat /proc/self/status; echo x >made; exit 0'
    const attempt = place.run(taskSpec({ run: { kind: 'worker', argv: ['/bin/sh', '-c', script] } }))
    t.equal((await place.exitOf(attempt)).code, 0)
    const log = readFileSync(join(place.dirOf(attempt), 'ranks/0/log'), 'utf8')
    t.match(log, /^1\n1\nno tail\n/)
    t.match(log, /CapEff:\s0+\n[\s\S]*NoNewPrivs:\s1\n/)
    t.equal(statSync(join(place.dirOf(attempt), 'work/made')).uid, 1)
  })
  await t.test('they get what the job says of the environment, podman does not', async (t) => {
    const odd = `a 'b' "c" $HOME \\ \n* `
    const spec = taskSpec({
      run: { kind: 'worker', argv: ['/bin/sh', '-c', 'printf "%s|" "$A" "$ODD" "$CONTAINERS_CONF"'] },
    })
    const env = { A: 'x=y z', ODD: odd, CONTAINERS_CONF: '/no/such.conf' }
    const attempt = place.run({ ...spec, env })
    t.equal((await place.exitOf(attempt)).code, 0)
    t.equal(readFileSync(join(place.dirOf(attempt), 'ranks/0/log'), 'utf8'), `x=y z|${odd}|/no/such.conf|`)
  })
  await t.test('they start in the folder that the job names', async (t) => {
    const workdir = folder(t)
    const spec = taskSpec({ run: { kind: 'worker', argv: ['/bin/sh', '-c', 'pwd'] } })
    const exit = await place.exitOf(place.run({ ...spec, code: { workdir } }))
    t.same([exit.code, exit.lastLines], [0, [workdir]])
  })
  t.equal(containersLeft(), '', 'none is left over')
})

t.test(
  'a replica cannot have the socket of another user proxied',
  { skip: userRows('daemon')[0]!.missing() ?? false },
  async (t) => {
    const dir = folder(t)
    const socket = join(dir, 'x.sock')
    const replica = createServer((_asked, answer) => answer.end('hello'))
    await new Promise<void>((resolve) => replica.listen(socket, resolve))
    mkdirSync(join(dir, 'work'))
    let workDir = join(dir, 'work')
    let named = socket
    const source = {
      artifactPath: () => undefined,
      attempt: () => ({ workDir, ended: false, replicaSocket: named }),
      serveLog: async () => undefined,
      gauges: () => ({}),
    }
    const bytes = await startBytesServer(source, () => ({ type: '', body: '' }), 0)
    t.teardown(async () => {
      await bytes.close()
      replica.close()
    })
    const ask = async (): Promise<string> => (await fetch(`http://${bytes.address}/attempts/a-1-1/x`)).text()
    t.equal(await ask(), 'hello')
    mkdirSync(join(dir, 'other'))
    chownSync(join(dir, 'other'), 1, 1)
    workDir = join(dir, 'other')
    t.match(await ask(), /belongs to another user/, 'also where a connection is kept from before')
    workDir = join(dir, 'work')
    symlinkSync(socket, join(dir, 'link'))
    lchownSync(join(dir, 'link'), 1, 1)
    named = join(dir, 'link')
    t.equal(await ask(), 'hello', 'what a link leads to counts')
    named = join(dir, 'none')
    t.match(await ask(), /replica a-1-1 did not answer: ENOENT/)
  },
)

t.test('who may be asked for', async (t) => {
  const accounts = { alice: 1_000, sly: 0, svc: 7 } as Record<string, number>
  const find = async (name: string) =>
    name in accounts ? { name, uid: accounts[name]!, gid: 5, home: '/h', shell: '/bin/sh' } : undefined
  const rules = { user: null, allowUsers: ['alice', 'sly', 'gone'] }
  const root = { uid: 0, find }
  t.equal(await accountFor(null, rules, root), null)
  t.match(await accountFor('alice', rules, root), { uid: 1_000 })
  t.match(await accountFor(null, { ...rules, user: 'svc' }, root), { uid: 7 })
  t.match(await accountFor('svc', { ...rules, user: 'svc' }, root), { uid: 7 })
  const refused = (asked: string, wanted: RegExp, self = root, given = rules) =>
    t.rejects(accountFor(asked, given, self), { message: wanted })
  await refused('root', /never run as root/)
  await refused('sly', /root by another name/)
  await refused('gone', /does not exist/)
  await refused('svc', /it allows alice, sly, gone \(work\.allowUsers/)
  await refused('svc', /it allows none/, root, { user: null, allowUsers: [] })
  await refused('alice', /runs as user id 7 and can become nobody else/, { uid: 7, find })
  t.equal(await accountFor('svc', { ...rules, allowUsers: ['svc'] }, { uid: 7, find }), null, 'itself it is already')
  t.match(accountOf('bob:x:12:34:Bob:/home/bob:\n'), {
    name: 'bob',
    uid: 12,
    gid: 34,
    home: '/home/bob',
    shell: '/bin/sh',
  })
  t.equal(accountOf(''), undefined)
  t.throws(() => becoming(accountOf('bob:x:1:1:::')!, () => false), /setpriv \(package util-linux\)/)
})

t.test('the driver that a host gets', (t) => {
  const host = (uid: number, ...paths: string[]) => ({ uid, has: (path: string) => paths.includes(path) })
  const booted = ['/run/systemd/system', '/usr/bin/systemd-run']
  t.equal(chooseDriver('auto', host(0, ...booted)), 'systemd')
  t.equal(chooseDriver('auto', host(1_000, ...booted)), 'detached')
  t.equal(chooseDriver('auto', host(0)), 'detached')
  t.equal(chooseDriver('detached', host(0, ...booted)), 'detached')
  t.throws(() => chooseDriver('systemd', host(0)), /not booted with systemd; use "auto" or "detached"/)
  t.throws(() => chooseDriver('systemd', host(5, ...booted)), /runs as user id 5, and only root/)
  t.throws(() => chooseDriver('systemd', host(0, booted[0]!)), /systemd-run is missing/)
  t.end()
})

t.test('work has nothing of what systemd tells the agent, and the agent nothing of what a job says', (t) => {
  const base = forWork({ PATH: '/bin', INVOCATION_ID: 'x', STATE_DIRECTORY: '/s', MY_DIRECTORY: '/m', HOME: '/h' })
  t.same(base, { PATH: '/bin', MY_DIRECTORY: '/m', HOME: '/h' })
  const env = { ...base, LD_PRELOAD: '/x.so', PATH: '/evil', MILLWRIGHT_DIR: '/w', RANK: '7' }
  t.same(splitEnv(env, base, true), {
    host: { ...base, MILLWRIGHT_DIR: '/w' },
    job: { LD_PRELOAD: '/x.so', PATH: '/evil' },
  })
  t.equal(splitEnv(env, base, false).job.RANK, '7', 'where the supervisor sets none it is as any other')
  t.same(exportsOf({ A: "it's", 'no-name': 'x', UID: '1', BASH_ENV: '/x' }), ["export A='it'\\''s'"])
  t.end()
})

t.test('control groups of version 2, of version 1 and of both', (t) => {
  const root = folder(t)
  put(root, {
    'a/b/cgroup.procs': '12\n13\n',
    'a/b/inner/cgroup.procs': '14\n',
    'unified/u/cgroup.procs': '1\n',
    'systemd/s/cgroup.procs': '2\n',
  })
  t.equal(cgroupFolder('0::/a/b\n', root), join(root, 'a/b'))
  t.equal(cgroupFolder('9:memory:/m\n0::/u\n', root), join(root, 'unified/u'))
  t.equal(cgroupFolder('9:memory:/m\n1:name=systemd:/s\n', root), join(root, 'systemd/s'))
  t.equal(cgroupFolder('0::/gone\n', root), undefined)
  t.same(cgroupProcesses(join(root, 'a/b')), [12, 13, 14])
  t.same(cgroupProcesses(join(root, 'gone')), [])
  t.end()
})

t.test('the device files of granted GPUs and slices, and of no others', (t) => {
  const root = folder(t)
  const roots = { proc: join(root, 'proc'), dev: join(root, 'dev') }
  const information = (uuid: string, minor: number): string =>
    `Model: \t\t NVIDIA H100 80GB HBM3\nGPU UUID: \t ${uuid}\nBus Location: \t 0000:1b:00.0\nDevice Minor: \t ${minor}\n`
  const names = [
    'nvidia0',
    'nvidia1',
    'nvidiactl',
    'nvidia-uvm',
    'infiniband/uverbs0',
    'nvidia-caps/nvidia-cap21',
    'null',
  ]
  put(roots.dev, Object.fromEntries(names.map((name) => [name, ''])))
  put(roots.proc, {
    'driver/nvidia/gpus/0000:1b:00.0/information': information('GPU-a', 0),
    'driver/nvidia/gpus/0000:43:00.0/information': information('GPU-b', 1),
    'driver/nvidia/capabilities/gpu1/mig/gi1/access': 'DeviceFileMinor: 21\nDeviceFileMode: 292\n',
    'driver/nvidia/capabilities/gpu1/mig/gi1/ci0/access': 'DeviceFileMinor: 22\n',
  })
  const gpuOf = (uuid: string): string => (uuid.startsWith('MIG') ? 'GPU-b' : uuid)
  const files = (...granted: string[]): string[] =>
    deviceFiles(granted, gpuOf, roots).map((path) => path.slice(roots.dev.length + 1))
  t.same(files('GPU-a'), ['infiniband/uverbs0', 'nvidia-uvm', 'nvidia0', 'nvidiactl'])
  t.same(files('MIG-1'), [
    'infiniband/uverbs0',
    'nvidia-caps/nvidia-cap21',
    'nvidia-caps/nvidia-cap22',
    'nvidia-uvm',
    'nvidia1',
    'nvidiactl',
  ])
  t.same(files(), ['infiniband/uverbs0'])
  t.throws(() => files('GPU-c'), /GPU GPU-c has no device file: the driver names GPU-a, GPU-b/)
  t.end()
})

t.test('the service of an attempt', (t) => {
  const rules = { cpuQuota: true, tasksMax: 100, hostCpus: 128, slots: 64 }
  const unit = {
    job: 'j-1-1',
    attempt: 'a-1-1',
    resources: { cpus: 4, memoryMb: 512 },
    devices: ['/dev/x'],
    container: false,
  }
  const made = unitProperties(unit, rules)
  const has = (...wanted: string[]): void => {
    for (const each of wanted) t.ok(made.includes(each), each)
  }
  has('CPUQuota=800%', 'CPUWeight=400', 'IOWeight=400', 'MemoryMax=512M', 'TasksMax=100', 'DeviceAllow=/dev/x rw')
  has('DevicePolicy=closed', 'NoNewPrivileges=yes', 'KillMode=process', 'SendSIGKILL=no', 'OOMPolicy=continue')
  const loose = unitProperties({ ...unit, resources: { cpus: 1_024 }, container: true }, { ...rules, cpuQuota: false })
  t.ok(loose.includes('CPUWeight=10000'))
  t.notOk(loose.some((each) => /^(CPUQuota|MemoryMax|NoNewPrivileges|CapabilityBoundingSet)=/.test(each)))
  t.ok(loose.includes('DevicePolicy=closed'), 'of a container, too')
  t.end()
})

t.test('a rank in an image', (t) => {
  const image = `r/x@sha256:${'0'.repeat(64)}`
  const container = {
    image,
    argv: ['python', 'train.py'],
    attempt: 'a-1-1',
    env: ['--env=RANK'],
    folders: ['/w'],
    readOnly: ['/c'],
    gpus: ['GPU-a'],
    account: { name: 'alice', uid: 7, gid: 8, home: '/h', shell: '/bin/sh' },
    groups: [9],
    umask: '0022',
  }
  const made = podmanArgv('/usr/bin/podman', container)
  t.throws(() => podmanArgv('/usr/bin/podman', { ...container, image: '--privileged' }), /not named by its digest/)
  t.same(made.slice(-3), [image, 'python', 'train.py'])
  for (const each of [
    '--user=7:8',
    '--group-add=9',
    '--volume=/c:/c:ro',
    '--device=nvidia.com/gpu=GPU-a',
    '--env=RANK',
  ])
    t.ok(made.includes(each), each)
  t.end()
})

t.test('after a stop, GPUs are waited for until they are empty', async (t) => {
  const time = new FakeTime()
  const used = new Map<string, number | null>([['g', 9_000]])
  const gpus = { present: () => true, usedMb: (uuid: string) => used.get(uuid) ?? null, refresh: () => undefined }
  const drain = (...granted: string[]) => drainGpus(granted, { timers: time, gpus, cancelled: () => false })
  let told: string | undefined | null = null
  const wait = drain('g').then((said) => {
    told = said
  })
  await time.advance(4_000)
  t.equal(told, null, 'not yet')
  used.set('g', 100)
  await time.advance(2_000)
  await wait
  t.equal(told, undefined)
  used.set('g', 9_000)
  const stuck = drain('g')
  await time.advance(60_000)
  t.equal(await stuck, 'GPU g still holds 9000 MB 50 s after its processes ended')
  t.match(await drain('silent'), /whether GPU silent let go .* could not be read/)
  t.equal(await drain(), undefined)
})

t.test('a stopped attempt has ended when its GPUs are empty, or says which is not', async (t) => {
  const site = await SimulatedWork.start()
  const [gpu = ''] = site.gpus.list().map(({ uuid }) => uuid)
  const spec = (memoryStuckMs: number) =>
    taskSpec({ kind: 'gang', gpus: [gpu], params: { sim: { hang: true, memoryStuckMs } } })
  await site.run('a-1-1', spec(7_000))
  await site.time.advance(1_000)
  await site.stop('a-1-1', 'cancelled', 0)
  await site.time.advance(6_000)
  t.equal(await site.exitOf('a-1-1'), undefined, 'its memory is still held')
  await site.time.advance(4_000)
  t.match(await site.exitOf('a-1-1'), { reason: 'cancelled', sentByUs: true })
  await site.run('a-1-2', spec(120_000))
  await site.time.advance(1_000)
  await site.stop('a-1-2', 'cancelled', 0)
  await site.time.advance(60_000)
  t.match((await site.exitOf('a-1-2'))?.lastLines.at(-1), /^GPU \S+ still holds \d+ MB 50 s after/)
})

t.test('the configuration of work is strict', (t) => {
  const read = (work: unknown) => {
    const readFile = (): string => JSON.stringify({ coordinator: 'ws://127.0.0.1:7', 'state-dir': '/s', work })
    return readConfig(['run', '--config', 'f'], { hostname: 'h', cpus: 2, readFile })
  }
  t.match(read(undefined), { work: { driver: 'auto', user: null, allowUsers: [], umask: '0022', cpuQuota: true } })
  t.match(read({ allowUsers: ['alice', 'svc.a'], umask: '027' }), {
    work: { allowUsers: ['alice', 'svc.a'], umask: '027' },
  })
  const refused = (work: unknown, wanted: RegExp) => t.throws(() => read(work), { message: wanted })
  refused({ allowUsers: ['root'] }, /work\.allowUsers\[0\] is root/)
  refused({ user: 'root' }, /work\.user is root/)
  refused({ allowUsers: ['1000'] }, /a user's name/)
  refused({ umask: '9' }, /umask in octal/)
  refused({ driver: 'docker' }, /systemd/)
  refused({ drver: 'auto' }, /driver/)
  t.end()
})

t.test("the site's scripts are set in the agent's file", async (t) => {
  const pick = ({ scripts, keptWorkBytes }: ScriptConfig) => ({ scripts, keptWorkBytes })
  const read = (work: unknown) => {
    const around = { hostname: 'h', cpus: 1, readFile: () => JSON.stringify({ work }) }
    const config = readConfig(['run', '--coordinator', 'ws://c:1', '--state-dir', '/s', '--config', 'f'], around)
    return config.command === 'run' ? pick(config.work) : undefined
  }
  t.same(read({ prolog: '/p', scriptSeconds: 5, keepMb: 0 }), {
    scripts: { prolog: '/p', epilog: null, timeoutMs: 5_000 },
    keptWorkBytes: 0,
  })
  t.same(read(undefined), {
    scripts: { prolog: null, epilog: null, timeoutMs: limits.scriptMs },
    keptWorkBytes: limits.endedWorkBytes,
  })
  t.throws(() => read({ prolog: 'p' }), { message: /--config f: work\.prolog must be the whole path of a program/ })
  t.throws(() => read({ prologue: '/p' }), { message: /work\.prologue is not a known key; did you mean 'prolog'/ })
})
