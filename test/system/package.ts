/**
 * The packages on a host of their own: installed, started, used, their agent restarted and killed under running work, and
 * purged without a trace.
 */
import { copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Box, boxMissing, run as execute, until } from './nspawn/box.ts'
import type { Check } from './part.ts'

export const name = 'package'
export const missing = boxMissing

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const ours = ['millwright-coordinator', 'millwright-gateway', 'millwright-agent']
const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(2)} s`

interface Job {
  readonly id: string
  readonly state: string
}

async function build(check: Check): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-debs-'))
  const startedMs = performance.now()
  const built = await execute(process.execPath, [join(root, 'installers/package.ts'), '--out', folder], 300_000)
  if (built.status !== 0) throw new Error(`npm run package: ${built.err}`)
  for (const file of await readdir(folder)) {
    const { size } = await stat(join(folder, file))
    check.note(`${file}: ${(size / 1e6).toFixed(1)} MB`)
  }
  check.note(`built in ${seconds(startedMs)}`)
  return folder
}

/** Everything on the box's disk that installing could leave behind; logs, caches and backups of dpkg's are no part of it. */
async function filesOf(box: Box): Promise<Set<string>> {
  const skip = [
    '/proc',
    '/sys',
    '/run',
    '/dev',
    '/var/log',
    '/var/cache',
    '/var/lib/dpkg',
    '/var/lib/systemd',
    '/var/tmp',
  ]
  const prune = skip.map((path) => `-path ${path}`).join(' -o ')
  const list = await box.must(`find / -xdev \\( ${prune} \\) -prune -o -print`)
  const noise =
    /^\/(etc\/(passwd|group|shadow|gshadow|subuid|subgid)-?|etc\/\.pwd\.lock|srv\/debs.*|tmp\/systemd-private.*|root\/.*)$/
  return new Set(list.split('\n').filter((path) => !noise.test(path)))
}

async function install(box: Box, check: Check, debs: string): Promise<void> {
  await box.must('mkdir -p /srv/debs')
  for (const file of await readdir(debs)) await copyFile(join(debs, file), join(box.folder, 'srv/debs', file))
  await copyFile(join(root, 'installers/install.sh'), join(box.folder, 'srv/debs/install.sh'))
  const startedMs = performance.now()
  const done = await box.sh('sh /srv/debs/install.sh /srv/debs', 120_000)
  check.ok(done.status === 0, 'install.sh installs both packages', done.out + done.err)
  check.note(`installed in ${seconds(startedMs)}`)
  const readyMs = performance.now()
  const hosts = await until(async () => {
    const found = (await box.sh('millwright hosts --json')).out
    return found.includes('"connected"') ? found : undefined
  }, 'the agent in the list of hosts').catch(() => undefined)
  const why =
    hosts === undefined
      ? (await box.sh("journalctl -q --no-pager -n 60 -u 'millwright-*'; millwright hosts --json")).out
      : ''
  check.ok(hosts !== undefined, 'the agent joins its coordinator', why)
  check.note(`agent joined ${seconds(readyMs)} after the packages were installed`)
  for (const unit of ours) {
    const state = await box.sh(`systemctl is-active ${unit}; systemctl is-enabled ${unit}`)
    check.equal(state.out.trim(), 'active\nenabled', `${unit} is active and enabled`)
  }
  for (const [url, what] of [
    ['http://127.0.0.1:7070/', 'the live page is served'],
    ['http://127.0.0.1:7071/v2/health/live', 'the gateway is live'],
  ]) {
    const ask = `fetch('${url}').then(async (r) => { console.log(r.status, await r.text()); process.exit(r.ok ? 0 : 1) })`
    const answer = await box.exec(['/usr/lib/millwright/coordinator/bin/node', '-e', ask])
    check.ok(answer.status === 0, what!, answer.out + answer.err)
  }
  const users = await box.must('ps -e -o user:20=,args=')
  check.ok(/^millwright +\S*node .*coordinator\/main\.mjs/m.test(users), 'the coordinator has its own user', users)
}

/** The bundles, where no node_modules is above them: each addon, and each engine as far as asking for its agent. */
async function nativeParts(box: Box, check: Check): Promise<void> {
  const lib = '/usr/lib/millwright/agent'
  const loaded = await box.sh(
    `cd ${lib} && for file in native/*.node; do bin/node -e "require('./$file')" || exit 1; done`,
  )
  check.ok(loaded.status === 0, 'every addon loads', loaded.err)
  for (const engine of ['data', 'model', 'serve']) {
    const said = await box.sh(`${lib}/bin/node ${lib}/engines/${engine}.mjs`)
    check.ok(/is started by the agent/.test(said.out + said.err), `the ${engine} engine loads`, said.out + said.err)
  }
  const child = await box.sh(`echo read | ${lib}/bin/node ${lib}/sensors/nvml-child.mjs libm.so.6 '{}'`)
  check.ok(/unusable.*nvml/.test(child.out), 'koffi loads a library', child.out + child.err)
  const gpu = await box.sh(`${lib}/bin/node ${lib}/gpu-test.mjs --library libm.so.6`)
  check.ok(/"absent".*cuInit/.test(gpu.out), 'the test of a GPU loads', gpu.out + gpu.err)
}

async function shortJob(box: Box, check: Check): Promise<void> {
  const startedMs = performance.now()
  const script = 'echo shard "$MILLWRIGHT_SHARD" ran'
  const done = await box.exec(
    ['millwright', 'submit', '--name', 'short', '--shards', '4', '--wait', '--', '/bin/sh', '-c', script],
    60_000,
  )
  check.ok(done.status === 0, 'a shell batch job of 4 shards runs to its end', done.out + done.err)
  check.note(`short job took ${seconds(startedMs)}`)
}

async function jobOf(box: Box, id: string): Promise<Job> {
  return JSON.parse(await box.must(`millwright job ${id} --json`)) as Job
}

/** pid and start time of the command that the long job runs. */
const worker = (box: Box): Promise<string> =>
  box.must("pid=$(cat /var/tmp/worker.pid) && awk '{print $1, $22}' /proc/$pid/stat")

async function longJob(box: Box, check: Check): Promise<void> {
  const script =
    'echo $$ >/var/tmp/worker.pid; while [ ! -e /var/tmp/go ]; do sleep 0.1; done; echo finished >/var/tmp/finished'
  const submitted = await box.exec(['millwright', 'submit', '--name', 'long', '--json', '--', '/bin/sh', '-c', script])
  if (!check.ok(submitted.status === 0, 'a long job is submitted', submitted.out + submitted.err)) return
  const { id } = JSON.parse(submitted.out) as Job
  const first = await until(() => worker(box).catch(() => undefined), 'the long job runs')

  const [pid = ''] = first.split(' ')
  const who = await box.must(`ps -o user:20= -p ${pid}; cat /proc/${pid}/cgroup`)
  check.ok(/^millwright-work\b/.test(who), 'work has a user of its own', who)
  check.ok(/millwright-work\.slice\/millwright-a-\S+\.service/.test(who), 'and a service of its own', who)

  const restartMs = performance.now()
  await box.must('systemctl restart millwright-agent')
  check.equal(await worker(box), first, 'systemctl restart of the agent leaves the worker alive')
  check.note(`agent restarted in ${seconds(restartMs)}`)

  const upgraded = await box.sh('dpkg -i /srv/debs/millwright-*.deb', 120_000)
  check.ok(upgraded.status === 0, 'dpkg puts both packages over those that are there', upgraded.out + upgraded.err)
  check.equal(await worker(box), first, 'which leaves the worker alive')

  const mainPid = (): Promise<string> => box.must('systemctl show -P MainPID millwright-agent')
  const old = await mainPid()
  await box.must(`kill -9 ${old}`)
  const startMs = performance.now()
  await until(async () => {
    const now = await mainPid()
    return now !== old && now !== '0' ? now : undefined
  }, 'a new agent')
  check.note(`agent back ${seconds(startMs)} after kill -9`)
  check.equal(await worker(box), first, 'kill -9 of the agent leaves the worker alive')

  const killedMs = performance.now()
  await box.must('kill -9 $(systemctl show -P MainPID millwright-coordinator)')
  await until(
    async () => ((await box.sh('millwright jobs')).status === 0 ? true : undefined),
    'the coordinator answers',
  )
  check.note(`coordinator answers ${seconds(killedMs)} after kill -9`)
  check.equal(await worker(box), first, 'kill -9 of the coordinator leaves the worker alive')

  await box.must('touch /var/tmp/go')
  const ended = await until(async () => {
    const job = await jobOf(box, id)
    return job.state === 'queued' || job.state === 'running' ? undefined : job
  }, 'the long job ends').catch(() => jobOf(box, id))
  const log = (await box.sh(`millwright job ${id}; journalctl -q --no-pager -n 40 -u millwright-agent`)).out
  check.ok(ended.state === 'succeeded', 'its result arrives', `${ended.state}\n${log}`)
  check.equal((await box.sh('cat /var/tmp/finished')).out.trim(), 'finished', 'it ran once, to its end')
}

async function purge(box: Box, check: Check, before: ReadonlySet<string>): Promise<void> {
  const held = ['millwright', 'submit', '--name', 'left', '--json', '--', '/bin/sh', '-c', 'exec sleep 86400']
  await box.exec(held)
  await until(
    async () => ((await box.sh('pgrep -x sleep')).status === 0 ? true : undefined),
    'work at the time of the purge',
  )
  const done = await box.sh('dpkg -P millwright-agent millwright-coordinator', 120_000)
  check.ok(done.status === 0, 'dpkg purges both packages', done.out + done.err)
  const processes = (
    await box.sh('ps -e -o pid=,user=,args= | grep -E "millwright|sleep 86400" | grep -v grep')
  ).out.trim()
  check.equal(processes, '', 'no process is left')
  check.equal((await box.sh('getent passwd millwright; getent group millwright')).out.trim(), '', 'no user is left')
  const units = (
    await box.sh(
      "systemctl list-units --all --no-legend 'millwright-*'; systemctl list-unit-files --no-legend 'millwright-*'",
    )
  ).out
  check.equal(units.trim(), '', 'no unit is left')
  const left = [...(await filesOf(box))].filter((path) => !before.has(path))
  check.equal(left, [], 'no file is left')
}

export async function run(check: Check): Promise<void> {
  const debs = await build(check)
  const bootMs = performance.now()
  const box = await Box.start('millwright-test')
  try {
    if (typeof box === 'string') return check.skip('a booted Debian', box)
    check.note(`Debian booted in ${seconds(bootMs)}`)
    const before = await filesOf(box)
    await install(box, check, debs)
    await nativeParts(box, check)
    await shortJob(box, check)
    await longJob(box, check)
    await purge(box, check, before)
  } finally {
    if (typeof box !== 'string') await box.stop()
    await rm(debs, { recursive: true, force: true })
  }
}
